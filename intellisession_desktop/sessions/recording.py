"""Records a session into the encrypted spool; the note is written from there by its job."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.spool import SpoolWriter, new_key
from ..hardening import wipe
from ..records import SAMPLE_RATE, Job, Progress, RecordingState
from ..vault.values import new_id
from ..vault.vault import Vault
from .consents import require_consent
from .jobs import CancelToken, Report
from .note_creation import Options

RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class RecordRequest:
    client_id: str
    date: dt.date
    format: str = "SOAP"
    people: int = 2
    language: str = "en"
    limit_s: float | None = None


def record(
    vault: Vault,
    request: RecordRequest,
    blocks: Iterator[NDArray[np.float32]],
    report: Report,
    cancel: CancelToken,
) -> Job:
    """Writes `blocks` (float32, 16 kHz mono) to a new spool until they end, `limit_s` is reached or it is
    cancelled.

    Whatever ends it, what was written is kept and the job is there to be resumed. Raises ConsentMissing
    (before any sound is taken), DiskFull (what was written stays), MicrophoneUnavailable.
    """
    consent = require_consent(vault, request.client_id, request.date, request.people)
    key, recording_id = new_key(), new_id()
    spool = f"{recording_id}.spool"
    with vault.transaction():
        session = vault.sessions.add(
            request.client_id, request.date, request.format, request.people, request.language
        )
        vault.recordings.add(
            session.id, consent, spool=spool, key=key, state=RecordingState.OPEN, recording_id=recording_id
        )
        job = vault.jobs.add(session.id, recording_id, json.dumps(asdict(Options())))
    samples = 0
    try:
        with SpoolWriter(vault.spool_folder / spool, recording_id, key) as writer:
            for block in blocks:
                if request.limit_s is not None:
                    block = block[: max(0, round(request.limit_s * SAMPLE_RATE) - samples)]
                writer.write(block)
                samples += len(block)
                report(Progress(RECORDING, None, f"{samples / SAMPLE_RATE:.0f} s"))
                if cancel.cancelled() or (
                    request.limit_s and samples >= round(request.limit_s * SAMPLE_RATE)
                ):
                    break
    finally:
        wipe(key)
        with vault.transaction():
            vault.recordings.set_seconds(recording_id, samples / SAMPLE_RATE)
            vault.recordings.set_state(recording_id, RecordingState.READY)
    return vault.jobs.get(job.id)
