"""Documents on paper: what is printed of them, and asking for a printer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.notes.documents.content import Block, Document, Kind
from intellisession_desktop.notes.documents.recovery import recovery_document
from intellisession_desktop.ui.printing import laid_out, print_document, print_on
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.dialogs import Dialog

from . import small_dialogs

pytestmark = pytest.mark.usefixtures("qapp")

EVERYTHING = Document(
    "Progress note",
    tuple(Block(kind, f"A {kind} of <b>Maya</b> &amp; others\nand more") for kind in Kind),
    ("Practice & Co", "Mill Lane 4"),
    (("Client", "Maya R."),),
    mark="DRAFT, not signed",
)


def test_everything_in_a_document_is_printed_and_nothing_is_read_as_markup() -> None:
    head, *lines = laid_out(EVERYTHING).toPlainText().split("Client: Maya R.\n")
    assert head.splitlines() == ["Practice & Co", "Mill Lane 4", "Progress note"]
    printed = [line.lstrip("•☐ ") for line in lines[0].splitlines() if line != "and more"]
    assert printed == [f"A {kind} of <b>Maya</b> &amp; others" for kind in Kind]


def blocks_of(page: QTextDocument) -> Iterator[QTextBlock]:
    block = page.begin()
    while block.isValid():
        yield block
        block = block.next()


def test_the_recovery_key_stands_on_one_line_of_one_page(tmp_path: Path) -> None:
    key = "7K2M-AB3D-0000-ZZZZ-7K2M-AB3D-0000"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    page = laid_out(recovery_document(key, dt.date(2026, 11, 12)))
    print_on(printer, recovery_document(key, dt.date(2026, 11, 12)))
    assert (tmp_path / "key.pdf").read_bytes().count(b"/Type /Page\n") == 1
    page.setTextWidth(600)  # px at 96 dpi: narrower than A4 between its margins
    block = next(each for each in blocks_of(page) if each.text() == key)
    page.documentLayout().blockBoundingRect(block)
    assert block.layout().lineCount() == 1


def pages_of(document: Document, file: Path) -> list[str]:
    """The words of each page of what is printed into a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    print_on(printer, document)
    with pypdfium2.PdfDocument(file) as read:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in read]


def test_every_printed_page_of_a_draft_says_so(tmp_path: Path, theme: Theme) -> None:
    theme.choose("dark")  # in which words on paper are black all the same
    many = tuple(Block(Kind.STATEMENT, f"Client said sentence number {n}.") for n in range(120))
    document = Document("Progress note", many, mark="DRAFT, not signed", running="Maya R. · 12 November 2026")
    pages = pages_of(document, tmp_path / "draft.pdf")
    assert len(pages) >= 3
    for n, words in enumerate(pages, 1):
        assert "DRAFT, not signed" in words
        assert f"{n} of {len(pages)}" in words
        assert "Maya R. · 12 November 2026" in words
    assert all(block.text in " ".join(pages) for block in many)


@pytest.mark.parametrize("lines", range(28, 48))
def test_a_printed_signature_is_never_alone_on_its_page(lines: int, tmp_path: Path) -> None:
    many = tuple(Block(Kind.STATEMENT, f"Client said sentence number {n}.") for n in range(lines))
    end = (
        *(Block(Kind.HEADING, "Plan"), Block(Kind.STATEMENT, "Walk daily.")),
        Block(Kind.SIGNATURE, "Jana\nSigned"),
    )
    pages = pages_of(Document("Progress note", (*many, *end)), tmp_path / "signed.pdf")
    assert "Plan Walk daily. Jana Signed" in pages[-1]


def test_asking_for_a_printer_does_not_block_and_tells_when_it_is_printed(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[Path | None] = []
    window.show()
    dialog = print_document(window, EVERYTHING, "Progress note", told.append)
    qtbot.waitUntil(dialog.isVisible)
    assert (told, dialog.printer().docName()) == ([], "Progress note")
    dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    assert told == [tmp_path / "printed.pdf"]
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    dialog.reject()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_begin_is_told_of_and_nothing_counts_as_printed(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[Path | None] = []
    window.show()
    dialog = print_document(window, EVERYTHING, "Progress note", told.append)
    dialog.printer().setOutputFileName(str(tmp_path / "nowhere" / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    (said,) = [each for each in window.findChildren(Dialog) if each.isVisible()]
    assert "print again" in small_dialogs.words(said)
    assert told == []
    said.reject()
    dialog.reject()
