"""The list of what waits today: rows of all clients below a few headings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QStyleOptionViewItem

from ...sessions.overview import TranscriptRow
from ...sessions.today import Today
from ..tokens import SMALL, SPACE_2, SPACE_4, TARGET
from ..widgets import painting
from .client_list import Heading
from .timeline_rows import LINE, RowPainting
from .today_words import AnyDue, action, groups, key, line, spoken

_Index = QModelIndex | QPersistentModelIndex


class DueRows(QAbstractListModel):
    """The rows and headings, for the painter and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[AnyDue | Heading, ...] = ()
        self._day = dt.date.min

    def show_today(self, found: Today) -> None:
        self.beginResetModel()
        self._day = found.day
        entries: list[AnyDue | Heading] = []
        for heading, group in groups(found):
            entries += [Heading(heading), *group]
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if isinstance(entry, Heading):
            said = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return entry.text if role in said else None
        if role == LINE:
            return line(entry, self._day)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.client.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.client.name}\n{line(entry, self._day).below}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(entry, self._day)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class TodayList(QListView):
    """Arrows move, Enter or one click does what the row offers, the menu key shows what else there is."""

    acted = Signal(object)
    """The Due whose action is wanted."""
    client_chosen = Signal(str)
    transcript_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "rows")
        self.setObjectName("today-list")
        self.setAccessibleName("What waits today")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.rows = DueRows()
        self.setModel(self.rows)
        self._painting = _Painting(self)
        self.setItemDelegate(self._painting)

    def show_today(self, found: Today) -> None:
        """Shows others in place; what was chosen stays chosen, or else what took its place."""
        chosen, row, place = self.chosen(), self.currentIndex().row(), self.verticalScrollBar().value()
        self.rows.show_today(found)
        if chosen is not None:
            wanted = key(chosen)
            same = [n for n, each in self._dues() if key(each) == wanted]
            self._choose(same[0] if same else row)
        self.verticalScrollBar().setValue(place)

    def chosen(self) -> AnyDue | None:
        index = self.currentIndex()
        entry = self.rows.entries[index.row()] if self.selectionModel().isSelected(index) else None
        return None if isinstance(entry, Heading) else entry

    def menu_of(self, due: AnyDue) -> QMenu:
        """What can be done with a row, also without a mouse."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(action(due.what), lambda: self.acted.emit(due))
        if isinstance(due.what, TranscriptRow):
            session_id = due.what.session_id
            menu.addAction("Read the transcript", lambda: self.transcript_opened.emit(session_id))
        menu.addSeparator()
        menu.addAction("Go to the client", lambda: self.client_chosen.emit(due.client.id))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self.acted.emit(chosen)
        elif event.key() == Qt.Key.Key_Home:
            self._choose(0)
            self.scrollToTop()  # the heading above it, too
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        due = self._at(event.position().toPoint())
        if due is not None and event.button() == Qt.MouseButton.LeftButton:
            self.acted.emit(due)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.chosen() is None:
            self._choose(0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        chosen = self.chosen()
        if chosen is not None:
            mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            place = event.pos() if mouse else self.visualRect(self.currentIndex()).center()
            self.menu_of(chosen).popup(self.viewport().mapToGlobal(place))

    def _at(self, place: QPoint) -> AnyDue | None:
        index = self.indexAt(place)
        entry = self.rows.entries[index.row()] if index.isValid() else None
        return None if isinstance(entry, Heading) else entry

    def _dues(self) -> list[tuple[int, AnyDue]]:
        return [(n, each) for n, each in enumerate(self.rows.entries) if not isinstance(each, Heading)]

    def _choose(self, row: int) -> None:
        """The first thing from `row` on, or else the last one."""
        numbers = [n for n, _ in self._dues()]
        if numbers:
            number = next((n for n in numbers if n >= row), numbers[-1])
            self.setCurrentIndex(self.rows.index(number))


class _Painting(RowPainting):
    """Rows as in the timeline, and headings in one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, TARGET + SPACE_2) if index.data(LINE) is None else super().sizeHint(option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if index.data(LINE) is not None:
            super().paint(painter, option, index)
            return
        area = option.rect.adjusted(SPACE_4, SPACE_2, -SPACE_2, 0)
        small = painting.font(option.font, SMALL, strong=True)
        painting.paint_text(painter, area, str(index.data()), small, "muted")
