"""What the therapist marked while recording reaches the note, whatever the model made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...records import Exchange, Moment, MomentKind, Section, Speaker, Statement, Turn
from ..language.content import split_sentences

_MOST_WORDS = 40
"""Of the quotation that stands for a marked exchange of which nothing else was written."""


def turn_of(moment: Moment, turns: Sequence[Turn]) -> int | None:
    """The index of the turn that was being said, or had just been said, at a moment; None without turns."""
    begun = [index for index, turn in enumerate(turns) if turn.start <= moment.at]
    return begun[-1] if begun else (0 if turns else None)


def with_marked(
    sections: Sequence[Section],
    section: str,
    groups: Sequence[Exchange],
    turns: Sequence[Turn],
    moments: Sequence[Moment],
) -> tuple[Section, ...]:
    """The sections of a draft, with a quotation in `section` for each marked exchange that none of their
    statements rests on.
    """
    cited = {index for each in sections for made in each.statements for index in made.evidence}
    quotes: list[Statement] = []
    for moment in moments:
        index = turn_of(moment, turns)
        exchange = next((each for each in groups if index in each.indices), None)
        if moment.kind == MomentKind.MARKED and exchange is not None and not cited & set(exchange.indices):
            quotes.append(_quoted(exchange, index))
            cited |= set(exchange.indices)
    return tuple(
        replace(each, statements=(*each.statements, *quotes)) if each.name == section else each
        for each in sections
    )


def _quoted(exchange: Exchange, marked: int | None) -> Statement:
    """The last words of the client up to the mark, or the therapist's where the client said nothing."""
    spoken = [
        (index, turn)
        for index, turn in zip(exchange.indices, exchange.turns, strict=True)
        if marked is None or index <= marked
    ]
    clients = [(index, turn) for index, turn in spoken if turn.speaker != Speaker.THERAPIST]
    index, turn = (clients or spoken)[-1]
    kept: list[str] = []
    for sentence in reversed(split_sentences(turn.text)):
        if kept and sum(len(each.split()) for each in (sentence, *kept)) > _MOST_WORDS:
            break
        kept.insert(0, sentence)
    who = turn.speaker.title() if turn.speaker != Speaker.UNKNOWN else "A person"
    return Statement(f'{who} said: "{" ".join(kept)}"', (index,))
