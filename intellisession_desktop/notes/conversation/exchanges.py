"""Groups turns into exchanges: a question and its answer, with the short follow-up questions that belong
to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...records import Exchange, Speaker, Turn

FEWEST_WORDS = 18
"""A question and answer shorter than this joins what came before: alone ("Every day?" "Twice I didn't.")
it says too little to be understood.
"""

MOST_WORDS = 110
"""A small model loses facts of longer ones; a monologue is cut between two of its turns."""

MOST_TURNS = 6
"""So that nobody has to search a statement's evidence in more turns than these."""

LONG_PAUSE_S = 5.0
"""After a silence as long as this a new subject begins, however short the exchange is."""


def exchanges(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """All turns in order, each in exactly one exchange."""
    groups: list[list[int]] = []
    for pair in _questions_and_answers(turns):
        if groups and _follows_up(turns, groups[-1], pair):
            groups[-1] += pair
        else:
            groups.append(pair)
    return tuple(Exchange(tuple(group), tuple(turns[i] for i in group)) for group in groups)


def _questions_and_answers(turns: Sequence[Turn]) -> Iterator[list[int]]:
    """Runs of turns: a new one begins where the therapist speaks after an answer, or where it gets too
    long.
    """
    group: list[int] = []
    for index, turn in enumerate(turns):
        asks_again = turn.speaker == Speaker.THERAPIST and any(
            turns[i].speaker != Speaker.THERAPIST for i in group
        )
        if group and (asks_again or not _fits(turns, [*group, index])):
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _follows_up(turns: Sequence[Turn], before: list[int], pair: list[int]) -> bool:
    paused = turns[pair[0]].start - turns[before[-1]].end >= LONG_PAUSE_S
    return not paused and _words(turns, pair) < FEWEST_WORDS and _fits(turns, before + pair)


def _fits(turns: Sequence[Turn], group: list[int]) -> bool:
    return len(group) <= MOST_TURNS and (_words(turns, group) <= MOST_WORDS or len(group) == 1)


def _words(turns: Sequence[Turn], group: list[int]) -> int:
    return sum(len(turns[i].text.split()) for i in group)
