"""Joins numbers that whisper took apart: for one hundred and fifty milligrams it writes "100 and 50"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Word

_HUNDREDS = re.compile(r"[1-9]\d?,?\d*00")
_ONES = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELLED = {word: number for number, word in enumerate(_ONES, start=1)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_UNIT = (
    r"(?:mgs?|mcg|ml|milligrams?|micrograms?|millilit(?:er|re)s?|grams?|units?|calories|pounds?|kilos?|"
    r"dollars?|euros?|steps|minutes?|hours?|days?|miles?|people|pages?)[.,?!;:]*"
)
_SMALL = re.compile(rf"([1-9]\d?)({_UNIT})?", re.IGNORECASE)
_TWO_OF_THEM = frozenset(["between", "both", "either"])
_ASKED = 0.0
"""Probability of a joined number: it may have been two after all, so nothing may rest on it unasked."""


def joined(words: Sequence[Word]) -> list[Word]:
    """`words` with "100", "and", "50" before a unit as one number of which nobody is sure: not where the word
    before says that there are two, nor where a comma parts them.
    """
    out: list[Word] = []
    at = 0
    while at < len(words):
        number = _number([word.text for word in words[at : at + 4]])
        if number and not (at and words[at - 1].text.lower() in _TWO_OF_THEM):
            out.append(Word(words[at].start, words[at + 2].end, number, _ASKED))
            at += 3
        else:
            out.append(words[at])
            at += 1
    return out


def _number(texts: list[str]) -> str:
    """What the first three of four words are together, with a unit written to it; else ""."""
    if len(texts) < 3 or not _HUNDREDS.fullmatch(texts[0]) or texts[1].lower() != "and":
        return ""
    digits = _SMALL.fullmatch(texts[2])
    small, unit = (int(digits[1]), digits[2] or "") if digits else (_spelled(texts[2].lower()), "")
    if not small or not (unit or (len(texts) > 3 and re.fullmatch(_UNIT, texts[3], re.IGNORECASE))):
        return ""
    return f"{int(texts[0].replace(',', '')) + small}{unit}"


def _spelled(text: str) -> int:
    """The number that a word like fifty or fifty-five is; 0 for other words."""
    numbers = [_SPELLED.get(part, 0) for part in text.split("-")]
    return sum(numbers) if all(numbers) and len(numbers) <= 2 else 0
