"""A document on the pages of a printer: its mark and its number on each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QGuiApplication,
    QPainter,
    QPalette,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtPrintSupport import QPrinter

_MARGIN_CM = 2.0
_CM_PER_INCH = 2.54
_SMALL = 9  # pt, of what stands around the text


def print_pages(
    text: QTextDocument, printer: QPrinter, mark: str = "", running: str = "", together: Sequence[int] = ()
) -> bool:
    """Prints the pages that were asked for. False where the printer, or the file, cannot be begun.

    `mark` stands at the head of every page, `running` at its foot, beside its number. `together`: the numbers
    of blocks of the text, one after the other, that go to the next page as a whole rather than be parted.
    """
    painter = QPainter(printer)
    if not painter.isActive():
        return False
    inches = _MARGIN_CM / _CM_PER_INCH
    margin = round(printer.logicalDpiY() * inches)
    body = QSizeF(printer.pageRect(QPrinter.Unit.DevicePixel).size())
    text.documentLayout().setPaintDevice(printer)
    # A document's distances are those of the screen, and are scaled to the paint device.
    text.setDocumentMargin(QGuiApplication.primaryScreen().logicalDotsPerInchY() * inches)
    text.setPageSize(body)
    _hold_together(text, together)
    count = text.pageCount()
    for n, page in enumerate(_wanted(printer, count)):
        if n:
            printer.newPage()
        _draw_body(painter, text, page, body)
        _draw_around(painter, body, margin, mark, running, f"{page + 1} of {count}")
    return painter.end()


def _wanted(printer: QPrinter, count: int) -> Iterator[int]:
    """The pages' numbers from 0, in the order in which they are printed."""
    first, last = max(1, printer.fromPage()), min(count, printer.toPage() or count)
    pages = list(range(first - 1, last))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return (page for _ in range(copies) for page in pages)
    return (page for page in pages for _ in range(copies))


def _hold_together(text: QTextDocument, together: Sequence[int]) -> None:
    blocks = [text.findBlockByNumber(number) for number in together]
    if len({_page_of(text, block) for block in blocks}) < 2 or together[0] == 0:
        return
    cursor = QTextCursor(blocks[0])
    look = cursor.blockFormat()
    look.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    cursor.setBlockFormat(look)


def _page_of(text: QTextDocument, block: QTextBlock) -> int:
    """On which page a block's last line stands; its own rectangle knows nothing of pages."""
    text.documentLayout().blockBoundingRect(block)  # has it laid out as far as there
    layout = block.layout()
    top = layout.position().y() + layout.lineAt(layout.lineCount() - 1).y()
    return int(top // text.pageSize().height())


def _draw_body(painter: QPainter, text: QTextDocument, page: int, body: QSizeF) -> None:
    whole = QRectF(0, page * body.height(), body.width(), body.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = whole
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)  # in the dark theme too
    painter.save()
    painter.translate(0, -whole.top())
    painter.setClipRect(whole)
    text.documentLayout().draw(painter, context)
    painter.restore()


def _draw_around(painter: QPainter, body: QSizeF, margin: int, mark: str, running: str, number: str) -> None:
    inner = QRectF(margin, 0, body.width() - 2 * margin, body.height())
    head = QRectF(inner.left(), 0, inner.width(), margin * 0.8)
    foot = QRectF(inner.left(), inner.bottom() - margin * 0.8, inner.width(), margin * 0.8)
    right = Qt.AlignmentFlag.AlignRight
    painter.setPen(Qt.GlobalColor.black)
    painter.setFont(_font(bold=True))
    painter.drawText(head, right | Qt.AlignmentFlag.AlignBottom, mark)
    painter.setFont(_font(bold=False))
    metrics = painter.fontMetrics()
    room = round(inner.width()) - 2 * metrics.horizontalAdvance(number)
    shown = metrics.elidedText(running, Qt.TextElideMode.ElideRight, room)
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
    painter.drawText(foot, right | Qt.AlignmentFlag.AlignTop, number)


def _font(bold: bool) -> QFont:
    font = QFont()
    font.setPointSize(_SMALL)
    font.setBold(bold)
    return font
