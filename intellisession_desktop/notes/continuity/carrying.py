"""What was planned last time and what the treatment is for, with what this session says about each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from ...records import Exchange, ItemOutcome, Note, OutcomeKind, Statement, Status
from ..client_facts import Known
from ..language.content import split_sentences
from ..models import Embedder, Writer
from .deciding import LABELS, choose_outcome, outcome_chances
from .mentions import Mention, mentions

SAME_SUBJECT = 0.3
"""Cosine from which on a drafted statement tells of an item, or of a goal."""
NOT_TOLD = "Please decide: nothing else in this draft tells of it"
"""An outcome that no sentence near it bears out may have been read from the wrong turns."""
SPOKEN_OF = 0.5
"""Chance from which on a goal is taken as spoken of."""

LONGEST_GOAL = 80
"""Letters of a goal in a note; a longer one is shortened at a word, since it is told again in each note."""

_GOAL = "Goal: "
_PLANNED = "Planned last time: "
_NEXT_MEETING = re.compile(r"\bnext (?:session|appointment|meeting)\b|\bmeet again\b", re.IGNORECASE)
_PLAN_SECTION = re.compile(r"^(?:P|Plan)$", re.IGNORECASE)


class Carried(StrEnum):
    """Where a carried statement comes from."""

    GOAL = "goal"  # of the treatment, as the client's record has it
    PLAN = "plan"  # of the note before
    COURSE = "course"  # of the earlier notes


def carried_from(statement: Statement) -> Carried:
    """Of a statement whose status is carried."""
    if statement.text.startswith(_GOAL):
        return Carried.GOAL
    planned = statement.outcome is not None or statement.text.startswith(_PLANNED)
    return Carried.PLAN if planned else Carried.COURSE


def planned_items(note: Note) -> tuple[str, ...]:
    """What the plan of an earlier note asked for, item by item; the appointment itself is none."""
    plan = "\n".join(
        statement.text
        for section in note.sections
        if _PLAN_SECTION.match(section.name)
        for statement in section.statements
        if statement.status != Status.FLAGGED
    )
    lines = (part for line in re.split(r"[;\n]", plan) for part in split_sentences(line))
    items = (item.strip(" -•*.\t") for item in lines)
    return tuple(item for item in items if len(item) > 3 and not _NEXT_MEETING.search(item))


def carry_forward(
    items: Sequence[str],
    groups: Sequence[Exchange],
    statements: Sequence[Statement],
    known: Known,
    writer: Writer,
    embedder: Embedder,
) -> tuple[Statement, ...]:
    """One carried statement for each planned item; flagged where it is not sure what became of it.

    Where more than a word is needed to tell it, or to decide, it is told in a sentence of the drafted
    `statements`.
    """
    out = []
    for item, mention in zip(items, mentions(items, groups, known, embedder), strict=True):
        chosen = choose_outcome(item, mention, writer)
        evidence: tuple[int, ...] = ()
        told, reason = "", chosen.reason
        claims = chosen.kind is not OutcomeKind.NOT_MENTIONED
        if mention is not None and (claims or reason):
            evidence = mention.evidence
            told = _told(item, mention, statements, embedder)
            if claims and not told:
                reason = reason or NOT_TOLD
        outcome = ItemOutcome(item, chosen.kind)
        wordy = chosen.kind is OutcomeKind.PARTLY or reason
        text = f"{_beginning(outcome)}. {told if wordy else ''}".strip()
        status = Status.FLAGGED if reason else Status.CARRIED
        out.append(Statement(text, evidence, status, reason, outcome=outcome))
    return tuple(out)


def goals_moved(
    goals: Sequence[str],
    groups: Sequence[Exchange],
    statements: Sequence[Statement],
    known: Known,
    writer: Writer,
    embedder: Embedder,
) -> tuple[Statement, ...]:
    """One carried statement for each goal of the treatment, with what the drafted `statements` say of it."""
    out = []
    for goal, mention in zip(goals, mentions(goals, groups, known, embedder), strict=True):
        short = _shortened(goal.rstrip("."))
        missing = LABELS[OutcomeKind.NOT_MENTIONED]
        if mention is None or not _spoken_of(goal, mention, writer):
            out.append(Statement(f"{_GOAL}{short}: {missing}.", (), Status.CARRIED))
            continue
        told = _told(goal, mention, statements, embedder)
        end = "" if short.endswith("…") else "."
        out.append(Statement(f"{_GOAL}{short}{end} {told}".strip(), mention.evidence, Status.CARRIED))
    return tuple(out)


def tells(text: str, outcome: ItemOutcome) -> bool:
    """Whether a statement, which a therapist may have changed, still says this outcome."""
    return text.startswith(_beginning(outcome))


def is_carried(statement: Statement) -> bool:
    """Whether a statement was made here: it tells of an item planned, or of a goal."""
    return statement.outcome is not None or statement.text.startswith(_GOAL)


def _beginning(outcome: ItemOutcome) -> str:
    return f"{_PLANNED}{outcome.item}: {LABELS[outcome.outcome]}"


def _shortened(goal: str) -> str:
    if len(goal) <= LONGEST_GOAL:
        return goal
    return goal[:LONGEST_GOAL].rsplit(" ", 1)[0].rstrip(" ,;:.-–—") + "…"


def _spoken_of(goal: str, mention: Mention, writer: Writer) -> bool:
    return 1.0 - outcome_chances(goal, mention, writer)[OutcomeKind.NOT_MENTIONED] >= SPOKEN_OF


def _told(item: str, mention: Mention, statements: Sequence[Statement], embedder: Embedder) -> str:
    """What is drafted of the client in the mentioned turns that comes nearest to an item; empty where nothing
    does.
    """
    cited = set(mention.evidence)
    texts = [
        each.text
        for each in statements
        if each.status == Status.SUPPORTED
        and cited & set(each.evidence)
        and not each.text.startswith("Therapist")
    ]
    if not texts:
        return ""
    vectors = embedder.embed([item, *texts])
    near = vectors[1:] @ vectors[0]
    best = int(near.argmax())
    return texts[best] if near[best] >= SAME_SUBJECT else ""
