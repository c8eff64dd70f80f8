"""Reads a day as people type it: '9 Dec', '28.11.2026', 'yesterday', 'last monday'."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import InvalidInput

EXAMPLE = "28 Nov 2026"
EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2199, 12, 31)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEAST_LETTERS = 3  # of a month's or a weekday's name that was shortened
_SIGNS = re.compile(r"[\w\s.,/’'‐-–-]*")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_FILLERS = frozenset(("the", "of", "on"))
_STEPS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_ONE = frozenset(("a", "an", "one"))
_RELATIVE: Mapping[tuple[str, ...], int] = {
    ("today",): 0,
    ("yesterday",): -1,
    ("tomorrow",): 1,
    ("day", "before", "yesterday"): -2,
    ("day", "after", "tomorrow"): 2,
}


@dataclass(frozen=True, slots=True)
class DateWords:
    """How dates are written where the person lives. English names are understood everywhere.

    `order` is that of day, month and year in numbers ('dmy', 'mdy' or 'ymd'); empty where nobody knows, and
    numbers that could be two days are refused. Names are in lower case; `months` counts from 1, `weekdays`
    from 0 for Monday; `fillers` are words that stand between, as the 'de' of '28 de noviembre'.
    """

    order: str = ""
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()


def read_day(
    text: str,
    today: dt.date,
    habits: DateWords | None = None,
    earliest: dt.date = EARLIEST,
    latest: dt.date = LATEST,
) -> dt.date:
    """The day that a text means, between `earliest` and `latest`.

    A day without a year, or with two digits of it, is the one nearest to `today` that lies between them; a
    weekday alone is the last one. Raises InvalidInput with a sentence that says how to type it.
    """
    habits = habits or DateWords()
    tokens = _tokens(text, habits)
    day = _counted_from(today, tokens, habits)
    if day is None:
        day = _written(tokens, text, today, habits, earliest, latest)
    if day > latest:
        raise InvalidInput(
            "This day is still to come. Choose one up to today."
            if latest == today
            else f"Choose a day up to {_named(latest)}."
        )
    if day < earliest:
        raise InvalidInput(f"Choose a day from {_named(earliest)} on.")
    return day


def _tokens(text: str, habits: DateWords) -> tuple[str, ...]:
    plain = _ORDINAL.sub("", text.strip().casefold())
    if not plain:
        raise InvalidInput(f"Type a date, as {EXAMPLE}, or yesterday.")
    if not _SIGNS.fullmatch(plain):
        raise _not_understood(text)
    return tuple(each for each in _TOKENS.findall(plain) if each not in _FILLERS | habits.fillers)


def _counted_from(today: dt.date, tokens: tuple[str, ...], habits: DateWords) -> dt.date | None:
    """'yesterday', '3 days ago', 'in a week', 'monday', 'last monday', 'next monday'; None: none of these."""
    days = _RELATIVE.get(tokens)
    match tokens:
        case (count, step, "ago") if step in _STEPS:
            days = _times(count, -_STEPS[step])
        case ("in", count, step) if step in _STEPS:
            days = _times(count, _STEPS[step])
        case (name,) if _one_of(_weekdays(name, habits)) is not None:
            days = -_days_back(today, name, habits)
        case ("last", name) if _one_of(_weekdays(name, habits)) is not None:
            days = -(_days_back(today, name, habits) or 7)
        case ("next", name) if _one_of(_weekdays(name, habits)) is not None:
            days = 7 - _days_back(today, name, habits)
    try:
        return None if days is None else today + dt.timedelta(days)
    except OverflowError as error:
        raise InvalidInput(f"Type a date, as {EXAMPLE}, or yesterday.") from error


def _times(count: str, days: int) -> int | None:
    if count in _ONE:
        return days
    return int(count) * days if count.isascii() and count.isdigit() else None


def _days_back(today: dt.date, name: str, habits: DateWords) -> int:
    """How many days ago the weekday was last, 0 where it is today."""
    return (today.weekday() - min(_weekdays(name, habits))) % 7


def _written(
    tokens: tuple[str, ...],
    text: str,
    today: dt.date,
    habits: DateWords,
    earliest: dt.date,
    latest: dt.date,
) -> dt.date:
    """A day of a month, with or without weekday and year."""
    numbers = [each for each in tokens if each.isdecimal()]
    names = [each for each in tokens if not each.isdecimal()]
    if any(not each.isascii() or len(each) > 8 for each in numbers):
        raise _not_understood(text)
    month, weekday = _month_and_weekday(names, text, habits)
    parts = list(_with_month(numbers, month) if month else _in_numbers(numbers, habits.order))
    days = [day for each in parts if (day := _nearest(*each, today, earliest, latest)) is not None]
    if not days:
        raise _no_such_day(parts[0]) if parts else _not_understood(text)
    if not habits.order and not month and len(set(days)) > 1:
        either = " or ".join(_named(day) for day in dict.fromkeys(days))
        raise InvalidInput(f"This could be {either}. Type it as {days[0].isoformat()} or {EXAMPLE}.")
    if weekday is not None and days[0].weekday() != weekday:
        raise InvalidInput(f"{_named(days[0])} is a {_WEEKDAYS[days[0].weekday()]}.")
    return days[0]


def _month_and_weekday(names: list[str], text: str, habits: DateWords) -> tuple[int | None, int | None]:
    """Read from the end: of two that are alike ('mar 3 mar', in Spanish) the second is the month."""
    month: int | None = None
    weekday: int | None = None
    for name in reversed(names):
        as_month, as_weekday = _one_of(_months(name, habits)), _one_of(_weekdays(name, habits))
        if as_month is not None and month is None:
            month = as_month
        elif as_weekday is not None and weekday is None:
            weekday = as_weekday
        else:
            raise _not_understood(text)
    return month, weekday


_Parts = tuple[str, int, int]
"""The year as it was typed, empty without one; month; day."""


def _with_month(numbers: list[str], month: int) -> Iterator[_Parts]:
    match numbers:
        case [day] if len(day) <= 2:
            yield "", month, int(day)
        case [day, year] if len(day) <= 2 and len(year) in (2, 4):
            yield year, month, int(day)
        case [year, day] if len(year) == 4 and len(day) <= 2:
            yield year, month, int(day)


def _in_numbers(numbers: list[str], order: str) -> Iterator[_Parts]:
    """Every reading of '28.11.2026', '11/28', '2026-11-28' or '20261128', the likeliest first."""
    match numbers:
        case [whole] if len(whole) == 8:
            yield whole[:4], int(whole[4:6]), int(whole[6:])
        case [year, month, day] if len(year) == 4 and max(len(month), len(day)) <= 2:
            yield year, int(month), int(day)
        case [*_] if 2 <= len(numbers) <= 3 and all(len(each) <= 2 for each in numbers[:2]):
            year = numbers[2] if len(numbers) == 3 else ""
            if order == "ymd" and len(numbers) == 3 and all(len(each) == 2 for each in numbers):
                yield numbers[0], int(numbers[1]), int(numbers[2])
            if len(year) in (0, 2, 4):
                one, other = int(numbers[0]), int(numbers[1])
                day_first, month_first = (year, other, one), (year, one, other)
                yield from (day_first, month_first) if order == "dmy" else (month_first, day_first)


def _nearest(
    year: str, month: int, day: int, today: dt.date, earliest: dt.date, latest: dt.date
) -> dt.date | None:
    """The day in the year that is meant; None where there is no such day."""
    if len(year) == 4:
        return _day(int(year), month, day)
    step = 100 if year else 1
    first = today.year - today.year % 100 + int(year) if year else today.year
    around = [_day(first + step * i, month, day) for i in range(-8, 9)]  # eight years reach a 29 February
    found = [each for each in around if each is not None]
    allowed = [each for each in found if earliest <= each <= latest]
    return min(allowed or found, key=lambda each: abs(each - today), default=None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _months(name: str, habits: DateWords) -> set[int]:
    english = {month.casefold(): number for number, month in enumerate(_MONTHS, 1)}
    return _meant(name, {**habits.months, **english})


def _weekdays(name: str, habits: DateWords) -> set[int]:
    english = {weekday.casefold(): number for number, weekday in enumerate(_WEEKDAYS)}
    return _meant(name, {**habits.weekdays, **english})


def _meant(name: str, names: Mapping[str, int]) -> set[int]:
    """What a name, or the beginning of one, can mean."""
    if name in names:
        return {names[name]}
    if len(name) < _LEAST_LETTERS:
        return set()
    return {number for known, number in names.items() if known.startswith(name)}


def _one_of(found: Iterable[int]) -> int | None:
    only = set(found)
    return only.pop() if len(only) == 1 else None


def _named(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def _no_such_day(parts: _Parts) -> InvalidInput:
    year, month, day = parts
    if not 1 <= month <= 12:
        return InvalidInput(f"There is no month {month}. Type a date, as {EXAMPLE}.")
    when = f"{_MONTHS[month - 1]} {year}".strip()
    return InvalidInput(f"{when} has no day {day}. Type a date, as {EXAMPLE}.")


def _not_understood(text: str) -> InvalidInput:
    shown = text.strip() if len(text.strip()) <= 24 else f"{text.strip()[:23]}…"
    return InvalidInput(f"“{shown}” was not understood. Type a date, as {EXAMPLE}, or yesterday.")
