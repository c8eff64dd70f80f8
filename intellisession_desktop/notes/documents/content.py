"""What a document holds, before it becomes a PDF, a Word file or plain text."""

from __future__ import annotations

import datetime as dt
import locale
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LETTER_COUNTRIES = ("US", "CA", "MX", "PH", "United States", "Canada", "Mexico", "Philippines")
# Not from strftime: documents are written in English, whatever language the system has.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Page(StrEnum):
    A4 = "A4"
    LETTER = "letter"

    @staticmethod
    def of_locale() -> Page:
        """Letter where paper is sold in that size, by the system's region; A4 elsewhere."""
        named = locale.getlocale()[0] or ""  # 'en_US', or 'English_United States' on Windows
        return Page.LETTER if named.partition("_")[2] in _LETTER_COUNTRIES else Page.A4


class Kind(StrEnum):
    """How a block of a document looks; only TEXT and SIGNATURE may have several lines."""

    HEADING = "heading"
    STATEMENT = "statement"  # of a note
    TO_CHECK = "to check"  # a statement that waits for the therapist's decision
    TEXT = "text"  # a paragraph
    ITEM = "item"  # of a list
    CHOICE = "choice"  # a box to tick, and what it stands for
    FIELD = "field"  # ends in a line to write on
    KEY = "key"  # in large letters
    BYLINE = "byline"  # who wrote what stands above, and when
    SIGNATURE = "signature"  # its lines stay on one page


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document from top to bottom.

    `letterhead` are the practice's lines (its name first), `facts` pairs of a label and a value. `running`
    stands at the foot of every page, `mark` ("DRAFT, not signed") in bold at its head. `dense` ones are set
    smaller: forms, which belong on one page.
    """

    title: str
    blocks: tuple[Block, ...]
    letterhead: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    running: str = ""
    mark: str = ""
    dense: bool = False


_WITH_SIGNATURE = 700
"""Characters of the last section that go to another page with the signature, at most: about ten lines."""


def kept_with_signature(blocks: tuple[Block, ...]) -> range:
    """The blocks that stay on one page with the signature, itself at the end: the last section if it is
    short, else the end of it. A name under nothing signs nothing. Empty where nobody signed.
    """
    at = next((n for n, block in enumerate(blocks) if block.kind == Kind.SIGNATURE), 0)
    first, room = at, _WITH_SIGNATURE
    while first and blocks[first - 1].kind != Kind.HEADING:
        room -= len(blocks[first - 1].text)
        if room < 0 and first < at:
            return range(first, at + 1)
        first -= 1
    return range(max(0, first - 1), at + 1) if at else range(0)


def printable(text: str) -> str:
    """`text` without what no document can hold (control characters, halves of characters), composed."""
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub(" ", text).replace("\t", " "))


def day_in_words(day: dt.date) -> str:
    """'12 November 2026'."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_in_words(moment: dt.datetime) -> str:
    """'12 November 2026, 10:52', in local time."""
    local = moment.astimezone()
    return f"{day_in_words(local.date())}, {local:%H:%M}"
