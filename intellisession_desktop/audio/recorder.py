"""Records from a microphone into the spool, whatever happens to the microphone, the disk or the window."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .. import logs
from ..errors import DiskFull, EngineCrashed, KnownError, MicrophoneUnavailable
from ..records import SAMPLE_RATE, Moment, MomentKind
from .capture import clock, microphones, open_microphone, play_file
from .disk_room import LEAST_S, DiskRoom
from .level import SILENCE_DB, Meter
from .recorder_status import ENDED, RecorderReport, RecorderState
from .spool import SpoolWriter

Sound = NDArray[np.float32]

_TICK_S = 0.05
_GONE_S = 2.0
"""A microphone that gives nothing for so long is gone: PortAudio does not report an unplugged one."""
_LOOK_AGAIN_S = 1.0
_GAP_S = 1.0
"""What is missing for less long is the system's own unevenness."""
_ASLEEP_S = 5.0
"""When this very loop did not run for so long, the computer slept, or as good as."""
_AFTER_STOP_S = 0.25
"""What was said before Stop still comes from the sound system."""
_ALONE_S = 2 * 3600.0
"""A recording that no window has asked about for so long is ended and kept: nobody knows of it any more."""

ALMOST_FULL = (
    "The disk is almost full, so the recording was ended. What was recorded is safe. Free some space before "
    "the next one."
)
BROKEN = (
    "The recorder stopped unexpectedly. What was recorded so far is safe. Start another recording to go on."
)


class Source(Protocol):
    """A microphone, or what takes its place."""

    @property
    def name(self) -> str: ...
    @property
    def real(self) -> bool: ...
    @property
    def over(self) -> bool: ...
    @property
    def silent_s(self) -> float: ...
    @property
    def lost_s(self) -> float: ...
    @property
    def overflows(self) -> int: ...
    def read(self) -> Iterator[Sound]: ...
    def rest(self) -> Sound: ...


@dataclass(frozen=True, slots=True)
class RecordingOrder:
    """What to record, and where to. `device`: a microphone's name, empty for the system's default one;
    `play`: a file in its place, `speed` times as fast. `part` goes on after what is there: `begins_s` seconds
    were recorded before, and `away_s` were lost since. It ends by itself after `limit_s` seconds.
    """

    spool: str
    recording_id: str
    device: str = ""
    play: str = ""
    speed: float = 1.0
    limit_s: float | None = None
    part: int = 0
    begins_s: float = 0.0
    away_s: float = 0.0
    paused: bool = False


def open_source(order: RecordingOrder, device: str) -> AbstractContextManager[Source]:
    """Raises MicrophoneUnavailable, and what opening a file raises."""
    return play_file(Path(order.play), order.speed) if order.play else open_microphone(device or None)


class SoundRecorder:
    """Records once. `run` is its whole life; everything else may be called from any thread and answers at
    once.
    """

    def __init__(
        self,
        order: RecordingOrder,
        key: bytearray,
        source: Callable[[RecordingOrder, str], AbstractContextManager[Source]] = open_source,
    ) -> None:
        self._order, self._key, self._open = order, key, source
        self._lock = threading.Lock()
        self._report = RecorderReport(RecorderState.STARTING, seconds=order.begins_s, sealed_s=order.begins_s)
        self._paused, self._stop = order.paused, threading.Event()
        self._told_to_end = False
        self._marks: list[float] = []
        self._meter = Meter()
        self._room = DiskRoom(Path(order.spool).parent)
        self._device = order.device
        self._slept = False
        self._heard_at = self._paused_at = self._ticked_at = clock()
        self._lost_before = 0.0
        self._stopped_at: float | None = None
        self._ended_by: KnownError | None = None
        self.asked_at = clock()
        """When somebody last asked how it goes."""

    @property
    def report(self) -> RecorderReport:
        with self._lock:
            return self._report

    def pause(self) -> None:
        """What is said from now on is neither written nor counted; the level goes on being shown."""
        self._set_paused(True)

    def go_on(self) -> None:
        self._set_paused(False)

    def stop(self) -> None:
        with self._lock:
            if self._report.state not in ENDED:
                self._report = replace(self._report, state=RecorderState.STOPPING)
        self._stop.set()

    def end_soon(self, *_: object) -> None:
        """As `stop`, for a signal's handler: it runs in the middle of anything, so that it takes no lock, not
        even an event's own.
        """
        self._told_to_end = True

    def mark(self) -> None:
        """Marks this moment."""
        with self._lock:
            self._marks.append(self._report.seconds)

    def run(self) -> None:
        """Opens the microphone, records until something ends it, and closes the spool."""
        error: KnownError | None = None
        try:
            self._record()
        except KnownError as known:
            error = known
        except Exception as bug:  # the process's edge
            logs.bug(bug)
            error = EngineCrashed(BROKEN)
        failed = error is not None
        error = error or self._ended_by
        self._tell(
            state=RecorderState.FAILED if failed else RecorderState.STOPPED,
            error_code=error.code if error else "",
            error=error.sentence if error else "",
            level_db=SILENCE_DB,
            clipped=False,
            quiet=False,
        )

    def _record(self) -> None:
        with ExitStack() as open_now:
            source = open_now.enter_context(self._open(self._order, self._device))
            order = self._order
            with self._sealed_at_the_end(
                SpoolWriter(Path(order.spool), order.recording_id, self._key, order.part, order.begins_s)
            ) as writer:
                if order.away_s >= _GAP_S:
                    self._note(writer, MomentKind.RECORDER_GONE, order.away_s)
                self._heard_at = self._paused_at = self._ticked_at = clock()
                self._tell(
                    state=RecorderState.PAUSED if self._paused else RecorderState.RECORDING,
                    microphone=source.name,
                )
                while not self._over(source):
                    if self._gone(source):
                        open_now.close()
                        source = open_now.enter_context(self._found_again(writer))
                    self._tick(source, writer)
                    time.sleep(_TICK_S)
                if not self._paused:
                    self._write(writer, source.rest())

    @contextmanager
    def _sealed_at_the_end(self, writer: SpoolWriter) -> Iterator[SpoolWriter]:
        """However it ends, the rest of the last second is sealed, if the disk allows."""
        try:
            yield writer
            writer.close()
        finally:
            with suppress(KnownError):  # the first error tells more
                writer.close()
            writer.abandon()
            sealed_s = self._order.begins_s + writer.seconds
            self._tell(seconds=sealed_s, sealed_s=sealed_s)

    def _over(self, source: Source) -> bool:
        if self._told_to_end and not self._stop.is_set():
            self.stop()
        if self._room.look() < LEAST_S:
            self._ended_by = DiskFull(ALMOST_FULL)
            return True
        limit_s, seconds = self._order.limit_s, self.report.seconds
        alone = clock() - self.asked_at > _ALONE_S
        if alone:
            logs.event("recorder_alone")
        if source.over or alone or (limit_s is not None and seconds >= limit_s):
            return True
        if not self._stop.is_set():
            return False
        self._stopped_at = self._stopped_at or clock()
        return clock() - self._stopped_at >= _AFTER_STOP_S

    def _tick(self, source: Source, writer: SpoolWriter) -> None:
        """Takes what was heard since the last time."""
        now = clock()
        self._slept = self._slept or now - self._ticked_at > _ASLEEP_S
        self._ticked_at = now
        self._settle_pause(writer)
        blocks = list(source.read())
        heard_s = sum(len(block) for block in blocks) / SAMPLE_RATE
        if blocks:
            if source.real and not self._paused:
                self._note_gap(source, writer, now - self._heard_at - heard_s)
            self._heard_at, self._slept = now, False
        for block in blocks:
            if not self._paused:
                self._write(writer, block)
            self._meter.hear(block)
        self._note_marks(writer)
        self._tell(
            blocks=self.report.blocks + len(blocks),
            level_db=self._meter.level_db,
            clipped=self._meter.clipped,
            quiet=self._meter.quiet and not self._paused,
            left_s=self._room.left_s,
            free_bytes=self._room.free_bytes,
            overflows=source.overflows,
        )

    def _write(self, writer: SpoolWriter, block: Sound) -> None:
        if (limit_s := self._order.limit_s) is not None:
            block = block[: max(0, round((limit_s - self.report.seconds) * SAMPLE_RATE))]
        writer.write(block)
        begins_s = self._order.begins_s
        self._tell(seconds=begins_s + writer.taken_s, sealed_s=begins_s + writer.seconds)

    def _note_gap(self, source: Source, writer: SpoolWriter, missing_s: float) -> None:
        """`missing_s`: time that passed without sound for it."""
        lost_s = source.lost_s - self._lost_before
        self._lost_before = source.lost_s
        missing_s = max(missing_s, lost_s)
        if missing_s >= _GAP_S:
            self._note(writer, MomentKind.ASLEEP if self._slept else MomentKind.LOST, missing_s)
        if lost_s:
            self._tell(lost_s=self.report.lost_s + lost_s)

    def _settle_pause(self, writer: SpoolWriter) -> None:
        with self._lock:
            state, paused = self._report.state, self._paused
        if paused and state == RecorderState.RECORDING:
            self._paused_at = clock()
            self._tell(state=RecorderState.PAUSED)
        elif not paused and state == RecorderState.PAUSED:
            self._note(writer, MomentKind.PAUSED, clock() - self._paused_at)
            self._heard_at = clock()
            self._tell(state=RecorderState.RECORDING)

    def _note_marks(self, writer: SpoolWriter) -> None:
        with self._lock:
            marks, self._marks = self._marks, []
        for at in marks:
            writer.note(Moment(MomentKind.MARKED, at))
            self._tell(marks=self.report.marks + 1)

    def _note(self, writer: SpoolWriter, kind: MomentKind, missing_s: float) -> None:
        writer.note(Moment(kind, self.report.seconds, missing_s))
        self._tell(gaps=self.report.gaps + (kind != MomentKind.PAUSED))

    def _gone(self, source: Source) -> bool:
        return source.real and source.silent_s >= _GONE_S and not self._stop.is_set()

    @contextmanager
    def _found_again(self, writer: SpoolWriter) -> Iterator[Source]:
        """The same microphone once it is back, or the system's default one, whichever is there first; waits
        until then, or until it is to end.
        """
        was = self.report.microphone
        before = self.report.state
        self._tell(state=RecorderState.WAITING, lost=self._device or was, level_db=SILENCE_DB, microphone="")
        looked_at = -math.inf
        with ExitStack() as open_now:
            source: Source | None = None
            while source is None and not self._over(_NOTHING):
                now = clock()
                self._slept = self._slept or now - self._ticked_at > _ASLEEP_S
                self._ticked_at = now
                self._note_marks(writer)
                if now - looked_at >= _LOOK_AGAIN_S:
                    looked_at = now
                    with suppress(MicrophoneUnavailable):
                        names = [each.name for each in microphones()]
                        wanted = self._device or was
                        source = open_now.enter_context(open_microphone(wanted if wanted in names else None))
                time.sleep(_TICK_S)
            if source is None:
                yield _NOTHING
                return
            same = source.name == was
            if before != RecorderState.PAUSED:
                kind = MomentKind.ASLEEP if self._slept else MomentKind.MICROPHONE_GONE
                self._note(writer, kind, clock() - self._heard_at)
            self._heard_at, self._slept, self._lost_before = clock(), False, 0.0
            self._tell(state=before, microphone=source.name, lost="" if same else (self._device or was))
            yield source

    def _set_paused(self, paused: bool) -> None:
        with self._lock:
            self._paused = paused

    def _tell(self, **changes: object) -> None:
        with self._lock:
            if self._report.state == RecorderState.STOPPING and changes.get("state") not in ENDED:
                changes.pop("state", None)
            self._report = replace(self._report, **changes)  # type: ignore[arg-type]


class _Nothing:
    """No microphone."""

    name, real, over, silent_s, lost_s, overflows = "", True, False, 0.0, 0.0, 0

    def read(self) -> Iterator[Sound]:
        return iter(())

    def rest(self) -> Sound:
        return np.zeros(0, np.float32)


_NOTHING = _Nothing()
