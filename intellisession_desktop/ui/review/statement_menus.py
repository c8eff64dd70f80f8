"""The menus of a statement and of a section."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ...records import Status
from ...sessions.documents import copy_text
from ...sessions.review import Place
from ...sessions.rewriting import Rewriting, may_be_rewritten
from ..shortcuts import SHORTCUTS
from ..widgets.buttons import IconButton, menu_button
from .wish_dialog import WishDialog

if TYPE_CHECKING:
    from .note_pane import NotePane
    from .section_view import SectionView
    from .statement_row import StatementRow

COPIED = "Copied. It is taken off the clipboard after a minute."
_REWRITINGS = (
    ("Shorter", Rewriting.SHORTER),
    ("Fuller", Rewriting.FULLER),
    ("With a quote", Rewriting.WITH_QUOTE),
)


class Menus:
    """Fills a menu when it is about to be shown, since what can be done depends on the statement."""

    def __init__(self, pane: NotePane) -> None:
        self._pane = pane

    def button_for(self, row: StatementRow) -> IconButton:
        menu = QMenu()
        button = menu_button("More for this statement", menu)
        button.setObjectName("statement-menu")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def fill() -> None:
            self._pane.select(row.place, by_keyboard=False)
            menu.clear()
            self._fill(menu, row.place)

        menu.aboutToShow.connect(fill)
        return button

    def open_for(self, row: StatementRow, at: QPoint) -> QMenu:
        """The same at the mouse."""
        menu = QMenu(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, row.place)
        menu.popup(at)
        return menu

    def section_button(self, view: SectionView) -> IconButton:
        menu = QMenu()
        button = menu_button(f"More for {view.name}", menu)
        button.setObjectName("section-menu")

        def fill() -> None:
            menu.clear()
            self._fill_section(menu, view)

        menu.aboutToShow.connect(fill)
        return button

    def _fill(self, menu: QMenu, place: Place) -> None:
        pane, editing = self._pane, self._pane.editing
        statement = editing.statement(place)
        menu.addAction("Copy", lambda: pane.copy(statement.text))
        if editing.read_only:
            return
        menu.addSeparator()
        menu.addAction(_keyed("Edit", "edit"), lambda: pane.edit(place))
        if statement.status == Status.FLAGGED:
            menu.addAction(_keyed("Keep", "keep"), lambda: pane.keep(place))
        busy = place.section in pane.rewrites.busy_sections()
        for words, how in _REWRITINGS:
            action = menu.addAction(words, partial(pane.rewrites.rewrite, (place,), how))
            action.setEnabled(not busy and may_be_rewritten(editing.opened(), editing.content, place, how))
        asked = menu.addAction("Write again…", lambda: self._ask_for((place,)))
        asked.setEnabled(
            not busy and may_be_rewritten(editing.opened(), editing.content, place, Rewriting.AS_ASKED)
        )
        first = menu.addAction("First wording", lambda: editing.first_wording(place))
        first.setEnabled(bool(statement.first_text) and statement.first_text != statement.text)
        menu.addSeparator()
        sections = editing.content.sections
        elsewhere = menu.addMenu("Move to")
        for n in pane.order():
            if n != place.section:
                elsewhere.addAction(sections[n].name, partial(pane.move_to, place, n))
        last = len(sections[place.section].statements) - 1
        up = menu.addAction(_keyed("Move up", "move_up"), lambda: pane.shift(place, -1))
        up.setEnabled(place.position > 0)
        down = menu.addAction(_keyed("Move down", "move_down"), lambda: pane.shift(place, 1))
        down.setEnabled(place.position < last)
        menu.addSeparator()
        menu.addAction(_keyed("Remove", "remove"), lambda: pane.remove(place))

    def _fill_section(self, menu: QMenu, view: SectionView) -> None:
        pane, editing = self._pane, self._pane.editing
        statements = editing.content.sections[view.index].statements
        copy = menu.addAction("Copy this section", lambda: pane.copy(copy_text(editing.opened(), view.index)))
        copy.setEnabled(bool(statements))
        if editing.read_only:
            return
        menu.addAction("Add a statement", lambda: pane.add(view.index))
        menu.addSeparator()
        places = tuple(Place(view.index, k) for k in range(len(statements)))
        busy = view.index in pane.rewrites.busy_sections()
        opened, content = editing.opened(), editing.content
        for words, how in _REWRITINGS:
            title = "Rewrite with quotes" if how == Rewriting.WITH_QUOTE else f"Rewrite {words.lower()}"
            action = menu.addAction(title, partial(pane.rewrites.rewrite, places, how))
            some = any(may_be_rewritten(opened, content, place, how) for place in places)
            action.setEnabled(some and not busy)
        asked = menu.addAction("Rewrite as you say…", lambda: self._ask_for(places))
        asked.setEnabled(
            not busy and any(may_be_rewritten(opened, content, place, Rewriting.AS_ASKED) for place in places)
        )

    def _ask_for(self, places: tuple[Place, ...]) -> None:
        pane = self._pane
        WishDialog(
            pane, len(places), lambda wish: pane.rewrites.rewrite(places, Rewriting.AS_ASKED, wish)
        ).open()


def _keyed(words: str, shortcut: str) -> str:
    """The key stands beside the words; the row itself listens for it."""
    keys = QKeySequence(SHORTCUTS[shortcut].keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words}\t{keys}"
