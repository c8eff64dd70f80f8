"""Paints a statement that waits for the therapist: its words, and below them, small, why it waits."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from ..theme import colour
from ..tokens import SMALL, SPACE_2, SPACE_3, TARGET
from ..widgets import painting

STATEMENT, REASON = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_BETWEEN = 2  # px, between a statement and its reason


class UndecidedRows(QStyledItemDelegate):
    """The list's own text, which a screen reader says, is both in one."""

    def __init__(self, of: QListWidget) -> None:
        super().__init__(of)
        self._list = of

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        width = self._list.viewport().width()
        return QSize(width, self.height(index, width))

    def height(self, index: _Index, width: int) -> int:
        """How high a row is in a list of this width, px."""
        return max(TARGET, sum(self._heights(index, width - 2 * SPACE_3)) + 2 * SPACE_2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        area: QRect = option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting.paint_ground(painter, option, area)
        inner = area.adjusted(SPACE_3, SPACE_2, -SPACE_3, -SPACE_2)
        first, _ = self._heights(index, inner.width())
        below = inner.adjusted(0, first, 0, 0)
        for place, role, of, ink in (
            (inner, STATEMENT, self._body(), "text"),
            (below, REASON, self._small(), "muted"),
        ):
            painter.setFont(of)
            painter.setPen(colour(ink))
            painter.drawText(place, _WRAPPED, str(index.data(role)))
        painter.restore()

    def _heights(self, index: _Index, width: int) -> tuple[int, int]:
        """Of the statement with what is below it, and of its reason."""
        reason = _height(self._small(), str(index.data(REASON)), width)
        return _height(self._body(), str(index.data(STATEMENT)), width) + (_BETWEEN if reason else 0), reason

    def _body(self) -> QFont:
        return painting.font(self._list.font())

    def _small(self) -> QFont:
        return painting.font(self._list.font(), SMALL)


def _height(of: QFont, text: str, width: int) -> int:
    return QFontMetrics(of).boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, text).height() if text else 0
