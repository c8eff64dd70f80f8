"""`intellisession today`: what waits for the therapist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ..records import Consent
from ..sessions.overview import NoteRow, TranscriptRow, Waiting
from ..sessions.today import Due, unsigned_days
from ..sessions.today import today as read_today
from .terminal import VaultFolder, open_vault

_WAITS = {
    "live": "is being recorded",
    "recording": "a recording",
    "file": "an attached recording",
    "transcript": "a transcript, the audio is gone or about to go",
    "turns": "a transcript made elsewhere",
    "summary": "a summary",
    "another": "another note from a transcript",
}


def today(vault: VaultFolder = None) -> None:
    """Show the drafts to review, the sessions without a note, and the consents that end soon."""
    day = dt.date.today()
    with open_vault(vault) as opened:
        found = read_today(opened, day)
    _group("Unsigned for more than three days", (_draft(due, day) for due in found.overdue))
    _group("Drafts to review", (_draft(due, day) for due in found.drafts))
    _group(
        "Without a note yet",
        (*(_waiting(due) for due in found.waiting), *(_transcript(due) for due in found.transcripts)),
    )
    _group("Consents that end soon", (_consent(due) for due in found.consents))
    if not found.count:
        print("All is done.")


def _group(heading: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    if shown:
        print("\n".join((heading, *(f"  {line}" for line in shown))))


def _draft(due: Due[NoteRow], day: dt.date) -> str:
    note, days = due.what, unsigned_days(due.what, day)
    check = f", {note.to_check} to check" if note.to_check else ""
    since = f", unsigned for {days} days" if days > 1 else ""
    return f"note {note.id[:8]}  {note.date.isoformat()}  {due.client.name}  {note.format}{check}{since}"


def _waiting(due: Due[Waiting]) -> str:
    job, session, what = due.what.job, due.what.session, _WAITS[due.what.what]
    return f"job {job.id[:8]}  {session.date.isoformat()}  {due.client.name}  {what}"


def _transcript(due: Due[TranscriptRow]) -> str:
    row = due.what
    return f"session {row.session_id[:8]}  {row.date.isoformat()}  {due.client.name}  a transcript"


def _consent(due: Due[Consent]) -> str:
    consent = due.what
    ends = consent.revoked.isoformat() if consent.revoked else ""
    return f"{due.client.name}  {consent.person}: {consent.scope.value}, from {ends} on no more"
