"""A step at which a new passphrase is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLayout, QWidget

from ..widgets.new_passphrase import NewPassphrase
from ..widgets.texts import RoomyLabel
from .panel import Panel, main_button


class PassphrasePanel(Panel):
    """The passphrase twice, and the button that uses it; what is missing stands below it."""

    passphrase_given = Signal(str)

    def __init__(self, heading: str, text: str, words: str, go: str, name: str, busy: str) -> None:
        """`words`: of the first field; `go`, `name`: of the button; `busy`: on it while it is being done."""
        super().__init__(heading, text)
        self._busy = False
        self._go_words, self._busy_words = go, busy
        self._new = NewPassphrase(words)
        self._button = main_button(go, name)
        self._missing = RoomyLabel(1, "small")
        self._new.changed.connect(self._look)
        self._new.entered.connect(self._enter)
        self._button.clicked.connect(self._enter)

    def fill(self, *between: QWidget | QLayout) -> None:
        """Fills the card; `between`: what stands between the passphrase and the button."""
        self.add(self._new, *between, self._button, self._missing)
        self._look()

    def start(self) -> None:
        self._new.first.setFocus()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._new.set_busy(busy)
        self._button.setText(self._busy_words if busy else self._go_words)
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
