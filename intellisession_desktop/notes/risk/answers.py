"""What an answer to a question about a risk amounts to, beyond yes and no."""

from __future__ import annotations

import re

from ..language.wording import sentences
from .words import mentions

_TELLS_SO = re.compile(
    r" (?:(?:well|um|uh|so|like|honestly|sometimes|once|there (?:was|were|have been|are|is)) )*"
    r"(?:i (?:(?:\w+ly|just|did|have|had|used to) )?(?:think|thought|thinking|had|have|did|do|tried|took|"
    r"wanted|want|cut|hit|felt|feel|wrote|wished)"
    r"|(?:a|one|two|three|several|some) (?:time|day|night|week|moment)s?) (?!.{0,12}\bnot\b)"
)
_NOT_NOW = re.compile(
    r" not (?:now|since|any ?more|these days|today|at the moment|for (?:years|months|a long)) "
)
_LONG_PAST = re.compile(
    r" (?:thought|used to|had|was|were|did|tried|took|cut|wanted|wished|felt|ago|back then) "
)
_BUT = re.compile(r"\b(?:but|although|though|except)\b")


def tells_of_the_past(answer: str) -> bool:
    """'In the first weeks I thought so. Not since.'"""
    parts = [part.padded for part in sentences(answer)]
    told = any(_LONG_PAST.search(each) and any(mentions(each)) for each in parts)
    return told and bool(_NOT_NOW.search(" ".join(parts)))


def tells_so(answer: str) -> bool:
    """Whether an answer begins to tell of it, without a yes: 'I thought about it once, in April.'"""
    return bool(_TELLS_SO.match(next((part.padded for part in sentences(answer)), "")))


def takes_back(answer: str) -> bool:
    """Whether a 'no' goes on with something that limits it: 'No, but sometimes I wish I was dead'."""
    over = bool(_NOT_NOW.search(" ".join(part.padded for part in sentences(answer))))
    for part in sentences(answer):
        if _BUT.search(part.padded):
            return True
        if over and _LONG_PAST.search(part.padded):
            continue  # 'In the first weeks I thought so. Not since.' tells it clearly
        for mention in mentions(part.padded):
            if mention.wish or not re.search(r"\b(?:not|never|no)\b", part.padded):
                return True
    return False
