"""Who spoke, as the review changes it: what was written from a turn is in doubt while its speaker is another.

Each change is a name for some turns, made from the content as it is, so that its cost can be told before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..records import AsDrafted, Statement, Status, Turn
from .review_content import ReviewContent

SPEAKER_CHANGED = "Who said this was changed after the sentence was written."
"""Why a statement is flagged that was made from turns which are somebody else's now."""

Names = Mapping[int, str]
"""Who speaks some turns, by their indices."""


def renamed(content: ReviewContent, old: str, new: str) -> Names:
    """All turns of one voice are `new`'s; what the therapist wrote was no voice's."""
    return {i: new for i, turn in enumerate(content.turns) if turn.speaker == old and not turn.is_written}


def swapped(content: ReviewContent, a: str, b: str) -> Names:
    """Two voices were taken for each other."""
    other = {a: b, b: a}
    return {
        i: other[turn.speaker]
        for i, turn in enumerate(content.turns)
        if turn.speaker in other and not turn.is_written
    }


def with_speakers(content: ReviewContent, names: Names) -> ReviewContent:
    """The turns with these speakers. Statements made from them are flagged, but those that the therapist
    answers for; where all of its evidence is again whose it was when a statement was written, the flag goes,
    and so does the note that it was kept in spite of it.
    """
    changed = {
        i: replace(content.turns[i], speaker=name)
        for i, name in names.items()
        if name.strip() and name != content.turns[i].speaker
    }
    named = content.with_turns(changed)
    again = {
        place: (looked_at,)
        for place, made in content.all()
        if not changed.keys().isdisjoint(made.evidence)
        and (looked_at := _looked_at(made, content.turns, named.turns)) != made
    }
    return named.with_all(again)


def newly_doubted(content: ReviewContent, names: Names) -> int:
    """How many statements would be flagged that are not now."""
    after = with_speakers(content, names)
    return sum(
        new.status == Status.FLAGGED and old.status != Status.FLAGGED
        for (_, old), (_, new) in zip(content.all(), after.all(), strict=True)
    )


def _looked_at(made: Statement, before: tuple[Turn, ...], now: tuple[Turn, ...]) -> Statement:
    """A statement after who said its evidence was changed."""
    drafted = made.as_drafted
    waits_for_it = made.status == Status.KEPT or made.reason == SPEAKER_CHANGED
    if drafted is not None and waits_for_it and drafted.speakers == _speakers(made, now):
        return replace(made, status=Status.SUPPORTED, reason=drafted.reason, as_drafted=None)
    if made.status != Status.SUPPORTED:
        return made
    return replace(
        made,
        status=Status.FLAGGED,
        reason=SPEAKER_CHANGED,
        as_drafted=AsDrafted(_speakers(made, before), made.reason),
    )


def _speakers(made: Statement, turns: tuple[Turn, ...]) -> tuple[str, ...]:
    return tuple(str(turns[i].speaker) for i in made.evidence)
