"""Which recordings are being made right now: until they are stopped, nothing else may be done with them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..audio import spool
from ..errors import NotFound, StillRecording
from ..records import Job, RecordingState, Stage
from ..vault.vault import Vault

_lock = threading.Lock()
_watched: set[str] = set()


@contextmanager
def being_recorded(recording_id: str) -> Iterator[None]:
    """Marks a recording for as long as the block runs, from before its recorder is there until its end is
    stored.
    """
    with _lock:
        _watched.add(recording_id)
    try:
        yield
    finally:
        with _lock:
            _watched.discard(recording_id)


def is_watched(recording_id: str) -> bool:
    """Whether more sound may come into it that this program will hear of."""
    with _lock:
        return recording_id in _watched


def is_live(vault: Vault, recording_id: str | None) -> bool:
    """Whether somebody is speaking into it; also where another window, which is gone, had begun it."""
    if is_watched(recording_id or ""):
        return True
    try:
        recording = vault.recordings.get(recording_id or "")
    except NotFound:
        return False
    if recording.spool is None or recording.state != RecordingState.OPEN:
        return False
    return spool.being_recorded(vault.spool_folder / recording.spool)


def refuse_live(vault: Vault, recording_id: str | None) -> None:
    """Raises StillRecording."""
    if is_live(vault, recording_id):
        raise StillRecording()


def live_jobs(vault: Vault) -> tuple[Job, ...]:
    """The jobs of recordings that go on although the window they were begun in is gone."""
    return tuple(
        job
        for job in vault.jobs.unfinished()
        if job.stage == Stage.CREATED and is_live(vault, job.recording_id)
    )
