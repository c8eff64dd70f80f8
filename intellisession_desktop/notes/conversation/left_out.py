"""What was said in a session and must not be missed, and what of it a note does not hold.

Found by rules when a note is opened, so that nothing of it is stored. What is taken into a note is told in
the words in which it was said, so that it is true by itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ...records import Speaker, Statement, Status, Turn
from ...settings import resources_folder
from ..checking.evidence import rule_findings
from ..client_facts import Known, names_in
from ..formats.format import Kind
from ..formats.kinds import kind_of
from ..language.clauses import CALENDAR
from ..language.content import split_sentences, telling_details
from ..language.lexicon import lexicon, medicines
from ..language.numbers import figures
from ..language.wording import sentences, stem
from ..risk.finding import find_risk, is_risk
from ..risk.quoted_speech import answered, quote, who
from ..writing.substance import is_small_talk, says_something, substance

MOST = 20
_EDGE = 2
"""Turns at both ends of a session, where small talk has its place."""
_FEW_WORDS = 4
"""So short is an answer that only agrees to what was asked."""
_KIN = "kin "
_NO_NAMES = frozenset(["Client", "Therapist", "Mm", "Hmm", "Okay", "Yeah", "OK"])
_FRAGMENT, _WHOLE = 5, 30
"""Words of what cannot stand without its question, and of an answer that is then told whole."""
_HELD = 0.6
"""Share of a sentence's telling words that statements made from its turn must hold to tell it."""


class Telling(StrEnum):
    """Why a sentence must not be missed; the first that is true of it."""

    RISK = "risk"
    MEDICINE = "medicine"
    PLAN = "plan"
    FIGURE = "figure"  # an amount or a day
    PERSON = "person"


_ORDER = tuple(Telling)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that tells something: `text` stands so in the turn `turn`, said by `speaker`.

    `turns`: what it rests on, a question with its answer. `told`: how a note tells it, with "Client" for the
    client. `decide`: why the therapist has to decide about that. `details`: what of it a note must hold:
    medicines, figures and days as `telling_details` names them, relatives and names; `subject`: its other
    telling words.
    """

    kind: Telling
    turn: int
    speaker: str
    text: str
    turns: tuple[int, ...]
    told: str
    details: frozenset[str]
    subject: frozenset[str]
    decide: str = ""


def find_said(turns: Sequence[Turn], known: Known) -> tuple[Said, ...]:
    """All sentences of a session that tell something, the weightiest kinds first, each kind in order."""
    found = [*_risks(turns, known), *_sentences(turns, known)]
    return tuple(sorted(found, key=lambda each: (_ORDER.index(each.kind), each.turn)))


class LeftOut:
    """Compares what was said with a note, again and again while that is being changed."""

    def __init__(self, said: Sequence[Said], known: Known) -> None:
        self._said, self._known = tuple(said), known
        self._read: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, statements: Iterable[Statement], turns: Sequence[Turn]) -> tuple[Said, ...]:
        """What none of the statements tells, MOST at most; of what says the same, the first. `turns` as they
        are now: words that were corrected since are left out.
        """
        told = [(each, *self._details(each.text)) for each in statements]
        out: list[Said] = []
        for said in self._said:
            turn = turns[said.turn]
            there = said.text in turn.text and turn.speaker == said.speaker
            if there and not _is_told(said, told) and not any(self._same(said, other) for other in out):
                out.append(said)
        return tuple(out[:MOST])

    def _same(self, said: Said, other: Said) -> bool:
        """Whether one that is listed already says it."""
        if said.text == other.text:
            return True
        alike = said.turn == other.turn or bool(said.subject & other.subject)
        return bool(said.details) and alike and said.details <= self._details(other.told)[0]

    def _details(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """What must not be missed, and the telling words, of a statement."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = (_details(text, self._known), _subject(text, self._known))
        return found


def as_statement(said: Said, turns: Sequence[Turn], known: Known) -> Statement:
    """As a note tells it; flagged where the therapist has to decide, or words were heard unclearly."""
    found = rule_findings(said.told, [turns[n] for n in said.turns], known)
    unclear = next((each.reason for each in found if each.code == "heard_unclearly"), "")
    reason = said.decide or unclear
    return Statement(said.told, said.turns, Status.FLAGGED if reason else Status.SUPPORTED, reason)


def kind_in_note(said: Said, statement: Statement) -> Kind:
    """Which kind of statement it is, by which a format puts it into its section."""
    kinds = {
        Telling.RISK: Kind.RISK,
        Telling.MEDICINE: Kind.MEDICATION,
        Telling.PLAN: Kind.PLAN,
        Telling.PERSON: Kind.RELATIONSHIPS,
    }
    return kinds.get(said.kind) or kind_of(statement.text)


def _risks(turns: Sequence[Turn], known: Known) -> Iterator[Said]:
    """One for each finding, in its own words, which are the same in a draft."""
    for finding in find_risk(turns):
        own = [n for n in finding.evidence if turns[n].speaker != Speaker.THERAPIST]
        n = (own or finding.evidence)[0]
        text = next((each for each in split_sentences(turns[n].text) if is_risk(each)), turns[n].text)
        decide = "Please decide: this may be about risk, or not." if finding.unclear else ""
        yield _said(Telling.RISK, n, text, turns, known, finding.evidence, finding.text, decide)


def _sentences(turns: Sequence[Turn], known: Known) -> Iterator[Said]:
    people: set[str] = set()
    for n, turn in enumerate(turns):
        if turn.is_written:
            continue  # the therapist's own text
        edge = n < _EDGE or n >= len(turns) - _EDGE
        for text in split_sentences(turn.text):
            if edge and is_small_talk(text, known):
                continue
            if turn.speaker == Speaker.THERAPIST:
                yield from _of_therapist(n, text, turns, known)
                continue
            if text.endswith("?"):
                continue
            details = _details(text, known)
            persons = {each for each in details if _is_person(each)}
            if details & frozenset(medicines().values()):
                yield _said(Telling.MEDICINE, n, text, turns, known)
            elif _plans("client", text) and says_something(text, known):
                yield _said(Telling.PLAN, n, text, turns, known)
            elif details - persons:
                yield _said(Telling.FIGURE, n, text, turns, known)
            elif persons - people and says_something(text, known):
                people |= persons
                yield _said(Telling.PERSON, n, text, turns, known)


def _of_therapist(n: int, text: str, turns: Sequence[Turn], known: Known) -> Iterator[Said]:
    """Plans and medicines; of a question only what was agreed to."""
    if not text.endswith("?"):
        if _plans("therapist", text) and telling_details(text):
            yield _said(Telling.PLAN, n, text, turns, known)
        elif telling_details(text) & frozenset(medicines().values()):
            yield _said(Telling.MEDICINE, n, text, turns, known)
    elif _plans("asked", text) and n + 1 < len(turns) and turns[n].text.rstrip().endswith(text):
        answer = turns[n + 1]
        if answer.speaker != Speaker.THERAPIST and _agrees(answer.text):
            yield _said(Telling.PLAN, n, text, turns, known, (n, n + 1))


def _said(
    kind: Telling,
    n: int,
    text: str,
    turns: Sequence[Turn],
    known: Known,
    evidence: tuple[int, ...] = (),
    told: str = "",
    decide: str = "",
) -> Said:
    speaker = turns[n].speaker
    if not told and len(evidence) > 1:  # agreed to
        answer = turns[evidence[-1]]
        told = answered(text, answer.text, answer.speaker)
    elif not told:
        whole, asked = turns[n].text, n and turns[n - 1].text.rstrip().endswith("?")
        words = whole if _is_fragment(text) and len(whole.split()) <= _WHOLE else text
        name = "Therapist" if speaker == Speaker.THERAPIST else who(speaker)
        told = f'{name} said: "{quote(words)}"'
        if asked and _is_fragment(text):
            evidence, told = (n - 1, n), answered(turns[n - 1].text, words, speaker)
    details, subject = _details(text, known), _subject(text, known)
    return Said(kind, n, speaker, text, evidence or (n,), told, details, subject, decide)


def _is_fragment(text: str) -> bool:
    """Whether nobody would know what it says without the question before it."""
    return len(text.split()) <= _FRAGMENT


def _is_told(said: Said, told: Sequence[tuple[Statement, frozenset[str], frozenset[str]]]) -> bool:
    citing = [each for each in told if set(each[0].evidence) & set(said.turns)]
    if said.kind == Telling.RISK:
        return any(is_risk(each[0].text) for each in citing)
    if any(quote(said.text) in each[0].text for each in told):
        return True
    for detail in said.details:
        holding = [each for each in told if detail in each[1]]
        if _stands_alone(detail):
            if not holding:
                return False
        elif not any(each in citing or each[2] & said.subject for each in holding):
            return False  # a figure alone may be another one
    if said.details and said.kind != Telling.PLAN:
        return True
    return _holds(frozenset(word for each in (citing if said.details else told) for word in each[2]), said)


def _holds(telling: frozenset[str], said: Said) -> bool:
    return bool(said.subject) and len(said.subject & telling) >= _HELD * len(said.subject)


def _details(text: str, known: Known) -> frozenset[str]:
    """Figures, days and medicines, relatives by their kind, and names that are not the client's."""
    spoken = {token.word for part in sentences(text) for token in part.tokens}
    kin = {f"{_KIN}{lexicon().kin[word]}" for word in spoken if word in lexicon().kin}
    return telling_details(text) | kin | (names_in(text) - known.names - _NO_NAMES)


def _subject(text: str, known: Known) -> frozenset[str]:
    """The telling words of a text without its figures and days: what these are of."""
    counted = {
        token.stem
        for part in sentences(text)
        for each in figures(part.tokens)
        for token in part.tokens[each.start : each.end]
    }
    return substance(text, known) - counted - {stem(word) for word in CALENDAR}


def _stands_alone(detail: str) -> bool:
    """Whether a detail is known by itself, as a medicine or a person is and a number or a day is not."""
    return _is_person(detail) or detail in frozenset(medicines().values())


def _is_person(detail: str) -> bool:
    return detail.startswith(_KIN) or detail[:1].isupper()


def _agrees(answer: str) -> bool:
    said = re.findall(r"[\w']+", answer.lower())
    phrase = f" {' '.join(said)} "
    agrees = said[:1] and (said[0] in lexicon().yes or any(p in phrase for p in lexicon().yes_phrases))
    return bool(agrees) and len(said) <= _FEW_WORDS + 2


def _plans(by: str, text: str) -> bool:
    plain = text.lower().replace("’", "'")
    plan, unless = _patterns()[by]
    return any(each.search(plain) for each in plan) and not any(each.search(plain) for each in unless)


@cache
def _patterns() -> dict[str, tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]]:
    raw = tomllib.loads((resources_folder() / "left_out.toml").read_text(encoding="utf-8"))
    return {
        by: (
            tuple(re.compile(each) for each in rules["plan"]),
            tuple(re.compile(each) for each in rules["unless"]),
        )
        for by, rules in raw.items()
    }
