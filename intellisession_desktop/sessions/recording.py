"""What is to be recorded, and what must be in the vault before the first sound is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..audio.spool import new_key
from ..hardening import wipe
from ..records import Job, Modality, RecordingState
from ..vault.values import new_id
from ..vault.vault import Vault
from .consents import require_consent
from .note_request import Options, options_json


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """What is to be recorded: a session, or (`dictation`) what the therapist says about it afterwards.

    `play`: a file in the place of a microphone, `speed` times as fast; it ends by itself after `limit_s`.
    """

    client_id: str
    date: dt.date
    format: str = "SOAP"
    people: int = 2
    language: str = "en"
    limit_s: float | None = None
    time: dt.time | None = None
    modality: Modality = Modality.IN_PERSON
    dictation: bool = False
    play: str = ""
    speed: float = 1.0


def store_request(vault: Vault, request: RecordRequest) -> Job:
    """Stores the session, its recording with a new key, and the job of its note.

    Raises ConsentMissing, DiskFull.
    """
    consent = require_consent(
        vault, request.client_id, request.date, request.people, dictation=request.dictation
    )
    key, recording_id = new_key(), new_id()
    try:
        with vault.transaction():
            session = vault.sessions.add(
                request.client_id,
                request.date,
                request.format,
                request.people,
                request.language,
                time=request.time,
                modality=request.modality,
            )
            vault.recordings.add(
                session.id,
                consent,
                spool=f"{recording_id}.spool",
                key=key,
                state=RecordingState.OPEN,
                recording_id=recording_id,
            )
            return vault.jobs.add(session.id, recording_id, options_json(Options(dictated=request.dictation)))
    finally:
        wipe(key)
