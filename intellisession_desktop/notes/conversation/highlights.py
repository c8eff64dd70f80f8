"""The few sentences of a session that a therapist would want to find again, as they were said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ...records import Moment, MomentKind, Speaker, Turn
from ...settings import resources_folder
from ..language.content import split_sentences
from ..risk.finding import find_risk, is_risk
from .marked import turn_of

FEWEST, MOST = 4, 10
TURNS_EACH = 10
"""One highlight for so many turns, between FEWEST and MOST."""
APART = 3
"""Turns between two highlights of one kind: what is said around one belongs to it."""
LONG_PAUSE_S = 6.0
"""What a client says after a silence as long as this is brought up by the client."""
_FEWEST_WORDS, _MOST_WORDS = 4, 32
_CERTAIN = 100


class HighlightKind(StrEnum):
    """Why a sentence is worth finding again."""

    CHANGE = "change"
    SUSTAIN = "sustain"
    FEELING = "feeling"
    INSIGHT = "insight"
    BROUGHT_UP = "brought up"
    RISK = "risk"
    MARKED = "marked"  # by the therapist, while recording


@dataclass(frozen=True, slots=True)
class Highlight:
    """`text` is verbatim and stands in the turn."""

    kind: HighlightKind
    turn: int
    text: str


def find_highlights(turns: Sequence[Turn], moments: Sequence[Moment] = ()) -> tuple[Highlight, ...]:
    """In the order in which they were said: all that was marked, and the weightiest of the others."""
    room = max(FEWEST, min(MOST, len(turns) // TURNS_EACH))
    found = sorted(_candidates(turns, moments), key=lambda each: (-each[0], each[1].turn))
    taken: list[Highlight] = []
    for weight, each in found:
        marked = weight >= _CERTAIN
        near = any(
            each.turn == other.turn or (each.kind == other.kind and abs(each.turn - other.turn) < APART)
            for other in taken
        )
        if (marked or len(taken) < room) and not (near and not marked):
            taken.append(each)
    return tuple(sorted(taken, key=lambda each: each.turn))


def significance(sentence: str) -> int:
    """The weight of a client's sentence among highlights; 0 for an ordinary one."""
    return max((weight for weight, _ in _kinds(sentence)), default=0)


def _candidates(turns: Sequence[Turn], moments: Sequence[Moment]) -> Iterator[tuple[int, Highlight]]:
    for moment in moments:
        marked = turn_of(moment, turns) if moment.kind == MomentKind.MARKED else None
        if marked is not None:
            yield _CERTAIN, Highlight(HighlightKind.MARKED, marked, _short(turns[marked].text))
    asked = {n for found in find_risk(turns) for n in found.evidence}
    for n, turn in enumerate(turns):
        if turn.speaker == Speaker.THERAPIST:
            continue
        for place, sentence in enumerate(split_sentences(turn.text)):
            if sentence.endswith("?") or not _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
                continue
            if n in asked and is_risk(sentence):
                yield 5, Highlight(HighlightKind.RISK, n, sentence)
            for weight, kind in _kinds(sentence):
                yield weight, Highlight(kind, n, sentence)
            if place == 0 and _after_silence(turns, n):
                yield 3, Highlight(HighlightKind.BROUGHT_UP, n, sentence)


def _after_silence(turns: Sequence[Turn], n: int) -> bool:
    """Whether nobody spoke for long before a turn, or before the short question that it answers."""
    pauses = [turns[i].start - turns[i - 1].end for i in (n, n - 1) if i > 0]
    return any(pause >= LONG_PAUSE_S for pause in pauses)


def _kinds(sentence: str) -> Iterator[tuple[int, HighlightKind]]:
    plain = sentence.lower().replace("’", "'")
    for kind, weight, patterns in _rules():
        hits = sum(bool(pattern.search(plain)) for pattern in patterns)
        if hits:
            yield weight + hits - 1, kind


def _short(text: str) -> str:
    sentences = split_sentences(text) or [text]
    return next((each for each in sentences if len(each.split()) >= _FEWEST_WORDS), sentences[0])


@cache
def _rules() -> tuple[tuple[HighlightKind, int, tuple[re.Pattern[str], ...]], ...]:
    raw = tomllib.loads((resources_folder() / "highlights.toml").read_text(encoding="utf-8"))
    return tuple(
        (HighlightKind(each["kind"]), each["weight"], tuple(re.compile(says) for says in each["says"]))
        for each in raw["highlight"]
    )
