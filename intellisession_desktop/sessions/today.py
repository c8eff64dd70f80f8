"""What waits for the therapist today, of all clients: drafts, sessions without a note, consents that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ..records import Client, Consent
from ..vault.session_rows import NoteRow, TranscriptRow
from ..vault.vault import Vault
from .overview import Waiting, waiting_of

SIGN_WITHIN_DAYS = 3
"""A draft that lies longer than this is named apart."""
ENDS_WITHIN_DAYS = 14
"""How long before a consent ends it is named, so that the client can still be asked at a session."""

What = TypeVar("What", NoteRow, TranscriptRow, Waiting, Consent, covariant=True)


@dataclass(frozen=True, slots=True)
class Due(Generic[What]):
    """Something that waits, and whose it is."""

    client: Client
    what: What


@dataclass(frozen=True, slots=True)
class Today:
    """Each group oldest first; a draft is in one of the first two. `waiting`: notes that are not written yet;
    `transcripts`: of sessions without a note; `consents`: whose `revoked` is their first day without.
    """

    day: dt.date
    overdue: tuple[Due[NoteRow], ...] = ()
    drafts: tuple[Due[NoteRow], ...] = ()
    waiting: tuple[Due[Waiting], ...] = ()
    transcripts: tuple[Due[TranscriptRow], ...] = ()
    consents: tuple[Due[Consent], ...] = ()

    @property
    def count(self) -> int:
        """How many things wait in all."""
        groups = (self.overdue, self.drafts, self.waiting, self.transcripts, self.consents)
        return sum(len(group) for group in groups)


def today(vault: Vault, day: dt.date) -> Today:
    """What waits on `day`, in as many queries for two hundred clients as for one."""
    with vault.transaction():  # so that what is shown belongs together
        clients = {client.id: client for client in vault.clients.list()}
        drafts = [Due(clients[client_id], note) for client_id, note in vault.overview.drafts()]
        waiting = [waiting_of(vault, job) for job in vault.jobs.unfinished()]
        return Today(
            day=day,
            overdue=tuple(due for due in drafts if unsigned_days(due.what, day) > SIGN_WITHIN_DAYS),
            drafts=tuple(due for due in drafts if unsigned_days(due.what, day) <= SIGN_WITHIN_DAYS),
            waiting=tuple(Due(clients[each.session.client_id], each) for each in _by_day(waiting)),
            transcripts=tuple(Due(clients[id], each) for id, each in vault.overview.all_transcripts()),
            consents=tuple(
                Due(clients[each.client_id], each)
                for each in vault.consents.ending(day, day + dt.timedelta(days=ENDS_WITHIN_DAYS))
            ),
        )


def without_jobs(found: Today, job_ids: Set[str]) -> Today:
    """The same without the notes that somebody works on already."""
    return replace(found, waiting=tuple(due for due in found.waiting if due.what.job.id not in job_ids))


def unsigned_days(note: NoteRow, day: dt.date) -> int:
    """For how many days a draft has been there on `day`."""
    return (day - note.created.astimezone().date()).days


def _by_day(waiting: Iterable[Waiting]) -> list[Waiting]:
    return sorted(
        waiting, key=lambda each: (each.session.date, each.session.time or dt.time.min, each.job.created)
    )
