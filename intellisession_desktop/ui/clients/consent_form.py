"""The practice's consent form, filled in for a client, on paper or as a file."""

from __future__ import annotations

from pathlib import Path

from ...records import Client
from ...sessions.documents import DocumentKind, consent_form_as, consent_form_to_print
from ..context import Context
from ..printing import print_document
from ..saving import save_document
from ..tokens import SPACE_1
from ..widgets.buttons import Button
from ..widgets.dates import DayEdit, DayHint
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field
from ..widgets.layouts import column
from ..widgets.paths import shown
from ..widgets.texts import Label


class ConsentFormDialog(Dialog):
    """Prints the form, or saves it as PDF, or as a Word file that can be changed first."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Consent form", 480)
        self._context, self._client = context, client
        self.day = DayEdit(None, "Date on the form", "day")
        self.add(
            Label(
                f"Your practice's form, filled in for {client.name}, to print and have signed. Its text can "
                "be changed in Settings. Once it is signed, add what was agreed to under Consent."
            ),
            column(Field("Date on the form", self.day), DayHint(self.day), spacing=SPACE_1),
        )
        self.set_buttons(
            Button("Cancel", on_click=self.reject, name="cancel"),
            None,
            Button("Print…", on_click=self._print, name="print"),
            Button("Save as Word…", on_click=lambda: self._save(DocumentKind.DOCX), name="docx"),
            Button("Save as PDF…", "primary", on_click=lambda: self._save(DocumentKind.PDF), name="pdf"),
        )

    def _save(self, kind: DocumentKind) -> None:
        vault, client_id, day = self._context.vault, self._client.id, self.day.settled()
        if day is None:
            return
        save_document(
            self._context,
            self,
            "Save the consent form",
            f"Consent form.{kind}",
            lambda: consent_form_as(vault, client_id, day, kind),
            self._saved,
        )

    def _saved(self, path: Path) -> None:
        self._context.notify(f"Saved as {path.name}.")
        self.accept()

    def _printed(self, file: Path | None) -> None:
        if file is not None:
            self._context.notify(f"Saved as {shown(file)}.")
        self.accept()

    def _print(self) -> None:
        vault, client_id, day = self._context.vault, self._client.id, self.day.settled()
        if day is None:
            return
        self._context.background.run(
            lambda: consent_form_to_print(vault, client_id, day),
            done=lambda form: print_document(self, form, "Consent form", self._printed),
            owner=self,
        )
