"""What is said of times, and of what was destroyed."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.errors import DiskFull
from intellisession_desktop.records import Destruction, Receipt
from intellisession_desktop.ui.words import destroyed, duration, told

AT = dt.datetime(2026, 11, 12, 10, 52).astimezone()


def receipt(complete: bool) -> Receipt:
    return Receipt("r", "recording", AT, Destruction("key destroyed", 100, complete))


@pytest.mark.parametrize(
    ("complete", "today", "said"),
    [
        (True, AT.date(), "Audio destroyed 10:52"),
        (True, dt.date(2026, 11, 13), "Audio destroyed yesterday 10:52"),
        (True, dt.date(2027, 2, 1), "Audio destroyed 12 Nov 2026 10:52"),
        (False, AT.date(), "Audio not quite destroyed yet, 10:52"),
        (False, dt.date(2026, 11, 13), "Audio not quite destroyed yet, yesterday 10:52"),
    ],
)
def test_a_receipt_claims_no_more_than_what_was_done(complete: bool, today: dt.date, said: str) -> None:
    assert destroyed(receipt(complete), today) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (89, "89 seconds"),
        (90, "2 minutes"),
        (3000, "50 minutes"),
        (5400, "1 h 30 min"),
        (7200, "2 h"),
    ],
)
def test_a_duration_is_said_as_a_person_would(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_an_error_is_told_with_its_code() -> None:
    assert told(DiskFull()) == f"{DiskFull().sentence} (disk_full)"
