"""Puts together what one person said while the other only listened."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records import Turn

BROKEN_OFF = re.compile(r"\s*(?:-+|–|—|,|\b(?:and|but|the|to))\s*$")
_GOES_ON = re.compile(r"\s*(?:-+|–|—|…)\s*")
_FEW = 2
"""Words of somebody who only listens: "Yeah." """


def uninterrupted(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Speakers and texts, a sentence that was broken by a mere "Mm-hmm" of the other in one piece."""
    found: list[tuple[str, str]] = []
    for n, turn in enumerate(turns):
        before = found[-1] if found else None
        following = turns[n + 1] if n + 1 < len(turns) else None
        broken = before is not None and bool(BROKEN_OFF.search(before[1]))
        if (
            before is not None
            and following is not None
            and following.speaker == before[0] != turn.speaker
            and (broken or _GOES_ON.match(following.text))
            and len(turn.text.split()) <= _FEW
            and not before[1].rstrip().endswith("?")
        ):
            continue  # only listened
        if before is not None and before[0] == turn.speaker:
            text = f"{BROKEN_OFF.sub('', before[1])} {_GOES_ON.sub('', turn.text)}"
            found[-1] = (turn.speaker, text)
        else:
            found.append((turn.speaker, turn.text))
    return found
