"""A new passphrase, typed twice, with its strength."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ..tokens import SPACE_2, SPACE_3
from .fields import Field, PassphraseEdit
from .layouts import column
from .strength import StrengthMeter, judge


class NewPassphrase(QWidget):
    """Two fields that must agree; a passphrase that is too easy to guess is not taken."""

    changed = Signal()
    entered = Signal()
    """Enter was pressed and both fields are right."""

    def __init__(self, words: str = "Passphrase") -> None:
        super().__init__()
        self.first = PassphraseEdit(words, "new-passphrase")
        self.again = PassphraseEdit("Repeat the passphrase", "passphrase-again")
        self._meter = StrengthMeter()
        self._again_field = Field("Repeat the passphrase", self.again, roomy=True)
        self.setLayout(
            column(
                column(Field(words, self.first), self._meter, spacing=SPACE_2),
                self._again_field,
                spacing=SPACE_3,
            )
        )
        self.first.textChanged.connect(self._look)
        self.again.textChanged.connect(self._look)
        self.first.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._enter)

    @property
    def ready(self) -> bool:
        """Whether it may be used: hard enough to guess, and twice the same."""
        return judge(self.first.text()).enough and self.first.text() == self.again.text()

    def missing(self) -> str:
        """What is still to be done before it may be used; empty when it may."""
        if not judge(self.first.text()).enough:
            return "Choose a passphrase that is hard to guess."
        if not self.first.text().startswith(self.again.text()):
            return "The two do not match."
        return "" if self.ready else "Type the passphrase a second time."

    def text(self) -> str:
        return self.first.text()

    def clear(self) -> None:
        self.first.clear()
        self.again.clear()

    def set_busy(self, busy: bool) -> None:
        """While it is being used it can be read but not changed."""
        self.first.setReadOnly(busy)
        self.again.setReadOnly(busy)

    def _look(self) -> None:
        first, again = self.first.text(), self.again.text()
        self._meter.show_strength(judge(first))
        self._again_field.say("" if first.startswith(again) else "This does not match.")
        self.changed.emit()

    def _enter(self) -> None:
        if self.ready:
            self.entered.emit()
