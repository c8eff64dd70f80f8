"""Documents on paper: what is printed of them, and asking for a printer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.notes.documents.content import Block, Document, Kind
from intellisession_desktop.notes.documents.recovery import recovery_document
from intellisession_desktop.ui.printing import laid_out, print_document

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
    assert head.splitlines() == ["Practice & Co", "Mill Lane 4", "Progress note", "DRAFT, not signed"]
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
    page.print_(printer)
    assert (tmp_path / "key.pdf").read_bytes().count(b"/Type /Page\n") == 1
    page.setTextWidth(600)  # px at 96 dpi: narrower than A4 between its margins
    block = next(each for each in blocks_of(page) if each.text() == key)
    page.documentLayout().blockBoundingRect(block)
    assert block.layout().lineCount() == 1


def test_asking_for_a_printer_does_not_block_and_tells_when_it_is_printed(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[bool] = []
    window.show()
    dialog = print_document(window, EVERYTHING, "Progress note", lambda: told.append(True))
    qtbot.waitUntil(dialog.isVisible)
    assert (told, dialog.printer().docName()) == ([], "Progress note")
    dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    assert told == [True]
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    dialog.reject()
