"""The note by its sections: walking through its statements, and everything that is done to them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ...records import Status
from ...sessions.review import Place
from ..tokens import SPACE_4, SPACE_5
from ..widgets.layouts import column, scrolling
from .addenda import Closing
from .editing import Editing
from .rewrites import Rewrites
from .section_view import Question, SectionView
from .statement_menus import COPIED, Menus
from .statement_row import StatementRow

_ROWS_AT_ONCE = 15
_WIDEST = 860
Walked = StatementRow | Question


class NotePane(QWidget):
    """Shows what `editing` holds; long notes come in slices, so that the window stays smooth."""

    def __init__(self, editing: Editing, rewrites: Rewrites) -> None:
        super().__init__()
        self.setProperty("kind", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Note")
        self.editing, self.rewrites = editing, rewrites
        self.menus = Menus(self)
        self.by_keyboard = False
        self.rewritten: dict[int, int] = {}
        self._complete = False
        self._pointed: frozenset[Place] = frozenset()
        opened = editing.opened()
        self._risk = opened.risk_section
        self._views = {
            n: SectionView(
                self, n, section.name, opened.asks[n] if n < len(opened.asks) else "", n == self._risk
            )
            for n, section in enumerate(opened.note.sections)
        }
        inside = QWidget()
        inside.setMaximumWidth(_WIDEST)
        inside.setLayout(
            column(
                *(self._views[n] for n in self.order()),
                *([Closing(opened.note)] if opened.note.signed or opened.note.addenda else []),
                None,
                spacing=SPACE_4,
                margins=(SPACE_4, SPACE_4, SPACE_4, SPACE_5),
            )
        )
        self._area: QScrollArea = scrolling(inside)
        self.setLayout(column(self._area))
        editing.changed.connect(self.refresh)
        editing.pointed.connect(self._point)
        rewrites.changed.connect(self._show_states)
        rewrites.came_in.connect(self._came_in)
        self.refresh()

    def order(self) -> tuple[int, ...]:
        """The sections from the top: risk comes first, wherever its format has it."""
        return tuple(sorted(range(len(self.editing.content.sections)), key=lambda n: (n != self._risk, n)))

    @Slot()
    def refresh(self) -> None:
        """Shows what has changed."""
        left = _ROWS_AT_ONCE
        sections = self.editing.content.sections
        for n in self.order():
            left -= self._views[n].show_section(sections[n], max(0, left))
        self._complete = left > 0
        if not self._complete:
            QTimer.singleShot(0, self, self.refresh)
        self._point()

    @property
    def complete(self) -> bool:
        """Whether every statement is shown already."""
        return self._complete

    def rows(self) -> tuple[StatementRow, ...]:
        """All rows from the top."""
        return tuple(row for n in self.order() for row in self._views[n].rows)

    def row_at(self, place: Place) -> StatementRow | None:
        view = self._views.get(place.section)
        while view is not None and not self._complete and place.position >= len(view.rows):
            self.refresh()
        found = view is not None and place.position < len(view.rows)
        return view.rows[place.position] if view is not None and found else None

    # What is done to statements.

    def select(self, place: Place, by_keyboard: bool = True) -> None:
        """Selects a statement and brings it into view."""
        self.by_keyboard = by_keyboard
        self.editing.select(place)
        row = self.row_at(place)
        if row is not None:
            if row.editor is None and not row.hasFocus():
                row.setFocus()
            self.keep_in_view(row)

    def edit(self, place: Place) -> None:
        row = self.row_at(place)
        if row is not None:
            self.select(place)
            row.edit()

    def add(self, section: int) -> None:
        """Begins a new statement at a section's end."""
        if not self.editing.read_only:
            self.edit(self.editing.add(section))

    def keep(self, place: Place) -> None:
        if not self.editing.read_only and self.editing.statement(place).status == Status.FLAGGED:
            self.editing.keep(place)
            self.select(place, self.by_keyboard)

    def remove(self, place: Place) -> None:
        """Removes a statement; the one that takes its place is selected then."""
        if self.editing.read_only:
            return
        before = self.walked()
        at = next(
            (n for n, each in enumerate(before) if isinstance(each, StatementRow) and each.place == place), 0
        )
        self.editing.remove(place)
        after = self.walked()
        if after:
            self._go(after[min(at, len(after) - 1)])

    def move_to(self, place: Place, section: int, position: int | None = None) -> None:
        self.editing.move(place, section, position)
        if self.editing.place is not None:
            self.select(self.editing.place, self.by_keyboard)

    def shift(self, place: Place, by: int) -> None:
        """One up or down within its section."""
        there = place.position + by
        if 0 <= there < len(self.editing.content.sections[place.section].statements):
            self.move_to(place, place.section, there)

    def copy(self, text: str) -> None:
        self.editing.context.clipboard.copy(text)
        self.editing.context.notify(COPIED)

    def undo(self, again: bool = False) -> None:
        self.end_edit()
        if again:
            self.editing.redo()
        else:
            self.editing.undo()
        self.rewritten.clear()
        self._show_states()

    def end_edit(self) -> None:
        """What is being typed is done."""
        for row in self.rows():
            row.end_edit()

    # Walking.

    def walked(self) -> list[Walked]:
        """What the arrow keys go through: the statements, and the questions of empty sections."""
        found: list[Walked] = []
        for n in self.order():
            view = self._views[n]
            question = view.question
            answerable = question is not None and not self.editing.read_only
            found += [question] if question is not None and answerable else view.rows
        return found

    def walk(self, by: int) -> None:
        """To the next statement or the one before; to the first if none is selected."""
        stops = self.walked()
        here = next((n for n, each in enumerate(stops) if each.hasFocus()), None)
        if here is None:
            here = next(
                (
                    n
                    for n, each in enumerate(stops)
                    if isinstance(each, StatementRow) and each.place == self.editing.place
                ),
                -1 if by > 0 else len(stops),
            )
        if 0 <= here + by < len(stops):
            self._go(stops[here + by])

    def next_to_check(self) -> None:
        """The next flagged statement below the selected one, or the first."""
        wanted = sorted(self.editing.to_check(), key=self.rank)
        if wanted:
            here = self.editing.place
            after = [place for place in wanted if here is not None and self.rank(place) > self.rank(here)]
            self.select((after or wanted)[0])

    def key(self, on: Walked, event: QKeyEvent) -> bool:
        """A key pressed on a row or a question; False if it means nothing there."""
        statement = on if isinstance(on, StatementRow) else None
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.AltModifier):
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if alt:
                if statement is not None and not self.editing.read_only:
                    self.shift(statement.place, 1 if event.key() == Qt.Key.Key_Down else -1)
            case _ if alt:
                return False
            case Qt.Key.Key_Down:
                self.walk(1)
            case Qt.Key.Key_Up:
                self.walk(-1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                stops = self.walked()
                self._go(stops[0 if event.key() == Qt.Key.Key_Home else -1])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                if statement is not None:
                    self.edit(statement.place)
                else:
                    self.add(on.section)  # type: ignore[union-attr]
            case Qt.Key.Key_Space if statement is not None:
                self.keep(statement.place)
            case Qt.Key.Key_Delete if statement is not None:
                self.remove(statement.place)
            case Qt.Key.Key_Menu if statement is not None:
                self.menus.open_for(statement, statement.mapToGlobal(statement.rect().center()))
            case _:
                return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While no statement is selected the arrows begin at either end."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walk(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _go(self, stop: Walked) -> None:
        if isinstance(stop, StatementRow):
            self.select(stop.place)
        else:
            self.editing.select(None)
            stop.setFocus()
            self.keep_in_view(stop)

    def rank(self, place: Place) -> tuple[int, int]:
        """Where a statement stands from the top."""
        return self.order().index(place.section), place.position

    # What is shown of other things.

    def keep_in_view(self, widget: QWidget) -> None:
        self._area.ensureWidgetVisible(widget, 0, SPACE_4)

    @Slot()
    def _point(self) -> None:
        editing = self.editing
        now = frozenset(p for p in (editing.place, editing.hovered) if p is not None) | editing.linked()
        for place in self._pointed | now:
            view = self._views.get(place.section)
            if view is not None and place.position < len(view.rows):
                view.rows[place.position].look_again()
        self._pointed = now
        linked = sorted(editing.linked(), key=self.rank)
        if linked and (row := self.row_at(linked[0])) is not None:
            self.keep_in_view(row)

    @Slot()
    def _show_states(self) -> None:
        for view in self._views.values():
            view.show_state()

    @Slot(int, int)
    def _came_in(self, section: int, count: int) -> None:
        self.rewritten = {section: count} if section not in self.rewritten else self.rewritten
        self._show_states()
