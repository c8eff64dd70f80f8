"""What was planned last time, and what this session says about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Note, Statement, Status
from .models import Embedder

SAME_SUBJECT = 0.5
"""Cosine from which on a statement speaks of a planned item (looked at on drafts here)."""

_NEXT_MEETING = re.compile(r"\bnext (?:session|appointment|meeting)\b|\bmeet again\b", re.IGNORECASE)
_PLAN_SECTION = re.compile(r"^(?:P|Plan)$", re.IGNORECASE)


def planned_items(note: Note) -> tuple[str, ...]:
    """What the plan of an earlier note asked for, item by item; the appointment itself is none."""
    plan = " ".join(
        statement.text
        for section in note.sections
        if _PLAN_SECTION.match(section.name)
        for statement in section.statements
        if statement.status != Status.FLAGGED
    )
    items = (item.strip(" -•*.\n\t") for item in re.split(r"[;\n]|(?<=[a-z0-9])\.\s+(?=[A-Z])", plan))
    return tuple(item for item in items if len(item) > 3 and not _NEXT_MEETING.search(item))


def carry_forward(
    items: Sequence[str], statements: Sequence[Statement], embedder: Embedder
) -> tuple[Statement, ...]:
    """One carried statement for each planned item: the item, and the statement of this session that speaks of
    it.

    Whether it was done is left to the words of that statement. Only statements that their evidence supports
    count.
    """
    sound = [each for each in statements if each.status == Status.SUPPORTED]
    if not items:
        return ()
    if not sound:
        return tuple(_not_mentioned(item) for item in items)
    nearness = embedder.embed(list(items)) @ embedder.embed([each.text for each in sound]).T
    carried = []
    for item, row in zip(items, nearness, strict=True):
        best = int(row.argmax())
        if float(row[best]) < SAME_SUBJECT:
            carried.append(_not_mentioned(item))
        else:
            said = sound[best]
            text = f"Planned last time: {item}. This session: {said.text}"
            carried.append(Statement(text, said.evidence, Status.CARRIED))
    return tuple(carried)


def _not_mentioned(item: str) -> Statement:
    return Statement(f"Planned last time: {item}. Not mentioned this session.", (), Status.CARRIED)
