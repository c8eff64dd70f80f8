"""A client's open goals on one quiet line, as many as fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ...records import Goal
from ..tokens import SPACE_2, SPACE_3, TARGET
from ..widgets.buttons import Button
from ..widgets.texts import Label

_WIDEST = 300
_MOST = 6


class GoalsLine(QWidget):
    """'Goals', a chip for each, and the button for one more; a click on any of them opens the goals."""

    laid_out = Signal()
    """Other buttons took their places."""

    def __init__(self, on_open: Callable[[], object]) -> None:
        super().__init__()
        self._on_open = on_open
        self._goals: tuple[Goal, ...] = ()
        self._chips: list[Button] = []
        self._words = Label("Goals", "small", wrap=False)
        self._words.setParent(self)
        self.add_button = Button("Goal", "quiet", "plus", on_click=on_open, name="goals")
        self.add_button.setAccessibleName("Goals: add or change")
        self.add_button.setParent(self)
        self.setFixedHeight(TARGET + 2)

    def show_goals(self, goals: tuple[Goal, ...]) -> None:
        if goals != self._goals:
            self._goals = goals
            self._place()

    def stops(self) -> tuple[Button, ...]:
        """The buttons from left to right."""
        return (*self._chips, self.add_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, TARGET + 2)

    def _place(self) -> None:
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []
        add_width = self.add_button.sizeHint().width()
        self._words.setGeometry(0, 0, self._words.sizeHint().width(), self.height())
        left = self._words.sizeHint().width() + SPACE_3
        room = self.width() - left - add_width - SPACE_2
        for count in range(min(len(self._goals), _MOST), 0, -1):
            rest = len(self._goals) - count
            more = self._chip(f"+ {rest}") if rest else None
            needed = more.sizeHint().width() + SPACE_2 if more else 0
            chips = [self._chip(goal.text) for goal in self._goals[:count]]
            if self._fit(chips, room - needed, squeeze=count <= 2):
                left = self._lay(chips + ([more] if more else []), left)
                break
            for chip in [*chips, *([more] if more else [])]:
                chip.deleteLater()
        self.add_button.setGeometry(left, 1, add_width, TARGET)
        self.laid_out.emit()

    def _fit(self, chips: list[Button], room: int, squeeze: bool) -> bool:
        """Gives each chip its width; two or one are cut to what there is."""
        room -= SPACE_2 * len(chips)
        wanted = [min(_WIDEST, chip.sizeHint().width()) for chip in chips]
        if sum(wanted) > room:
            if not squeeze or (len(chips) > 1 and room < 2 * 120):
                return False
            share = room // len(chips)
            spare = sum(max(0, share - width) for width in wanted)
            wanted = [width if width <= share else min(width, share + spare) for width in wanted]
        for chip, width in zip(chips, wanted, strict=True):
            _cut(chip, width)
        return True

    def _lay(self, chips: list[Button], left: int) -> int:
        for chip in chips:
            chip.setGeometry(left, 1, chip.sizeHint().width(), TARGET)
            chip.show()
            left += chip.width() + SPACE_2
        self._chips = chips
        return left

    def _chip(self, text: str) -> Button:
        chip = Button(text.replace("&", "&&"), "chip", on_click=self._on_open)
        chip.setParent(self)
        chip.setToolTip(text)
        chip.setAccessibleName(f"Goal: {text}")
        chip.ensurePolished()
        return chip


def _cut(chip: Button, width: int) -> None:
    """Shortens the words of a chip until it is at most `width` px wide."""
    around = chip.sizeHint().width() - chip.fontMetrics().horizontalAdvance(chip.text())
    name = chip.accessibleName()
    if chip.sizeHint().width() > width:
        chip.setText(
            chip.fontMetrics().elidedText(chip.text(), Qt.TextElideMode.ElideRight, max(8, width - around))
        )
    chip.setAccessibleName(name)
