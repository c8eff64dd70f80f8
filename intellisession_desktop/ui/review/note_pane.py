"""The note by its sections: walking through its statements, and everything that is done to them."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ...records import Status
from ...sessions.review import Place, ReviewContent
from ..tokens import SPACE_4, SPACE_5
from ..widgets.layouts import column, scrolling
from .addenda import Closing
from .asking import Asking
from .editing import Editing
from .rewrites import Rewrites
from .section_view import SectionView
from .statement_menus import Menus
from .statement_row import StatementRow
from .walking import Walked, Walking

_ROWS_AT_ONCE = 15
_WIDEST = 860


class NotePane(QWidget):
    """Shows what `editing` holds; long notes come in slices, so that the window stays smooth."""

    def __init__(self, editing: Editing, rewrites: Rewrites) -> None:
        super().__init__()
        self.setProperty("kind", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Note")
        self.editing, self.rewrites = editing, rewrites
        self._asking = Asking(self)
        self._menus = Menus(editing, rewrites, self._asking, self.order, self)
        self.walking = Walking(editing, self._asking, self._stops, self.rank)
        self.rewritten: dict[int, int] = {}
        self._rewritten_as: ReviewContent | None = None
        self._complete = False
        self._tabs = QTimer(self)
        self._tabs.setSingleShot(True)
        self._tabs.timeout.connect(self._order_tabs)
        self._pointed: frozenset[Place] = frozenset()
        opened = editing.opened()
        self._risk = opened.risk_section
        self._views = {
            n: SectionView(
                editing,
                self._asking,
                n,
                section.name,
                opened.asks[n] if n < len(opened.asks) else "",
                n == self._risk,
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
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(self._area))
        self._listen()
        editing.changed.connect(self.refresh)
        editing.pointed.connect(self._point)
        editing.landed.connect(lambda: QTimer.singleShot(0, self, self._show_landed))  # when it is laid out
        rewrites.changed.connect(self._show_states)
        rewrites.came_in.connect(self._came_in)
        self.refresh()

    def _listen(self) -> None:
        """To what its parts ask for."""
        asking = self._asking
        for asked, does in (
            (asking.chosen, self.select),
            (asking.edit_wanted, self.edit),
            (asking.keep_wanted, self.keep),
            (asking.remove_wanted, self.remove),
            (asking.move_wanted, self.move_to),
            (asking.shift_wanted, self.shift),
            (asking.add_wanted, self.add),
            (asking.stop_wanted, self.rewrites.cancel),
            (asking.undo_wanted, self.undo),
            (asking.menu_wanted, self._menus.fill),
            (asking.section_menu_wanted, self._menus.fill_section),
            (asking.key_pressed, self.walking.key),
            (asking.view_wanted, self.keep_in_view),
            (asking.tabs_changed, self.order_tabs),
        ):
            asked.connect(does)

    def _stops(self) -> list[Walked]:
        """What the arrow keys go through: the statements, and the questions of empty sections."""
        found: list[Walked] = []
        for n in self.order():
            view = self._views[n]
            question = view.question
            answerable = question is not None and not self.editing.read_only
            found += [question] if question is not None and answerable else view.rows
        return found

    def order(self) -> tuple[int, ...]:
        """The sections from the top: risk comes first, wherever its format has it."""
        return tuple(sorted(range(len(self.editing.content.sections)), key=lambda n: (n != self._risk, n)))

    @Slot()
    def refresh(self) -> None:
        """Shows what has changed."""
        if self.rewritten and self._rewritten_as is not self.editing.content:
            self.rewritten.clear()  # its Undo would take back something else now
            self._show_states()
        left = _ROWS_AT_ONCE
        sections = self.editing.content.sections
        for n in self.order():
            left -= self._views[n].show_section(sections[n], max(0, left))
        self._complete = left > 0
        if not self._complete:
            QTimer.singleShot(0, self, self.refresh)
        self.order_tabs()
        self._point()

    @property
    def complete(self) -> bool:
        """Whether every statement is shown already."""
        return self._complete

    def order_tabs(self) -> None:
        """Tab has to go from the top downwards, though some of the widgets were made later; soon."""
        self._tabs.start(0)

    @Slot()
    def _order_tabs(self) -> None:
        stops = [stop for n in self.order() for stop in self._views[n].tab_stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

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
        self.editing.by_keyboard = by_keyboard
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
            self.select(place, self.editing.by_keyboard)

    def remove(self, place: Place) -> None:
        """Removes a statement; the one that takes its place is selected then."""
        if self.editing.read_only:
            return
        at = self.walking.place_of(place)
        self.editing.remove(place)
        left = self._stops()
        if left:
            self.walking.go(left[min(at, len(left) - 1)])

    def move_to(self, place: Place, section: int, position: int | None = None) -> None:
        self.editing.move(place, section, position)
        if self.editing.place is not None:
            self.select(self.editing.place, self.editing.by_keyboard)

    def shift(self, place: Place, by: int) -> None:
        """One up or down within its section."""
        there = place.position + by
        if 0 <= there < len(self.editing.content.sections[place.section].statements):
            self.move_to(place, place.section, there)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While no statement is selected the arrows begin at either end."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walking.walk(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

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
    def _show_landed(self) -> None:
        """What came in is seen where it stands; the keyboard stays where it is."""
        row = self.row_at(self.editing.place) if self.editing.place is not None else None
        if row is not None:
            self.keep_in_view(row)

    @Slot()
    def _show_states(self) -> None:
        for n, view in self._views.items():
            view.show_state(self.rewrites.doing(n), self.rewritten.get(n, 0))

    @Slot(int, int)
    def _came_in(self, section: int, count: int) -> None:
        if self._rewritten_as is not self.editing.content:
            self.rewritten.clear()
        self._rewritten_as = self.editing.content
        self.rewritten[section] = count
        self._show_states()
