"""What is claimed, clause by clause: by whom, of whom, denied, planned, ended, doubted, feared or quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from ...records import Speaker
from ..language.clauses import Clause, read_sentence
from ..language.lexicon import lexicon, spaced
from ..language.wording import sentences, stem, stems

_PLANS = spaced("plans")
_HEDGED_NOTE = spaced("hedged_note")
_PAST_NOTE = spaced("past_note")
_DENYING = frozenset(stem(word) for word in ("deny", "disagree", "dispute", "doubt"))
_SAYING = stems("saying")


class Standing(StrEnum):
    """What became of a clause that somebody said."""

    SAID = "said"
    AFFIRMED = "affirmed"  # asked or proposed, and the other said yes
    DENIED = "denied"
    UNSURE = "unsure"
    ASKED = "asked"  # and not answered by yes or no
    OPEN = "open"  # a question that presupposes what it says: how, what, which


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause: who said it, whom it is about ('client', 'therapist', a relative, a name), its standing."""

    clause: Clause
    speaker: str
    about: str
    negative: bool
    standing: Standing = Standing.SAID
    planned: bool = False
    ended: bool = False
    hedged: bool = False
    feared: bool = False
    sentence: str = ""  # the words around it, to look for phrases
    context: frozenset[str] = frozenset()  # stems of the question that it answers
    turn: int = 0
    by: str = ""  # who is quoted: "my boss said I am lazy"

    @property
    def stems(self) -> frozenset[str]:
        return self.clause.stems

    @property
    def is_fact(self) -> bool:
        """Whether it is evidence for something: a question alone is none."""
        return self.standing in (Standing.SAID, Standing.AFFIRMED, Standing.DENIED)


def stated_claims(text: str, names: frozenset[str] = frozenset()) -> tuple[Claim, ...]:
    """Every clause of a statement; `speaker` is the one whom the statement lets speak or act."""
    out: list[Claim] = []
    for part in sentences(text):
        holder, denies, plans = str(Speaker.CLIENT), False, False
        for clause in read_sentence(part, names):
            if clause.subject in ("client", "therapist"):
                holder = clause.subject
            starts = bool(out) and clause.link in ("or", ",") and clause.subject == out[-1].clause.subject
            stems = {token.stem for token in clause.tokens}
            reports = bool(stems & reporting_stems())
            denied_here = bool(stems & _DENYING)
            denies = denied_here or (
                denies and not reports and (starts or clause.link in ("that", "") or not clause.verbs)
            )
            carried = denies and not denied_here
            own_plan = clause.has(_PLANS)
            plans = own_plan or (
                plans and clause.link not in ("but", "because", "although", "though", "who", "which")
            )
            out.append(
                Claim(
                    clause,
                    holder,
                    _stated_about(clause),
                    clause.negative != carried,
                    planned=plans,
                    hedged=hedged(clause.text) or any(word in part.padded for word in _HEDGED_NOTE),
                    ended=clause.has(_PAST_NOTE),
                    feared=feared(part.padded),
                    sentence=part.padded,
                )
            )
    return with_persons(out)


def content(stems: frozenset[str]) -> frozenset[str]:
    """The stems that need evidence: without what a note writes around what was said."""
    return stems - _framing()


@cache
def _framing() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon().frame | lexicon().reporting) - light_stems()


@cache
def reporting_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon().reporting)


@cache
def light_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon().light)


def _stated_about(clause: Clause) -> str:
    who = clause.owner if clause.subject in ("thing", "") and clause.owner else clause.subject
    return str(Speaker.CLIENT) if who in ("they", "self", "") else who


def is_client(speaker: str) -> bool:
    return speaker != Speaker.THERAPIST


def with_persons(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Gives 'he' and 'she' the last person named, where there is one."""
    out: list[Claim] = []
    last = ""
    for claim in claims:
        about = last if claim.about in ("he", "she") and last else claim.about
        out.append(replace(claim, about=about, by=_quoted(out[-1] if out else None, claim)))
        for token in claim.clause.tokens:
            if token.word in lexicon().kin:
                last = lexicon().kin[token.word]
    return tuple(out)


def _quoted(before: Claim | None, claim: Claim) -> str:
    """Who is quoted in a clause: the other person whose saying or thinking stands right before it."""
    if (
        before is None
        or before.sentence != claim.sentence
        or claim.clause.link in ("and", "but", "because", "although")
    ):
        return ""
    if before.about in ("client", "therapist", "", "it", "thing", "self", "you"):
        return before.by if claim.clause.link == "" and before.by else ""
    return before.about if {token.stem for token in before.clause.tokens} & _SAYING else ""


def hedged(text: str) -> bool:
    words = lexicon()
    return bool(words.hedges & set(text.split())) or any(phrase in text for phrase in words.hedge_phrases)


def ended(text: str) -> bool:
    return any(phrase in text for phrase in lexicon().past_phrases)


def feared(text: str) -> bool:
    return bool({stem(word) for word in text.split()} & {stem(word) for word in lexicon().fears})
