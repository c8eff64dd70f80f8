"""What became of something planned: the writing model chooses among four answers; rules may only object."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...records import OutcomeKind, Speaker, Turn
from ..models import Message, Writer
from .mentions import Mention

ANSWERS = ("Yes", "Partly", "No", "Unknown")
KINDS = (OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.NOT_DONE, OutcomeKind.NOT_MENTIONED)
LABELS = {
    OutcomeKind.DONE: "done",
    OutcomeKind.PARTLY: "partly done",
    OutcomeKind.NOT_DONE: "not done",
    OutcomeKind.NOT_MENTIONED: "not mentioned this session",
}

SHARPER = 2.1
LEANING = (-1.6, 0.85, -0.5, 1.2)
"""The model is timid, and leans to Yes and No: by how much, fitted on half a of tests/eval/outcomes.json
and on real dialogues."""
FAR, FAR_WEIGHT = 0.7, 2.5
"""What comes less near to an item than this is rather not about it, and the other way round."""
WEAK = 0.5
"""Nearness of turns from which on an outcome may be read from them without being looked at."""
SURE = {
    OutcomeKind.DONE: 0.7,
    OutcomeKind.PARTLY: 0.8,
    OutcomeKind.NOT_DONE: 0.6,
    OutcomeKind.NOT_MENTIONED: 0.6,
}
"""Chance from which on an answer is believed; below it the therapist is asked."""

_SYSTEM = (
    "You read a part of a therapy session. Something was planned before it: say whether it was done, done in "
    "part, not done, or not mentioned."
)
_EXAMPLES = (
    (
        "Call the dentist",
        "Therapist: Did you ring the dentist?\n"
        "Client: I picked up the phone twice and put it down again both times.",
        "No",
    ),
    (
        "Go for a walk three times",
        "Therapist: How about the walks?\nClient: I went on Tuesday, then it rained and I stayed in.",
        "Partly",
    ),
    (
        "Tell his wife about the debts",
        "Therapist: How did she take it?\nClient: She cried, and then we went through the letters together.",
        "Yes",
    ),
    (
        "Keep a sleep diary",
        "Therapist: How have the nights been?\nClient: Bad. Four hours, maybe five.",
        "Unknown",
    ),
    (
        "Apologise to his friend",
        "Therapist: And your friend?\n"
        "Client: I told my brother how sorry I am. My friend I haven't seen yet.",
        "No",
    ),
    (
        "Not drink on weekdays",
        "Therapist: How is it going with the wine?\nClient: Not a drop since we last met, except Saturdays.",
        "Yes",
    ),
    (
        "Go to the support group",
        "Therapist: Have you been to the support group?\nClient: I've put my name down. It starts in May.",
        "No",
    ),
    (
        "Do the exercises each morning",
        "Therapist: And the exercises?\nClient: I did them at first, then we had visitors and I let them go.",
        "Partly",
    ),
    (
        "Write down her worries",
        "Therapist: What did you do at the weekend?\n"
        "Client: I worried about my mother the whole time, she's ill.",
        "Unknown",
    ),
    (
        "Ask her sister to babysit",
        "Therapist: What did your sister say?\nClient: That she's too busy. So I'm still alone with it.",
        "Yes",
    ),
)

_LEFT_UNDONE = re.compile(
    r"\b(?:(?:did|have|had|has|could|was|were)(?:n['’]t| not)|never|not yet|forgot|cancel\w*|instead)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"n['’]t\b|\b(?:no|not|never|nobody|nothing|cannot|forgot|cancel\w*|instead|still|only)\b", re.IGNORECASE
)
_ALMOST = re.compile(r"\b(?:almost|nearly|about to)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:going to|gonna|will|next (?:week|month|time))\b|\b(?:I|we)['’]ll\b", re.IGNORECASE
)
_TO_LEAVE = re.compile(
    r"^(?:client to )?(?:not|no|don['’]t|stop|stay|avoid|quit|give up|without)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """`reason` says why the therapist should look; empty where it is sure."""

    kind: OutcomeKind
    reason: str = ""


def choose_opening() -> tuple[Message, ...]:
    """The same for every item, so that the model reads it once."""
    out = [Message("system", _SYSTEM)]
    for item, said, answer in _EXAMPLES:
        out += [Message("user", _question(item, said)), Message("assistant", answer)]
    return tuple(out)


def choose_outcome(item: str, mention: Mention | None, writer: Writer) -> Chosen:
    """What the mentioned turns say became of an item."""
    if mention is None:
        return Chosen(OutcomeKind.NOT_MENTIONED)
    chances = outcome_chances(item, mention, writer)
    best, second = sorted(KINDS, key=lambda kind: -chances[kind])[:2]
    if chances[best] < SURE[best]:
        return Chosen(best, f"Please decide: {LABELS[best]}, or {LABELS[second]}?")
    if best is not OutcomeKind.NOT_MENTIONED and mention.score < WEAK:
        return Chosen(best, f"Please decide: {LABELS[best]}, or were these words about something else?")
    return Chosen(best, _objection(best, item, mention.turns))


def outcome_chances(item: str, mention: Mention, writer: Writer) -> dict[OutcomeKind, float]:
    """How likely each outcome is, in [0, 1], together 1."""
    said = "\n".join(f"{_label(turn.speaker)}: {turn.text}" for turn in mention.turns)
    asked = (*choose_opening(), Message("user", _question(item, said)))
    weights = SHARPER * np.array(writer.choose(asked, ANSWERS)) + np.array(LEANING)
    weights[-1] -= FAR_WEIGHT * (mention.score - FAR)
    shares = np.exp(weights - np.logaddexp.reduce(weights))
    return dict(zip(KINDS, map(float, shares), strict=True))


def _objection(kind: OutcomeKind, item: str, turns: Sequence[Turn]) -> str:
    """What plain words of the client have against an answer of the model."""
    said = " ".join(turn.text for turn in turns if turn.speaker != Speaker.THERAPIST)
    if kind in (OutcomeKind.DONE, OutcomeKind.PARTLY) and _ALMOST.search(said):
        return "Please decide: the client may only have been about to do it"
    if kind is OutcomeKind.DONE and not _TO_LEAVE.match(item) and _LEFT_UNDONE.search(said):
        return "Please decide: something here was not done"
    if kind is OutcomeKind.DONE and _TO_COME.search(said):
        return "Please decide: something here is still to be done"
    if kind is OutcomeKind.NOT_DONE and not _NEGATIVE.search(said):
        return "Please decide: nothing here says that it was not done"
    return ""


def _question(item: str, said: str) -> str:
    return f"{said}\n\nDid they {item[:1].lower()}{item[1:]}? Yes, Partly, No or Unknown."


def _label(speaker: str) -> str:
    return "Therapist" if speaker == Speaker.THERAPIST else "Client"
