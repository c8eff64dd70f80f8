"""Divides a session into windows: a few exchanges on one subject, as many as a small model can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...records import Exchange, Turn
from ..language.content import content_words
from .exchanges import exchanges
from .uninterrupted import BROKEN_OFF

MOST_WORDS = 110
"""A small model loses facts of longer windows; one exchange alone is often too little to be understood."""
ROOM_LEFT = 0.5
"""What it costs to leave all of a window's room, beside sharing every word across its border."""
TOO_LONG = 1.3
"""Times that, from which on an exchange is divided."""
LEAST = 0.4
"""Share of it that a window has at least where it could have more: below that a border is not looked for."""


def windows(turns: Sequence[Turn], most: int = MOST_WORDS) -> tuple[Exchange, ...]:
    """All turns in order, each in exactly one window, but for a monologue that is longer than one: it stands
    in several, piece by piece.

    What is said later hardly ever changes more than the last two windows, and never more than the last four,
    so that they can be written while a session is recorded.
    """
    parts = [part for group in exchanges(turns) for part in _parts(group, most)]
    return tuple(_joined(parts, most))


def _parts(group: Exchange, most: int) -> Iterator[Exchange]:
    """An exchange that is longer than a window, divided at turns, and at the sentences of a monologue."""
    if _words([group]) <= TOO_LONG * most:
        yield group
        return
    held: list[tuple[int, Turn]] = []
    for index, turn in zip(group.indices, group.turns, strict=True):
        for piece in pieces(turn, most):
            if held and sum(len(each.text.split()) for _, each in (*held, (index, piece))) > TOO_LONG * most:
                yield Exchange(tuple(i for i, _ in held), tuple(each for _, each in held))
                held = []
            held.append((index, piece))
    yield Exchange(tuple(i for i, _ in held), tuple(each for _, each in held))


def pieces(turn: Turn, most: int = MOST_WORDS) -> Iterator[Turn]:
    """A turn in pieces of whole sentences, or of `most` words where there are none."""
    spoken = turn.text.split()
    if len(spoken) <= TOO_LONG * most:
        yield turn
        return
    start = 0
    while start < len(spoken):
        end = min(start + most, len(spoken))
        last = max((n for n in range(start + most // 2, end) if spoken[n][-1] in ".!?"), default=end - 1)
        last = end - 1 if end == len(spoken) else last
        yield replace(turn, text=" ".join(spoken[start : last + 1]))
        start = last + 1


def _joined(groups: Sequence[Exchange], most: int) -> Iterator[Exchange]:
    """A window that is full ends where what follows has least to do with what was before."""
    held: list[Exchange] = []
    for group in groups:
        while held and _words([*held, group]) > most:
            end = _border([*held, group], most)
            yield _window(held[:end])
            held = held[end:]
        held.append(group)
    if held:
        yield _window(held)


def _border(groups: Sequence[Exchange], most: int) -> int:
    """How many of the groups, not all, make up the window."""
    ends = [end for end in range(1, len(groups)) if _words(groups[:end]) >= LEAST * most]

    def cost(end: int) -> float:
        return _link(groups[end - 1], groups[end]) + ROOM_LEFT * (1 - _words(groups[:end]) / most)

    return min(ends, key=cost, default=len(groups) - 1)


def _link(one: Exchange, other: Exchange) -> float:
    """How much two exchanges share of what they are about, [0, 1]; a sentence that goes on joins them."""
    if BROKEN_OFF.search(one.turns[-1].text) or BROKEN_OFF.search(one.turns[0].text):
        return 1.0
    a, b = (content_words(" ".join(turn.text for turn in each.turns)) for each in (one, other))
    return len(a & b) / max(1, min(len(a), len(b)))


def _window(groups: Sequence[Exchange]) -> Exchange:
    return Exchange(
        tuple(index for each in groups for index in each.indices),
        tuple(turn for each in groups for turn in each.turns),
    )


def _words(groups: Sequence[Exchange]) -> int:
    return sum(len(turn.text.split()) for each in groups for turn in each.turns)
