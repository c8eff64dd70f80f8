"""The menus of a statement and of a section."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ...records import Status
from ...sessions.documents import copy_text
from ...sessions.review import Place
from ...sessions.rewriting import Rewriting, may_be_rewritten
from ..shortcuts import SHORTCUTS
from .asking import Asking
from .editing import Editing
from .rewrites import Rewrites
from .wish_dialog import WishDialog

COPIED = "Copied. It is taken off the clipboard after a minute."
_REWRITINGS = (
    ("Shorter", Rewriting.SHORTER),
    ("Fuller", Rewriting.FULLER),
    ("With a quote", Rewriting.WITH_QUOTE),
)


class Menus:
    """Fills a menu when it is about to be shown, since what can be done depends on the statement."""

    def __init__(
        self,
        editing: Editing,
        rewrites: Rewrites,
        asking: Asking,
        order: Callable[[], tuple[int, ...]],
        over: QWidget,
    ) -> None:
        """`order`: the sections from the top; `over`: the widget above which a wish is asked for."""
        self._editing, self._rewrites, self._asking = editing, rewrites, asking
        self._order, self._over = order, over

    def fill(self, menu: QMenu, place: Place) -> None:
        """What can be done with a statement."""
        asking, editing = self._asking, self._editing
        statement = editing.statement(place)
        menu.addAction("Copy", lambda: self._copy(statement.text))
        if editing.read_only:
            return
        menu.addSeparator()
        menu.addAction(_keyed("Edit", "edit"), lambda: asking.edit_wanted.emit(place))
        if statement.status == Status.FLAGGED:
            menu.addAction(_keyed("Keep", "keep"), lambda: asking.keep_wanted.emit(place))
        busy = place.section in self._rewrites.busy_sections()
        for words, how in _REWRITINGS:
            action = menu.addAction(words, partial(self._rewrites.rewrite, (place,), how))
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
        for n in self._order():
            if n != place.section:
                elsewhere.addAction(sections[n].name, partial(asking.move_wanted.emit, place, n))
        last = len(sections[place.section].statements) - 1
        up = menu.addAction(_keyed("Move up", "move_up"), lambda: asking.shift_wanted.emit(place, -1))
        up.setEnabled(place.position > 0)
        down = menu.addAction(_keyed("Move down", "move_down"), lambda: asking.shift_wanted.emit(place, 1))
        down.setEnabled(place.position < last)
        menu.addSeparator()
        menu.addAction(_keyed("Remove", "remove"), lambda: asking.remove_wanted.emit(place))

    def fill_section(self, menu: QMenu, section: int) -> None:
        """What can be done with a whole section."""
        editing = self._editing
        statements = editing.content.sections[section].statements
        copy = menu.addAction("Copy this section", lambda: self._copy(copy_text(editing.opened(), section)))
        copy.setEnabled(bool(statements))
        if editing.read_only:
            return
        menu.addAction("Add a statement", lambda: self._asking.add_wanted.emit(section))
        menu.addSeparator()
        places = tuple(Place(section, k) for k in range(len(statements)))
        busy = section in self._rewrites.busy_sections()
        opened, content = editing.opened(), editing.content
        for words, how in _REWRITINGS:
            title = "Rewrite with quotes" if how == Rewriting.WITH_QUOTE else f"Rewrite {words.lower()}"
            action = menu.addAction(title, partial(self._rewrites.rewrite, places, how))
            some = any(may_be_rewritten(opened, content, place, how) for place in places)
            action.setEnabled(some and not busy)
        asked = menu.addAction("Rewrite as you say…", lambda: self._ask_for(places))
        asked.setEnabled(
            not busy and any(may_be_rewritten(opened, content, place, Rewriting.AS_ASKED) for place in places)
        )

    def _ask_for(self, places: tuple[Place, ...]) -> None:
        def rewrite(wish: str) -> None:
            self._rewrites.rewrite(places, Rewriting.AS_ASKED, wish)

        WishDialog(self._over, len(places), rewrite).open()

    def _copy(self, text: str) -> None:
        self._editing.context.clipboard.copy(text)
        self._editing.context.notify(COPIED)


def _keyed(words: str, shortcut: str) -> str:
    """The key stands beside the words; the row itself listens for it."""
    keys = QKeySequence(SHORTCUTS[shortcut].keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words}\t{keys}"
