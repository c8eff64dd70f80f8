"""What the page of today says of each thing that waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ...errors import Cancelled, sentence_of
from ...records import Consent
from ...sessions.overview import NoteRow, TranscriptRow, Waiting
from ...sessions.today import Due, Today, unsigned_days
from .. import words
from .consent_words import SHORT
from .timeline_rows import Line
from .timeline_words import title

AnyDue = Due[Any]
"""A Due of one of the four kinds of a Today."""


def groups(found: Today) -> tuple[tuple[str, tuple[AnyDue, ...]], ...]:
    """Headings and what stands below them; a group without anything is left out."""
    all_of_them: tuple[tuple[str, tuple[AnyDue, ...]], ...] = (
        ("Unsigned for more than three days", found.overdue),
        ("Drafts to review", found.drafts),
        ("No note yet", (*found.waiting, *found.transcripts)),
        ("Consents that end soon", found.consents),
    )
    return tuple((heading, group) for heading, group in all_of_them if group)


def key(due: AnyDue) -> str:
    """By which it is known again."""
    match due.what:
        case Waiting(job=job):
            return job.id
        case TranscriptRow(session_id=session_id):
            return session_id
    return str(due.what.id)


def line(due: AnyDue, day: dt.date) -> Line:
    """The row as it is painted on `day`."""
    what = due.what
    when, time = _when(what)
    states: tuple[tuple[str, str], ...] = ()
    if isinstance(what, NoteRow) and what.to_check:
        states = ((f"{what.to_check} to check", "caution"),)
    return Line(
        day=words.day(when, day),
        clock=words.clock(time) if time else "",
        title=due.client.name,
        states=states,
        below=_below(what, day),
        action=action(what),
        named=True,
    )


def action(what: NoteRow | TranscriptRow | Waiting | Consent) -> str:
    """What one click does."""
    match what:
        case NoteRow():
            return "Review"
        case TranscriptRow() | Waiting(what="recording"):
            return "Write the note"
        case Waiting(what="live"):
            return "Show it"
        case Waiting():
            return "Continue"
        case _:
            return "Consent"


def spoken(due: AnyDue, day: dt.date) -> str:
    """The row for a screen reader."""
    shown = line(due, day)
    when, _ = _when(due.what)
    chips = "".join(f", {text}" for text, _ in shown.states)
    at = f" {shown.clock}" if shown.clock else ""
    below = shown.below.replace(" · ", ", ").rstrip(".")
    return f"{shown.title}, {words.full_day(when)}{at}{chips}. {below}. {shown.action}"


def _when(what: NoteRow | TranscriptRow | Waiting | Consent) -> tuple[dt.date, dt.time | None]:
    match what:
        case Consent():
            return what.revoked or what.since, None
        case Waiting(session=session):
            return session.date, session.time
        case _:
            return what.date, what.time


def _below(what: NoteRow | TranscriptRow | Waiting | Consent, day: dt.date) -> str:
    match what:
        case NoteRow():
            days = unsigned_days(what, day)
            return f"{title(what)} · unsigned for {days} days" if days > 1 else title(what)
        case TranscriptRow():
            return title(what)
        case Waiting():
            return _waits(what)
        case _:
            return f"Consent to {SHORT[what.scope].removesuffix(' only')} ends · {what.person}"


def _waits(each: Waiting) -> str:
    if each.what == "live":
        return "Being recorded"
    if each.what == "recording":
        said = f"Recording of {words.duration(each.seconds)}" if each.seconds >= 1 else "Recording"
    else:
        said = "Note not finished"
    code = each.job.error_code
    why = sentence_of(code) if code and code != Cancelled.code else ""
    return f"{said} · {why}" if why else said
