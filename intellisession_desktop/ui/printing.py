"""Puts a document on paper: laid out from its plain words, through the system's print dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ..notes.documents.content import Block, Document, Kind, kept_with_signature
from .printed_pages import print_pages
from .widgets.dialogs import tell


@dataclass(frozen=True, slots=True)
class _Look:
    """Sizes and distances in points."""

    size: int = 11
    bold: bool = False
    before: int = 3
    lead: str = ""
    fixed_width: bool = False


_PRACTICE, _ADDRESS = _Look(9, bold=True, before=0), _Look(9, before=0)
_TITLE, _FACT = _Look(18, bold=True, before=12), _Look(before=0)
_LOOKS = {
    Kind.HEADING: _Look(13, bold=True, before=12),
    Kind.ITEM: _Look(lead="•  "),
    Kind.CHOICE: _Look(lead="\N{BALLOT BOX}  "),
    Kind.FIELD: _Look(before=10),
    Kind.KEY: _Look(18, bold=True, before=18, fixed_width=True),
    Kind.BYLINE: _Look(9),
    Kind.SIGNATURE: _Look(before=24),
}
_PLAIN = _Look()
_NOT_PRINTED = (
    "The printer did not begin. Check that it is on, or that the file can be written there, then print again."
)


def print_document(
    parent: QWidget,
    document: Document,
    queue_name: str,
    printed: Callable[[Path | None], object] | None = None,
) -> QPrintDialog:
    """Asks for a printer, without standing still for it, and prints; `printed` is called then, with the file
    where it was printed into one.

    `queue_name` is shown in the printer's queue: nothing of a client may be in it.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(queue_name)
    dialog = QPrintDialog(printer, parent.window())
    dialog.setWindowTitle("Print")

    def send() -> None:
        if not print_on(printer, document):
            tell(parent.window(), "Nothing was printed", _NOT_PRINTED)
        elif printed is not None:
            printed(Path(printer.outputFileName()) if printer.outputFileName() else None)

    dialog.accepted.connect(send)
    dialog.finished.connect(dialog.deleteLater)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()  # its own `open` wants a slot by name
    return dialog


def print_on(printer: QPrinter, document: Document) -> bool:
    """All of it, or the pages that the printer was told. False where it did not begin."""
    text = laid_out(document)
    before = text.blockCount() - len(document.blocks)
    together = [before + n for n in kept_with_signature(document.blocks)]
    return print_pages(text, printer, document.mark, document.running, together)


def laid_out(document: Document) -> QTextDocument:
    """The document's text as it goes on paper. Nothing in it is read as markup."""
    made = QTextDocument()
    cursor = QTextCursor(made)
    for n, line in enumerate(document.letterhead):
        _write(cursor, line, _ADDRESS if n else _PRACTICE)
    _write(cursor, document.title, _TITLE)
    for label, value in document.facts:
        _write(cursor, f"{label}: {value}", _FACT)
    for block in document.blocks:
        _write_block(cursor, block)
    return made


def _write_block(cursor: QTextCursor, block: Block) -> None:
    look = _LOOKS.get(block.kind, _PLAIN)
    # A line break of its own kind, so that what stands before a block stands before its first line only.
    _write(cursor, (look.lead + block.text).replace("\n", "\N{LINE SEPARATOR}"), look)


def _write(cursor: QTextCursor, text: str, look: _Look) -> None:
    block, style = QTextBlockFormat(), QTextCharFormat()
    block.setTopMargin(look.before)
    if look.fixed_width:
        style.setFontFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    style.setFontPointSize(look.size)
    style.setFontWeight(QFont.Weight.Bold if look.bold else QFont.Weight.Normal)
    if cursor.position():
        cursor.insertBlock(block, style)
    else:
        cursor.setBlockFormat(block)
    cursor.insertText(text, style)
