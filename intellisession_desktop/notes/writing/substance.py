"""Whether a sentence is worth its place in a note: small talk and empty sentences are not."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Statement
from ..checking.claims import light_stems, reporting_stems
from ..client_facts import Known
from ..language.content import content_words, telling_details
from ..language.lexicon import lexicon
from ..language.wording import stem, stems
from ..risk.finding import is_risk

_FEW = 2
_EDGE = 2
_FRAME = frozenset(stem(word) for word in lexicon().frame)


def says_something(text: str, known: Known) -> bool:
    """Whether a sentence about a session holds more than a greeting, an 'it' or an assent.

    One telling detail (a day, a number, a medicine) is enough; else two words of content, or one that is not
    among the empty ones.
    """
    if telling_details(text) or is_risk(text):
        return True
    return bool(substance(text, known) - stems("empty"))


def is_small_talk(text: str, known: Known) -> bool:
    """Whether a sentence is about the way here, the weather, the room."""
    own = substance(text, known)
    return bool(own & stems("small_talk")) and len(own - stems("small_talk") - stems("empty")) < _FEW


def without_small_talk(statements: Sequence[Statement], turns: int, known: Known) -> list[Statement]:
    """All of them but those about the way here and the weather, from where people meet and part."""
    return [
        each
        for each in statements
        if not (
            each.evidence
            and (each.evidence[0] < _EDGE or each.evidence[-1] >= turns - _EDGE)
            and is_small_talk(each.text, known)
        )
    ]


def substance(text: str, known: Known) -> frozenset[str]:
    """The stems that carry what a sentence says, without what notes write around it and without the client's
    name.
    """
    names = {stem(name.lower()) for name in known.names}
    return content_words(text) - reporting_stems() - light_stems() - _FRAME - names
