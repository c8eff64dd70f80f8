"""The practice's consent form, filled in for a client, as a file to print."""

from __future__ import annotations

from pathlib import Path

from ...files import write_atomically
from ...records import Client
from ...sessions.documents import DocumentKind, consent_form_as
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dates import DayEdit
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field
from ..widgets.files import choose_save
from ..widgets.texts import Label

_FILTERS = {DocumentKind.PDF: "PDF (*.pdf)", DocumentKind.DOCX: "Word (*.docx)"}


class ConsentFormDialog(Dialog):
    """Saves the form as PDF, or as a Word file that can be changed first."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Consent form", 480)
        self._context, self._client = context, client
        self.day = DayEdit(None, "Date on the form", "day")
        self.add(
            Label(
                f"Your practice's form, filled in for {client.name}, to print and have signed. Its text can "
                "be changed in Settings. What was agreed to is then recorded under Consent."
            ),
            Field("Date on the form", self.day),
        )
        self.set_buttons(
            Button("Cancel", on_click=self.reject, name="cancel"),
            None,
            Button("Save as Word…", on_click=lambda: self._choose(DocumentKind.DOCX), name="docx"),
            Button("Save as PDF…", "primary", on_click=lambda: self._choose(DocumentKind.PDF), name="pdf"),
        )

    def _choose(self, kind: DocumentKind) -> None:
        name = f"consent form.{kind.value}"
        choose_save(self, "Save the consent form", name, _FILTERS[kind], lambda path: self._write(path, kind))

    def _write(self, path: Path, kind: DocumentKind) -> None:
        context, client_id, day = self._context, self._client.id, self.day.day()

        def write() -> None:
            write_atomically(path, consent_form_as(context.vault, client_id, day, kind.value))

        context.background.run(write, done=lambda _: self._written(path), owner=self)

    def _written(self, path: Path) -> None:
        self._context.notify(f"Saved as {path.name}.")
        self.accept()
