"""Takes in a note from elsewhere, so that the next one can go on from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ...notes.formats.format import format_names
from ...records import Client
from ...sessions.earlier_notes import add_earlier_note, sections_found, text_of_file
from ..context import Context
from ..tokens import SPACE_2
from ..widgets.buttons import Button
from ..widgets.dates import DayEdit, DayHint
from ..widgets.dialogs import Dialog, ask
from ..widgets.fields import Field, Select, TextArea
from ..widgets.files import choose_file
from ..widgets.layouts import column, row
from ..widgets.texts import Banner, Label


class EarlierNoteDialog(Dialog):
    """Pasted or read from a file, with its date and format; shows which sections were found."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Earlier note", 620)
        self._context, self._client = context, client
        self.text = TextArea(
            placeholder="Paste the note here. Headings such as “Subjective:” or “P:” are recognized.",
            accessible_name="The note's text",
            name="text",
        )
        self.text.setMinimumHeight(140)
        self.day = DayEdit(
            dt.date.today() - dt.timedelta(days=7), "Date of the session", "day", past_only=True
        )
        formats = [(name, name) for name in format_names()]
        self.format = Select(formats, "Format", "format")
        self.format.choose(context.settings.current.format)
        choose = Button("Choose a file…", "", "folder-open", on_click=self._choose, name="choose")
        self._found = Label("", "small")
        self._found.setObjectName("sections")
        self._problem = Banner("", "danger")
        self._problem.hide()
        self.add(
            Label(client.name, role="muted"),
            self.text,
            self._found,
            Label("The plan in it is carried into the next note.", "small"),
            row(
                Field("Date of the session", self.day),
                Field("Format", self.format),
                column(_gap(), choose, spacing=SPACE_2),
                None,
                spacing=SPACE_2,
            ),
            DayHint(self.day),
            self._problem,
        )
        self.go = Button("Add", "primary", on_click=self._store, name="go")
        self.set_buttons(None, Button("Cancel", on_click=self._discard, name="cancel"), self.go)
        self.text.textChanged.connect(self._typed)
        self._typed()
        self.text.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape does not throw away what was pasted; Cancel does."""
        if event.key() == Qt.Key.Key_Escape and self.text.toPlainText().strip():
            event.accept()
        else:
            super().keyPressEvent(event)

    @property
    def unsaved(self) -> bool:
        return bool(self.text.toPlainText().strip())

    def reject(self) -> None:
        """The window's x, and closing the program, ask."""
        if self.unsaved:
            ask(
                self,
                "Leave without adding it?",
                "What you pasted or typed here will be lost.",
                "Stay",
                "Leave",
                self._discard,
            )
        else:
            self._discard()

    def _discard(self) -> None:
        super().reject()

    def _typed(self) -> None:
        text = self.text.toPlainText()
        sections = sections_found(text)
        self.go.setEnabled(bool(sections))
        if not sections:
            self._found.setText("The sections appear here once there is text.")
        elif len(sections) == 1 and sections[0].name == "Note":
            self._found.setText("No headings found. The note will be added as one section.")
        else:
            self._found.setText("Sections found: " + ", ".join(section.name for section in sections))
        self._problem.hide()

    def _choose(self) -> None:
        choose_file(self, "Choose the note", "Notes (*.txt *.docx)", self._read)

    def _read(self, path: Path) -> None:
        self._context.background.run(
            lambda: text_of_file(path), done=self.text.setPlainText, failed=self._failed, owner=self
        )

    def _store(self) -> None:
        context, client_id = self._context, self._client.id
        text, day, format = self.text.toPlainText(), self.day.settled(), self.format.key()
        if day is None:
            return
        self.go.setEnabled(False)
        context.background.run(
            lambda: add_earlier_note(context.vault, client_id, text, day, format),
            done=self._stored,
            failed=self._failed,
            owner=self,
        )

    def _stored(self, _: object) -> None:
        self._context.client_changed.emit(self._client.id)
        self._context.notify("The earlier note was added.")
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._typed()
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()


def _gap() -> QWidget:
    return Label("", "small")
