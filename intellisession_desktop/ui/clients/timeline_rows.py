"""How a row of the timeline is laid out and painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from .. import words
from ..tokens import ICON, SMALL, SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ..widgets import painting
from .timeline_words import Row, action, destroyed_words, origin, states, title, to_do

_Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_DAY_WIDTH = 104
_ACTION_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a row lie."""

    row: QRect
    day: QRect
    first: QRect
    second: QRect
    action: QRect
    destroyed: QRect


def parts(note: Row, area: QRect, of: Any) -> Parts:
    """Lays out a note's row in `area`."""
    row = area.adjusted(0, 1, -SPACE_2, -1)
    inner = row.adjusted(SPACE_4, SPACE_2, -SPACE_3, -SPACE_2)
    strong, small = painting.font(of, strong=True), painting.font(of, SMALL)
    first_height, second_height = painting.line_height(strong), painting.line_height(small)
    middle = QRect(inner.left() + _DAY_WIDTH, inner.top(), 0, inner.height())
    middle.setRight(inner.right() - _ACTION_WIDTH - SPACE_2)
    first = QRect(middle.left(), middle.top(), middle.width(), first_height)
    second = QRect(middle.left(), middle.bottom() - second_height, middle.width(), second_height)
    destroyed = QRect()
    if note.destroyed:
        told = painting.chip_width(destroyed_words(note), small) + ICON
        destroyed = QRect(
            second.left(), second.top() - SPACE_1, min(told, second.width()), second.height() + 2 * SPACE_1
        )
    return Parts(
        row,
        QRect(inner.left(), inner.top(), _DAY_WIDTH - SPACE_2, inner.height()),
        first,
        second,
        QRect(inner.right() - _ACTION_WIDTH, inner.top(), _ACTION_WIDTH, inner.height()),
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
        note: Row = index.data(ROW)
        of = option.font
        strong, plain, small = painting.font(of, strong=True), painting.font(of), painting.font(of, SMALL)
        lie = parts(note, option.rect, of)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = painting.is_chosen(option)
        painting.paint_ground(painter, option, lie.row)
        day = QRect(lie.day.left(), lie.first.top(), lie.day.width(), lie.first.height())
        time = QRect(lie.day.left(), lie.second.top(), lie.day.width(), lie.second.height())
        painting.paint_text(painter, day, words.day(note.date), strong, "text")
        if note.time:
            painting.paint_text(painter, time, words.clock(note.time), small, "muted")
        chips = sum(painting.chip_width(text, small) + SPACE_2 for text, _ in states(note))
        head = lie.first.adjusted(0, 0, -chips, 0)
        left = lie.first.left() + painting.paint_text(painter, head, title(note), plain, "text") + SPACE_3
        for text, role in states(note):
            middle = lie.first.center().y() + 1
            left += painting.paint_chip(painter, left, middle, text, small, role, chosen) + SPACE_2
        middle = lie.second.center().y() + 1
        if note.destroyed:
            painting.paint_icon(painter, lie.second.left(), middle, "shield-check", "good")
            rest = lie.second.adjusted(ICON + SPACE_1, 0, 0, 0)
            painting.paint_text(painter, rest, destroyed_words(note), small, "good")
        else:
            painting.paint_text(painter, lie.second, origin(note), small, "muted")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        words_area = lie.action.adjusted(0, 0, -(ICON + SPACE_1), 0)
        painting.paint_text(
            painter, words_area, action(note), strong if to_do(note) else plain, "accent", right
        )
        arrow = lie.action.right() - ICON + 1
        painting.paint_icon(painter, arrow, lie.action.center().y() + 1, "arrow-right", "accent")
        painter.restore()
