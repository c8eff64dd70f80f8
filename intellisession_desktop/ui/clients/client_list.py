"""The list at the left: clients by name, and below them what a search found in their notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ...sessions.overview import ClientRow, Hit
from .. import words
from ..tokens import ICON, SMALL, SPACE_2, SPACE_3, TARGET
from ..widgets import painting

_Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole
_SEARCHED = Qt.ItemDataRole.UserRole + 1
_BETWEEN = 2  # px between two lines
_AROUND = 26  # characters that are shown before what was searched for


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above a group."""

    text: str


Entry = ClientRow | Hit | Heading


class Entries(QAbstractListModel):
    """What the list shows, for the painter and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.searched = ""

    def show_entries(self, entries: Sequence[Entry], searched: str) -> None:
        self.beginResetModel()
        self.entries, self.searched = tuple(entries), searched
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role == _SEARCHED:
            return self.searched
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text if isinstance(entry, Heading) else _name(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(entry)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(entry, ClientRow):
            return "\n".join((entry.client.name, *marks(entry)))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ClientList(QListView):
    """Arrows move, Enter opens; nothing here deletes anything."""

    chosen = Signal(object)
    """A ClientRow or a Hit that became the current one."""
    opened = Signal(object)
    """One that was clicked or confirmed with Enter."""
    left_upwards = Signal()
    """Up on the first row."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "rows")
        self.setObjectName("clients")
        self.setAccessibleName("Clients")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.entries = Entries()
        self.setModel(self.entries)
        self.setItemDelegate(_Rows(self))
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._tell)

    def show_entries(self, entries: Sequence[Entry], searched: str = "", keep: str = "") -> None:
        """Shows others in place; the client `keep` stays chosen, silently."""
        self._quiet = True
        place = self.verticalScrollBar().value()
        self.entries.show_entries(entries, searched)
        row = next(
            (i for i, each in enumerate(entries) if isinstance(each, ClientRow) and each.client.id == keep),
            -1,
        )
        if row >= 0:
            self.setCurrentIndex(self.entries.index(row))
            self.verticalScrollBar().setValue(place)
            self.scrollTo(self.entries.index(row))
        self._quiet = False

    def choose_first(self) -> None:
        """Puts the keyboard on the first row."""
        if not self.selectionModel().hasSelection():
            self._choose_next_to(-1, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(self.entries.entries[row])
        elif event.key() == Qt.Key.Key_Down:
            self._choose_next_to(row, 1)
        elif event.key() == Qt.Key.Key_Up:
            if not self._choose_next_to(row, -1):
                self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.entries.entries[index.row()])

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._quiet = True  # Qt makes the first row the current one, chosen or not
        super().focusInEvent(event)
        self._quiet = False
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.choose_first()

    def _choose_next_to(self, row: int, step: int) -> bool:
        entries = self.entries.entries
        row += step
        if not self.selectionModel().hasSelection():
            self.selectionModel().clearCurrentIndex()
        while 0 <= row < len(entries) and isinstance(entries[row], Heading):
            row += step
        if not 0 <= row < len(entries):
            return False
        self.setCurrentIndex(self.entries.index(row))
        return True

    def _tell(self, current: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(self.entries.entries[current.row()])


class _Rows(QStyledItemDelegate):
    """Paints a client in two lines, a hit in three, a heading in one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        entry = index.data(_ENTRY)
        if isinstance(entry, Heading):
            return QSize(0, TARGET)
        lines = 1 if isinstance(entry, ClientRow) else 2
        name = painting.line_height(painting.font(option.font))
        small = painting.line_height(painting.font(option.font, SMALL))
        return QSize(0, name + lines * small + _BETWEEN + 2 * SPACE_2 + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row: QRect = option.rect.adjusted(SPACE_2, 1, -SPACE_2, -1)
        entry = index.data(_ENTRY)
        strong = painting.font(option.font, strong=True)
        small = painting.font(option.font, SMALL)
        inner = row.adjusted(SPACE_3, SPACE_2, -SPACE_2, -SPACE_2)
        if isinstance(entry, Heading):
            painting.paint_text(
                painter,
                row.adjusted(SPACE_3, 0, 0, 0),
                entry.text,
                painting.font(small, SMALL, True),
                "muted",
            )
        else:
            painting.paint_ground(painter, option, row)
            height = painting.line_height(strong)
            first = QRect(inner.left(), inner.top(), inner.width(), height)
            below = first.bottom() + 1 + _BETWEEN
            second = QRect(inner.left(), below, inner.width(), row.bottom() - below)
            if isinstance(entry, ClientRow):
                right = _paint_marks(painter, row, small, entry, painting.is_chosen(option))
                for line in (first, second):
                    line.setRight(right - SPACE_2)
                painting.paint_text(painter, first, entry.client.name, strong, "text")
                second.setHeight(painting.line_height(small))
                painting.paint_text(painter, second, last_session(entry), small, "muted")
            else:
                day = words.day(entry.date)
                taken = painting.paint_text(painter, first, entry.client_name, strong, "text")
                rest = first.adjusted(taken, 0, 0, 0)
                painting.paint_text(painter, rest, f"  ·  {day}", small, "muted")
                searched = str(index.data(_SEARCHED))
                painting.paint_excerpt(painter, second, shortened(entry.excerpt, searched), searched, small)
        painter.restore()


def _paint_marks(painter: QPainter, row: QRect, small: QFont, entry: ClientRow, chosen: bool) -> int:
    """Small marks at the right; gives where they begin."""
    right, middle = row.right() - SPACE_2, row.center().y() + 1
    if entry.drafts:
        text = str(entry.drafts)
        width = painting.chip_width(text, small)
        right -= width
        painting.paint_chip(painter, right, middle, text, small, "caution" if entry.to_check else "", chosen)
    if entry.waiting:
        right -= ICON + (SPACE_2 if entry.drafts else 0)
        painting.paint_icon(painter, right, middle, "audio-lines", "caution")
    return right


def last_session(entry: ClientRow) -> str:
    """'today 14:00', '12 Nov', 'no session yet'."""
    if entry.last is None:
        return "no session yet"
    day = words.day(entry.last)
    return f"{day} {words.clock(entry.time)}" if entry.time else day


def marks(entry: ClientRow) -> tuple[str, ...]:
    """What the small marks of a client mean."""
    said = []
    if entry.drafts:
        to_check = f", {words.counted(entry.to_check, 'statement')} to check" if entry.to_check else ""
        said.append(f"{words.counted(entry.drafts, 'draft')} to review{to_check}")
    if entry.waiting:
        said.append(f"{words.counted(entry.waiting, 'recording')} or unfinished note waiting")
    return tuple(said)


def spoken(entry: Entry) -> str:
    """The row for a screen reader."""
    if isinstance(entry, Heading):
        return entry.text
    if isinstance(entry, ClientRow):
        return ", ".join((entry.client.name, last_session(entry), *marks(entry)))
    where = "In a note" if entry.turn is None else "In a transcript"
    return f"{where} of {entry.client_name}, {words.full_day(entry.date)}: {entry.excerpt}"


def shortened(excerpt: str, searched: str) -> str:
    """The excerpt from a little before what was searched for."""
    at = min(
        (place for word in searched.split() if (place := excerpt.casefold().find(word)) >= 0), default=-1
    )
    if at <= _AROUND:
        return excerpt
    start = excerpt.find(" ", at - _AROUND)
    start = start + 1 if 0 <= start < at else at
    return "… " + excerpt[start:]


def _name(entry: ClientRow | Hit) -> str:
    return entry.client.name if isinstance(entry, ClientRow) else entry.client_name
