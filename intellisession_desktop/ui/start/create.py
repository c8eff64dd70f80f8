"""Making a vault: the passphrase, twice, and where it lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot

from ..tokens import SPACE_1, SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import row
from ..widgets.texts import Label, Picture
from .new_passphrase import NewPassphrase
from .panel import Panel, PathLabel, main_button


class CreatePanel(Panel):
    """The first start, or a folder that holds no vault yet."""

    passphrase_given = Signal(str)
    other_requested = Signal()
    restore_requested = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "Create your vault",
            "Everything about your clients is kept in it, encrypted. Only your passphrase opens it.",
        )
        self._busy = False
        self._new = NewPassphrase()
        self._button = main_button("Create the vault", "create-vault")
        self._missing = Label("", "small")
        where = row(
            Picture("hard-drive"),
            PathLabel(folder),
            Button("Other folder…", "quiet", on_click=self.other_requested.emit, name="other-folder"),
            spacing=SPACE_2,
        )
        self.add(self._new, where, self._button, self._missing)
        self.below.addLayout(
            row(
                None,
                Button(
                    "Restore a backup instead…", "quiet", on_click=self.restore_requested.emit, name="restore"
                ),
                None,
                spacing=SPACE_1,
            )
        )
        self._new.changed.connect(self._look)
        self._new.entered.connect(self._enter)
        self._button.clicked.connect(self._enter)
        self._look()

    def start(self) -> None:
        self._new.first.setFocus()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._new.set_busy(busy)
        self._button.setText("Making the vault…" if busy else "Create the vault")
        self._look()

    @Slot()
    def _enter(self) -> None:
        if not self._busy and self._new.ready:
            self.say("")
            self.passphrase_given.emit(self._new.text())

    @Slot()
    def _look(self) -> None:
        self._button.setEnabled(not self._busy and self._new.ready)
        self._missing.setText(self._new.missing())
        self._missing.setVisible(bool(self._new.missing()))
