"""Whether the words before a colon are the name of somebody who speaks, or only a sentence with a colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .roles import is_label

MOST_LETTERS = 60
_NAME = re.compile(
    r"[\"“”'*_\s-]*(?P<name>[^\W_][^:;?!\"“”<>{}\[\]*|=]{0,59}?)\s*[*_]*\s*(?:(?<!\d):|:(?!\d)|：)(?!//)[*_\s]*(?P<text>.*)",
    re.DOTALL,
)
_IN_BRACKETS = re.compile(r"^\s*\[([^\[\]]{1,60})\]\s*:")
_MOST_WORDS = 6
_HEADING = re.compile(
    "agenda|attendees|date|duration|file|host|language|location|meeting|notes?|organizer|participants|place"
    "|recording|session|source|start|subject|summary|time|title|topic|transcript|version"
)
"""What stands before a colon in the head of a transcript, and is nobody."""
_BEGINNING = re.compile(
    "actually|also|and|anyway|because|but|example|first|goal|he|hello|her|hey|hi|his|homework|however|i|it"
    "|like|listen|look|maybe|my|no|now|nope|ok|okay|our|plan|please|question|really|remember|right|second|she"
    "|so|sorry|still|that|the|their|then|there|they|third|this|today|tomorrow|warning|we|well|what|why|yeah|yes"
    "|you"
)
"""With what sentences begin, and no name."""


def candidate(line: str) -> tuple[str, str] | None:
    """The possible name at the beginning of a line, and the rest; None where there is no such thing."""
    match = _NAME.match(_IN_BRACKETS.sub(r"\1:", line))
    if match is None:
        return None
    name = tidy(match["name"])
    words = name.split()
    if not words or len(words) > _MOST_WORDS or not any(c.isalpha() for c in name):
        return None
    if name.endswith((".", ",")) and not re.search(r"\b\w{1,3}\.$", name):
        return None
    return name, match["text"].strip()


def tidy(name: str) -> str:
    """One line, single spaces, without what surrounds it."""
    return " ".join(name.split()).strip("\"“”'*_-–— \t")[:MOST_LETTERS].strip()


def names_among(candidates: Iterable[str]) -> frozenset[str]:
    """Those of a file's candidates that are names.

    A word for a role is one ('Therapist'), and what stands there more than once. What stands there only once
    has to look like a name: a few words with capitals that no sentence begins with.
    """
    counted = Counter(candidates)
    return frozenset(
        name
        for name, count in counted.items()
        if is_label(name) or (_is_possible(name) and (count > 1 or _looks_like_one(name)))
    )


def is_heading(name: str) -> bool:
    """Whether these words name a line in the head of a transcript: 'Date', 'Attendees'."""
    return _HEADING.fullmatch(name.split()[0].casefold()) is not None


def all_capitals(name: str) -> bool:
    """Whether each of a few words begins with a capital or a number: 'Anna Berg', 'Speaker 2'."""
    words = re.findall(r"[^\W_]+(?:['’.-][^\W_]*)*", name)
    return 0 < len(words) <= 4 and not words[0][0].isdigit() and not any(word.islower() for word in words)


def _is_possible(name: str) -> bool:
    first = name.split()[0].casefold()
    if _HEADING.fullmatch(first) or _BEGINNING.fullmatch(first):
        return False
    return sum(any(c.isalpha() for c in word) for word in name.split()) == 1 or _looks_like_one(name)


def _looks_like_one(name: str) -> bool:
    long = " ".join(word for word in name.split() if len(word) > 3)  # 'van', 'de' and 'of' are part of names
    return not name.split()[0].islower() and all_capitals(long or name)
