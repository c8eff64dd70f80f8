"""What the sentences about an exchange leave out, quoted: a quotation cannot be wrong, and costs no model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..records import Exchange, Speaker, Turn
from .answers import reply
from .claims import Standing
from .details import split_sentences, telling_details
from .known import Known
from .lexicon import lexicon
from .risk import is_risk
from .risk_sentences import answered, who
from .wording import stem
from .worth import is_small_talk, says_something, substance

MOST_QUOTED = 2
"""Quotations for one exchange, so that a note does not become a transcript; one, where as much is told."""
COVERED = 0.4
"""Share of what a sentence says from which on it counts as told."""
FEWEST_STEMS = 4
"""New words of content that a sentence without a number, day, medicine or relative must have."""
MOST_WORDS = 28
_ALONE_WORDS = 6
"""A shorter answer is not understood without its question."""
_PROPOSES = re.compile(
    r"\b(?:would you|could you|can you|shall we|can we|could we|will you|let's|i'd like|why don't|how about|"
    r"what about|and the|you could|we could)\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(r"(?:no,|no wait|wait|sorry|i mean|not )", re.IGNORECASE)
_CONSENTS = re.compile(
    r"\b(?:i can|i could|i will|i'll|i would|sure|okay|yes|maybe|i guess)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence around words as they were said, the places of its turns in the exchange, how much it adds."""

    text: str
    places: tuple[int, ...]
    adds: int


def quotations(exchange: Exchange, told: Sequence[str], known: Known) -> tuple[Quoted, ...]:
    """What the sentences in `told` leave out of an exchange, in its order; risk is left to the rules for it."""
    there = " ".join(told)
    said, details = substance(there, known), telling_details(there)
    found = [
        each
        for place, turn in enumerate(exchange.turns)
        for each in (
            _of_therapist(exchange.turns, place, said, details, known)
            if turn.speaker == Speaker.THERAPIST
            else _of_client(exchange.turns, place, said, details, known)
        )
    ]
    best = sorted(found, key=lambda each: -each.adds)[: MOST_QUOTED if len(told) < MOST_QUOTED else 1]
    return tuple(each for each in found if each in best)


def _of_client(
    turns: Sequence[Turn], place: int, said: frozenset[str], details: frozenset[str], known: Known
) -> Iterator[Quoted]:
    """Sentences that nothing tells yet; those that follow each other are quoted together."""
    turn = turns[place]
    sentences = split_sentences(turn.text)
    adds = [_adds(sentence, said, details, known) for sentence in sentences]
    for n in range(1, len(sentences)):
        if _TAKES_BACK.match(sentences[n]):
            adds[n - 1] = 0  # 'I sent four. No, three.'
    n = 0
    while n < len(sentences):
        if not adds[n]:
            n += 1
            continue
        end = n + 1
        while end < len(sentences) and adds[end] and _length(sentences[n : end + 1]) <= MOST_WORDS:
            end += 1
        words = " ".join(sentences[n:end])
        question = (
            _question_before(turns, place) if n == 0 and _length(sentences[n:end]) < _ALONE_WORDS else ""
        )
        if question:
            yield Quoted(answered(question, words, turn.speaker), (place - 1, place), sum(adds[n:end]))
        else:
            yield Quoted(f'{who(turn.speaker)} said: "{_plain(words)}"', (place,), sum(adds[n:end]))
        n = end


def _adds(sentence: str, said: frozenset[str], details: frozenset[str], known: Known) -> int:
    """How much a sentence would add to what is told; 0 where it is told, empty or too long, or about risk."""
    if sentence.endswith("?") or len(sentence.split()) > MOST_WORDS or is_risk(sentence):
        return 0
    if not says_something(sentence, known) or is_small_talk(sentence, known):
        return 0
    own, missing = substance(sentence, known), telling_details(sentence) - details
    new = own - said
    kin = new & {stem(word) for word in lexicon().kin}
    if not missing and (len(new) < FEWEST_STEMS - bool(kin) or len(own & said) >= COVERED * len(own)):
        return 0
    return len(new) + 2 * len(missing) + 2 * bool(kin)


def _of_therapist(
    turns: Sequence[Turn], place: int, said: frozenset[str], details: frozenset[str], known: Known
) -> Iterator[Quoted]:
    """What was proposed and agreed to, and days that were set: a therapist's other words are no facts."""
    turn = turns[place]
    after = turns[place + 1] if place + 1 < len(turns) else None
    for sentence in split_sentences(turn.text)[-2:]:
        words = len(sentence.split())
        new = substance(sentence, known) - said
        if not sentence.endswith("?") and not telling_details(sentence) - details:
            continue  # what is no question and sets no day is said by the way
        days = {each for each in telling_details(sentence) - details if not each.startswith("#")}
        if words > MOST_WORDS or is_risk(sentence) or (len(new) < 2 and not days):
            continue
        agreed = after is not None and _PROPOSES.search(sentence) and _agrees(after.text)
        if agreed and after is not None:
            answer = " ".join(split_sentences(after.text)[:2])
            if len(answer.split()) <= MOST_WORDS and not is_risk(answer):
                text = answered(sentence, answer, after.speaker, sentence.rstrip().endswith("?"))
                yield Quoted(text, (place, place + 1), len(new) + 2 * len(days))
        elif days and not sentence.endswith("?"):
            yield Quoted(f'Therapist said: "{_plain(sentence)}"', (place,), len(new) + 2 * len(days))


def _agrees(answer: str) -> bool:
    first = " ".join(split_sentences(answer)[:2])
    return reply(answer) is Standing.AFFIRMED or (
        reply(answer) is not Standing.DENIED and bool(_CONSENTS.search(first))
    )


def _question_before(turns: Sequence[Turn], place: int) -> str:
    """The question that a turn answers; '' for none."""
    if place == 0 or turns[place - 1].speaker != Speaker.THERAPIST:
        return ""
    last = split_sentences(turns[place - 1].text)[-1]
    return last if last.endswith("?") and len(last.split()) <= MOST_WORDS else ""


def _length(sentences: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _plain(words: str) -> str:
    return words.strip().replace('"', "'")
