"""Gives each word to the person who spoke it, and joins words to turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..records import Turn, Word

Shares = Callable[[float, float], np.ndarray[Any, np.dtype[np.float32]]]
"""From start and end in seconds to how surely each person speaks there, shape (people,), [0, 1]."""

# What a change of speaker costs, against 1 for a word given to somebody who is silent while it is spoken. A
# change is believed more easily where a sentence ends and after a pause; a stray word breaks no sentence.
_CHANGE_AT_SENTENCE = 0.3
_CHANGE_AT_COMMA = 1.2
_CHANGE_INSIDE = 2.0
_PAUSE_S = 0.35
_PAUSE_FACTOR = 0.5
_FULL_WORD_S = 0.3  # shorter words weigh less: their place is not known so well

_NEW_TURN_S = 4.0  # a silence that ends a turn although the same person goes on
_LEAST_S = 0.01  # what takes no time at all is what the therapist wrote
_LONG_TURN_S = 30.0  # evidence cites turns, so a monologue is split at sentences
_SENTENCE_END = (".", "?", "!", "…")
_CLAUSE_END = (",", ";", ":", "-", "–", "—")

_UNSURE = 0.4
_UNSURE_FACT = 0.6  # names, numbers and medicines must not be wrong
_EDGES = ".,?!;:…\"'“”‘’()[]-–—"


def attribute(words: Sequence[Word], shares: Shares) -> list[int]:
    """The person (index) who speaks each word: the cheapest path through all words (Viterbi)."""
    if not words:
        return []
    misfit = np.stack([_misfit(word, shares) for word in words])
    people = misfit.shape[1]
    cost = misfit[0]
    came_from = np.zeros((len(words), people), dtype=np.int32)
    for i in range(1, len(words)):
        change = _change(words[i - 1], words[i])
        steps = cost[:, None] + change * (1 - np.eye(people))
        came_from[i] = steps.argmin(axis=0)
        cost = steps.min(axis=0) + misfit[i]
    path = [int(cost.argmin())]
    for i in range(len(words) - 1, 0, -1):
        path.append(int(came_from[i][path[-1]]))
    return path[::-1]


def join(words: Sequence[Word], persons: Sequence[int]) -> list[tuple[int, Turn]]:
    """Turns in order, each with its person; the speaker's label is left to be filled in."""
    turns: list[tuple[int, Turn]] = []
    begin = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or persons[i] != persons[begin] or _parts(words[begin:i], words[i]):
            turns.append((persons[begin], _turn(words[begin:i])))
            begin = i
    return turns


def _misfit(word: Word, shares: Shares) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What it costs to give the word to each person: nothing where nobody is heard, or everybody."""
    activity = shares(word.start, word.end).astype(np.float64)
    weight = min(1.0, max(0.3, (word.end - word.start) / _FULL_WORD_S))
    loudest = float(activity.max())
    return weight * (loudest - activity)


def _change(before: Word, after: Word) -> float:
    if before.text.endswith(_SENTENCE_END):
        cost = _CHANGE_AT_SENTENCE
    elif before.text.endswith(_CLAUSE_END):
        cost = _CHANGE_AT_COMMA
    else:
        cost = _CHANGE_INSIDE
    return cost * (_PAUSE_FACTOR if after.start - before.end >= _PAUSE_S else 1.0)


def _parts(so_far: Sequence[Word], following: Word) -> bool:
    """Whether the same person's next word begins a new turn."""
    at_sentence = so_far[-1].text.endswith(_SENTENCE_END)
    silence = following.start - so_far[-1].end
    length = so_far[-1].end - so_far[0].start
    return at_sentence and (silence >= _NEW_TURN_S or length >= _LONG_TURN_S)


def _turn(words: Sequence[Word]) -> Turn:
    unsure = [
        word.text.strip(_EDGES)
        for i, word in enumerate(words)
        if word.probability < (_UNSURE_FACT if _states_fact(words, i) else _UNSURE)
    ]
    return Turn(
        start=round(words[0].start, 2),
        end=round(max(words[-1].end, words[0].start + _LEAST_S), 2),
        speaker="",
        text=" ".join(word.text for word in words),
        unsure=tuple(dict.fromkeys(filter(None, unsure))),
    )


def _states_fact(words: Sequence[Word], i: int) -> bool:
    """Whether a word is a number or, by its capital inside a sentence, a name."""
    text = words[i].text.strip(_EDGES)
    if any(c.isdigit() for c in text):
        return True
    inside = i > 0 and not words[i - 1].text.endswith(_SENTENCE_END)
    return inside and text[:1].isupper() and text.split("'")[0] != "I"
