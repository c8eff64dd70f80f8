"""What was planned last time and what the treatment is for, with what this session says about each.

An outcome is read from the client's own words and stands beside them, so that it can be seen to be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..records import Exchange, Note, Speaker, Statement, Status
from .answers import reply
from .claims import Standing
from .details import split_sentences, telling_details
from .known import Known
from .models import Embedder
from .spoken import quote
from .worth import substance

SHARED = 0.5
"""Share of an item's content that an answer and its question must hold to speak of it."""
SAME_SUBJECT = 0.55
"""Cosine from which on they speak of an item of which they hold fewer words (looked at on drafts here)."""
FEW_SHARED, NEAR_SUBJECT = 0.25, 0.3
"""The same together."""
ASKED = 0.6
"""What a word of the question counts beside one of the answer."""
_TOLD, _TOLD_AT_ONCE = 0.1, 0.3  # for an answer that tells what was done or not, and begins with it
MOST_WORDS = 30

_NEXT_MEETING = re.compile(r"\bnext (?:session|appointment|meeting)\b|\bmeet again\b", re.IGNORECASE)
_PLAN_SECTION = re.compile(r"^(?:P|Plan)$", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:did ?n['’]t|did not|have ?n['’]t|have not|could ?n['’]t|could not|was ?n['’]t able|"
    r"forgot|never|not yet|"
    r"turned (?:a)?round|gave up|skipped|no time|not at all)\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\b(?:once|half|almost|nearly|partly|mostly|some(?:times)?|a bit|a little|"
    r"\w+ (?:out )?of (?:the )?\w+|but one|"
    r"missed|as far as|not every|only)\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\b(?:I|we|he|she|they)(?: \w+ly| also| even| still)? (?:did|have|had|kept|went|wrote|filled|"
    r"tried|used|took|take|"
    r"called|rang|sent|sat|read|talked|told|made|put|bathed|walked|held|stopped|started|practised|practiced|\w{2,}ed)\b|"
    r"\bevery (?:day|night|evening|morning|week)\b",
    re.IGNORECASE,
)


_AT_ONCE = re.compile(
    r"(?:(?:okay|so|well|yes|yeah|no|um|uh)\b,? )*(?:I|we) (?:did|didn['’]t|did not|kept|tried|"
    r"couldn['’]t|could not|"
    r"forgot|haven['’]t|have|sent|went)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:(?:I|we)(?:['’]ll| will| can| could| would)(?!n['’]t|['’]t)|going to)\b", re.IGNORECASE
)


class Outcome(StrEnum):
    """What became of something planned, as far as it was said."""

    DONE = "done"
    PARTLY = "partly done"
    NOT_DONE = "not done"
    SPOKEN_OF = "spoken of"
    NOT_MENTIONED = "not mentioned this session"


@dataclass(frozen=True, slots=True)
class _Said:
    """A client's words about an item, and the turns they stand in."""

    words: str
    evidence: tuple[int, ...]


def planned_items(note: Note) -> tuple[str, ...]:
    """What the plan of an earlier note asked for, item by item; the appointment itself is none."""
    plan = "\n".join(
        statement.text
        for section in note.sections
        if _PLAN_SECTION.match(section.name)
        for statement in section.statements
        if statement.status != Status.FLAGGED
    )
    lines = (part for line in re.split(r"[;\n]", plan) for part in split_sentences(line))
    items = (item.strip(" -•*.\t") for item in lines)
    return tuple(item for item in items if len(item) > 3 and not _NEXT_MEETING.search(item))


def carry_forward(
    items: Sequence[str], groups: Sequence[Exchange], known: Known, embedder: Embedder
) -> tuple[Statement, ...]:
    """One carried statement for each planned item: done, partly, not done, spoken of, or not mentioned."""
    out = []
    for item, said in zip(items, _spoken_of(items, groups, known, embedder), strict=True):
        outcome = _outcome(said.words) if said is not None else Outcome.NOT_MENTIONED
        out.append(_statement(f"Planned last time: {item}: {outcome}", said))
    return tuple(out)


def goals_moved(
    goals: Sequence[str], groups: Sequence[Exchange], known: Known, embedder: Embedder
) -> tuple[Statement, ...]:
    """One carried statement for each goal of the treatment, with the client's words about it."""
    out = []
    for goal, said in zip(goals, _spoken_of(goals, groups, known, embedder), strict=True):
        text = (
            f"Goal: {goal.rstrip('.')}"
            if said is not None
            else f"Goal: {goal.rstrip('.')}: {Outcome.NOT_MENTIONED}"
        )
        out.append(_statement(text, said))
    return tuple(out)


def _statement(text: str, said: _Said | None) -> Statement:
    if said is None:
        return Statement(f"{text}.", (), Status.CARRIED)
    return Statement(f'{text}. Client: "{quote(said.words)}"', said.evidence, Status.CARRIED)


def _outcome(words: str) -> Outcome:
    """By the words alone; where they tell neither, only that it was spoken of."""
    negative, positive = bool(_NOT.search(words)), bool(_DID.search(re.sub(_NOT, " ", words)))
    if _PARTLY.search(words) and (positive or negative):
        return Outcome.NOT_DONE if negative and not positive else Outcome.PARTLY
    if negative or positive:
        return Outcome.PARTLY if negative and positive else Outcome.NOT_DONE if negative else Outcome.DONE
    first = reply(words)
    if first is Standing.DENIED:
        return Outcome.NOT_DONE
    return Outcome.DONE if first is Standing.AFFIRMED else Outcome.SPOKEN_OF


def _spoken_of(
    items: Sequence[str], groups: Sequence[Exchange], known: Known, embedder: Embedder
) -> Iterator[_Said | None]:
    """For each item the client's words that speak of it most."""
    if not items:
        return
    answers = [(group, place) for group in groups for place in _clients(group)]
    texts = [_with_question(group, place) for group, place in answers]
    vectors = embedder.embed([*items, *texts])
    near = vectors[: len(items)] @ vectors[len(items) :].T if texts else None
    for n, item in enumerate(items):
        wanted = substance(item, known)
        best, score = None, 0.0
        for i, (group, place) in enumerate(answers):
            text = group.turns[place].text
            own, asked = substance(text, known), substance(texts[i], known)
            shared = (len(wanted & own) + ASKED * len(wanted & (asked - own))) / max(1, len(wanted))
            nearness = float(near[n, i]) if near is not None else 0.0
            speaks = shared >= SHARED or nearness >= SAME_SUBJECT
            speaks = speaks or (shared >= FEW_SHARED and nearness >= NEAR_SUBJECT)
            told = _TOLD * bool(_DID.search(text) or _NOT.search(text))
            told = _TOLD_AT_ONCE if _AT_ONCE.match(text) else told
            if not told and _TO_COME.search(text):
                continue  # planned anew
            if speaks and shared + nearness + told > score:
                best, score = i, shared + nearness + told
        yield None if best is None else _words(*answers[best], wanted, known)


def _clients(group: Exchange) -> list[int]:
    return [n for n, turn in enumerate(group.turns) if turn.speaker != Speaker.THERAPIST]


def _with_question(group: Exchange, place: int) -> str:
    """An answer with its question: what else the therapist said before may be about other things planned."""
    before = group.turns[place - 1] if place else None
    asked = (
        [each for each in split_sentences(before.text)[-1:] if not _TO_COME.search(each)]
        if before is not None and before.speaker == Speaker.THERAPIST
        else []
    )
    return " ".join([*asked, group.turns[place].text])


def _words(group: Exchange, place: int, wanted: frozenset[str], known: Known) -> _Said:
    """The part of an answer that says most of an item, in whole sentences."""
    sentences = split_sentences(group.turns[place].text)

    def worth(start: int, end: int) -> tuple[float, int]:
        part = " ".join(sentences[start:end])
        tells = (
            len(wanted & substance(part, known))
            + 0.5 * bool(telling_details(part))
            + 0.5 * bool(_DID.search(part))
        )
        return tells + 0.5 * bool(_NOT.search(part)), -len(part.split())

    spans = [
        (start, end)
        for start in range(len(sentences))
        for end in range(start + 1, len(sentences) + 1)
        if end == start + 1 or sum(len(each.split()) for each in sentences[start:end]) <= MOST_WORDS
    ]
    start, end = max(spans, key=lambda span: worth(*span))
    asked = place > 0 and group.turns[place - 1].speaker == Speaker.THERAPIST
    evidence = (group.indices[place - 1], group.indices[place]) if asked else (group.indices[place],)
    return _Said(" ".join(sentences[start:end]), evidence)
