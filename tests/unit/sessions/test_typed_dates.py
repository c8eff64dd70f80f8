"""What people type for a day is understood, or refused with a sentence: never taken for another day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.errors import InvalidInput
from intellisession_desktop.sessions.typed_dates import EARLIEST, DateWords, read_day

TODAY = dt.date(2026, 11, 26)  # a Thursday
EUROPEAN, AMERICAN, SWEDISH = DateWords("dmy"), DateWords("mdy"), DateWords("ymd")
GERMAN = DateWords("dmy", {"dezember": 12, "dez": 12, "märz": 3, "mai": 5}, {"montag": 0, "mo": 0})
SPANISH = DateWords(
    "dmy", {"marzo": 3, "mar": 3, "noviembre": 11}, {"martes": 1, "mar": 1}, frozenset(("de",))
)


@pytest.mark.parametrize(
    ("typed", "habits", "meant"),
    [
        ("9 Dec", EUROPEAN, dt.date(2026, 12, 9)),
        ("9 Feb", EUROPEAN, dt.date(2027, 2, 9)),
        ("9 Jul", EUROPEAN, dt.date(2026, 7, 9)),
        ("28 Nov 2026", EUROPEAN, dt.date(2026, 11, 28)),
        ("Sat 28 Nov 2026", EUROPEAN, dt.date(2026, 11, 28)),
        ("Saturday, the 28th of November 2026", EUROPEAN, dt.date(2026, 11, 28)),
        ("Nov 28, 2026", AMERICAN, dt.date(2026, 11, 28)),
        ("nov 28", AMERICAN, dt.date(2026, 11, 28)),
        ("1 Sept '25", EUROPEAN, dt.date(2025, 9, 1)),
        ("28.11.2026", EUROPEAN, dt.date(2026, 11, 28)),
        ("28.11.26", EUROPEAN, dt.date(2026, 11, 28)),
        ("28. 11.", EUROPEAN, dt.date(2026, 11, 28)),
        ("28/11/2026", AMERICAN, dt.date(2026, 11, 28)),
        ("3/4/2026", AMERICAN, dt.date(2026, 3, 4)),
        ("3/4/2026", EUROPEAN, dt.date(2026, 4, 3)),
        ("26-11-09", SWEDISH, dt.date(2026, 11, 9)),
        ("2026-11-28", AMERICAN, dt.date(2026, 11, 28)),
        ("2026/11/28", EUROPEAN, dt.date(2026, 11, 28)),
        ("20261128", EUROPEAN, dt.date(2026, 11, 28)),
        ("2026 Nov 28", EUROPEAN, dt.date(2026, 11, 28)),
        ("29 Feb", EUROPEAN, dt.date(2028, 2, 29)),
        ("9. Dez 2026", GERMAN, dt.date(2026, 12, 9)),
        ("Montag", GERMAN, dt.date(2026, 11, 23)),
        ("1. März", GERMAN, dt.date(2027, 3, 1)),
        ("28 de noviembre de 2026", SPANISH, dt.date(2026, 11, 28)),
        ("mar 3 mar 2026", SPANISH, dt.date(2026, 3, 3)),
        ("today", EUROPEAN, TODAY),
        ("Yesterday ", EUROPEAN, dt.date(2026, 11, 25)),
        ("the day before yesterday", EUROPEAN, dt.date(2026, 11, 24)),
        ("tomorrow", EUROPEAN, dt.date(2026, 11, 27)),
        ("3 days ago", EUROPEAN, dt.date(2026, 11, 23)),
        ("a week ago", EUROPEAN, dt.date(2026, 11, 19)),
        ("in 2 weeks", EUROPEAN, dt.date(2026, 12, 10)),
        ("monday", EUROPEAN, dt.date(2026, 11, 23)),
        ("Thursday", EUROPEAN, TODAY),
        ("last monday", EUROPEAN, dt.date(2026, 11, 23)),
        ("last thursday", EUROPEAN, dt.date(2026, 11, 19)),
        ("next thursday", EUROPEAN, dt.date(2026, 12, 3)),
        ("last tues", EUROPEAN, dt.date(2026, 11, 24)),
    ],
)
def test_what_people_type_is_understood(typed: str, habits: DateWords, meant: dt.date) -> None:
    assert read_day(typed, TODAY, habits) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a date, as 28 Nov 2026, or yesterday."),
        ("soon", "“soon” was not understood."),
        ("9", "was not understood"),
        ("Nov 2026", "was not understood"),
        ("10:30", "was not understood"),
        ("28 Nov 226", "was not understood"),
        ("ju 4", "was not understood"),
        ("9 Dec Jan", "was not understood"),
        ("1 2 3 4", "was not understood"),
        ("²³ Nov", "was not understood"),
        ("30 Feb 2026", "February 2026 has no day 30."),
        ("31 April", "April has no day 31."),
        ("13/13/2026", "There is no month 13."),
        ("Mon 28 Nov 2026", "28 Nov 2026 is a Saturday."),
        ("1 Jan 1850", "Choose a day from 1 Jan 1900 on."),
        ("99999999999 days ago", "Type a date"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_day(typed, TODAY, EUROPEAN)
    assert said in refused.value.sentence


def test_numbers_that_could_be_two_days_are_refused_where_nobody_knows_the_order() -> None:
    with pytest.raises(InvalidInput, match="4 Mar 2026 or 3 Apr 2026"):
        read_day("03/04/2026", TODAY)
    assert read_day("28/04/2026", TODAY) == dt.date(2026, 4, 28)
    assert read_day("04.04.2026", TODAY) == dt.date(2026, 4, 4)


def test_a_day_without_a_year_is_the_last_one_where_only_the_past_counts() -> None:
    assert read_day("9 Dec", TODAY, EUROPEAN, latest=TODAY) == dt.date(2025, 12, 9)
    with pytest.raises(InvalidInput, match="still to come"):
        read_day("tomorrow", TODAY, EUROPEAN, latest=TODAY)


_DAYS = st.dates(EARLIEST, dt.date(2199, 12, 31))


@given(_DAYS, _DAYS, st.sampled_from((EUROPEAN, AMERICAN, SWEDISH, GERMAN)))
def test_a_whole_date_means_the_same_day_whenever_it_is_typed(
    day: dt.date, today: dt.date, habits: DateWords
) -> None:
    separate = {"dmy": "{d}.{m}.{y}", "mdy": "{m}/{d}/{y}", "ymd": "{y}-{m:02}-{d:02}"}[habits.order]
    for typed in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%a} {day.day} {day:%b} {day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        separate.format(d=day.day, m=day.month, y=day.year),
    ):
        assert read_day(typed, today, habits) == day


@given(st.text() | st.from_regex(r"[a-z0-9 ./-]{0,14}"), _DAYS)
def test_whatever_is_typed_is_a_day_within_the_limits_or_refused(typed: str, today: dt.date) -> None:
    try:
        assert EARLIEST <= read_day(typed, today, SPANISH, latest=today) <= today
    except InvalidInput:
        return
