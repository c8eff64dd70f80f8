"""A document as a PDF: calm pages of one column, numbered "1 of 3"."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from . import fonts
from .content import Block, Document, Kind, Page, kept_with_signature

PRODUCER = "IntelliSession Desktop"
MARGIN, TOP, BOTTOM = 25 * mm, 20 * mm, 24 * mm
FOOT = 14 * mm
"""The foot's base line above the lower edge."""
HEAD = 14 * mm
"""The mark's base line below the upper edge."""

_SIZES = {Page.A4: A4, Page.LETTER: LETTER}
_TEXT, _MUTED, _LINE = HexColor("#1F2933"), HexColor("#52606D"), HexColor("#D9D4CC")
_SOFT = HexColor("#F7F5F2")
_CAUTION, _CAUTION_SOFT = HexColor("#8A5A00"), HexColor("#FFF4D6")
_LABELS_WIDTH = 22 * mm
_BOX = "\u2610"


def _style(name: str, **changes: Any) -> ParagraphStyle:
    base = {"fontName": fonts.REGULAR, "fontSize": 10, "leading": 14.5, "textColor": _TEXT}
    return ParagraphStyle(name, **(base | changes))


_PRACTICE = _style("practice", fontName=fonts.BOLD, fontSize=9, leading=12)
_ADDRESS = _style("address", fontSize=8, leading=11, textColor=_MUTED)
_TITLE = _style("title", fontName=fonts.BOLD, fontSize=17, leading=22, spaceBefore=10, spaceAfter=10)
_LABEL = _style("label", textColor=_MUTED)
_STYLES = {
    Kind.HEADING: _style(
        "heading", fontName=fonts.BOLD, fontSize=11, leading=15, spaceBefore=12, spaceAfter=3, keepWithNext=1
    ),
    Kind.STATEMENT: _style("statement", spaceAfter=4),
    Kind.TO_CHECK: _style("to check", spaceAfter=4, textColor=_CAUTION),
    Kind.TEXT: _style("text", spaceAfter=7),
    Kind.ITEM: _style("item", leftIndent=12, bulletIndent=0, spaceAfter=3, bulletFontName=fonts.REGULAR),
    Kind.CHOICE: _style(
        "choice", leftIndent=20, bulletIndent=0, spaceAfter=5, bulletFontName=fonts.REGULAR, bulletFontSize=12
    ),
    Kind.FIELD: _style("field", spaceBefore=6, spaceAfter=3),
    Kind.KEY: _style(
        "key",
        fontName=fonts.BOLD,
        fontSize=16,
        leading=22,
        spaceBefore=18,
        spaceAfter=22,
        alignment=TA_CENTER,
        backColor=_SOFT,
        borderColor=_LINE,
        borderWidth=0.6,
        borderRadius=4,
        borderPadding=(11, 8, 8, 8),
        leftIndent=8,
        rightIndent=8,
    ),
    Kind.BYLINE: _style("byline", fontSize=8.5, leading=12, textColor=_MUTED, spaceAfter=7),
    Kind.SIGNATURE: _style("signature"),
}
_DENSE: dict[Kind, dict[str, Any]] = {
    Kind.HEADING: {"fontSize": 10, "leading": 13, "spaceBefore": 8, "spaceAfter": 2},
    Kind.FIELD: {"spaceBefore": 14, "spaceAfter": 0},
    Kind.CHOICE: {"spaceAfter": 2},
    Kind.TEXT: {"spaceAfter": 4},
    Kind.ITEM: {"spaceAfter": 1.5},
}
_BULLETS = {Kind.ITEM: "•", Kind.CHOICE: _BOX}


def _style_of(kind: Kind, dense: bool) -> ParagraphStyle:
    if not dense:
        return _STYLES[kind]
    smaller = {"fontSize": 9.5, "leading": 13} | _DENSE.get(kind, {})
    return ParagraphStyle(f"dense {kind}", _STYLES[kind], **smaller)


def as_pdf(document: Document, page: Page = Page.A4) -> bytes:
    """The whole document. Its metadata hold the title and nothing else of it."""
    fonts.register()
    pages = _Count()
    _build(document, page, pages, pages.see)
    target = io.BytesIO()
    _build(document, page, target, partial(_around, document, pages.last))
    return target.getvalue()


class _Count(io.BytesIO):
    """A first run's target: the number of its last page is what "1 of 3" needs."""

    last = 0

    def see(self, canvas: Any, _: Any) -> None:
        self.last = max(self.last, canvas.getPageNumber())


def _build(document: Document, page: Page, target: io.BytesIO, on_page: Callable[[Any, Any], None]) -> None:
    width, height = _SIZES[page]
    room = width - 2 * MARGIN
    column = Frame(MARGIN, BOTTOM, room, height - BOTTOM - TOP, *(0, 0, 0, 0))
    template = BaseDocTemplate(
        target,
        pagesize=(width, height),
        pageTemplates=[PageTemplate(frames=[column], onPage=on_page)],
        title=fonts.shown(document.title),
        author="",
        subject="",
        creator=PRODUCER,
        producer=PRODUCER,
        displayDocTitle=True,
        lang="en",
    )
    template.build(_story(document, room))


def _story(document: Document, width: float) -> list[Flowable]:
    story: list[Flowable] = []
    for n, line in enumerate(document.letterhead):
        story.append(_paragraph(line, _ADDRESS if n else _PRACTICE))
    if document.letterhead:
        story += [Spacer(1, 5), _rule()]
    story.append(_paragraph(document.title, _TITLE))
    if document.facts:
        story += [_facts(document, width), Spacer(1, 6)]
    together = kept_with_signature(document.blocks)
    signed: list[Flowable] = []
    for n, block in enumerate(document.blocks):
        (signed if n in together else story).extend(_flowables(block, document.dense))
        if together and n == together[-1]:
            story.append(KeepTogether(signed))
    return story


def _facts(document: Document, width: float) -> Table:
    rows = [
        [_paragraph(label, _LABEL), _paragraph(value, _STYLES[Kind.STATEMENT])]
        for label, value in document.facts
    ]
    style = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows, [_LABELS_WIDTH, width - _LABELS_WIDTH], style=style, hAlign="LEFT", splitInRow=1)


def _flowables(block: Block, dense: bool) -> list[Flowable]:
    style = _style_of(block.kind, dense)
    if block.kind == Kind.SIGNATURE:
        lines = [_paragraph(line, style) for line in block.text.splitlines()]
        return [Spacer(1, 18), _rule(width="45%"), Spacer(1, 3), *lines]
    return [_paragraph(block.text, style, _BULLETS.get(block.kind))]


def _paragraph(text: str, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    """Text is shown as it stands: reportlab would read its < and & as marks of its own, and close up what
    is set apart by several spaces.
    """
    shown = fonts.shown(text).replace("  ", " \u00a0")
    return Paragraph(escape(shown).replace("\n", "<br/>"), style, bulletText=bullet)


def _rule(width: str = "100%") -> HRFlowable:
    return HRFlowable(width=width, thickness=0.6, color=_LINE, hAlign="LEFT", spaceBefore=0, spaceAfter=0)


def _around(document: Document, pages: int, canvas: Any, _: Any) -> None:
    """What the page belongs to at the left of its foot, its number at the right; its mark at the head."""
    width, height = canvas._pagesize
    canvas.saveState()
    canvas.setFillColor(_MUTED)
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawString(MARGIN, FOOT, _within(fonts.shown(document.running), width * 0.8 - 2 * MARGIN))
    canvas.drawRightString(width - MARGIN, FOOT, f"{canvas.getPageNumber()} of {pages}")
    if document.mark:
        mark = fonts.shown(document.mark)
        mark_width = stringWidth(mark, fonts.BOLD, 9)
        right, base = width - MARGIN, height - HEAD
        canvas.setStrokeColor(_CAUTION)
        canvas.setFillColor(_CAUTION_SOFT)
        canvas.roundRect(right - mark_width - 16, base - 6, mark_width + 16, 19, 4, stroke=1, fill=1)
        canvas.setFillColor(_CAUTION)
        canvas.setFont(fonts.BOLD, 9)
        canvas.drawRightString(right - 8, base, mark)
    canvas.restoreState()


def _within(text: str, room: float) -> str:
    """`text`, cut off so that it takes no more than `room` points."""
    if stringWidth(text, fonts.REGULAR, 8) <= room:
        return text
    while text and stringWidth(text + "…", fonts.REGULAR, 8) > room:
        text = text[:-1]
    return text.rstrip() + "…"
