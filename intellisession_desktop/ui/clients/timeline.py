"""One client's sessions, newest first: their notes, and the transcripts that have none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from ...sessions.overview import NoteRow
from .. import words
from .timeline_rows import LINE, RowPainting, parts
from .timeline_words import Row, action, key, line, spoken, title

_Index = QModelIndex | QPersistentModelIndex


class NoteRows(QAbstractListModel):
    """The rows, for the painter and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: tuple[Row, ...] = ()

    def show_notes(self, notes: Sequence[Row]) -> None:
        self.beginResetModel()
        self.notes = tuple(notes)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.notes[index.row()]
        if role == LINE:
            return line(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{words.day(row.date)} {title(row)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return None


class Timeline(QListView):
    """Arrows move, Enter opens, the menu key shows what else there is."""

    opened = Signal(str)
    """The note to be reviewed or read."""
    transcript_opened = Signal(str)
    """The session whose transcript is to be read."""
    write_wanted = Signal(str)
    """The session that has no note, from whose transcript one is to be written."""
    delete_wanted = Signal(str)
    """The session whose transcript is to be deleted; nobody was asked yet."""
    receipts_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "rows")
        self.setObjectName("timeline")
        self.setAccessibleName("Notes")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.notes = NoteRows()
        self.setModel(self.notes)
        self._rows = RowPainting(self)
        self.setItemDelegate(self._rows)

    def show_notes(self, notes: Sequence[Row]) -> None:
        """Shows others in place; the chosen row stays chosen."""
        chosen = self.chosen()
        place = self.verticalScrollBar().value()
        self.notes.show_notes(notes)
        if chosen is not None:
            self.choose(key(chosen))
        self.verticalScrollBar().setValue(place)

    def choose(self, note_id: str) -> None:
        """Makes a note the current one and scrolls to it."""
        for number, row in enumerate(self.notes.notes):
            if key(row) == note_id:
                self.setCurrentIndex(self.notes.index(number))

    def chosen(self) -> Row | None:
        index = self.currentIndex()
        return self.notes.notes[index.row()] if self.selectionModel().isSelected(index) else None

    def receipt_area(self, row: int) -> QRect:
        """Where the receipt of a session's recording is clicked; empty when there is none."""
        index = self.notes.index(row)
        shown = self.notes.notes[row]
        return parts(line(shown), self.visualRect(index), self.font()).destroyed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self._open(chosen)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.receipt_area(index.row()).contains(event.position().toPoint()):
            self.receipts_wanted.emit()
        else:
            self._open(self.notes.notes[index.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.indexAt(event.position().toPoint()).isValid()
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.notes.index(0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.menu_of(chosen).popup(self.viewport().mapToGlobal(self._menu_place(event)))

    def menu_of(self, row: Row) -> QMenu:
        """What can be done with a row, also without a mouse."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(row, NoteRow):
            menu.addAction(action(row), lambda: self.opened.emit(row.id))
        else:
            session_id = row.session_id
            menu.addAction("Read the transcript", lambda: self.transcript_opened.emit(session_id))
            menu.addAction("Write a note…", lambda: self.write_wanted.emit(session_id))
        if row.destroyed:
            menu.addAction("Receipt for the destroyed audio", self.receipts_wanted.emit)
        if not isinstance(row, NoteRow):
            menu.addSeparator()
            menu.addAction("Delete the transcript…", lambda: self.delete_wanted.emit(session_id))
        return menu

    def _open(self, row: Row) -> None:
        if isinstance(row, NoteRow):
            self.opened.emit(row.id)
        else:
            self.transcript_opened.emit(row.session_id)

    def _menu_place(self, event: QContextMenuEvent) -> QPoint:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            return event.pos()
        return self.visualRect(self.currentIndex()).center()
