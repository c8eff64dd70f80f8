"""The list of turns: selected by a click, corrected in place, their speakers chosen from a menu."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ...records import Turn
from .editing import Editing
from .growing_edit import GrowingEdit
from .speaker_menu import SpeakerMenu
from .transcript_model import Role, TranscriptModel
from .turn_painting import Look, Moments, TurnPainting

Index = QModelIndex | QPersistentModelIndex
CORRECT = "Correct the words (Enter or double-click)"


class TurnDelegate(QStyledItemDelegate):
    """Paints turns, and gives the editor of their words."""

    def __init__(self, view: TranscriptView, editing: Editing) -> None:
        super().__init__(view)
        self._view, self._editing = view, editing
        self.painting = TurnPainting(view.font())
        self.editor: GrowingEdit | None = None
        self.editor_at: QPersistentModelIndex | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        turn = cast(Turn, index.data(Role.TURN))
        height = self.painting.height(turn, width, cast(Moments, index.data(Role.MOMENTS)))
        if self.editor is not None and self.editor_at is not None and self.editor_at.row() == index.row():
            height += self.editor.height() - self.painting.lines(turn, width).height
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        turn, number = cast(Turn, index.data(Role.TURN)), cast(int, index.data(Role.NUMBER))
        rect, state = option.rect, option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.by_keyboard
        look = Look(
            evidence=number in self._editing.evidence(),
            selected=self._editing.turn == number,
            focused=focused,
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            editing=self.editor_at is not None and self.editor_at.row() == index.row(),
            cited=number in self._editing.cited(),
            changeable=not self._editing.turns_fixed,
            scale=self._view.devicePixelRatioF(),
        )
        self.painting.paint(painter, rect, number, turn, look, cast(Moments, index.data(Role.MOMENTS)))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        number, before = cast(int, index.data(Role.NUMBER)), cast(Turn, index.data(Role.TURN)).text
        editor = GrowingEdit(before, "What was said", "turn-edit", parent)
        self.editor, self.editor_at = editor, QPersistentModelIndex(index)
        editor.typed.connect(lambda text: self._typed(number, text))
        editor.grown.connect(lambda: self.sizeHintChanged.emit(index))
        editor.ended.connect(lambda: self._ended(editor, number, before))
        editor.undo_wanted.connect(lambda again: self._undo(editor, again))
        editor.put_cursor(None)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = self.painting.text_rect(option.rect)
        growing = cast(GrowingEdit, editor)
        frame = growing.frame_width()
        editor.setGeometry(rect.left() - frame, rect.top() - frame, rect.width() + 2 * frame, editor.height())

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The editor holds what is typed; the turn follows it, not the other way."""

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Nothing: every key was stored already."""

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        return False  # the editor knows its own keys

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        turn = cast(Turn, index.data(Role.TURN))
        rect = self._view.visualRect(index)
        point = event.pos() - self.painting.text_rect(rect).topLeft()
        word = self.painting.unsure_at(turn, rect.width(), point.x(), point.y()) if point.y() >= 0 else ""
        text = f"“{word}” was heard unclearly." if word else ""
        if self._view.on_pencil(index, event.pos()):
            text = CORRECT
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def _typed(self, number: int, text: str) -> None:
        if text.strip():  # a turn without words would vanish; its old words stay until there are others
            self._editing.edit_turn(number, text)

    def _ended(self, editor: GrowingEdit, number: int, before: str) -> None:
        if self.editor is editor:
            self.editor = self.editor_at = None
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._editing.end_turn(number, before)
            self._view.scheduleDelayedItemsLayout()

    def _undo(self, editor: GrowingEdit, again: bool) -> None:
        editor.end()
        if again:
            self._editing.redo()
        else:
            self._editing.undo()


class TranscriptView(QListView):
    """Shows the turns; what is selected or highlighted is asked of `editing`."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.setObjectName("transcript")
        self.setProperty("kind", "rows")
        self.setAccessibleName("Transcript")
        self.setAccessibleDescription("Enter corrects the words of a turn")
        self._editing = editing
        self.by_keyboard = False
        self.turns = TranscriptModel(editing, self)
        self.setModel(self.turns)
        if self.turns.all_written:
            self.setAccessibleName("Your summary")
        self.delegate = TurnDelegate(self, editing)
        self.setItemDelegate(self.delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(False)
        self.setMouseTracking(True)
        self.menus = SpeakerMenu(editing, self.turns, self)
        self.menus.edit_wanted.connect(lambda number: self.edit_turn(self.turns.index_of(number)))
        editing.pointed.connect(self._point)

    def show_turns(self, numbers: frozenset[int]) -> None:
        """Scrolls to the first of some turns, if it is not to be seen already."""
        shown = sorted(n for n in numbers if self.turns.index_of(n).isValid())
        if not shown:
            return
        first, last = self.turns.index_of(shown[0]), self.turns.index_of(shown[-1])
        area = self.viewport().rect()
        top, bottom = self.visualRect(first), self.visualRect(last)
        if area.contains(top) and area.contains(bottom):
            return
        hint = QAbstractItemView.ScrollHint
        if bottom.bottom() - top.top() < area.height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (top.top() + bottom.bottom() - area.height()) // 2)
        else:
            self.scrollTo(first, hint.PositionAtTop)

    def edit_turn(self, index: QModelIndex) -> None:
        """Lets a turn's words be typed."""
        if index.isValid() and not self._editing.turns_fixed:
            self._editing.select_turn(self.turns.number(index))
            self.edit(index)
            self.delegate.sizeHintChanged.emit(index)

    def end_edit(self) -> None:
        if self.delegate.editor is not None:
            self.delegate.editor.end()

    def search(self, text: str) -> None:
        """Marks `text` wherever it is said."""
        self.delegate.painting.searched = text.strip()
        self.viewport().update()

    @Slot()
    def _point(self) -> None:
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self._editing.select_turn(self.turns.number(current))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keyboard = False
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        self._editing.select_turn(self.turns.number(index))
        if self.on_pencil(index, event.position().toPoint()):
            self.edit_turn(index)
        elif not self._editing.turns_fixed and self._on_name(index, event.position().toPoint()):
            name = self.delegate.painting.name_rect(self.visualRect(index), self.turns.turn(index))
            self.menus.open(self.turns.number(index), self.viewport().mapToGlobal(name.bottomLeft()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        point = event.position().toPoint()
        clickable = (
            index.isValid()
            and not self._editing.turns_fixed
            and (self._on_name(index, point) or self.on_pencil(index, point))
        )
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self.edit_turn(index)
        if index.isValid() and self.delegate.editor is not None:
            rect = self.visualRect(index)
            at = event.position().toPoint() - self.delegate.painting.text_rect(rect).topLeft()
            lines = self.delegate.painting.lines(self.turns.turn(index), rect.width())
            self.delegate.editor.put_cursor(lines.place_at(at.x(), at.y()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        if index.isValid():
            self._editing.select_turn(self.turns.number(index))
            at = self.visualRect(index).center() if keyboard else event.pos()
            self.menus.open_all(self.turns.number(index), self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keyboard = True
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_turn(self.currentIndex())
        elif plain and event.key() == Qt.Key.Key_Escape:
            self._editing.select_turn(None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def on_pencil(self, index: Index, point: QPoint) -> bool:
        """Whether a point lies on the pencil that lets a turn's words be corrected."""
        rect = self.delegate.painting.pencil_rect(self.visualRect(index))
        return not self._editing.turns_fixed and rect.contains(point)

    def _on_name(self, index: QModelIndex, point: QPoint) -> bool:
        rect, turn = self.visualRect(index), self.turns.turn(index)
        return not turn.is_written and self.delegate.painting.name_rect(rect, turn).contains(point)
