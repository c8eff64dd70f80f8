"""Getting back in without the passphrase: the recovery key, then a new passphrase at once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from ...errors import KnownError
from ..widgets.buttons import Button
from ..widgets.fields import Field, RecoveryKeyEdit
from ..widgets.layouts import row
from .panel import Panel, main_button, refusal
from .passphrase_panel import PassphrasePanel


class RecoverPanel(Panel):
    """Where the recovery key is typed."""

    key_given = Signal(str)
    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Use the recovery key",
            "You were shown it when you created the vault: seven groups of four letters and digits.",
        )
        self._busy = False
        self._field = RecoveryKeyEdit("recovery-key")
        self._words = Field("Recovery key", self._field, "Capital or small letters, with or without dashes.")
        self._button = main_button("Continue", "go-on")
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
        self._button.setText("Opening…" if busy else "Continue")
        self._look()

    def refuse(self, error: KnownError) -> None:
        self._words.say(refusal(error))
        self._field.selectAll()
        self._field.setFocus()

    @Slot()
    def _enter(self) -> None:
        if not self._busy and self._field.key():
            self.key_given.emit(self._field.text())

    @Slot()
    def _look(self) -> None:
        if not self._busy:
            self._words.say("")
        self._button.setEnabled(not self._busy and bool(self._field.key()))


class ResetPanel(PassphrasePanel):
    """The new passphrase after a recovery."""

    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Choose a new passphrase",
            "The old passphrase will no longer open the vault. The recovery key stays the same.",
            "New passphrase",
            "Use this passphrase",
            "use-passphrase",
            "Changing…",
        )
        self.fill()
        self.below.addLayout(row(None, back_button(self), None))


def back_button(panel: RecoverPanel | ResetPanel) -> Button:
    """The quiet way back."""
    return Button("Back", "quiet", "arrow-left", on_click=panel.back_requested.emit, name="back")
