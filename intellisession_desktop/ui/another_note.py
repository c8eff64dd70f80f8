"""Asks how a note from a transcript that is there shall be, and has it written."""

from __future__ import annotations

import datetime as dt

from ..notes.formats.format import format_names
from . import words
from .context import Context
from .widgets.buttons import Button
from .widgets.dialogs import Dialog
from .widgets.fields import Field, Select
from .widgets.texts import Banner, Label
from .wishes_form import WishesForm

_FIRST = "The note is written from the transcript of {day}. No recording is needed."
_ANOTHER = "The new note is written from the same transcript as the note of {day}. That note does not change."


class AnotherNoteDialog(Dialog):
    """Format and wishes of this one note; it is made in the background like any other."""

    def __init__(
        self,
        context: Context,
        session_id: str,
        day: dt.date,
        client_id: str,
        format: str,
        beside_note: bool = False,
    ) -> None:
        """`format`: chosen at first; `beside_note`: there is a note of this session."""
        super().__init__(context.window, "Write another note" if beside_note else "Write a note", 600)
        self._context, self._session_id, self._client_id = context, session_id, client_id
        self.format = Select(((format, format),), "Format", "format")
        self.form = WishesForm("As usual for this client")
        self._problem = Banner("", "danger")
        self._problem.hide()
        said = (_ANOTHER if beside_note else _FIRST).format(day=words.day(day))
        self.add(Label(said, role="muted"), Field("Format", self.format), self.form, self._problem)
        self.go = Button("Write the note", "primary", "notebook-pen", self._write, "go")
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        context.background.run(format_names, done=self._offer, owner=self)

    def _offer(self, names: tuple[str, ...]) -> None:
        self.format.set_choices([(name, name) for name in names])

    def _write(self) -> None:
        jobs, session_id = self._context.jobs, self._session_id
        format, wishes = self.format.key(), self.form.wishes()
        self.go.setEnabled(False)
        self._context.background.run(
            lambda: jobs.write_another(session_id, format, wishes),
            done=lambda _: self._begun(),
            failed=self._failed,
            owner=self,
        )

    def _begun(self) -> None:
        self._context.client_changed.emit(self._client_id)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()
