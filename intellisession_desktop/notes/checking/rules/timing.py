"""Planned, done, past and present: a statement keeps the time of what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...language.lexicon import lexicon, spaced
from ...language.wording import Token, stem
from ..claims import Claim, content, reporting_stems
from ..comparison import Comparison, Finding, weight

_STILL = spaced("still")
_PLANS_ONLY = (" plans to ", " will ", " intends to ", " is going to ", " planning to ", " planned to ")
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am"})
_NO_PAST = _BE | {"has", "have", "had", "does"}
_PLANNED_HERE = re.compile(r" let us | shall we .*(?:here|now|together) | us to ")
_TOLD_SOMEBODY = re.compile(r" (?:told|spoke (?:to|with)|talked (?:to|with)) (?:(?:their|his|her|the) )?\w+ ")


def tense(case: Comparison) -> Iterator[Finding]:
    """What was planned is not said to be done, nor what was done to be planned, nor what ended to go on."""
    for stated in case.stated:
        found = [match.claim for match in case.facts(stated)] if content(stated.stems) else []
        if not found:
            continue
        strong = 1.0 if max(match.score for match in case.facts(stated)) >= 0.4 else 0.5
        over = all(claim.ended or claim.negative for claim in found) and not stated.negative
        over = over and not _goes_on(case, stated, found)
        done = _said_done(stated)
        if done and all(_only_planned(claim, done) for claim in found):
            if any(_PLANNED_HERE.search(claim.sentence) for claim in found):
                strong = 0.5  # mostly done there and then
            yield Finding("tense", "This was planned or suggested; nobody said it was done", strong)
        elif stated.clause.has(_PLANS_ONLY) and all(_was_done(claim, stated) for claim in found):
            yield Finding("tense", "This was already done; the statement calls it a plan", strong)
        elif stated.clause.has(_STILL) and over:
            yield Finding("tense", "This was said about the past, not about now", strong)
        elif _holds_now(stated) and over and not stated.ended and all(c.ended for c in found):
            yield Finding("tense", "This was said about the past, not about now", 0.8)
        else:
            continue
        return


def _said_done(stated: Claim) -> str:
    """The stem of the finite verb in the past that the clause asserts of a doing, or nothing."""
    words = {token.word for token in stated.clause.tokens}
    if stated.planned or stated.negative or words & _BE:  # 'is terrified', 'was asked'
        return ""
    told = bool(_TOLD_SOMEBODY.search(stated.clause.text))
    reporting = frozenset() if told else reporting_stems()
    finite = [token for token in stated.clause.verbs if _is_past(token) and token.stem not in reporting]
    return finite[0].stem if finite else ""


def _goes_on(case: Comparison, stated: Claim, found: Sequence[Claim]) -> bool:
    """Whether another claim tells of now what the best leave open ('It was twenty. Now it is two.')."""
    rest = content(stated.stems) - frozenset(word_stem for claim in found for word_stem in claim.stems)
    now = [claim for claim in case.heard if claim.is_fact and not claim.ended]
    return any(weight(word_stem) == 1 and word_stem in claim.stems for claim in now for word_stem in rest)


def _holds_now(stated: Claim) -> bool:
    """'Client runs', 'is taking': said to hold now."""
    tokens = stated.clause.tokens
    doing = [
        token
        for token in stated.clause.verbs
        if token.stem not in reporting_stems() and token.word not in _NO_PAST
    ]
    habit = bool(doing) and doing[0].word.endswith("s") and not doing[0].word.endswith("ss")
    ongoing = " is " in stated.clause.text and any(token.word.endswith("ing") for token in tokens)
    return not stated.planned and stated.about == "client" and (habit or ongoing)


def _is_past(token: Token) -> bool:
    base = lexicon().base.get(token.word)
    if base is None:
        return token.word.endswith("ed")
    return base != token.word and token.word not in _NO_PAST and not token.word.endswith(("s", "ing"))


def _only_planned(claim: Claim, verb: str) -> bool:
    done_too = any(_is_past(token) and token.stem == verb for token in claim.clause.tokens)
    return claim.planned and not done_too


def _was_done(claim: Claim, stated: Claim) -> bool:
    same = {token.stem for token in stated.clause.verbs} & {t.stem for t in claim.clause.verbs if _is_past(t)}
    return not claim.planned and bool(same - {stem("be"), stem("have")})
