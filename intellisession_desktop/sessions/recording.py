"""Records a session into the encrypted spool; the note is written from there by its job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.spool import SpoolWriter, new_key
from ..errors import KnownError
from ..hardening import wipe
from ..records import SAMPLE_RATE, Job, Modality, Progress, RecordingState
from ..vault.values import new_id
from ..vault.vault import Vault
from .consents import require_consent
from .jobs import CancelToken, Report
from .live import being_recorded
from .note_request import Options, options_json

RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """What is to be recorded: a session, or (`dictation`) what the therapist says about it afterwards."""

    client_id: str
    date: dt.date
    format: str = "SOAP"
    people: int = 2
    language: str = "en"
    limit_s: float | None = None
    time: dt.time | None = None
    modality: Modality = Modality.IN_PERSON
    dictation: bool = False


def record(
    vault: Vault,
    request: RecordRequest,
    blocks: Iterator[NDArray[np.float32]],
    report: Report,
    cancel: CancelToken,
    begun: Callable[[Job], None] = lambda _: None,
) -> Job:
    """Writes `blocks` (float32, 16 kHz mono) to a new spool until they end, `limit_s` is reached or it is
    cancelled. `begun` is told the job before the first sound is taken.

    Whatever ends it, what was written is kept and the job is there to be resumed. Raises ConsentMissing
    (before any sound is taken), DiskFull (what was written stays), MicrophoneUnavailable.
    """
    consent = require_consent(
        vault, request.client_id, request.date, request.people, dictation=request.dictation
    )
    key, recording_id = new_key(), new_id()
    try:
        with being_recorded(recording_id):
            job = _commit(vault, request, consent, recording_id, key)
            with _new_spool(vault, job, recording_id, key) as writer:
                begun(job)
                try:
                    _write(writer, blocks, request.limit_s, report, cancel)
                finally:
                    with vault.transaction():
                        vault.recordings.set_seconds(recording_id, writer.seconds)
                        vault.recordings.set_state(recording_id, RecordingState.READY)
    finally:
        wipe(key)
    return vault.jobs.get(job.id)


def _spool(recording_id: str) -> str:
    return f"{recording_id}.spool"


def _commit(vault: Vault, request: RecordRequest, consent: str, recording_id: str, key: bytearray) -> Job:
    """Everything that must be in the vault before the first sound: the key above all."""
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
            spool=_spool(recording_id),
            key=key,
            state=RecordingState.OPEN,
            recording_id=recording_id,
        )
        return vault.jobs.add(session.id, recording_id, options_json(Options(dictated=request.dictation)))


def _new_spool(vault: Vault, job: Job, recording_id: str, key: bytearray) -> SpoolWriter:
    try:
        return SpoolWriter(vault.spool_folder / _spool(recording_id), recording_id, key)
    except BaseException:
        vault.sessions.delete(job.session_id)  # without a spool there is nothing to resume
        raise


def _write(
    writer: SpoolWriter,
    blocks: Iterator[NDArray[np.float32]],
    limit_s: float | None,
    report: Report,
    cancel: CancelToken,
) -> None:
    """Writes until something ends it; then the rest of the last second is sealed too, if the disk allows."""
    limit = None if limit_s is None else round(limit_s * SAMPLE_RATE)
    samples = 0
    try:
        for block in blocks:
            taken = block if limit is None else block[: limit - samples]
            writer.write(taken)
            samples += len(taken)
            report(Progress(RECORDING, None, f"{samples / SAMPLE_RATE:.0f} s"))
            if cancel.cancelled() or samples == limit:
                break
    except KnownError:
        with suppress(KnownError):  # the first error tells more
            writer.close()
        raise
    writer.close()
