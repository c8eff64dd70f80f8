"""What a session spoke of, in order: a run of exchanges for each topic, and when a topic came back.

The topics are known by their words (resources/topics.toml). Which run has which topic is decided for all
exchanges together (Viterbi): staying costs nothing, so a short answer without any of the words belongs to
what was spoken of before, and a single word does not open a new topic.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ...records import Exchange, Speaker
from ...settings import resources_folder
from ..checking.claims import light_stems
from ..client_facts import Known
from ..language.content import content_words, split_sentences
from ..language.lexicon import medicines
from ..language.wording import sentences, stems
from ..writing.substance import is_small_talk

SWITCH = 1.7
"""What another topic has to be worth more, summed over its run. Looked at on the sessions of tests/eval."""
ASKED = 2.0
"""What a topic's word counts in the question that opens it."""
SAID = 1.0
MOST_SAID = 3.0
"""However often a topic's words fall in one exchange: one long story is not all there was."""
NOT_SAID = -0.7
"""What a topic is worth in an exchange that has words of others only."""
GOES_ON = 2
"""So many exchanges without a topic's words still belong to it; with more, something else was spoken of."""
NEXT, LAST_PART = "Next steps", 0.6
"""What is agreed for the time after a session is spoken of in its last part; before, the same words tell of
the time behind.
"""
_LEAST_LETTERS = 4
OPENING, SAFETY = "Arrival", "Safety"


@dataclass(frozen=True, slots=True)
class Topic:
    """`turn` is its first turn, `last` its last one. `again`: it was spoken of before."""

    title: str
    turn: int
    last: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    title: str
    words: frozenset[str]
    asks: frozenset[str]


def find_topics(groups: Sequence[Exchange], known: Known) -> tuple[Topic, ...]:
    """The topics of a session's exchanges, in order, none twice in a row; empty where nothing was said."""
    scores = [_scores(exchange, n, len(groups), known) for n, exchange in enumerate(groups)]
    titles = [OPENING, *(each.title for each in _topics())]
    out: list[Topic] = []
    for exchange, title in zip(groups, _titled(scores, titles), strict=True):
        first, last = exchange.indices[0], exchange.indices[-1]
        if out and out[-1].title == title:
            out[-1] = Topic(title, out[-1].turn, last, out[-1].again)
        else:
            again = bool(title) and any(each.title == title for each in out)
            out.append(Topic(title, first, last, again))
    spoken = [(each.indices[0], _telling_words(each)) for each in groups]
    named = [topic if topic.title else _named(topic, spoken) for topic in out]
    return tuple(topic for topic in named if topic.title)


def _titled(scores: Sequence[Sequence[float]], titles: Sequence[str]) -> list[str]:
    """The title of each exchange; '' where its topic's words did not fall yet, or no more for long."""
    if not scores:
        return []
    out: list[str] = []
    silent = GOES_ON + 1
    for row, state in zip(scores, _best_path(scores), strict=True):
        said = row[state] > 0
        silent = 0 if said else silent + 1
        before = out[-1] if out else ""
        out.append(titles[state] if said else before if silent <= GOES_ON else "")
    return out


def _named(topic: Topic, spoken: Sequence[tuple[int, Counter[str]]]) -> Topic:
    """A run without a known topic, called by the words that fall in it most and elsewhere least. `spoken`:
    the first turn of each exchange, and how often its telling words fall.
    """
    inside, outside = Counter[str](), Counter[str]()
    for first, counted in spoken:
        (inside if topic.turn <= first <= topic.last else outside).update(counted)
    best = sorted(inside, key=lambda word: (-inside[word] / (1 + outside[word]), -len(word), word))
    return replace(topic, title=", ".join(best[:2]).capitalize())


def _telling_words(exchange: Exchange) -> Counter[str]:
    """How often the words that carry an exchange's meaning fall in it."""
    said = Counter(
        token.word
        for turn in exchange.turns
        for sentence in sentences(turn.text)
        for token in sentence.tokens
        if len(token.word) >= _LEAST_LETTERS
    )
    empty = light_stems() | stems("empty")
    return Counter({word: n for word, n in said.items() if content_words(word) - empty})


def topics_named(text: str) -> frozenset[str]:
    """The topics that a sentence speaks of, but for what is to come and safety: they have other places."""
    spoken = _words(text)
    return frozenset(
        topic.title for topic in _topics() if topic.words & spoken and topic.title not in (NEXT, SAFETY)
    )


def _scores(exchange: Exchange, place: int, count: int, known: Known) -> list[float]:
    """How much an exchange speaks of the arrival, and of each topic."""
    asked, said = set[str](), set[str]()
    for turn in exchange.turns:
        spoken = _words(turn.text)
        if turn.speaker == Speaker.THERAPIST:
            last = split_sentences(turn.text)[-1:]
            asked |= _words(last[0]) if last else frozenset()
        said |= spoken
    arrival = place == 0 and any(is_small_talk(turn.text, known) for turn in exchange.turns)
    found = [MOST_SAID if arrival else 0.0]
    for topic in _topics():
        words = min(MOST_SAID, SAID * len(topic.words & said))
        early = topic.title == NEXT and place < LAST_PART * count
        found.append(0.0 if early else words + (ASKED if topic.asks & asked else 0.0))
    return [each or NOT_SAID for each in found] if any(found) else found


def _best_path(scores: Sequence[Sequence[float]]) -> list[int]:
    """The state of each exchange; the first of equals wins, and staying wins over going."""
    size = len(scores[0])
    best, back = list(scores[0]), list[list[int]]()
    for row in scores[1:]:
        leader = max(range(size), key=lambda i: (best[i], -i))
        origin = [i if best[i] >= best[leader] - SWITCH else leader for i in range(size)]
        best = [row[i] + (best[i] if origin[i] == i else best[leader] - SWITCH) for i in range(size)]
        back.append(origin)
    path = [max(range(size), key=lambda i: (best[i], -i))]
    for origin in reversed(back):
        path.append(origin[path[-1]])
    return path[::-1]


def _words(text: str) -> frozenset[str]:
    """The words of a text as they were said, also without a last "s": stems would make "we" of "weed"."""
    said = {token.word for sentence in sentences(text) for token in sentence.tokens}
    return frozenset(said | {word.removesuffix("s") for word in said})


@cache
def _topics() -> tuple[_Known, ...]:
    raw = tomllib.loads((resources_folder() / "topics.toml").read_text(encoding="utf-8"))
    named = {True: frozenset(medicines()), False: frozenset[str]()}
    return tuple(
        _Known(
            each["title"],
            frozenset(each["words"].split()) | named[each.get("medicines", False)],
            frozenset(each["asks"].split()),
        )
        for each in raw["topic"]
    )
