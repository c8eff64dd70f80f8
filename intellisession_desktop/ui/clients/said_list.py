"""What was said in a session, as a list that can only be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...records import Turn
from ..review import wording
from ..review.turn_painting import Look, TurnPainting

_Index = QModelIndex | QPersistentModelIndex
_TURN = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()


class _Said(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.turns: tuple[Turn, ...] = ()

    def show_turns(self, turns: Sequence[Turn]) -> None:
        self.beginResetModel()
        self.turns = tuple(turns)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.turns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        turn = self.turns[index.row()]
        if role == _TURN:
            return turn
        if role == Qt.ItemDataRole.DisplayRole:
            return turn.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return wording.spoken_turn(index.row(), turn, 0)
        return None


class _Turns(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view, self._painting = view, TurnPainting(view.font())

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        width = self._view.viewport().width()
        return QSize(width, self._painting.height(cast(Turn, index.data(_TURN)), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look = Look(
            focused=bool(option.state & QStyle.StateFlag.State_HasFocus),
            changeable=False,
            scale=self._view.devicePixelRatioF(),
        )
        self._painting.paint(painter, option.rect, index.row(), cast(Turn, index.data(_TURN)), look)


class SaidList(QListView):
    """The turns, with who spoke and when."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "rows")
        self.setObjectName("said")
        self.setAccessibleName("Transcript")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._said = _Said()
        self.setModel(self._said)
        self.setItemDelegate(_Turns(self))

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self._said.turns

    def show_turns(self, turns: Sequence[Turn]) -> None:
        self._said.show_turns([turn for turn in turns if turn.text])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
