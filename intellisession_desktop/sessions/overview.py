"""What the window shows of clients and their notes at a glance, and the search through all notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..records import Client, Consent, Goal, Job, Session, Stage
from ..vault.database import folded
from ..vault.overview import ClientRow, Found, Receipted
from ..vault.session_rows import NoteRow, TranscriptRow
from ..vault.vault import Vault
from .live import is_live
from .note_request import options_of
from .sound import recorded_seconds

__all__ = [
    "ClientPage",
    "ClientRow",
    "Hit",
    "NoteRow",
    "Receipted",
    "TranscriptRow",
    "Waiting",
    "client_page",
    "client_rows",
    "receipts",
    "search",
    "waiting_of",
]

MOST_HITS = 50
_AROUND = 40
"""Characters of an excerpt before and after what was found."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A note that is not written yet, and what it is to be made from.

    `what`: 'live' (it is being recorded), 'recording' (our own), 'file' (attached), 'transcript' (the sound
    is gone or about to go, the draft is not written), 'turns' (a transcript made elsewhere), 'summary',
    'another' (another note from a transcript that stays, whatever becomes of this one).
    """

    job: Job
    session: Session
    seconds: float
    what: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """All that one client's page shows. `valid` consents are those of the given day; `transcripts` are of
    sessions without a note.
    """

    client: Client
    goals: tuple[Goal, ...]
    consents: tuple[Consent, ...]
    valid: tuple[Consent, ...]
    notes: tuple[NoteRow, ...]
    waiting: tuple[Waiting, ...]
    transcripts: tuple[TranscriptRow, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A note that holds what was searched for; `excerpt` is one line, the words around. `turn`: where it was
    said in the transcript, of a note that does not hold it itself.
    """

    client_id: str
    client_name: str
    note_id: str
    date: dt.date
    excerpt: str
    turn: int | None = None


def client_rows(vault: Vault) -> tuple[ClientRow, ...]:
    """All clients, by name."""
    return vault.overview.clients()


def client_page(vault: Vault, client_id: str, today: dt.date) -> ClientPage:
    """Raises NotFound."""
    with vault.transaction():  # so that what is shown belongs together
        return ClientPage(
            client=vault.clients.get(client_id),
            goals=vault.goals.list(client_id, include_closed=True),
            consents=vault.consents.list(client_id),
            valid=vault.consents.valid(client_id, today),
            notes=vault.overview.notes(client_id),
            waiting=tuple(waiting_of(vault, job) for job in vault.jobs.unfinished(client_id)),
            transcripts=vault.overview.transcripts(client_id),
        )


def receipts(vault: Vault, client_id: str) -> tuple[Receipted, ...]:
    """What was destroyed of this client's recordings, newest first."""
    return vault.overview.receipts(client_id)


def search(vault: Vault, text: str) -> tuple[Hit, ...]:
    """The newest notes with a statement or addendum that holds all words of `text`, in any case; after them
    those with a turn in the transcript that does. At most 50 of each, newest first; for an empty text none.
    """
    words = folded(text).split()
    if not words:
        return ()
    written = vault.overview.holding(words, MOST_HITS)
    known = {found.note_id for found in written}
    said = [each for each in vault.overview.said(words, 2 * MOST_HITS) if each.note_id not in known]
    return tuple(_hit(found, words) for found in (*written, *said[:MOST_HITS]))


def waiting_of(vault: Vault, job: Job) -> Waiting:
    """What a job that is not finished waits with."""
    session = vault.sessions.get(job.session_id)
    if options_of(job).format:
        return Waiting(job, session, 0.0, "another")
    if job.recording_id is None:
        turns = vault.transcripts.load(session.id)
        spoken = any(turn.end > turn.start for turn in turns)  # what is written has no length
        return Waiting(job, session, 0.0, "turns" if spoken else "summary")
    recording = vault.recordings.get(job.recording_id)
    what = "transcript"
    if job.stage == Stage.CREATED:
        what = "file" if recording.spool is None else "recording"
        what = "live" if is_live(vault, recording.id) else what
    return Waiting(job, session, recorded_seconds(vault, recording), what)


def _hit(found: Found, words: list[str]) -> Hit:
    excerpt = _excerpt(found.text, words)
    return Hit(found.client_id, found.client_name, found.note_id, found.date, excerpt, found.turn)


def _excerpt(text: str, words: list[str]) -> str:
    """The part of `text` around the first of `words`, cut between words where there are blanks."""
    line = " ".join(text.split())
    # About there: folding may have made the line longer or shorter.
    at = min(len(line), *(folded(line).find(word) for word in words))
    start = max(0, at - _AROUND)
    if start:
        start = line.find(" ", start, at) + 1 or start
    end = len(line)
    if end - start > 3 * _AROUND:
        end = line.rfind(" ", at + _AROUND, start + 3 * _AROUND)
        end = end if end > start else start + 3 * _AROUND
    return f"{'… ' if start else ''}{line[start:end]}{' …' if end < len(line) else ''}"
