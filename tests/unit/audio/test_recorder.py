"""The recorder itself, with a microphone and a clock that the test turns."""

from __future__ import annotations

import errno
import math
import os
import signal
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.audio import disk_room, recorder, sealed
from intellisession_desktop.audio.recorder import RecordingOrder, SoundRecorder
from intellisession_desktop.audio.recorder_status import RecorderState
from intellisession_desktop.audio.spool import (
    SpoolReader,
    being_recorded,
    has_end,
    part_path,
    sealed_seconds,
)
from intellisession_desktop.errors import MicrophoneUnavailable
from intellisession_desktop.records import Moment, MomentKind

KEY = bytes(range(32))
ID = "5f0c7d"
RATE = 16_000


class Clock:
    """Passes when the recorder rests: an hour in no time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Script:
    """A microphone. `plan`: (seconds, what it does): 'speaks', 'nothing' (it gives no sound), 'asleep' (the
    computer), 'lost' (the system had no room for the sound), 'over'; `noticed` is told the second it begins.
    """

    name, real, overflows = "Script", True, 0

    def __init__(self, clock: Clock, *plan: tuple[float, str], begun: Callable[[int], None] = lambda _: None):
        self.clock, self.plan, self.begun = clock, list(plan), begun
        self.lost_s = 0.0
        self.over = False
        self._at = self._heard_at = clock()
        self._step, self._left = -1, 0.0

    @property
    def silent_s(self) -> float:
        return self.clock() - self._heard_at

    def read(self) -> Iterator[np.ndarray]:
        passed = self.clock() - self._at
        self._at = self.clock()
        while self._left <= 1e-9:
            self._step += 1
            if self._step == len(self.plan):
                self.over = True
                return
            self._left = self.plan[self._step][0]
            self.begun(self._step)
            if self.plan[self._step][1] == "asleep":
                self.clock.now += self._left
                self._left = 0.0
                self._at = self.clock()
        seconds = min(passed, self._left)
        self._left -= seconds
        what = self.plan[self._step][1]
        if what == "speaks" and seconds > 0:
            self._heard_at = self.clock()
            yield np.full(round(seconds * RATE), 0.2, np.float32)
        if what == "lost":
            self.lost_s += seconds

    def rest(self) -> np.ndarray:
        return np.zeros(0, np.float32)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(recorder, "clock", clock)
    monkeypatch.setattr(recorder.time, "sleep", clock.sleep)
    monkeypatch.setattr(disk_room, "clock", clock)
    return clock


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / f"{ID}.spool"


def made(spool: Path, *sources: Script, **order: object) -> SoundRecorder:
    """Each opening of a microphone takes the next of `sources`."""
    left = list(sources)

    @contextmanager
    def open_next(_: RecordingOrder, device: str) -> Iterator[Script]:
        yield left.pop(0)

    return SoundRecorder(RecordingOrder(str(spool), ID, **order), bytearray(KEY), open_next)


def heard(spool: Path) -> tuple[float, list[Moment]]:
    reader = SpoolReader(spool, ID, KEY)
    return sum(len(part) for part in reader) / RATE, reader.moments


def test_what_is_said_is_sealed_to_the_last_moment(clock, spool):
    one = made(spool, Script(clock, (12.34, "speaks")))
    one.run()
    assert one.report.state == RecorderState.STOPPED
    assert heard(spool) == (pytest.approx(12.34, abs=0.06), [])
    assert one.report.sealed_s == one.report.seconds == pytest.approx(12.34, abs=0.06)
    assert has_end(spool)


def test_a_second_is_sealed_as_soon_as_it_is_there(clock, spool):
    seen: list[float] = []
    one = made(
        spool,
        Script(
            clock,
            *[(1.0, "speaks")] * 20,
            begun=lambda _: seen.append(one.report.seconds - sealed_seconds(spool)),
        ),
    )
    one.run()
    assert max(seen) < 1.0


def test_while_the_computer_sleeps_nothing_is_recorded_and_the_gap_is_marked(clock, spool):
    one = made(spool, Script(clock, (10.0, "speaks"), (600.0, "asleep"), (10.0, "speaks")))
    one.run()
    seconds, moments = heard(spool)
    assert seconds == pytest.approx(20.0, abs=0.1)
    assert [each.kind for each in moments] == [MomentKind.ASLEEP]
    assert moments[0].at == pytest.approx(10.0, abs=0.1)
    assert moments[0].seconds == pytest.approx(600.0, abs=0.2)
    assert one.report.gaps == 1


def test_sound_that_the_computer_was_too_busy_for_is_marked(clock, spool, monkeypatch):
    monkeypatch.setattr(recorder, "_GONE_S", 60.0)
    one = made(spool, Script(clock, (10.0, "speaks"), (4.0, "lost"), (10.0, "speaks")))
    one.run()
    seconds, moments = heard(spool)
    assert seconds == pytest.approx(20.0, abs=0.1)
    assert [each.kind for each in moments] == [MomentKind.LOST]
    assert moments[0].seconds == pytest.approx(4.0, abs=0.2)
    assert one.report.lost_s == pytest.approx(4.0, abs=0.2)


def test_a_breath_without_sound_is_no_gap(clock, spool):
    made(spool, Script(clock, (10.0, "speaks"), (0.5, "nothing"), (10.0, "speaks"))).run()
    assert heard(spool)[1] == []


def test_a_pause_is_marked_with_its_length(clock, spool):
    def at(step: int) -> None:
        if step == 1:
            one.pause()
        if step == 2:
            one.go_on()

    one = made(spool, Script(clock, (5.0, "speaks"), (90.0, "speaks"), (5.0, "speaks"), begun=at))
    one.run()
    seconds, moments = heard(spool)
    assert seconds == pytest.approx(10.0, abs=0.2)
    assert [each.kind for each in moments] == [MomentKind.PAUSED]
    assert moments[0].seconds == pytest.approx(90.0, abs=0.3)
    assert one.report.gaps == 0


def test_moments_are_marked_where_they_were(clock, spool):
    one = made(spool, Script(clock, *[(3.0, "speaks")] * 4, begun=lambda step: step in (1, 3) and one.mark()))
    one.run()
    moments = heard(spool)[1]
    assert [each.kind for each in moments] == [MomentKind.MARKED] * 2
    assert [each.at for each in moments] == pytest.approx([3.0, 9.0], abs=0.1)
    assert one.report.marks == 2


def test_the_next_part_goes_on_where_the_dead_one_left_off(clock, spool, monkeypatch):
    class Died(BaseException):
        pass

    def die(step: int) -> None:
        if step == 1:
            raise Died

    with monkeypatch.context() as dead:
        dead.setattr(recorder.SpoolWriter, "close", recorder.SpoolWriter.abandon)
        first = made(spool, Script(clock, (7.5, "speaks"), (1.0, "speaks"), begun=die))
        with pytest.raises(Died):
            first.run()
    assert sealed_seconds(spool) == 7
    assert not has_end(spool)
    second = made(spool, Script(clock, (5.0, "speaks")), part=1, begins_s=7.0, away_s=3.0)
    second.run()
    assert part_path(spool, 1).exists()
    seconds, moments = heard(spool)
    assert seconds == pytest.approx(12.0, abs=0.1)
    assert moments == [Moment(MomentKind.RECORDER_GONE, 7.0, 3.0)]
    assert second.report.seconds == pytest.approx(12.0, abs=0.1)
    assert has_end(spool)


def test_it_ends_at_its_limit_to_the_sample(clock, spool):
    made(spool, Script(clock, (60.0, "speaks")), limit_s=3.25).run()
    assert heard(spool)[0] == 3.25


def test_one_that_nobody_asks_about_ends_and_keeps_what_there_is(clock, spool, monkeypatch):
    monkeypatch.setattr(recorder, "_ALONE_S", 30.0)
    one = made(spool, Script(clock, (1000.0, "speaks")))
    one.run()
    assert one.report.state == RecorderState.STOPPED
    assert 29 < heard(spool)[0] < 32


def test_a_disk_that_fills_up_ends_it_while_there_is_room_for_two_minutes(clock, spool, monkeypatch):
    monkeypatch.setattr(
        disk_room, "free_bytes", lambda _: (50 << 20) + 24_000 * round(300 - (clock() - 1000))
    )
    one = made(spool, Script(clock, (1000.0, "speaks")))
    one.run()
    assert (one.report.state, one.report.error_code) == (RecorderState.STOPPED, "disk_full")
    assert heard(spool)[0] == pytest.approx(180, abs=3)


def test_a_disk_that_is_full_at_once_costs_nothing_that_was_sealed(clock, spool, monkeypatch):
    real, written = sealed.write_all, []

    def write_all(descriptor: int, data: bytes) -> None:
        written.append(len(data))
        if len(written) > 9:  # the header and eight seconds
            real(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, data)

    monkeypatch.setattr(sealed, "write_all", write_all)
    one = made(spool, Script(clock, (60.0, "speaks")))
    one.run()
    assert (one.report.state, one.report.error_code) == (RecorderState.FAILED, "disk_full")
    assert heard(spool)[0] == one.report.sealed_s == 8.0


def test_a_disk_without_any_room_leaves_no_file(clock, spool, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sealed, "write_all", full)
    one = made(spool, Script(clock, (10.0, "speaks")))
    one.run()
    assert (one.report.state, one.report.error_code) == (RecorderState.FAILED, "disk_full")
    assert not spool.exists()


def test_ten_hours_take_no_more_memory_than_one_and_are_all_there(clock, spool, monkeypatch):
    """The sizes are those that a second of this sound takes, times the seconds."""
    peaks: dict[int, int] = {}

    def look(step: int) -> None:
        if step in (1, 10):
            peaks[step] = tracemalloc.get_traced_memory()[0]

    one = made(spool, Script(clock, *[(3600.0, "speaks")] * 10, begun=look))
    monkeypatch.setattr(recorder, "_TICK_S", 0.9)  # fewer, longer blocks: the same seconds
    monkeypatch.setattr(recorder, "_ALONE_S", math.inf)
    monkeypatch.setattr(sealed, "write_through", lambda *_, **__: None)  # it would take minutes on some disks
    tracemalloc.start()
    try:
        one.run()
    finally:
        tracemalloc.stop()
    assert one.report.seconds == pytest.approx(36_000, abs=10)
    assert sealed_seconds(spool) == round(one.report.seconds // 1)
    record_bytes = (spool.stat().st_size - 40) / one.report.seconds
    assert record_bytes == pytest.approx(len(_one_record(spool)), rel=0.02)
    assert heard(spool)[0] == pytest.approx(36_000, abs=10)
    assert peaks.get(10, 0) < peaks[1] + 200_000


def _one_record(spool: Path) -> bytes:
    data = spool.read_bytes()[40 : 40 + 1 << 16]
    return data[: 5 + int.from_bytes(data[:4], "big")]


def test_without_a_microphone_there_is_no_file(spool):
    def refused(order: RecordingOrder, device: str):
        raise MicrophoneUnavailable()

    one = SoundRecorder(RecordingOrder(str(spool), ID), bytearray(KEY), refused)
    one.run()
    assert (one.report.state, one.report.error_code) == (RecorderState.FAILED, "microphone_unavailable")
    assert not spool.exists()


def test_while_it_records_others_see_that_it_does(clock, spool):
    seen: list[bool] = []
    one = made(
        spool,
        Script(clock, (2.0, "speaks"), (2.0, "speaks"), begun=lambda _: seen.append(being_recorded(spool))),
    )
    thread = threading.Thread(target=one.run)
    thread.start()
    thread.join()
    assert seen[-1]
    assert not being_recorded(spool)


@pytest.mark.skipif(os.name == "nt", reason="a process cannot send itself SIGTERM there")
def test_a_signal_ends_the_recording_whatever_locks_are_held_at_that_moment(clock, spool):
    """The handler runs on the thread that it interrupts, and would wait for ever for its own lock."""
    one = made(spool, Script(clock, (30.0, "speaks"), begun=lambda _: None))
    before = signal.signal(signal.SIGTERM, one.end_soon)
    try:
        with one._lock, one._stop._cond:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    one.run()
    assert one.report.state == RecorderState.STOPPED
    assert has_end(spool)
    assert heard(spool)[0] < 5.0
