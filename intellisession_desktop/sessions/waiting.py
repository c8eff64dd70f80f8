"""A recording that waits for its note: what it is, so that it can be shown and finished."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import PurePath

from ..records import Job, Modality, Session, Stage
from ..vault.vault import Vault
from .live import is_live
from .note_request import TOO_LATE_PEOPLE, Options, options_of
from .sound import recorded_seconds


@dataclass(frozen=True, slots=True)
class WaitingSound:
    """`name` is the attached file's, empty for a recording made here; `heard`: its transcript is there, so
    that only the draft is missing; `live`: it is being recorded right now.
    """

    job: Job
    session: Session
    options: Options
    seconds: float
    name: str
    heard: bool
    live: bool = False


def open_waiting(vault: Vault, job_id: str) -> WaitingSound:
    """Raises NotFound."""
    job = vault.jobs.get(job_id)
    session = vault.sessions.get(job.session_id)
    recording = vault.recordings.get(job.recording_id) if job.recording_id else None
    return WaitingSound(
        job=job,
        session=session,
        options=options_of(job),
        seconds=recorded_seconds(vault, recording) if recording else 0.0,
        name=PurePath(job.path).name if job.path else "",
        heard=job.stage is not Stage.CREATED,
        live=is_live(vault, job.recording_id),
    )


def describe_session(
    vault: Vault,
    job_id: str,
    *,
    date: dt.date,
    time: dt.time | None,
    format: str,
    modality: Modality,
    people: int,
) -> tuple[str, ...]:
    """Stores what the therapist says of the session of a recording that is there, before its note is made.
    Gives what it is too late for, in words: those who were heard are not counted again.

    Raises NotFound.
    """
    job = vault.jobs.get(job_id)
    session = vault.sessions.get(job.session_id)
    heard = job.stage is not Stage.CREATED
    vault.sessions.update(
        replace(
            session,
            date=date,
            time=time,
            format=format,
            modality=modality,
            people=session.people if heard else people,
        )
    )
    return (TOO_LATE_PEOPLE,) if heard and people != session.people else ()
