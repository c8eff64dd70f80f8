"""Finds the turns that bear out a sentence: those that hold its telling words."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Speaker, Turn
from ..client_facts import Known
from ..language.content import telling_details
from .substance import substance

MOST = 6
"""So that nobody has to search a statement's evidence in more turns than these."""


def grounds(text: str, turns: Sequence[Turn], known: Known) -> tuple[int, ...]:
    """Places of the turns, in order: always the one that holds most of what is not held yet, those of whom
    the sentence speaks first; the first turn where none holds anything.
    """
    wanted = set(substance(text, known) | telling_details(text))
    about = Speaker.THERAPIST if text.startswith("Therapist") else Speaker.CLIENT
    held = [substance(turn.text, known) | telling_details(turn.text) for turn in turns]
    found: list[int] = []
    while wanted and len(found) < MOST:
        best = max(
            (place for place in range(len(turns)) if place not in found),
            key=lambda place: (len(wanted & held[place]), turns[place].speaker == about, -place),
            default=None,
        )
        if best is None or not wanted & held[best]:
            break
        found.append(best)
        wanted -= held[best]
        if about == Speaker.CLIENT and _is_answered(turns, best) and best + 1 not in found:
            found.append(best + 1)
    return tuple(sorted(found[:MOST])) or (0,)


def _is_answered(turns: Sequence[Turn], place: int) -> bool:
    """What the therapist said is the client's only by their answer."""
    following = turns[place + 1] if place + 1 < len(turns) else None
    asked = turns[place].speaker == Speaker.THERAPIST
    return asked and following is not None and following.speaker != Speaker.THERAPIST
