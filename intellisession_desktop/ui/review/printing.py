"""Puts a note on paper: laid out from its plain words, through the system's print dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ...errors import InvalidInput, NotFound
from ...notes.documents.content import Block, Document, Kind
from ...notes.documents.note import NoteFacts, note_document
from ...notes.formats import load_format
from ...sessions.review import Opened

_BODY_PT, _TITLE_PT, _HEADING_PT, _SMALL_PT = 11, 18, 13, 9


def document_of(opened: Opened) -> Document:
    """The note as it is now, with what stands around it on paper."""
    try:
        title = load_format(opened.note.format).title
    except (NotFound, InvalidInput):  # imported from elsewhere
        title = ""
    facts = NoteFacts(opened.client.name, opened.practice, title, opened.session)
    return note_document(opened.note, facts)


def printable(document: Document) -> QTextDocument:
    """A document laid out for paper. Nothing in it is read as markup."""
    made = QTextDocument()
    font = QFont()
    font.setPointSize(_BODY_PT)
    made.setDefaultFont(font)
    cursor = QTextCursor(made)
    for n, line in enumerate(document.letterhead):
        _write(cursor, line, _SMALL_PT, bold=n == 0)
    _write(cursor, document.title, _TITLE_PT, bold=True, before=12)
    if document.mark:
        _write(cursor, document.mark, _BODY_PT, bold=True)
    for label, value in document.facts:
        _write(cursor, f"{label}: {value}", _BODY_PT)
    for block in document.blocks:
        _write_block(cursor, block)
    return made


def _write_block(cursor: QTextCursor, block: Block) -> None:
    heading = block.kind == Kind.HEADING
    before = {Kind.HEADING: 12.0, Kind.SIGNATURE: 24.0}.get(block.kind, 3.0)
    for n, line in enumerate(block.text.split("\n")):
        size = _HEADING_PT if heading else _BODY_PT
        _write(cursor, line, size, bold=heading, before=before if n == 0 else 0)


def _write(cursor: QTextCursor, text: str, size: int, bold: bool = False, before: float = 0) -> None:
    block, style = QTextBlockFormat(), QTextCharFormat()
    block.setTopMargin(before)
    style.setFontPointSize(size)
    style.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    if cursor.position():
        cursor.insertBlock(block, style)
    else:
        cursor.setBlockFormat(block)
    cursor.insertText(text, style)


def print_note(parent: QWidget, opened: Opened, printed: Callable[[], object]) -> QPrintDialog:
    """Asks for a printer, without standing still, and prints; `printed` is called then."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Progress note")  # shown in the printer's queue: nothing of a client
    dialog = QPrintDialog(printer, parent.window())
    dialog.setWindowTitle("Print")
    document = printable(document_of(opened))

    def send() -> None:
        document.print_(printer)
        printed()

    dialog.accepted.connect(send)
    dialog.finished.connect(dialog.deleteLater)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()
    return dialog
