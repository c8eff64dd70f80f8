"""Asks how a statement, or a section, shall be written again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ...notes.writing.rewriting import LONGEST_WISH
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit, too_long
from ..widgets.texts import Label
from ..words import counted

_HINT = "Words that the session does not support are flagged for you to check. You can undo the change."


class WishDialog(Dialog):
    """`then` is called with what was asked for."""

    def __init__(self, parent: QWidget, count: int, then: Callable[[str], None]) -> None:
        what = "this statement" if count == 1 else counted(count, "statement")
        super().__init__(parent, f"Rewrite {what}", 460)
        self._then = then
        self.wish = LineEdit(
            placeholder="leave out the name · say when it was", accessible_name="What to change", name="wish"
        )
        self._field = Field("What to change", self.wish)
        self.add(self._field, Label(_HINT, "small"))
        self.go = Button("Rewrite", "primary", on_click=self._ask, name="go")
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        self.wish.textChanged.connect(self._typed)
        self._typed()
        self.wish.setFocus()

    def _typed(self) -> None:
        problem = too_long(self.wish.text(), LONGEST_WISH)
        self._field.say(problem)
        self.go.setEnabled(bool(self.wish.text().strip()) and not problem)

    def _ask(self) -> None:
        self.accept()
        self._then(self.wish.text().strip())
