"""Walking through the note by keys: from statement to statement, and what the other keys do on one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ...sessions.review import Place
from .asking import Asking
from .editing import Editing
from .section_view import Question
from .statement_row import StatementRow

Walked = StatementRow | Question


class Walking:
    """For one note."""

    def __init__(
        self,
        editing: Editing,
        asking: Asking,
        stops: Callable[[], list[Walked]],
        rank: Callable[[Place], tuple[int, int]],
    ) -> None:
        """`stops`: what the arrow keys go through, from the top; `rank`: where a statement stands there."""
        self._editing, self._asking, self._stops, self._rank = editing, asking, stops, rank

    def place_of(self, place: Place) -> int:
        """How many stops stand above a statement."""
        found = (
            n
            for n, each in enumerate(self._stops())
            if isinstance(each, StatementRow) and each.place == place
        )
        return next(found, 0)

    def walk(self, by: int) -> None:
        """To the next statement or the one before; to the first if none is selected."""
        stops = self._stops()
        here = next((n for n, each in enumerate(stops) if each.hasFocus()), None)
        if here is None:
            here = next(
                (
                    n
                    for n, each in enumerate(stops)
                    if isinstance(each, StatementRow) and each.place == self._editing.place
                ),
                -1 if by > 0 else len(stops),
            )
        if 0 <= here + by < len(stops):
            self.go(stops[here + by])

    def next_to_check(self) -> None:
        """The next flagged statement below the selected one, or the first."""
        wanted = sorted(self._editing.to_check(), key=self._rank)
        if wanted:
            here = self._editing.place
            after = [place for place in wanted if here is not None and self._rank(place) > self._rank(here)]
            self._asking.chosen.emit((after or wanted)[0], True)

    def key(self, on: Walked, event: QKeyEvent) -> None:
        """A key pressed on a row or a question; accepted if it means something there."""
        event.setAccepted(self._done(on, event))

    def _done(self, on: Walked, event: QKeyEvent) -> bool:
        statement = on if isinstance(on, StatementRow) else None
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.AltModifier):
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if alt:
                if statement is not None and not self._editing.read_only:
                    self._asking.shift_wanted.emit(
                        statement.place, 1 if event.key() == Qt.Key.Key_Down else -1
                    )
            case _ if alt:
                return False
            case Qt.Key.Key_Down:
                self.walk(1)
            case Qt.Key.Key_Up:
                self.walk(-1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                stops = self._stops()
                self.go(stops[0 if event.key() == Qt.Key.Key_Home else -1])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                if isinstance(on, StatementRow):
                    self._asking.edit_wanted.emit(on.place)
                else:
                    self._asking.add_wanted.emit(on.section)
            case Qt.Key.Key_Space if statement is not None:
                self._asking.keep_wanted.emit(statement.place)
            case Qt.Key.Key_Delete if statement is not None:
                self._asking.remove_wanted.emit(statement.place)
            case Qt.Key.Key_Menu if statement is not None:
                statement.open_menu(statement.mapToGlobal(statement.rect().center()))
            case _:
                return False
        return True

    def go(self, stop: Walked) -> None:
        """Selects a statement, or puts the focus on a question."""
        if isinstance(stop, StatementRow):
            self._asking.chosen.emit(stop.place, True)
        else:
            self._editing.select(None)
            stop.setFocus()
            self._asking.view_wanted.emit(stop)
