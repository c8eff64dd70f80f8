"""What is handed out of the vault: notes and consent forms, as text, as a file's bytes, or to be printed.

Everything is made in memory; the caller writes it with `files.write_atomically`, or prints the Document.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from ..errors import InvalidInput, NotFound
from ..notes.documents.content import Document, Page, day_in_words
from ..notes.documents.form import filled, form_document
from ..notes.documents.note import NoteFacts, letterhead, note_document, section_blocks, signature_name
from ..notes.documents.text import as_plain_text, blocks_as_text
from ..notes.formats.format import Form, Format, load_format
from ..records import Note, Practice
from ..settings import KEEP_EMPTY, load_settings, resources_folder
from ..vault.vault import Vault
from .listing import listed
from .opened import Opened


class DocumentKind(StrEnum):
    """What a document is written as; the value is the file's extension."""

    PDF = "pdf"
    DOCX = "docx"
    TXT = "txt"


def copy_text(note: Opened | Note, section: int | None = None) -> str:
    """A note, or one section of it, as plain text for a health record: headings over sentences, line by line.

    Flagged statements say what is to be checked; nothing else of the program's marks is in it. One section
    has no heading. Raises IndexError.
    """
    found = note.note if isinstance(note, Opened) else note
    if section is None:
        return blocks_as_text(section_blocks(found.sections, _paragraphs(found.format), keeps_empty()))
    blocks = section_blocks((found.sections[section],), _paragraphs(found.format))
    return blocks_as_text(blocks[1:])


def note_document_as(vault: Vault, note_id: str, kind: str, page: Page | None = None) -> bytes:
    """The whole note as it is stored; `kind` is a DocumentKind. Raises NotFound."""
    document = note_to_print(vault, note_id)
    vault.audit.append("note_exported", note_id)
    return _written(document, kind, page, vault.practice.get())


def note_to_print(vault: Vault, note_id: str) -> Document:
    """The whole note as it is stored, with what stands around it on paper. Raises NotFound."""
    note = vault.notes.get(note_id)
    session = vault.sessions.get(note.session_id) if note.session_id else None
    client = vault.clients.get(note.client_id)
    title, paragraphs = _format_title(note.format), _paragraphs(note.format)
    facts = NoteFacts(client.name, vault.practice.get(), title, session, paragraphs, keeps_empty())
    return note_document(note, facts)


def keeps_empty() -> bool:
    """Whether empty sections keep their headings in what is handed out, as the settings say."""
    return load_settings().empty_sections == KEEP_EMPTY


def about_empty(note: Note) -> str:
    """What becomes of the note's empty sections when it is handed out, as a sentence; '' where there are
    none.
    """
    names = [section.name for section in note.sections if not section.statements]
    if not names:
        return ""
    if keeps_empty():
        return f"Empty, with {'its' if len(names) == 1 else 'their'} heading: {listed(names)}."
    return f"Empty, and left out: {listed(names)}."


def note_printed(vault: Vault, note_id: str) -> None:
    """Tells the audit log that a note went on paper, as it is told of every export."""
    vault.audit.append("note_printed", note_id)


def consent_form_as(
    vault: Vault, client_id: str | None, day: dt.date, kind: str, page: Page | None = None
) -> bytes:
    """The practice's consent form, filled in for a client, or with a line for the name. Raises NotFound."""
    return _written(consent_form_to_print(vault, client_id, day), kind, page, vault.practice.get())


def consent_form_to_print(vault: Vault, client_id: str | None, day: dt.date) -> Document:
    """As `consent_form_as`, before it becomes a file."""
    text = vault.practice.consent_form() or shipped_consent_form()
    name = vault.clients.get(client_id).name if client_id else ""
    return consent_form(text, vault.practice.get(), name, day)


def consent_form(template: str, practice: Practice, client_name: str, day: dt.date) -> Document:
    """A consent form's text filled in; what is not known becomes a line to fill in by hand."""
    values = {
        "client": client_name,
        "therapist": practice.therapist,
        "credentials": practice.credentials,
        "practice": practice.name,
        "address": practice.address,
        "contact": practice.contact,
        "date": day_in_words(day),
    }
    return form_document(filled(template, values), "Consent", letterhead(practice))


def shipped_consent_form() -> str:
    """The consent form that comes with the program, with its placeholders."""
    return (resources_folder() / "consent_form.md").read_text(encoding="utf-8")


def suggested_name(note: Note, client_name: str, kind: str) -> str:
    """A file's name for a note: initials only, since names of files are shown everywhere."""
    initials = "".join(word[0].upper() for word in client_name.split() if word[0].isalnum())
    return f"{note.date.isoformat()} {initials} {note.format}".replace("  ", " ") + f".{kind}"


def _written(document: Document, kind: str, page: Page | None, practice: Practice) -> bytes:
    paper = page or Page.of_locale()
    match DocumentKind(kind):
        case DocumentKind.TXT:
            return as_plain_text(document).encode()
        case DocumentKind.DOCX:
            from ..notes.documents.word import as_docx  # only when it is asked for: it loads slowly

            return as_docx(document, paper, signature_name(practice))
        case DocumentKind.PDF:
            from ..notes.documents.pdf import as_pdf  # likewise

            return as_pdf(document, paper)


def _format_title(name: str) -> str:
    format = _format(name)
    return format.title if format is not None else ""


def _paragraphs(name: str) -> frozenset[str]:
    """The sections whose statements run on."""
    format = _format(name)
    sections = format.sections if format is not None else ()
    return frozenset(section.name for section in sections if section.form == Form.PARAGRAPH)


def _format(name: str) -> Format | None:
    try:
        return load_format(name)
    except (NotFound, InvalidInput):  # imported from elsewhere
        return None
