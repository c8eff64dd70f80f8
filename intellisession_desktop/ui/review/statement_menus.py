"""The menus of a statement and of a section."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ...records import Status
from ...sessions.documents import copy_text
from ...sessions.review import Place
from ...sessions.rewriting import Rewriting, why_not_rewritten
from ..shortcuts import SHORTCUTS
from .asking import Asking
from .editing import Editing
from .rewrites import Rewrites
from .wish_dialog import WishDialog

COPIED = "Copied. The clipboard is cleared after a minute."
_REWRITINGS = (
    ("Shorter", Rewriting.SHORTER),
    ("Fuller", Rewriting.FULLER),
    ("With a quote", Rewriting.WITH_QUOTE),
    ("Rewrite as you say…", Rewriting.AS_ASKED),
)
_SECTION_REWRITINGS = (
    ("Rewrite shorter", Rewriting.SHORTER),
    ("Rewrite fuller", Rewriting.FULLER),
    ("Rewrite with quotes", Rewriting.WITH_QUOTE),
    ("Rewrite as you say…", Rewriting.AS_ASKED),
)


_BUSY = "This section is being rewritten. Wait until that is done, or stop it."
_NOTHING = "There are no statements here yet."
_NONE_OF_THEM = "None of these statements can be rewritten this way. You can edit them yourself."


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
        self._add_rewritings(menu, _REWRITINGS, (place,), place.section)
        first = menu.addAction("Back to the first wording", lambda: editing.first_wording(place))
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
        self._add_rewritings(menu, _SECTION_REWRITINGS, places, section)

    def _add_rewritings(
        self,
        menu: QMenu,
        offered: Sequence[tuple[str, Rewriting]],
        places: tuple[Place, ...],
        section: int,
    ) -> None:
        """The ways of rewriting; below them, why some are greyed out, as a line that the keyboard and a
        screen reader come to.
        """
        menu.setToolTipsVisible(True)
        reasons: dict[str, None] = {}
        for title, how in offered:
            why = self._why_not(places, how, section)
            reasons.update({why: None} if why else {})
            action = menu.addAction(title, partial(self._begin, places, how))
            action.setEnabled(not why)
            action.setToolTip(why)
        for why in reasons:
            menu.addAction(f"Why not? {why}", partial(self._editing.context.notify, why, "info"))

    def _why_not(self, places: tuple[Place, ...], how: Rewriting, section: int) -> str:
        """Why none of the places can be written anew in this way now; empty where one can."""
        if section in self._rewrites.busy_sections():
            return _BUSY
        opened, content = self._editing.opened(), self._editing.content
        reasons = {why_not_rewritten(opened, content, place, how) for place in places}
        if not reasons:
            return _NOTHING
        if "" in reasons:
            return ""
        return reasons.pop() if len(reasons) == 1 else _NONE_OF_THEM

    def _begin(self, places: tuple[Place, ...], how: Rewriting) -> None:
        if how == Rewriting.AS_ASKED:
            self._ask_for(places)
        else:
            self._rewrites.rewrite(places, how)

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
