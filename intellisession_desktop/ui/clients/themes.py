"""What a client's notes have spoken of over time: each theme with its first and last note."""

from __future__ import annotations

from ...records import Client
from ...sessions.course import Theme, themes_of
from .. import words
from ..context import Context
from ..tokens import TARGET
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.tables import Table
from ..widgets.texts import Label

_COLUMNS = ("Theme", "First", "Last", "Notes")
_HINT = "Themes come from the words of your notes. Statements still to check are not counted."


class ThemesDialog(Dialog):
    """A table of them, what was spoken of last at the top."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Themes", 560)
        self.table = Table(_COLUMNS, "Themes", "themes")
        self.table.setMinimumHeight(8 * TARGET)
        self._none = Label("There are no themes in this client's notes yet.", role="muted")
        self._none.hide()
        self._hint = Label(_HINT, "small")
        self.add(Label(client.name, role="muted"), self._none, self.table, self._hint)
        self.set_buttons(None, Button("Close", "primary", on_click=self.accept, name="close"))
        vault = context.vault
        context.background.run(lambda: themes_of(vault, client.id), done=self._show, owner=self)

    def _show(self, found: tuple[Theme, ...]) -> None:
        self.table.show_rows(
            [(each.title, words.day(each.first), words.day(each.last), str(each.notes)) for each in found]
        )
        for part in (self.table, self._hint):
            part.setVisible(bool(found))
        self._none.setVisible(not found)
        self.fit()
