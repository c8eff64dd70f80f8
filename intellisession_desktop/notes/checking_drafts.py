"""Checks a sentence that was written in words that were said: who, whether, and when.

Its numbers, names and medicines were said, or it could not have been written; what can be wrong is whose
they are, a "not" that was lost, a plan told as done.
"""

from __future__ import annotations

from ..records import Exchange, Statement, Status
from .evidence import FLAGS, findings_of
from .known import Known
from .rules import additions, meaning, people, timing

_ASKED = (
    people.whose,
    people.done_to,
    people.speaker,
    meaning.negation_kept,
    meaning.polarity,
    meaning.absence,
    meaning.certainty,
    meaning.possibility_kept,
    meaning.only_imagined,
    meaning.only_feared,
    meaning.intent,
    timing.tense,
    additions.heard_unclearly,
)
_OF_THERAPIST = (additions.heard_unclearly,)
"""Of what a sentence says that the therapist did, the therapist is the best judge."""


def checked(text: str, evidence: tuple[int, ...], window: Exchange, known: Known) -> Statement:
    """A statement about a window as it stands after the checks: supported, or flagged with the reason."""
    turns = [turn for index, turn in zip(window.indices, window.turns, strict=True) if index in evidence]
    told_of_therapist = text.startswith("Therapist")
    found = findings_of(text, turns, known, _OF_THERAPIST if told_of_therapist else _ASKED)
    if found and found[0].weight >= FLAGS:
        return Statement(text, evidence, Status.FLAGGED, found[0].reason)
    return Statement(text, evidence, Status.SUPPORTED)
