"""How a row of a session is laid out and painted: in a client's timeline, and in what waits today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ..tokens import ICON, SMALL, SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ..widgets import painting

_Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
_DAY_WIDTH = 104
_ACTION_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says. `states`: the chips behind the title, text and role; `below`: the second line, in
    whose place `destroyed` tells of the audio's end; `to_do`: it waits for the therapist; `named`: the title
    is what the eye looks for, not the day.
    """

    day: str
    clock: str
    title: str
    states: tuple[tuple[str, str], ...]
    below: str
    action: str
    destroyed: str = ""
    to_do: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a row lie."""

    row: QRect
    day: QRect
    first: QRect
    second: QRect
    action: QRect
    destroyed: QRect


def parts(line: Line, area: QRect, of: Any) -> Parts:
    """Lays out a row in `area`."""
    row = area.adjusted(0, 1, -SPACE_2, -1)
    inner = row.adjusted(SPACE_4, SPACE_2, -SPACE_3, -SPACE_2)
    strong, small = painting.font(of, strong=True), painting.font(of, SMALL)
    first_height, second_height = painting.line_height(strong), painting.line_height(small)
    middle = QRect(inner.left() + _DAY_WIDTH, inner.top(), 0, inner.height())
    action_width = max(_ACTION_WIDTH, QFontMetrics(strong).horizontalAdvance(line.action) + ICON + SPACE_2)
    middle.setRight(inner.right() - action_width - SPACE_2)
    first = QRect(middle.left(), middle.top(), middle.width(), first_height)
    second = QRect(middle.left(), middle.bottom() - second_height, middle.width(), second_height)
    destroyed = QRect()
    if line.destroyed:
        told = painting.chip_width(line.destroyed, small) + ICON
        destroyed = QRect(
            second.left(), second.top() - SPACE_1, min(told, second.width()), second.height() + 2 * SPACE_1
        )
    return Parts(
        row,
        QRect(inner.left(), inner.top(), _DAY_WIDTH - SPACE_2, inner.height()),
        first,
        second,
        QRect(inner.right() - action_width, inner.top(), action_width, inner.height()),
        destroyed,
    )


class RowPainting(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        of = option.font
        height = painting.line_height(painting.font(of, strong=True)) + painting.line_height(
            painting.font(of, SMALL)
        )
        return QSize(0, height + 2 * SPACE_1 + 2 * SPACE_2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(LINE)
        of = option.font
        strong, plain, small = painting.font(of, strong=True), painting.font(of), painting.font(of, SMALL)
        lie = parts(line, option.rect, of)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = painting.is_chosen(option)
        painting.paint_ground(painter, option, lie.row)
        day = QRect(lie.day.left(), lie.first.top(), lie.day.width(), lie.first.height())
        time = QRect(lie.day.left(), lie.second.top(), lie.day.width(), lie.second.height())
        painting.paint_text(painter, day, line.day, plain if line.named else strong, "text")
        painting.paint_text(painter, time, line.clock, small, "muted")
        chips = sum(painting.chip_width(text, small) + SPACE_2 for text, _ in line.states)
        head = lie.first.adjusted(0, 0, -chips, 0)
        left = lie.first.left() + SPACE_3
        left += painting.paint_text(painter, head, line.title, strong if line.named else plain, "text")
        for text, role in line.states:
            middle = lie.first.center().y() + 1
            left += painting.paint_chip(painter, left, middle, text, small, role, chosen) + SPACE_2
        middle = lie.second.center().y() + 1
        if line.destroyed:
            painting.paint_icon(painter, lie.second.left(), middle, "shield-check", "good")
            rest = lie.second.adjusted(ICON + SPACE_1, 0, 0, 0)
            painting.paint_text(painter, rest, line.destroyed, small, "good")
        else:
            painting.paint_text(painter, lie.second, line.below, small, "muted")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        words_area = lie.action.adjusted(0, 0, -(ICON + SPACE_1), 0)
        painting.paint_text(
            painter, words_area, line.action, strong if line.to_do else plain, "accent", right
        )
        arrow = lie.action.right() - ICON + 1
        painting.paint_icon(painter, arrow, lie.action.center().y() + 1, "arrow-right", "accent")
        painter.restore()
