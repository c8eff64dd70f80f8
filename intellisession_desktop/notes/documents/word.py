"""A document as a Word file, with real headings, so that a screen reader can walk through it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .content import Block, Document, Kind, Page, kept_with_signature, printable

_SIZES = {Page.A4: (Mm(210), Mm(297)), Page.LETTER: (Mm(215.9), Mm(279.4))}
_MARGIN = Mm(25)
_TEXT, _MUTED = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x52, 0x60, 0x6D)
_CAUTION = RGBColor(0x8A, 0x5A, 0x00)
_FONT = "Calibri"
_STYLES = {
    Kind.HEADING: "Heading 1",
    Kind.STATEMENT: "Normal",
    Kind.TO_CHECK: "Normal",
    Kind.TEXT: "Normal",
    Kind.ITEM: "List Bullet",
    Kind.CHOICE: "Normal",
    Kind.FIELD: "Normal",
    Kind.KEY: "Normal",
    Kind.BYLINE: "Normal",
    Kind.SIGNATURE: "Normal",
}
_AFTER = {
    Kind.STATEMENT: Pt(3),
    Kind.TO_CHECK: Pt(3),
    Kind.TEXT: Pt(8),
    Kind.ITEM: Pt(3),
    Kind.CHOICE: Pt(5),
    Kind.FIELD: Pt(5),
}
_BEFORE = {Kind.FIELD: Pt(8), Kind.SIGNATURE: Pt(24)}


def as_docx(document: Document, page: Page = Page.A4, author: str = "") -> bytes:
    """The whole document; `author` is the only name in its properties."""
    word = docx.Document()
    _clean_properties(word, document.title, author)
    _set_styles(word, document.dense)
    section = word.sections[0]
    section.page_width, section.page_height = _SIZES[page]
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    room = section.page_width - 2 * _MARGIN
    _set_head(section, document)
    _set_foot(section, document, room)
    for n, line in enumerate(document.letterhead):
        paragraph = _add(word, line, "Normal", after=Pt(0))
        for run in paragraph.runs:
            run.bold, run.font.size = n == 0, Pt(10 if n == 0 else 9)
    _add(word, document.title, "Title")
    for label, value in document.facts:
        paragraph = _add(word, f"{label}: ", "Normal", after=Pt(1))
        paragraph.runs[0].font.color.rgb = _MUTED
        paragraph.add_run(printable(value))
    together = kept_with_signature(document.blocks)
    for n, block in enumerate(document.blocks):
        paragraph = _add_block(word, block)
        if n in together[:-1]:
            paragraph.paragraph_format.keep_with_next = True
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _add_block(word: Any, block: Block) -> Any:
    text = f"\u2610  {block.text}" if block.kind == Kind.CHOICE else block.text
    paragraph = _add(word, text, _STYLES[block.kind], after=_AFTER.get(block.kind))
    if block.kind in _BEFORE:
        paragraph.paragraph_format.space_before = _BEFORE[block.kind]
        paragraph.paragraph_format.keep_together = True
    for run in paragraph.runs:
        if block.kind == Kind.TO_CHECK:
            run.font.color.rgb = _CAUTION
        elif block.kind == Kind.KEY:
            run.bold, run.font.size = True, Pt(16)
        elif block.kind == Kind.BYLINE:
            run.font.size, run.font.color.rgb = Pt(9), _MUTED
    return paragraph


def _add(word: Any, text: str, style: str, after: Any = None) -> Any:
    paragraph = word.add_paragraph(printable(text), style=style)  # its line breaks become Word's
    if after is not None:
        paragraph.paragraph_format.space_after = after
    return paragraph


def _clean_properties(word: Any, title: str, author: str) -> None:
    """python-docx's template names itself and its maker, dates from 2013 and has a picture of itself."""
    relations = word.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        del relations[key]
    properties = word.core_properties
    for name in ("category", "comments", "content_status", "identifier", "keywords", "subject", "version"):
        setattr(properties, name, "")
    properties.title = printable(title)
    properties.author = properties.last_modified_by = printable(author)
    properties.language = "en"
    properties.revision = 1
    properties.created = properties.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def _set_styles(word: Any, dense: bool) -> None:
    size = 10 if dense else 11
    sizes = {
        "Normal": size,
        "Title": 18,
        "Heading 1": size + 2,
        "List Bullet": size,
        "Footer": 9,
        "Header": 9,
    }
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = _MUTED if name == "Footer" else _TEXT
        # The template's themes would win over the font for headings.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        fonts.set(qn("w:cs"), _FONT)
    title, heading = word.styles["Title"], word.styles["Heading 1"]
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    title.font.bold = heading.font.bold = True
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(10), Pt(8)
    heading.paragraph_format.space_before = Pt(9 if dense else 14)
    heading.paragraph_format.space_after = Pt(3)


def _set_head(section: Any, document: Document) -> None:
    """The document's mark at the right of every page."""
    if document.mark:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = head.add_run(printable(document.mark))
        run.bold, run.font.color.rgb = True, _CAUTION


def _set_foot(section: Any, document: Document, room: int) -> None:
    """What the page belongs to at the left, its number at the right."""
    foot = section.footer.paragraphs[0]
    stops = foot.paragraph_format.tab_stops
    for inherited in foot.style.paragraph_format.tab_stops:
        stops.add_tab_stop(inherited.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(room, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(printable(document.running) + "\t")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")


def _add_field(paragraph: Any, name: str) -> None:
    """A field that Word computes: the page's number, or how many there are."""
    for element in (_mark("begin"), _instruction(name), _mark("separate")):
        paragraph.add_run()._r.append(element)
    paragraph.add_run("1")
    paragraph.add_run()._r.append(_mark("end"))


def _mark(kind: str) -> Any:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _instruction(name: str) -> Any:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {name} "
    return element
