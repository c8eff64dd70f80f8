"""The turns as a list: what Qt's list view and a screen reader ask for."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from ...notes.conversation.marked import turn_of
from ...records import Moment, Turn
from . import wording
from .editing import Editing

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Role(IntEnum):
    TURN = Qt.ItemDataRole.UserRole + 1
    NUMBER = Qt.ItemDataRole.UserRole + 2
    """The turn's index in the transcript."""
    MOMENTS = Qt.ItemDataRole.UserRole + 3
    """What happened in it or after it while it was recorded, as sentences with their icons."""


class TranscriptModel(QAbstractListModel):
    """Turns whose words were deleted at signing are left out; the others keep their numbers."""

    def __init__(self, editing: Editing, parent: QObject) -> None:
        super().__init__(parent)
        self._editing = editing
        self._turns: tuple[Turn, ...] = editing.content.turns
        self._shown = [n for n, turn in enumerate(self._turns) if turn.text]
        self._moments = _moments_below(editing.opened().moments, self._turns, self._shown)
        self._rows = {n: row for row, n in enumerate(self._shown)}
        editing.changed.connect(self._refresh)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        number = self._shown[index.row()]
        turn = self._turns[number]
        if role == Role.TURN:
            return turn
        if role == Role.NUMBER:
            return number
        if role == Role.MOMENTS:
            return self._moments.get(number, ())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return turn.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = wording.spoken_turn(number, turn, len(self._editing.statements_from(number)))
            return " ".join([spoken, *(said for _, said in self._moments.get(number, ()))])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self._editing.turns_fixed else flags | Qt.ItemFlag.ItemIsEditable

    def turn(self, index: Index) -> Turn:
        return self._turns[self._shown[index.row()]]

    def number(self, index: Index) -> int:
        return self._shown[index.row()]

    def index_of(self, number: int) -> QModelIndex:
        """The row of a turn; invalid where it is not shown."""
        row = self._rows.get(number)
        return QModelIndex() if row is None else self.index(row)

    def speakers(self) -> tuple[str, ...]:
        """Who speaks in it, most often first."""
        counts: dict[str, int] = {}
        for speaker in (self._turns[n].speaker for n in self._shown if not self._turns[n].is_written):
            counts[speaker] = counts.get(speaker, 0) + 1
        return tuple(sorted(counts, key=lambda each: -counts[each]))

    @property
    def all_written(self) -> bool:
        """Whether nothing in it was said: it is the therapist's summary."""
        return bool(self._shown) and all(self._turns[n].is_written for n in self._shown)

    def matches(self, text: str) -> tuple[int, ...]:
        """The rows in which `text` is said."""
        if not text.strip():
            return ()
        wanted = re.compile(re.escape(text.strip()), re.IGNORECASE)
        return tuple(row for row, n in enumerate(self._shown) if wanted.search(self._turns[n].text))

    @Slot()
    def _refresh(self) -> None:
        turns, before = self._editing.content.turns, self._turns
        if turns is before:
            return
        self._turns = turns
        for row, n in enumerate(self._shown):
            if turns[n] is not before[n] and turns[n] != before[n]:
                self.dataChanged.emit(self.index(row), self.index(row))


def _moments_below(
    moments: tuple[Moment, ...], turns: tuple[Turn, ...], shown: list[int]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Icon and sentence of what happened, by the turn below which it stands."""
    below: dict[int, tuple[tuple[str, str], ...]] = {}
    for moment in moments:
        number = turn_of(moment, turns)
        if number in shown and number is not None:
            below[number] = (*below.get(number, ()), wording.moment(moment))
    return below
