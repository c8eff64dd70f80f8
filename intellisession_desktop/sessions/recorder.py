"""The recorder as a window drives it: a process of its own, watched, found again, and settled at its end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .. import logs
from ..audio import recorder_process
from ..audio.capture import clock
from ..audio.disk_room import LEAST_S, DiskRoom
from ..audio.level import SILENCE_DB
from ..audio.recorder import BROKEN, RecordingOrder
from ..audio.recorder_link import (
    FAREWELL,
    GO_ON,
    MARK,
    PAUSE,
    STATUS,
    STOP,
    RecorderGone,
    RecorderLink,
)
from ..audio.recorder_status import ENDED as ENDED
from ..audio.recorder_status import RecorderReport
from ..audio.recorder_status import RecorderState as RecorderState
from ..audio.spool import being_recorded as has_recorder
from ..audio.spool import has_end, is_empty, next_part, sealed_seconds
from ..errors import DiskFull, EngineCrashed, KnownError, NoSpeech, error_of
from ..hardening import wipe
from ..records import Receipt, Recording, RecordingState
from ..vault.vault import Vault
from .consents import require_consent
from .destruction import discard_recording
from .live import being_recorded
from .recording import RecordRequest, store_request
from .sound import recorded_seconds

_ASKED_S = 0.1
_RESTARTS = 3
_RESTARTS_WITHIN_S = 300.0
"""A recorder that dies more often than that is broken."""
_NO_ROOM = "There is no room on the disk for a recording. Free some space and try again."
_NOTHING = "The recording was stopped before there was any sound, so there is nothing to keep."


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """Where a recording stands, as `RecorderReport` has it.

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
    microphone: str = ""
    lost: str = ""
    marks: int = 0
    gaps: int = 0
    lost_s: float = 0.0
    error: KnownError | None = None
    job_id: str = ""
    receipt: Receipt | None = None


_TAKEN_OVER = (
    "state",
    "seconds",
    "level_db",
    "clipped",
    "quiet",
    "left_s",
    "free_bytes",
    "microphone",
    "lost",
    "marks",
    "gaps",
    "lost_s",
)


def ignore(_: RecorderStatus) -> None:
    """For a recording that nobody watches."""


class Recorder:
    """Records once. Its methods return at once; what comes of them is told by `heard` and `status`.

    The sound is in the hands of a process that goes on whatever happens here. When that one dies, another
    goes on with the next part of the recording.
    """

    def __init__(
        self,
        vault: Vault,
        request: RecordRequest | None,
        device: str = "",
        heard: Callable[[RecorderStatus], None] = ignore,
        job_id: str = "",
        discard: Callable[[str], Receipt | None] | None = None,
    ) -> None:
        """`device`: a microphone's name, or the system's default one. `heard` is called on this recorder's
        own thread, about ten times a second. `discard` destroys the recording of a job. Without a `request`,
        the recording of `job_id` is found again, which a window that is gone had begun.
        """
        self._vault, self._request, self._device, self._heard = vault, request, device, heard
        self._discard = discard or (lambda job_id: discard_recording(vault, job_id))
        self._lock = threading.Lock()
        self._status = RecorderStatus(RecorderState.STARTING, job_id=job_id)
        self._ended = threading.Event()
        self._requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._to_be_discarded = self._started = False
        self._running: Callable[[], bool] = lambda: False
        self._restarts: list[float] = []
        self._reported_at = clock()
        self._sealed_s: float | None = None
        self._key = bytearray()

    @property
    def status(self) -> RecorderStatus:
        with self._lock:
            return self._status

    def start(self) -> None:
        """Records, if that is consented to and there is room on the disk."""
        with self._lock:
            if self._started:
                return
            self._started = True
        self._on_a_thread(self._record)

    def pause(self) -> None:
        """What is said from now on is neither written nor counted; the level goes on being shown."""
        self._ask_for(PAUSE, {RecorderState.RECORDING: RecorderState.PAUSED})

    def go_on(self) -> None:
        self._ask_for(GO_ON, {RecorderState.PAUSED: RecorderState.RECORDING})

    def mark(self) -> None:
        """Marks this moment; it shows in the transcript, and reaches the draft."""
        self._ask_for(MARK, {})

    def stop(self) -> None:
        """Ends the recording; its job waits for its note."""
        with self._lock:
            if self._status.state in ENDED:
                return
            self._status = replace(self._status, state=RecorderState.STOPPING)
        self._requests.put(STOP)

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
        self._requests.put(STOP)
        if ended:
            self._on_a_thread(lambda: self._finish(None))

    def wait(self, timeout: float | None = None) -> bool:
        """Until the recording has ended and everything of it is stored; False when that takes longer."""
        return self._ended.wait(timeout)

    def _on_a_thread(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="recorder", daemon=True).start()

    def _ask_for(self, request: bytes, at_once: dict[RecorderState, RecorderState]) -> None:
        """A button answers at once, not with the recorder's next report."""
        with self._lock:
            state = at_once.get(self._status.state, self._status.state)
            self._status = replace(self._status, state=state)
        self._requests.put(request)

    def _record(self) -> None:
        """The thread's whole life."""
        error: KnownError | None = None
        try:
            recording = self._begun()
            with being_recorded(recording.id):
                try:
                    self._watch(recording)
                except KnownError as known:
                    error = known
                self._store_end(recording)
        except KnownError as known:
            error = known
        except Exception as bug:  # the thread's edge
            logs.bug(bug)
            error = EngineCrashed(BROKEN)
        finally:
            wipe(self._key)
        self._finish(error)

    def _begun(self) -> Recording:
        """The recording, with its key in hand and its recorder started."""
        vault, request = self._vault, self._request
        if request is None:
            recording = vault.recordings.get(vault.jobs.get(self._status.job_id).recording_id or "")
            self._key = vault.recordings.key(recording.id)
            return recording
        require_consent(vault, request.client_id, request.date, request.people, dictation=request.dictation)
        if DiskRoom(vault.spool_folder).look() < LEAST_S:
            raise DiskFull(_NO_ROOM)
        job = store_request(vault, request)
        recording = vault.recordings.get(job.recording_id or "")
        with self._lock:
            self._status = replace(self._status, job_id=job.id)
        self._key = vault.recordings.key(recording.id)
        order = RecordingOrder(
            spool=str(self._spool(recording)),
            recording_id=recording.id,
            device=self._device,
            play=request.play,
            speed=request.speed,
            limit_s=request.limit_s,
        )
        self._running = recorder_process.start_recorder(order, self._key)
        return recording

    def _spool(self, recording: Recording) -> Path:
        return (self._vault.spool_folder / (recording.spool or "")).absolute()

    def _watch(self, recording: Recording) -> None:
        """Until the recording has ended, however often its recorder is lost on the way. Raises EngineCrashed,
        and what the recorder ended with.
        """
        spool = self._spool(recording)
        link: RecorderLink | None = None
        request = STATUS
        while True:
            try:
                link = link or RecorderLink(spool, self._key)
                report = link.ask(request)
            except RecorderGone:
                if link is not None:
                    link.close()
                    link = None
                if not self._running() and not has_recorder(spool):
                    if has_end(spool):
                        return  # it ended while nobody could hear of it
                    self._restart(recording)
                self._ended.wait(_ASKED_S)
                continue
            self._take(report)
            if report.state in ENDED:
                self._sealed_s = report.sealed_s
                with suppress(RecorderGone):
                    link.ask(FAREWELL)
                link.close()
                if report.error_code and report.state == RecorderState.FAILED:
                    raise error_of(report.error_code, report.error)
                return
            request = self._next_request()

    def _next_request(self) -> bytes:
        try:
            return self._requests.get(timeout=_ASKED_S)
        except queue.Empty:
            return STATUS

    def _restart(self, recording: Recording) -> None:
        """Another recorder goes on with the next part. Raises EngineCrashed when that has not helped before,
        or when there was to be an end anyway.
        """
        now, spool, status = clock(), self._spool(recording), self.status
        self._restarts = [at for at in self._restarts if now - at < _RESTARTS_WITHIN_S]
        logs.event("recorder_died", recording=recording.id, restarts=len(self._restarts))
        ending = status.state == RecorderState.STOPPING
        if ending or len(self._restarts) >= _RESTARTS or (self._request is not None and self._request.play):
            raise EngineCrashed(BROKEN)
        self._restarts.append(now)
        order = RecordingOrder(
            spool=str(spool),
            recording_id=recording.id,
            device=self._device,
            part=next_part(spool),
            begins_s=float(sealed_seconds(spool)),
            away_s=now - self._reported_at,
            paused=status.state == RecorderState.PAUSED,
        )
        self._running = recorder_process.start_recorder(order, self._key)

    def _take(self, report: RecorderReport) -> None:
        self._reported_at = clock()
        changes = {name: getattr(report, name) for name in _TAKEN_OVER}
        with self._lock:
            stopping = self._status.state == RecorderState.STOPPING
            # Its end is told once it is stored.
            if stopping or report.state in ENDED:
                changes["state"] = RecorderState.STOPPING
            error = error_of(report.error_code, report.error) if report.error_code else None
            self._status = replace(self._status, error=error, **changes)
        self._tell()

    def _store_end(self, recording: Recording) -> None:
        """While the vault is locked this waits for it: the sound is on the disk."""
        seconds = self._sealed_s
        if seconds is None:  # nobody saw its end
            seconds = float(sealed_seconds(self._spool(recording)))
        with self._vault.transaction():
            self._vault.recordings.set_seconds(recording.id, seconds)
            self._vault.recordings.set_state(recording.id, RecordingState.READY)

    def _finish(self, error: KnownError | None) -> None:
        """Settles what the recording has come to: kept for its note, destroyed, or nothing."""
        receipt: Receipt | None = None
        with self._lock:
            job_id, discarded = self._status.job_id, self._to_be_discarded
            failed = error is not None
            error = error or self._status.error
        try:
            if job_id and not discarded and self._is_empty(job_id):
                self._discard(job_id)
                job_id, error = "", error or NoSpeech(_NOTHING)
                state = RecorderState.FAILED
            elif job_id and discarded:
                receipt = self._discard(job_id)
                job_id, error, state = "", None, RecorderState.DISCARDED
            elif discarded:
                error, state = None, RecorderState.DISCARDED
            else:
                state = RecorderState.FAILED if failed else RecorderState.STOPPED
        except KnownError as known:  # what could not be done now is finished when the vault is next opened
            error, state = known, RecorderState.FAILED
        except Exception as bug:  # the thread's edge
            logs.bug(bug)
            error, state = EngineCrashed(BROKEN), RecorderState.FAILED
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
        return seconds == 0 and is_empty(self._spool(recording))

    def _tell(self) -> None:
        try:
            self._heard(self.status)
        except Exception as bug:  # whoever watches must not end a recording
            logs.bug(bug)
