"""Numbers, days and months: they must have been said, and of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...language.clauses import CALENDAR, DAYS, MONTHS
from ...language.lexicon import lexicon, words
from ...language.numbers import Change, changes, figures, retracted
from ...language.wording import Token, sentences, stem, stems
from ..claims import content
from ..comparison import Comparison, Finding

_BEFORE = re.compile(
    r"\b(?:before|was|were|had been|used to|last|ago|earlier|this morning|at first|initially|started"
    r"|previously|yesterday|in (?:january|february|march|april|may|june|july"
    r"|august|september|october|november|december))\b"
)
_TIMES = stems("times")
_DAYTIMES = words("daytimes")
_NOW = re.compile(
    r"\b(?:now|today|currently|this week|it is|i am|down to|up to now|these days|at the moment|is)\b"
)


def numbers_said(case: Comparison) -> Iterator[Finding]:
    """Every number of the statement was said, and not taken back."""
    heard, scales = _heard_values(case)
    for figure in figures(case.stated_tokens):
        if figure.loose and figure.text.lower() not in ("once", "half", "third"):
            continue
        if figure.scale:
            if figure.value not in heard | scales:
                yield Finding("scale", f'Not found in what was said: "{figure.text}"', 0.4)
            continue
        if figure.value in heard or figure.text in case.earlier_words:
            continue
        if figure.value in (0.5, 1.0) and {"a", "an", "half", "single", "one", "only"} & case.heard_words:
            continue
        following = case.stated_tokens[figure.end].text if figure.end < len(case.stated_tokens) else ""
        detail = f"{figure.text} {following}" if following.isalpha() else figure.text
        taken_back = figure.value in _taken_back(case)
        why = "The speaker corrected this at once" if taken_back else "Not found in what was said"
        yield Finding("number", f'{why}: "{detail}"')


def days_said(case: Comparison) -> Iterator[Finding]:
    """Every day and month of the statement was said."""
    for n, token in enumerate(case.stated_tokens):
        if token.word not in CALENDAR or (token.word in ("may", "march") and not token.capital):
            continue
        if n == 0 or token.word in case.heard_words | case.earlier_words:
            continue
        yield Finding("day", f'Not found in what was said: "{token.text}"')


def daytimes_said(case: Comparison) -> Iterator[Finding]:
    """A time of day other than the one that was said."""
    heard = {stem(word) for word in case.heard_words & _DAYTIMES}
    for token in case.stated_tokens:
        if token.word in _DAYTIMES and heard and token.stem not in heard:
            yield Finding("daytime", f'Not found in what was said: "{token.text}"', 0.8)


def days_of_the_same(case: Comparison) -> Iterator[Finding]:
    """What a statement puts on a day was said of that day, not of another one."""
    for stated in case.stated:
        days = {token.word for token in stated.clause.tokens} & CALENDAR
        what = content(stated.stems) - CALENDAR
        if len(days) != 1 or not what:
            continue
        kind = DAYS if days & DAYS else MONTHS
        with_day = [claim for claim in case.heard if days & _words(claim.clause.tokens)]
        with_other = [
            claim
            for claim in case.heard
            if (kind & _words(claim.clause.tokens)) and not days & _words(claim.clause.tokens)
        ]
        here = max((len(what & (claim.stems | claim.context)) for claim in with_day), default=0)
        there = max((len(what & claim.stems) for claim in with_other), default=0)
        if with_day and there > here:
            unit = "day" if kind is DAYS else "month"
            yield Finding("swap", f"This was said about another {unit}, not about {next(iter(days)).title()}")


def numbers_of_the_same(case: Comparison) -> Iterator[Finding]:
    """A number counts the same thing as in the evidence: not 'three binges' where three meals were said."""
    heard = [pair for tokens in case.turn_tokens for pair in _counted(tokens)]
    for value, unit in _counted(case.stated_tokens):
        units = {u for v, u in heard if v == value}
        other_values = {v for v, u in heard if u == unit and v != value}
        if units and units <= _TIMES and unit in _TIMES and unit not in units:
            yield Finding("number_of", f"The number {value:g} was said with another unit of time")
        elif units and unit not in units and other_values:
            yield Finding("number_of", f"The number {value:g} was said about something else", 0.8)


def changes_said(case: Comparison) -> Iterator[Finding]:
    """A number that is said to have gone from one value to another went that way."""
    moments = _moments(case)
    heard = [change for tokens in case.turn_tokens for change in changes(tokens)]
    for change in [c for s in sentences(case.text) for c in changes(s.tokens)]:
        if change.earlier == change.later:
            continue
        if change.up is not None and change.up != (change.later > change.earlier):
            yield Finding("change", f'The numbers go the other way: "{change.text}"')
        elif any((c.earlier, c.later) == (change.later, change.earlier) for c in heard):
            yield Finding("change", f'It was said the other way round: "{change.text}"')
        elif not any((c.earlier, c.later) == (change.earlier, change.later) for c in heard):
            yield from _order(change, moments)


def _content(tokens: tuple[Token, ...]) -> frozenset[str]:
    return frozenset(t.stem for t in tokens if not t.is_mark and t.word not in lexicon().function)


def _order(change: Change, moments: dict[float, int]) -> Iterator[Finding]:
    earlier, later = moments.get(change.earlier), moments.get(change.later)
    if earlier is not None and later is not None and earlier > later:
        yield Finding("change", f'It was said the other way round: "{change.text}"')


def _moments(case: Comparison) -> dict[float, int]:
    """When each number held: 0 before, 2 now; 1 where the words do not tell."""
    out: dict[float, int] = {}
    for claim in case.heard:
        text = claim.clause.text
        moment = (
            2
            if _NOW.search(text) and not re.search(r"\bbefore\b|\bused to\b", text)
            else 0
            if _BEFORE.search(claim.sentence)
            else 1
        )
        for figure in figures(claim.clause.tokens):
            if not figure.scale:
                out.setdefault(figure.value, moment)
    return out


def _heard_values(case: Comparison) -> tuple[set[float], set[float]]:
    heard: set[float] = set()
    scales: set[float] = set()
    for tokens in case.turn_tokens:
        gone = retracted(tokens)
        heard -= {
            figure.value for figure in figures(tokens) if figure.start in gone
        }  # what was said before, too
        for figure in figures(tokens):
            if figure.start not in gone:
                (scales if figure.scale else heard).add(figure.value)
                if figure.end - figure.start > 1:  # 'raised to fifty two weeks ago'
                    heard |= {
                        each.value
                        for n in range(2)
                        for each in figures(tokens[figure.start + n : figure.start + n + 1])
                    }
    return heard, scales


def _taken_back(case: Comparison) -> set[float]:
    return {f.value for tokens in case.turn_tokens for f in figures(tokens) if f.start in retracted(tokens)}


def _counted(tokens: tuple[Token, ...]) -> list[tuple[float, str]]:
    """Each number with the stem of the word after it."""
    out = []
    for figure in figures(tokens):
        if figure.end < len(tokens) and not figure.loose:
            following = tokens[figure.end]
            if following.word.isalpha() and following.word not in lexicon().function:
                out.append((figure.value, following.stem))
    return out


def _words(tokens: tuple[Token, ...]) -> set[str]:
    return {token.word for token in tokens}
