"""One open goal in its list: its words, as many lines as they need, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from ...records import Goal
from ..tokens import SPACE_1
from ..widgets.buttons import Button, menu_button
from ..widgets.fields import GrowingArea
from ..widgets.layouts import row


class GoalRow(QWidget):
    """Says what is wanted; whoever shows it does it."""

    reworded = Signal(str)
    closed = Signal()
    moved = Signal(int)
    """So many places down, or up."""
    delete_wanted = Signal()
    grown = Signal()

    def __init__(self, goal: Goal, first: bool, last: bool) -> None:
        super().__init__()
        self.goal = goal
        self.edit = GrowingArea(goal.text, accessible_name="Goal", name=f"goal-{goal.id}")
        close = Button("Close goal", "quiet", on_click=self.closed.emit, name="close-goal")
        close.setToolTip("The goal was reached, or you no longer work on it. You can reopen it later.")
        menu = QMenu()
        for words, by, possible in (("Move up", -1, not first), ("Move down", 1, not last)):
            action = menu.addAction(words, partial(self.moved.emit, by))
            action.setEnabled(possible)
        menu.addSeparator()
        menu.addAction("Delete…", self.delete_wanted.emit)
        more = menu_button("More for this goal", menu)
        more.setObjectName("goal-menu")
        self.setLayout(row(self.edit, close, more, spacing=SPACE_1))
        self.edit.left.connect(self._tell)
        self.edit.entered.connect(self._tell)
        self.edit.grown.connect(self.grown)

    def settle(self) -> None:
        """What is being typed counts."""
        self._tell()

    def _tell(self) -> None:
        self.reworded.emit(self.edit.words())
