"""Getting back in without the passphrase: the recovery key, then a new passphrase at once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from ...errors import KnownError
from ..widgets.buttons import Button
from ..widgets.fields import Field, LineEdit
from ..widgets.layouts import row
from ..widgets.texts import Label
from .new_passphrase import NewPassphrase
from .panel import Panel, main_button, told


class RecoverPanel(Panel):
    """Where the recovery key is typed."""

    key_given = Signal(str)
    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Use the recovery key",
            "It was shown when the vault was made, to be printed: seven groups of four letters and digits.",
        )
        self._busy = False
        self._field = LineEdit("", "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX", "Recovery key", "recovery-key")
        self._words = Field("Recovery key", self._field, "Small or capital letters, with or without dashes.")
        self._button = main_button("Go on", "go-on")
        self.add(self._words, self._button)
        self.below.addLayout(row(None, back_button(self), None))
        self._field.textChanged.connect(self._look)
        self._field.returnPressed.connect(self._enter)
        self._button.clicked.connect(self._enter)
        self._look()

    def start(self) -> None:
        self._field.setFocus()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._field.setReadOnly(busy)
        self._button.setText("Opening…" if busy else "Go on")
        self._look()

    def refuse(self, error: KnownError) -> None:
        self._words.say(told(error))
        self._field.selectAll()
        self._field.setFocus()

    @Slot()
    def _enter(self) -> None:
        if not self._busy and self._field.text().strip():
            self.key_given.emit(self._field.text())

    @Slot()
    def _look(self) -> None:
        if not self._busy:
            self._words.say("")
        self._button.setEnabled(not self._busy and bool(self._field.text().strip()))


class ResetPanel(Panel):
    """The new passphrase after a recovery."""

    passphrase_given = Signal(str)
    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Choose a new passphrase",
            "The one before opens the vault no more; the recovery key stays the same.",
        )
        self._busy = False
        self._new = NewPassphrase("New passphrase")
        self._button = main_button("Use this passphrase", "use-passphrase")
        self._missing = Label("", "small")
        self.add(self._new, self._button, self._missing)
        self.below.addLayout(row(None, back_button(self), None))
        self._new.changed.connect(self._look)
        self._new.entered.connect(self._enter)
        self._button.clicked.connect(self._enter)
        self._look()

    def start(self) -> None:
        self._new.first.setFocus()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._new.set_busy(busy)
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


def back_button(panel: RecoverPanel | ResetPanel) -> Button:
    """The quiet way back."""
    return Button("Back", "quiet", "arrow-left", on_click=panel.back_requested.emit, name="back")
