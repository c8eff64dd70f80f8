"""Finds the turns that bear out a sentence: those that hold its telling words."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Speaker, Turn
from ..details import telling_details
from ..known import Known
from ..worth import substance

MOST = 4
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
    return tuple(sorted(found)) or (0,)
