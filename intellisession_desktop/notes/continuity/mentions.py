"""The turns of a session that speak of something, such as what was planned last time: found by meaning, with
the words they share as a help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...records import Exchange, Speaker, Turn
from ..client_facts import Known
from ..language.content import split_sentences
from ..models import Embedder
from ..writing.substance import substance

NEAR = 0.22
"""Of nearness and shared words together, from which on an exchange may speak of an item."""
SHARED = 0.35
"""What all content of an item in an exchange counts, beside a cosine."""
BESIDE = 0.80
"""Share of the best exchange's score from which on another one is read with it."""
MOST_TURNS = 6
MOST_WORDS = 110
"""Of all turns that are shown for one item: reading them takes a second or two."""
LONG_TURN = 60
"""Words from which on only the part of a turn is shown that speaks of the item."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What was said of an item: indices of turns, in order, and their words, long ones shortened."""

    evidence: tuple[int, ...]
    turns: tuple[Turn, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Pair:
    """Places in the session of a question and its answer, or of one of the two."""

    places: tuple[int, ...]


def mentions(
    items: Sequence[str], groups: Sequence[Exchange], known: Known, embedder: Embedder
) -> tuple[Mention | None, ...]:
    """For each item the few exchanges that speak of it most; None where nothing comes near it."""
    indices = [i for group in groups for i in group.indices]
    turns = [turn for group in groups for turn in group.turns]
    pairs = list(_pairs(turns))
    if not items or not pairs:
        return (None,) * len(items)
    texts = [" ".join(turns[at].text for at in pair.places) for pair in pairs]
    answers = [turns[pair.places[-1]].text for pair in pairs]
    vectors = embedder.embed([*items, *texts, *answers])
    wanted, rest = vectors[: len(items)], vectors[len(items) :]
    near = np.maximum(wanted @ rest[: len(pairs)].T, wanted @ rest[len(pairs) :].T)
    held = [substance(text, known) for text in texts]
    found: list[Mention | None] = []
    for n, item in enumerate(items):
        stems = substance(item, known)
        shared = np.array([len(stems & each) / max(1, len(stems)) for each in held])
        scores = near[n] + SHARED * shared
        places = _best(pairs, turns, scores)
        if not places:
            found.append(None)
            continue
        shown = tuple(_shortened(turns[at], item, embedder) for at in places)
        found.append(Mention(tuple(indices[at] for at in places), shown, float(scores.max())))
    return tuple(found)


def _pairs(turns: Sequence[Turn]) -> Iterator[_Pair]:
    """Each answer with its question: the therapist's turn before it. What was never answered stands alone."""
    for at, turn in enumerate(turns):
        asks = turn.speaker == Speaker.THERAPIST
        if not asks:
            before = at > 0 and turns[at - 1].speaker == Speaker.THERAPIST
            yield _Pair((at - 1, at) if before else (at,))
        elif at + 1 == len(turns) or turns[at + 1].speaker == Speaker.THERAPIST:
            yield _Pair((at,))


def _best(pairs: Sequence[_Pair], turns: Sequence[Turn], scores: np.ndarray) -> tuple[int, ...]:
    """The places of the best pair and of others nearly as good, in the order of the session."""
    order = sorted(range(len(pairs)), key=lambda n: (-float(scores[n]), n))
    if scores[order[0]] < NEAR:
        return ()
    chosen: set[int] = set()
    for n in order:
        more = chosen | set(pairs[n].places)
        words = sum(min(LONG_TURN, len(turns[at].text.split())) for at in more)
        if chosen and (scores[n] < max(NEAR, BESIDE * scores[order[0]])):
            break
        if not chosen or (len(more) <= MOST_TURNS and words <= MOST_WORDS):
            chosen = more
    return tuple(sorted(chosen))


def _shortened(turn: Turn, item: str, embedder: Embedder) -> Turn:
    """Of a long turn the sentences around the one that comes nearest to the item."""
    sentences = split_sentences(turn.text)
    if len(turn.text.split()) <= LONG_TURN or len(sentences) < 2:
        return turn
    vectors = embedder.embed([item, *sentences])
    first = last = int(np.argmax(vectors[1:] @ vectors[0]))
    lengths = [len(sentence.split()) for sentence in sentences]
    while True:  # what follows first: an outcome is told after its subject
        room = LONG_TURN - sum(lengths[first : last + 1])
        if last + 1 < len(sentences) and lengths[last + 1] <= room:
            last += 1
        elif first > 0 and lengths[first - 1] <= room:
            first -= 1
        else:
            break
    return Turn(turn.start, turn.end, turn.speaker, " ".join(sentences[first : last + 1]), turn.unsure)
