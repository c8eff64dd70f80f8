"""What may have been misheard, above the transcript: both readings, and one click for either."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ...notes.conversation.misheard import Misheard
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import column, row, show_if
from ..widgets.texts import Banner, Label
from .editing import Editing


class MisheardBar(QWidget):
    """One question after another; what was settled, or is written otherwise by now, is not asked."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self._settled: set[Misheard] = set()
        self._asks = Banner("", "caution")
        self.take = Button("", on_click=lambda: self._settle(True), name="misheard-take")
        self.leave = Button(
            "Leave it as it is", "quiet", on_click=lambda: self._settle(False), name="misheard-leave"
        )
        self._left = Label("", "small", wrap=False)
        buttons = row(self.take, self.leave, None, self._left, spacing=SPACE_2)
        self.setLayout(column(self._asks, buttons, spacing=SPACE_1, margins=(SPACE_3, 0, SPACE_3, SPACE_2)))
        editing.changed.connect(self._show)
        self._show()

    @property
    def open(self) -> tuple[Misheard, ...]:
        """What waits for an answer."""
        if self._editing.turns_fixed:
            return ()
        turns = self._editing.content.turns
        found = self._editing.opened().misheard
        return tuple(
            each for each in found if each not in self._settled and each.heard in turns[each.turn].text
        )

    @Slot()
    def _show(self) -> None:
        waiting = self.open
        show_if(self, bool(waiting))
        if not waiting:
            return
        first = waiting[0]
        self._asks.say(first.question, "caution")
        self.take.setText(f"{first.instead[:1].upper()}{first.instead[1:]}")
        more = len(waiting) - 1
        self._left.setText(f"{more} more" if more else "")

    def _settle(self, other: bool) -> None:
        if waiting := self.open:
            self._settled.add(waiting[0])
            self._editing.select_turn(waiting[0].turn)
            self._editing.settle_reading(waiting[0], other)
            self._show()
