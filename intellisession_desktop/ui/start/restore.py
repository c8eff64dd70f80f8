"""Getting a vault back from a backup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot

from ...errors import KnownError, WrongPassphrase
from ..restore_form import RestoreForm
from ..widgets.buttons import Button
from ..widgets.layouts import row
from ..widgets.texts import Label
from .panel import Panel, main_button


class RestorePanel(Panel):
    """Asks for the backup, a folder, and what opens the backup."""

    restore_requested = Signal(object)
    """A Restoring."""
    folder_chosen = Signal(object)
    """A Path in which a vault shall be; StartPage answers with `use_folder`."""
    back_requested = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "Restore a backup",
            "The backup becomes a vault in a new folder. Existing vaults do not change.",
        )
        self._busy = False
        self._form = RestoreForm(folder)
        self._button = main_button("Restore", "restore-now")
        self._missing = Label("", "small")
        self.add(self._form, self._button, self._missing)
        back = Button("Back", "quiet", "arrow-left", on_click=self.back_requested.emit, name="back")
        self.below.addLayout(row(None, back, None))
        self._form.changed.connect(self._look)
        self._form.entered.connect(self._enter)
        self._form.folder_chosen.connect(self.folder_chosen)
        self._button.clicked.connect(self._enter)
        self._look()

    def start(self) -> None:
        self._form.start()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._form.set_busy(busy)
        self._button.setText("Restoring…" if busy else "Restore")
        self._look()

    def refuse(self, error: KnownError) -> None:
        if isinstance(error, WrongPassphrase):
            self._form.refuse_secret()
        else:
            super().refuse(error)

    def use_file(self, path: Path) -> None:
        """Takes a backup to restore."""
        self.say("")
        self._form.use_file(path)

    def use_folder(self, folder: Path) -> None:
        """Takes the folder for the restored vault."""
        self.say("")
        self._form.use_folder(folder)

    @Slot()
    def _enter(self) -> None:
        wanted = self._form.wanted
        if not self._busy and wanted is not None:
            self.say("")
            self.restore_requested.emit(wanted)

    @Slot()
    def _look(self) -> None:
        missing = "Choose the backup file first." if self._form.file is None else ""
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self._button.setEnabled(not self._busy and self._form.wanted is not None)
