"""The session's topics and moments, above the transcript: each leads to its turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ...notes.conversation.highlights import Highlight, HighlightKind
from ...notes.conversation.outline import Topic
from ...sessions.review import Opened
from .. import words
from ..icons import pixmap
from ..tokens import BODY, ICON, SMALL, SPACE_2, SPACE_3, SPACE_4, TARGET
from ..widgets.painting import font, paint_ground, paint_text

Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole
_TIME_WIDTH = 44
_MOST_ROWS = 6.5
"""Rows that are seen without scrolling: the transcript needs most of the place. Half a row says that there is
more.
"""

KINDS = {
    HighlightKind.CHANGE: ("trending-up", "Speaks for change"),
    HighlightKind.SUSTAIN: ("anchor", "Speaks against change"),
    HighlightKind.FEELING: ("heart", "A strong feeling"),
    HighlightKind.INSIGHT: ("lightbulb", "An insight"),
    HighlightKind.BROUGHT_UP: ("message-circle", "Brought up by the client"),
    HighlightKind.RISK: ("shield-alert", "Risk"),
    HighlightKind.MARKED: ("bookmark", "You marked this"),
}
"""Icon and words of each kind of moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a topic, or a moment with its `icon`."""

    turn: int
    at: float
    text: str
    says: str
    icon: str = ""


def entries(opened: Opened) -> tuple[Entry, ...]:
    """Topics in order, each followed by the moments that fall in it."""
    found = [_topic(topic, opened) for topic in opened.topics]
    found += [_moment(each, opened) for each in opened.highlights]
    return tuple(sorted(found, key=lambda each: (each.turn, bool(each.icon))))


class OutlineList(QListWidget):
    """`chosen` is emitted with a turn's number, at a click or as the arrow keys go through the rows."""

    chosen = Signal(int)

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.setObjectName("outline")
        self.setProperty("kind", "rows")
        self.setAccessibleName("Topics and moments")
        self.setAccessibleDescription("Choose one to go to its place in the transcript")
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for entry in entries(opened):
            item = QListWidgetItem()
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words.position(entry.at)} {entry.says}")
            item.setToolTip(entry.says)
            self.addItem(item)
        self.setFixedHeight(int(min(_MOST_ROWS, self.count()) * TARGET) + 2)
        self.currentItemChanged.connect(self._go)
        self.itemClicked.connect(self._go)

    @Slot(QListWidgetItem)
    def _go(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(cast(Entry, item.data(_ENTRY)).turn)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, TARGET)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = cast(Entry, index.data(_ENTRY))
        area = option.rect.adjusted(SPACE_2, 0, -SPACE_2, 0)
        paint_ground(painter, option, area)
        small = font(option.font, SMALL)
        time = QRect(area.left() + SPACE_2, area.top(), _TIME_WIDTH, area.height())
        if not entry.icon:
            paint_text(painter, time, words.position(entry.at), small, "muted")
        text = area.adjusted(SPACE_2 + _TIME_WIDTH + SPACE_2, 0, -SPACE_3, 0)
        if entry.icon:
            picture = pixmap(entry.icon, "muted", ICON, option.widget.devicePixelRatioF())
            painter.drawPixmap(text.left(), text.center().y() - ICON // 2 + 1, picture)
            text.setLeft(text.left() + SPACE_4 + SPACE_2)
        paint_text(painter, text, entry.text, font(option.font, BODY, strong=not entry.icon), "text")


def _topic(topic: Topic, opened: Opened) -> Entry:
    text = f"{topic.title}, again" if topic.again else topic.title
    return Entry(topic.turn, opened.turns[topic.turn].start, text, text)


def _moment(found: Highlight, opened: Opened) -> Entry:
    icon, kind = KINDS[found.kind]
    return Entry(
        found.turn, opened.turns[found.turn].start, f"“{found.text}”", f"{kind}: “{found.text}”", icon
    )
