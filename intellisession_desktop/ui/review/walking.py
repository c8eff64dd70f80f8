"""Walking through the note by keys: from statement to statement, and what the other keys do on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ...sessions.review import Place
from .section_view import Question
from .statement_row import StatementRow

if TYPE_CHECKING:
    from .note_pane import NotePane

Walked = StatementRow | Question


class Walking:
    """For one note pane."""

    def __init__(self, pane: NotePane) -> None:
        self._pane = pane

    def place_of(self, place: Place) -> int:
        """How many stops stand above a statement."""
        found = (
            n for n, each in enumerate(self.stops()) if isinstance(each, StatementRow) and each.place == place
        )
        return next(found, 0)

    def stops(self) -> list[Walked]:
        """What the arrow keys go through: the statements, and the questions of empty sections."""
        found: list[Walked] = []
        for n in self._pane.order():
            view = self._pane.view(n)
            question = view.question
            answerable = question is not None and not self._pane.editing.read_only
            found += [question] if question is not None and answerable else view.rows
        return found

    def walk(self, by: int) -> None:
        """To the next statement or the one before; to the first if none is selected."""
        stops = self.stops()
        here = next((n for n, each in enumerate(stops) if each.hasFocus()), None)
        if here is None:
            here = next(
                (
                    n
                    for n, each in enumerate(stops)
                    if isinstance(each, StatementRow) and each.place == self._pane.editing.place
                ),
                -1 if by > 0 else len(stops),
            )
        if 0 <= here + by < len(stops):
            self.go(stops[here + by])

    def next_to_check(self) -> None:
        """The next flagged statement below the selected one, or the first."""
        wanted = sorted(self._pane.editing.to_check(), key=self._pane.rank)
        if wanted:
            here = self._pane.editing.place
            after = [
                place
                for place in wanted
                if here is not None and self._pane.rank(place) > self._pane.rank(here)
            ]
            self._pane.select((after or wanted)[0])

    def key(self, on: Walked, event: QKeyEvent) -> bool:
        """A key pressed on a row or a question; False if it means nothing there."""
        statement = on if isinstance(on, StatementRow) else None
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.AltModifier):
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if alt:
                if statement is not None and not self._pane.editing.read_only:
                    self._pane.shift(statement.place, 1 if event.key() == Qt.Key.Key_Down else -1)
            case _ if alt:
                return False
            case Qt.Key.Key_Down:
                self.walk(1)
            case Qt.Key.Key_Up:
                self.walk(-1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                stops = self.stops()
                self.go(stops[0 if event.key() == Qt.Key.Key_Home else -1])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                if statement is not None:
                    self._pane.edit(statement.place)
                else:
                    self._pane.add(on.section)  # type: ignore[union-attr]
            case Qt.Key.Key_Space if statement is not None:
                self._pane.keep(statement.place)
            case Qt.Key.Key_Delete if statement is not None:
                self._pane.remove(statement.place)
            case Qt.Key.Key_Menu if statement is not None:
                self._pane.menus.open_for(statement, statement.mapToGlobal(statement.rect().center()))
            case _:
                return False
        return True

    def go(self, stop: Walked) -> None:
        """Selects a statement, or puts the focus on a question."""
        if isinstance(stop, StatementRow):
            self._pane.select(stop.place)
        else:
            self._pane.editing.select(None)
            stop.setFocus()
            self._pane.keep_in_view(stop)
