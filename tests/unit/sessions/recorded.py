"""Recordings as they lie in a vault, without a microphone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intellisession_desktop.audio.spool import SpoolReader, SpoolWriter
from intellisession_desktop.records import SAMPLE_RATE, Job, Moment, RecordingState
from intellisession_desktop.sessions.recording import RecordRequest, store_request
from intellisession_desktop.vault.vault import Vault

Sound = NDArray[np.float32]


def noise(seconds: float, seed: int = 3) -> Sound:
    sound = np.random.default_rng(seed).uniform(-0.3, 0.3, round(seconds * SAMPLE_RATE))
    return sound.astype(np.float32)


def recorded(
    vault: Vault,
    request: RecordRequest,
    seconds: float,
    *,
    crashed: bool = False,
    moments: tuple[Moment, ...] = (),
) -> Job:
    """A recording of noise that waits for its note; `crashed`: nobody could store its end."""
    job = store_request(vault, request)
    recording = vault.recordings.get(job.recording_id or "")
    key = vault.recordings.key(recording.id)
    writer = SpoolWriter(vault.spool_folder / (recording.spool or ""), recording.id, key)
    writer.write(noise(seconds))
    for moment in moments:
        writer.note(moment)
    if crashed:
        writer.abandon()
    else:
        writer.close()
        vault.recordings.set_seconds(recording.id, seconds)
        vault.recordings.set_state(recording.id, RecordingState.READY)
    return vault.jobs.get(job.id)


def reader_of(vault: Vault, job: Job) -> SpoolReader:
    recording = vault.recordings.get(job.recording_id or "")
    path = vault.spool_folder / (recording.spool or "")
    return SpoolReader(path, recording.id, vault.recordings.key(recording.id))


def spooled_s(vault: Vault, job: Job) -> float:
    """Seconds that can be read back from the disk."""
    return sum(len(part) for part in reader_of(vault, job)) / SAMPLE_RATE


def the_job(vault: Vault) -> Job:
    (job,) = vault.jobs.unfinished()
    return job
