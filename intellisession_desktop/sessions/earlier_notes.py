"""Notes from elsewhere: pasted, or read from a text or Word file, and taken into the vault."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from ..errors import InvalidInput
from ..notes.documents.export import sections_from_text
from ..notes.formats.format import load_format
from ..records import Note, Section
from ..vault.vault import Vault

_LARGEST = 5_000_000  # bytes of a file; a note has some thousand
_LONGEST = 100_000  # characters of a note


def text_of_file(path: Path) -> str:
    """The text of a .txt or .docx file. Raises InvalidInput with what is wrong with it."""
    kind = path.suffix.lower()
    if kind not in (".txt", ".text", ".md", ".docx"):
        raise InvalidInput(
            "Only text (TXT) and Word (DOCX) files can be read. Copy the note and paste it here."
        )
    try:
        if path.stat().st_size > _LARGEST:
            raise InvalidInput("This file is too big for a note. Copy the note from it and paste it here.")
        text = _word_text(path) if kind == ".docx" else _plain_text(path.read_bytes())
    except OSError as error:
        raise InvalidInput(
            "This file cannot be opened. Check that it is still there and may be read."
        ) from error
    if not text.strip():
        raise InvalidInput("There is no text in this file.")
    return text


def sections_found(text: str) -> tuple[Section, ...]:
    """What a note's text is taken for: its sections by their headings, or one section 'Note'."""
    return sections_from_text(text)


def add_earlier_note(vault: Vault, client_id: str, text: str, day: dt.date, format: str) -> Note:
    """Stores a note from elsewhere. Raises InvalidInput for an empty or far too long text or a date to come,
    NotFound for an unknown format.
    """
    if len(text) > _LONGEST:
        raise InvalidInput("This is too long for one note. Take the notes in one at a time.")
    if day > dt.date.today():
        raise InvalidInput("An earlier note cannot have a date in the future.")
    sections = sections_found(text)
    if not sections:
        raise InvalidInput("There is no text yet. Paste the note, or choose a file.")
    return vault.notes.add(client_id, None, load_format(format).name, day, sections, "imported")


def _plain_text(content: bytes) -> str:
    """As UTF-8, UTF-16 with its mark, or what Windows wrote before."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise InvalidInput("This file does not hold text. Save it as plain text, or paste the note here.")


def _word_text(path: Path) -> str:
    # Loaded when it is needed: it would make the start of the window slower.
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table

    try:
        parts = docx.Document(str(path)).iter_inner_content()
        return "\n".join(
            "\n".join(" ".join(cell.text for cell in row.cells) for row in part.rows)
            if isinstance(part, Table)
            else part.text
            for part in parts
        )
    # SyntaxError is what its XML reader raises.
    except (OpcError, SyntaxError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InvalidInput("This is not a Word file we can read. Copy the note and paste it here.") from error
