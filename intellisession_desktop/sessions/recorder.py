"""The recorder as a dialog drives it: one recording from a microphone, on a thread of its own."""

from __future__ import annotations

import math
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .. import logs
from ..audio.capture import microphone
from ..errors import DiskFull, EngineCrashed, KnownError, NoSpeech
from ..records import SAMPLE_RATE, Job, Receipt, RecordingState
from ..vault.vault import Vault
from .consents import require_consent
from .destruction import discard_recording
from .jobs import CancelToken, unreported
from .level import SILENCE_DB, Meter
from .recording import RecordRequest, record
from .sound import recorded_seconds

Sound = NDArray[np.float32]

_BYTES_A_SECOND = 24_000
"""Of the spool: FLAC of speech at 16 kHz takes 12 to 20 kB, of noise up to 32."""
_RESERVE = 50 << 20
"""Bytes left free for the transcript and the note, which the recording is worth nothing without."""
_LEAST_S = 120.0
_DISK_LOOKED_AT_S = 2.0
_ALMOST_FULL = (
    "The disk is almost full, so the recording was ended. What was recorded is safe. Free some space before "
    "the next one."
)
_NO_ROOM = "There is no room on the disk for a recording. Free some space and try again."
_NOTHING = "The recording was stopped before there was any sound, so there is nothing to keep."
_BROKEN = (
    "The recorder stopped unexpectedly. What was recorded so far is safe. Start another recording to go on."
)


class RecorderState(StrEnum):
    STARTING = "starting"
    RECORDING = "recording"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DISCARDED = "discarded"
    FAILED = "failed"


ENDED = frozenset({RecorderState.STOPPED, RecorderState.DISCARDED, RecorderState.FAILED})


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """Where a recording stands. `level_db` is the peak of the last block, -90 to 0; `clipped`: it was too
    loud a moment ago; `quiet`: next to nothing has been heard for a while; `left_s`: what the disk has room
    for.

    `error` tells why it stopped by itself; `job_id` is the job to write the note from, empty where there is
    none; `receipt` is of a discarded recording's destruction.
    """

    state: RecorderState
    seconds: float = 0.0
    level_db: float = SILENCE_DB
    clipped: bool = False
    quiet: bool = False
    left_s: float = 0.0
    free_bytes: int = 0
    error: KnownError | None = None
    job_id: str = ""
    receipt: Receipt | None = None


def ignore(_: RecorderStatus) -> None:
    """For a recording that nobody watches."""


class Recorder:
    """Records once. Its methods return at once; what comes of them is told by `heard` and `status`."""

    def __init__(
        self,
        vault: Vault,
        request: RecordRequest,
        device: str = "",
        heard: Callable[[RecorderStatus], None] = ignore,
    ) -> None:
        """`device`: a microphone's name, or the system's default one. `heard` is called on the recorder's
        thread, about ten times a second.
        """
        self._vault, self._request, self._device, self._heard = vault, request, device, heard
        self._lock = threading.Lock()
        self._status = RecorderStatus(RecorderState.STARTING)
        self._ended = threading.Event()
        self._stop = CancelToken()
        self._paused = self._to_be_discarded = self._started = False
        self._meter = Meter()
        self._disk_looked_at = -math.inf

    @property
    def status(self) -> RecorderStatus:
        with self._lock:
            return self._status

    def start(self) -> None:
        """Opens the microphone and records, if that is consented to and there is room on the disk."""
        with self._lock:
            if self._started:
                return
            self._started = True
        self._on_a_thread(self._record)

    def pause(self) -> None:
        """What is said from now on is neither written nor counted; the level goes on being shown."""
        self._pause(True)

    def go_on(self) -> None:
        self._pause(False)

    def stop(self) -> None:
        """Ends the recording; its job waits for its note."""
        with self._lock:
            if self._status.state in ENDED:
                return
            self._status = replace(self._status, state=RecorderState.STOPPING)
        self._stop.cancel()

    def discard(self) -> None:
        """Ends the recording and destroys it; also one that has ended already."""
        with self._lock:
            self._to_be_discarded = True
            ended = self._status.state in ENDED
            if ended and (not self._status.job_id or self._status.state == RecorderState.DISCARDED):
                return
            self._status = replace(self._status, state=RecorderState.STOPPING)
            if ended:
                self._ended.clear()
        self._stop.cancel()
        if ended:
            self._on_a_thread(lambda: self._finish(None))

    def wait(self, timeout: float | None = None) -> bool:
        """Until the recording has ended and everything of it is stored; False when that takes longer."""
        return self._ended.wait(timeout)

    def _on_a_thread(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="recorder", daemon=True).start()

    def _pause(self, paused: bool) -> None:
        states = (RecorderState.RECORDING, RecorderState.PAUSED)
        with self._lock:
            self._paused = paused
            if self._status.state in states:
                self._status = replace(self._status, state=states[paused])

    def _record(self) -> None:
        """The thread's whole life."""
        error: KnownError | None = None
        try:
            request = self._request
            require_consent(
                self._vault, request.client_id, request.date, request.people, dictation=request.dictation
            )
            if self._room() < _LEAST_S:
                raise DiskFull(_NO_ROOM)
            with microphone(self._device or None, self._stop.cancelled) as blocks:
                record(self._vault, request, self._taken(blocks), unreported, CancelToken(), self._begun)
        except KnownError as known:
            error = known
        except Exception as bug:  # the thread's edge
            logs.bug(bug)
            error = EngineCrashed(_BROKEN)
        self._finish(error)

    def _begun(self, job: Job) -> None:
        with self._lock:
            paused, stopping = self._paused, self._status.state == RecorderState.STOPPING
            state = RecorderState.PAUSED if paused else RecorderState.RECORDING
            self._status = replace(
                self._status, state=self._status.state if stopping else state, job_id=job.id
            )
        self._tell()

    def _taken(self, blocks: Iterator[Sound]) -> Iterator[Sound]:
        """The blocks that are to be written."""
        samples = 0
        for block in blocks:
            with self._lock:
                paused = self._paused
            if not paused:
                samples += len(block)
                yield block
            self._meter.hear(block)
            seconds = samples / SAMPLE_RATE
            with self._lock:
                self._status = replace(
                    self._status,
                    seconds=seconds,
                    level_db=self._meter.level_db,
                    clipped=self._meter.clipped,
                    quiet=self._meter.quiet and not paused,
                )
            self._tell()
            if self._room() < _LEAST_S:
                with self._lock:
                    self._status = replace(
                        self._status, state=RecorderState.STOPPING, error=DiskFull(_ALMOST_FULL)
                    )
                return

    def _room(self) -> float:
        """Seconds that the disk has room for; looked at every now and then."""
        now = time.monotonic()
        if now - self._disk_looked_at >= _DISK_LOOKED_AT_S:
            self._disk_looked_at = now
            free = _free_bytes(self._vault)
            left_s = max(0.0, (free - _RESERVE) / _BYTES_A_SECOND)
            with self._lock:
                self._status = replace(self._status, left_s=left_s, free_bytes=free)
        return self.status.left_s

    def _finish(self, error: KnownError | None) -> None:
        """Settles what the recording has come to: kept for its note, destroyed, or nothing."""
        receipt: Receipt | None = None
        with self._lock:
            job_id, discarded = self._status.job_id, self._to_be_discarded
            error = error or self._status.error
        try:
            if job_id and not discarded and self._is_empty(job_id):
                discard_recording(self._vault, job_id)
                job_id, error = "", error or NoSpeech(_NOTHING)
                state = RecorderState.FAILED
            elif job_id and discarded:
                receipt = discard_recording(self._vault, job_id)
                job_id, error, state = "", None, RecorderState.DISCARDED
            elif discarded:
                error, state = None, RecorderState.DISCARDED
            else:
                by_itself = error is not None and self._status.error is None
                state = RecorderState.FAILED if by_itself else RecorderState.STOPPED
        except KnownError as known:  # what could not be done now is finished when the vault is next opened
            error, state = known, RecorderState.FAILED
        except Exception as bug:  # the thread's edge
            logs.bug(bug)
            error, state = EngineCrashed(_BROKEN), RecorderState.FAILED
        with self._lock:
            self._status = replace(
                self._status,
                state=state,
                error=error,
                job_id=job_id,
                receipt=receipt,
                level_db=SILENCE_DB,
                clipped=False,
                quiet=False,
            )
            self._ended.set()
        self._tell()

    def _is_empty(self, job_id: str) -> bool:
        """Whether nothing was recorded. While that is not known for sure, something was."""
        recording = self._vault.recordings.get(self._vault.jobs.get(job_id).recording_id or "")
        seconds = recorded_seconds(self._vault, recording)
        with self._lock:
            self._status = replace(self._status, seconds=seconds)
        return seconds == 0 and recording.state == RecordingState.READY

    def _tell(self) -> None:
        try:
            self._heard(self.status)
        except Exception as bug:  # whoever watches must not end a recording
            logs.bug(bug)


def _free_bytes(vault: Vault) -> int:
    try:
        return shutil.disk_usage(vault.spool_folder).free
    except OSError:  # then writing will tell
        return 1 << 40
