"""Copy, export and print: how a note leaves the program, and what is said about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from ...notes.documents.content import Document
from ...sessions.documents import (
    DocumentKind,
    about_empty,
    copy_text,
    note_document_as,
    note_printed,
    note_to_print,
    suggested_name,
)
from ..context import Context
from ..printing import print_document
from ..saving import save_document
from ..widgets.paths import shown
from .editing import Editing
from .statement_menus import COPIED

NOT_ENCRYPTED = "The file is not encrypted."
_KINDS = (
    ("PDF…", DocumentKind.PDF),
    ("Word document…", DocumentKind.DOCX),
    ("Plain text…", DocumentKind.TXT),
)


class HandingOut:
    """For one open note."""

    def __init__(self, context: Context, editing: Editing, parent: QWidget) -> None:
        self._context, self._editing, self._parent = context, editing, parent

    def copy(self) -> None:
        """The whole note as plain text, for the health record."""
        self._context.clipboard.copy(copy_text(self._editing.opened()))
        self._context.notify(f"{COPIED} {self._empty()}".rstrip())

    def export_menu(self, menu: QMenu) -> None:
        """Fills a menu with the kinds of files."""
        for words, kind in _KINDS:
            action = menu.addAction(words, partial(self.export, kind))
            action.setObjectName(f"export-{kind}")
        menu.addSeparator()
        if empty := self._empty():
            menu.addAction(empty).setEnabled(False)
        menu.addAction(f"{NOT_ENCRYPTED} Keep it where only you can read it.").setEnabled(False)

    def export(self, kind: DocumentKind) -> None:
        """Asks where to, then writes the note as it is stored then: all that was typed is in it."""
        note, client = self._editing.opened().note, self._editing.opened().client
        vault = self._context.vault

        def make() -> bytes:
            return note_document_as(vault, note.id, kind)

        self._editing.storing.flush()
        save_document(
            self._context,
            self._parent,
            "Export",
            suggested_name(note, client.name, kind),
            make,
            self._exported,
        )

    def _exported(self, path: Path) -> None:
        self._context.notify(f"Exported as {path.name}. {NOT_ENCRYPTED} {self._empty()}".rstrip())

    def _empty(self) -> str:
        return about_empty(self._editing.opened().note)

    def print(self) -> None:
        """Asks for a printer, then prints the note as it is stored then."""
        vault, note_id = self._context.vault, self._editing.opened().note.id
        self._editing.storing.flush()
        self._context.background.run(
            lambda: note_to_print(vault, note_id), done=self._ask_to_print, owner=self._parent
        )

    def _ask_to_print(self, document: Document) -> None:
        context, note_id = self._context, self._editing.opened().note.id

        def printed(file: Path | None) -> None:
            context.background.run(lambda: note_printed(context.vault, note_id))
            said = "Sent to the printer." if file is None else f"Saved as {shown(file)}. {NOT_ENCRYPTED}"
            context.notify(f"{said} {self._empty()}".rstrip())

        print_document(self._parent, document, "Progress note", printed)
