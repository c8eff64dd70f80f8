"""Opening the vault with its passphrase, the first time and after it was locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout

from ...errors import KnownError, WrongPassphrase
from ...settings import default_vault
from ..tokens import SPACE_1, SPACE_2
from ..widgets.buttons import Button
from ..widgets.fields import Field, PassphraseEdit
from ..widgets.layouts import column, row
from ..widgets.paths import PathLabel
from ..widgets.texts import Banner, Label, Picture
from .panel import Panel, main_button
from .tries import Tries

_LOOK_MS = 200
_RECORDING = "A recording is running. It goes on; unlock to see it."


class UnlockPanel(Panel):
    """The passphrase, and the other ways in."""

    passphrase_given = Signal(str)
    recovery_requested = Signal()
    other_requested = Signal()
    restore_requested = Signal()

    def __init__(
        self,
        folder: Path,
        tries: Tries,
        going_on: Callable[[], tuple[str, ...]] | None,
        recording: Callable[[], bool] = lambda: False,
    ) -> None:
        """`going_on` says what work goes on while the vault is locked; None where it was not open yet. Then
        `recording` says whether a recording goes on that was begun in a window which is gone.
        """
        super().__init__()
        self._tries, self._going_on = tries, going_on or (lambda: (_RECORDING,) if recording() else ())
        self._busy, self._problem = False, ""
        self._field = PassphraseEdit("Passphrase", "passphrase")
        self._words = Field("Passphrase", self._field)
        self._button = main_button("Unlock", "unlock")
        if going_on is not None:
            self.add(row(Picture("lock", "accent"), Label("Locked", "lead"), None, spacing=SPACE_2))
        self._work: QVBoxLayout = column(spacing=SPACE_2)
        self._told: tuple[str, ...] = ()
        self.add(self._work, self._words, self._button)
        links = [
            Button("Use recovery key", "quiet", on_click=self.recovery_requested.emit, name="use-recovery"),
            Button("Other vault…", "quiet", on_click=self.other_requested.emit, name="other-vault"),
        ]
        if going_on is None:
            links.append(
                Button("Restore a backup…", "quiet", on_click=self.restore_requested.emit, name="restore")
            )
        self.below.addLayout(row(None, *links, None, spacing=SPACE_1))
        if folder != default_vault():
            where = PathLabel(folder)
            where.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.below.addWidget(where)
        self._field.returnPressed.connect(self._enter)
        self._field.textEdited.connect(self._typed)
        self._button.clicked.connect(self._enter)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)
        self._look()

    def start(self) -> None:
        self._field.setFocus()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._field.setReadOnly(busy)
        self._look()

    def refuse(self, error: KnownError) -> None:
        if not isinstance(error, WrongPassphrase):
            super().refuse(error)
            return
        self._problem = error.sentence
        self._look()
        self._field.selectAll()
        self._field.setFocus()

    @Slot()
    def _enter(self) -> None:
        if not self._busy and self._field.text() and not self._tries.left_s():
            self._problem = ""
            self.say("")
            self.passphrase_given.emit(self._field.text())

    @Slot()
    def _typed(self) -> None:
        self._problem = ""
        self._look()

    @Slot()
    def _look(self) -> None:
        """Counts down, and looks at the work that goes on."""
        left = self._tries.left_s()
        wait = f"Try again in {max(1, round(left + 0.49))} s." if left else ""
        self._words.say(" ".join(part for part in (self._problem, wait) if part))
        self._button.setText("Opening…" if self._busy else "Unlock")
        self._button.setEnabled(not self._busy and not left)
        told = self._going_on()
        if told != self._told:
            self._told = told
            while (item := self._work.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.deleteLater()
            for sentence in told:
                self._work.addWidget(Banner(sentence, "info"))
