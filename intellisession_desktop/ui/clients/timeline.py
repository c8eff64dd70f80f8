"""One client's notes, newest first: date, format, state, and what became of the recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ...sessions.overview import NoteRow
from .. import words
from ..tokens import ICON, SMALL, SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ..widgets import painting

_Index = QModelIndex | QPersistentModelIndex
_NOTE = Qt.ItemDataRole.UserRole
_DAY_WIDTH = 104
_ACTION_WIDTH = 88


class NoteRows(QAbstractListModel):
    """The notes, for the painter and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: tuple[NoteRow, ...] = ()

    def show_notes(self, notes: Sequence[NoteRow]) -> None:
        self.beginResetModel()
        self.notes = tuple(notes)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        note = self.notes[index.row()]
        if role == _NOTE:
            return note
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{words.day(note.date)} {title(note)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(note)
        return None


class Timeline(QListView):
    """Arrows move, Enter opens a note, the menu key shows what else there is."""

    opened = Signal(str)
    """The note to be reviewed or read."""
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
        self._rows = _Rows(self)
        self.setItemDelegate(self._rows)

    def show_notes(self, notes: Sequence[NoteRow]) -> None:
        """Shows others in place; the chosen note stays chosen."""
        chosen = self.chosen()
        place = self.verticalScrollBar().value()
        self.notes.show_notes(notes)
        if chosen is not None:
            self.choose(chosen.id)
        self.verticalScrollBar().setValue(place)

    def choose(self, note_id: str) -> None:
        """Makes a note the current one and scrolls to it."""
        for row, note in enumerate(self.notes.notes):
            if note.id == note_id:
                self.setCurrentIndex(self.notes.index(row))

    def chosen(self) -> NoteRow | None:
        index = self.currentIndex()
        return self.notes.notes[index.row()] if self.selectionModel().isSelected(index) else None

    def receipt_area(self, row: int) -> QRect:
        """Where the receipt of a note's recording is clicked; empty when there is none."""
        index = self.notes.index(row)
        note = self.notes.notes[row]
        return (
            parts(note, self.visualRect(index), self._option_font()).destroyed if note.destroyed else QRect()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self.opened.emit(chosen.id)
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
            self.opened.emit(self.notes.notes[index.row()].id)

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

    def menu_of(self, note: NoteRow) -> QMenu:
        """What can be done with a note, also without a mouse."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(action(note), lambda: self.opened.emit(note.id))
        if note.destroyed:
            menu.addAction("Receipt of destruction", self.receipts_wanted.emit)
        return menu

    def _menu_place(self, event: QContextMenuEvent) -> QPoint:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            return event.pos()
        return self.visualRect(self.currentIndex()).center()

    def _option_font(self) -> Any:
        return self.font()


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a row lie."""

    row: QRect
    day: QRect
    first: QRect
    second: QRect
    action: QRect
    destroyed: QRect


def parts(note: NoteRow, area: QRect, of: Any) -> Parts:
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


class _Rows(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        of = option.font
        height = painting.line_height(painting.font(of, strong=True)) + painting.line_height(
            painting.font(of, SMALL)
        )
        return QSize(0, height + 2 * SPACE_1 + 2 * SPACE_2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        note: NoteRow = index.data(_NOTE)
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
            painter, words_area, action(note), strong if note.state == "draft" else plain, "accent", right
        )
        arrow = lie.action.right() - ICON + 1
        painting.paint_icon(painter, arrow, lie.action.center().y() + 1, "arrow-right", "accent")
        painter.restore()


def title(note: NoteRow) -> str:
    """'SOAP · telehealth'; how they met where it is known."""
    met = note.modality.value if note.modality is not None else ""
    return f"{note.format} · {met}" if met else note.format


def states(note: NoteRow) -> tuple[tuple[str, str], ...]:
    """The chips of a note: text and role."""
    if note.state == "draft":
        text = f"draft · {note.to_check} to check" if note.to_check else "draft"
        return ((text, "caution" if note.to_check else ""),)
    said = [("signed", "good") if note.state == "signed" else ("earlier note", "")]
    if note.addenda:
        said.append(("1 addendum" if note.addenda == 1 else f"{note.addenda} addenda", ""))
    return tuple(said)


def destroyed_words(note: NoteRow) -> str:
    """'Audio destroyed 10:52', with the day where it was not the session's."""
    if note.destroyed is None:
        return ""
    at = note.destroyed.astimezone()
    day = "" if at.date() == note.date else f"{words.day(at.date())} "
    return f"Audio destroyed {day}{words.clock(at)}"


def origin(note: NoteRow) -> str:
    """Where a note without a destroyed recording comes from."""
    if note.state == "imported":
        return "Written elsewhere"
    return "The audio was kept" if note.recorded_s else "Written without a recording"


def action(note: NoteRow) -> str:
    return "Review" if note.state == "draft" else "Open"


def spoken(note: NoteRow) -> str:
    """The row for a screen reader."""
    at = f" {words.clock(note.time)}" if note.time else ""
    chips = ", ".join(text.replace(" · ", ", ") for text, _ in states(note))
    more = destroyed_words(note) or origin(note)
    said = title(note).replace(" · ", ", ")
    return f"{words.full_day(note.date)}{at}, {said}, {chips}. {more}. {action(note)}"
