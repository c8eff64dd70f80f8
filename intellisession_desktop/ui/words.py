"""Dates, times, durations, sizes and receipts as a person says them."""

from __future__ import annotations

import datetime as dt

from ..records import Receipt

_MINUTE, _HOUR = 60, 3600


def day(date: dt.date, today: dt.date | None = None) -> str:
    """'today', 'yesterday', '12 Nov', or '12 Nov 2025' for another year."""
    today = today or dt.date.today()
    if date == today:
        return "today"
    if date == today - dt.timedelta(days=1):
        return "yesterday"
    short = f"{date.day} {date:%b}"
    return short if date.year == today.year else f"{short} {date.year}"


def full_day(date: dt.date) -> str:
    """'Thu 12 Nov 2026'."""
    return f"{date:%a} {date.day} {date:%b} {date.year}"


def clock(moment: dt.datetime | dt.time) -> str:
    """'10:52', in local time."""
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone()
    return f"{moment:%H:%M}"


def position(seconds: float) -> str:
    """A place in a recording: '00:21', '1:02:07'."""
    minutes, rest = divmod(int(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def elapsed(seconds: float) -> str:
    """A running clock: '00:12:40'."""
    minutes, rest = divmod(int(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}"


def duration(seconds: float) -> str:
    """How long something is: '40 seconds', '12 minutes', '1 h 20 min'."""
    if seconds < 1.5 * _MINUTE:
        return counted(round(seconds), "second")
    minutes = round(seconds / _MINUTE)
    if minutes < 90:
        return counted(minutes, "minute")
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def time_left(seconds: float | None) -> str:
    """'about 2 min left', 'about 40 seconds left'; empty while nobody knows."""
    if seconds is None:
        return ""
    if seconds < 8:
        return "almost done"
    if seconds < 55:
        return f"about {max(10, round(seconds / 10) * 10)} seconds left"
    if seconds < 90 * _MINUTE:
        return f"about {max(1, round(seconds / _MINUTE))} min left"
    return f"about {seconds / _HOUR:.1f} h left"


def size(count: int) -> str:
    """Bytes as '140 MB' or '1.1 GB'."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"


def counted(count: int, noun: str) -> str:
    """'1 statement', '3 statements'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def destroyed(receipt: Receipt, today: dt.date | None = None) -> str:
    """'Audio destroyed 10:52', or 'Audio destroyed 12 Nov 10:52'; what is not finished, or was not done by
    us, is not claimed.
    """
    today, on = today or dt.date.today(), receipt.at.astimezone().date()
    at = clock(receipt.at) if on == today else f"{day(on, today)} {clock(receipt.at)}"
    if not receipt.destruction.by_us:
        return f"Audio no longer found, {at}"
    return f"Audio destroyed {at}" if receipt.destruction.complete else f"Audio not quite destroyed yet, {at}"
