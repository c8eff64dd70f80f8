"""A form's text (headings, lists and boxes to tick, in the few marks of Markdown) as a document."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .content import Block, Document, Kind

LINE = "_" * 30
"""Stands for a value that is to be filled in by hand."""

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_MARKS = (
    (re.compile(r"#{2,}\s+(.+)"), Kind.HEADING),
    (re.compile(r"[-*]\s+(.+)"), Kind.ITEM),
    (re.compile(r"\[ ?\]\s+(.+)"), Kind.CHOICE),
    (re.compile(r"(.*__+)"), Kind.FIELD),
)
_TITLE = re.compile(r"#\s+(.+)")


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled in and its comments left out.

    A value that is empty becomes a line to fill in by hand; a placeholder that is not in `values` stays as it
    is.
    """

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            return found.group()
        return " ".join(values[name].split()) or LINE

    return _PLACEHOLDER.sub(value, _COMMENT.sub("", template)).strip() + "\n"


def form_document(text: str, title: str, letterhead: tuple[str, ...] = ()) -> Document:
    """A filled form as a document; `title` where its text has none. Lines that follow each other stay so."""
    blocks: list[Block] = []
    paragraph: list[str] = []

    def end_paragraph() -> None:
        if paragraph:
            blocks.append(Block(Kind.TEXT, "\n".join(paragraph)))
            paragraph.clear()

    for line in map(str.strip, text.splitlines()):
        heading = _TITLE.fullmatch(line)
        marked = next(((kind, m.group(1)) for mark, kind in _MARKS if (m := mark.fullmatch(line))), None)
        if heading or marked or not line:
            end_paragraph()
        if heading:
            title = heading.group(1)
        elif marked:
            blocks.append(Block(*marked))
        elif line:
            paragraph.append(line)
    end_paragraph()
    return Document(title, tuple(blocks), letterhead, running=title, dense=True)
