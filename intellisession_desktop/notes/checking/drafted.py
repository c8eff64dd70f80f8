"""Checks a sentence that was written in words that were said: who, whether, and when.

Its numbers, names and medicines were said, or it could not have been written; what can be wrong is whose
they are, a "not" that was lost, a plan told as done.
"""

from __future__ import annotations

from ...records import Exchange, Statement, Status
from ..client_facts import Known
from ..models import Writer
from .evidence import FLAGS, MODEL_DOUBTS, NOT_SAID, Rule, check_messages, findings_of
from .rules import meaning, people, timing

DENIES = -0.4
"""Log-odds at which the model's No flags alone. A sentence made of what was said is more often true than one
from anywhere: of 40 true ones from strangers none lies below it, of 40 false ones a quarter.
"""
_OF_CLIENT: tuple[Rule, ...] = (
    people.whose,
    people.done_to,
    people.speaker,
    meaning.absence,
    meaning.only_imagined,
    meaning.intent,
    timing.tense,
)
"""Those that flag alone: an objection that the model would have to share is not asked for."""
_OF_THERAPIST: tuple[Rule, ...] = ()
"""Of what they did themselves the therapist is the best judge."""


def checked(
    text: str, evidence: tuple[int, ...], window: Exchange, known: Known, writer: Writer
) -> Statement:
    """A statement about a window as it stands after the checks: supported, or flagged with the reason."""
    turns = [turn for index, turn in zip(window.indices, window.turns, strict=True) if index in evidence]
    rules = _OF_THERAPIST if text.startswith("Therapist") else _OF_CLIENT
    found = findings_of(text, turns, known, (*NOT_SAID, *rules))
    if found and found[0].weight >= FLAGS:
        return Statement(text, evidence, Status.FLAGGED, found[0].reason)
    if writer.agreement(check_messages(text, turns)) < DENIES:
        return Statement(text, evidence, Status.FLAGGED, MODEL_DOUBTS)
    return Statement(text, evidence, Status.SUPPORTED)
