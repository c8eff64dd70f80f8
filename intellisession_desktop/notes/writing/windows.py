"""Divides a session into windows: a few exchanges on one subject, as many as a small model can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...records import Exchange, Turn
from ..exchanges import exchanges

MOST_WORDS = 110
"""A small model loses facts of longer windows; one exchange alone is often too little to be understood."""


def windows(turns: Sequence[Turn], most: int = MOST_WORDS) -> tuple[Exchange, ...]:
    """All turns in order, each in exactly one window; an exchange is never divided."""
    return tuple(_joined(exchanges(turns), most))


def _joined(groups: Sequence[Exchange], most: int) -> Iterator[Exchange]:
    indices: tuple[int, ...] = ()
    turns: tuple[Turn, ...] = ()
    for group in groups:
        if indices and _words(turns) + _words(group.turns) > most:
            yield Exchange(indices, turns)
            indices, turns = (), ()
        indices, turns = indices + group.indices, turns + group.turns
    if indices:
        yield Exchange(indices, turns)


def _words(turns: Sequence[Turn]) -> int:
    return sum(len(turn.text.split()) for turn in turns)
