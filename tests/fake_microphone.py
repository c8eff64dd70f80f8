"""A microphone for tests: sounddevice's interface, over sound that the test itself gives.

The recorder that listens to it runs on a thread of the test's process, by the same code that is otherwise the
whole of its own process (tests/unit/sessions/test_recorder_process.py and tests/e2e have that one).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from intellisession_desktop.audio import capture, recorder, recorder_process
from intellisession_desktop.audio.recorder import RecordingOrder, SoundRecorder

BLOCK_S = 0.1
_NOW_AND_THEN_S = 1.0


class PortAudioError(Exception):
    pass


_begun: list[SoundRecorder] = []


def on_a_thread(order: RecordingOrder, key: bytearray) -> Callable[[], bool]:
    """In the place of `start_recorder`."""
    thread = threading.Thread(
        target=recorder_process.serve,
        args=(order, bytearray(key), _begun.append),
        name="recorder process",
        daemon=True,
    )
    thread.start()
    return thread.is_alive


def stop_all() -> None:
    """Ends the recorders that a test has left, as it would a process."""
    while _begun:
        _begun.pop().stop()


class FakeMicrophones:
    """Stands in for the module sounddevice once it is installed.

    Sound comes when the test calls `hear`, or by itself, `speed` times as fast as in life. `silent_s`: after
    how long without sound a microphone counts as gone. `gap_s`: how much time without sound is told; tests do
    not speak all the time.
    """

    PortAudioError = PortAudioError

    def __init__(
        self,
        *names: str,
        speed: float = 0.0,
        loudness: float = 0.3,
        rate: int = 16_000,
        silent_s: float = 60.0,
        gap_s: float = math.inf,
    ) -> None:
        self.names = list(names or ("Built-in microphone",))
        self.speed, self.loudness, self.rate, self.silent_s = speed, loudness, rate, silent_s
        self.gap_s = gap_s
        self.opened: list[str] = []
        self.looked_anew = 0
        self._stream: _Stream | None = None
        self._changed = threading.Condition()

    def install(self, monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
        monkeypatch.setattr(capture, "_portaudio", lambda: self)
        monkeypatch.setattr(capture, "_SILENT_DEVICE_S", self.silent_s)
        monkeypatch.setattr(recorder, "_GONE_S", self.silent_s)
        monkeypatch.setattr(recorder, "_GAP_S", self.gap_s)
        monkeypatch.setattr(recorder, "_LOOK_AGAIN_S", 0.05)
        monkeypatch.setattr(recorder, "_TICK_S", 0.01)
        monkeypatch.setattr(recorder_process, "start_recorder", on_a_thread)
        return self

    @property
    def is_open(self) -> bool:
        return self._stream is not None

    def hear(self, seconds: float, loudness: float | None = None) -> None:
        """Gives so much noise at once, as soon as the microphone is open."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._stream is not None, timeout=10), "it was not opened"
            stream = self._stream
        assert stream is not None
        for _ in range(round(seconds / BLOCK_S)):
            stream.give(self.loudness if loudness is None else loudness)
            time.sleep(0.0005)  # a real one never gives half a minute before anybody can take it

    def going_on_until(self, over: Callable[[], bool]) -> Callable[[], bool]:
        """To ask again and again whether something is `over`. An open microphone gives a block now and
        then: a
        real one never falls silent, and a recorder that is to stop sees it with the next block.
        """
        last = -math.inf

        def look() -> bool:
            nonlocal last
            stream = self._stream
            if stream is not None and time.monotonic() - last > _NOW_AND_THEN_S:
                stream.give(self.loudness)
                last = time.monotonic()
            return over()

        return look

    def plug_in(self, *names: str) -> None:
        self.names = list(names)

    def unplug(self) -> None:
        """It is not listed any more, and an open one gives nothing more, without a word."""
        self.names = []

    # What follows is sounddevice's.

    def _initialize(self) -> None:
        self.looked_anew += 1

    def _terminate(self) -> None:
        assert self._stream is None, "an open microphone was taken away"

    def query_devices(self, device: int | None = None, kind: str | None = None) -> Any:
        devices = [
            {
                "name": name,
                "index": index,
                "hostapi": 0,
                "max_input_channels": 1,
                "default_samplerate": float(self.rate),
            }
            for index, name in enumerate(self.names)
        ]
        if kind is None:
            return devices
        if not devices:
            raise PortAudioError("no device")
        return devices[device or 0]

    def query_hostapis(self) -> Any:
        return (
            {
                "name": "Fake",
                "devices": list(range(len(self.names))),
                "default_input_device": 0 if self.names else -1,
            },
        )

    def InputStream(self, *, device: int | None, blocksize: int, callback: Any, **_: Any) -> _Stream:
        return _Stream(self, self.names[device or 0], blocksize, callback)


class _Stream:
    def __init__(
        self, system: FakeMicrophones, name: str, blocksize: int, callback: Callable[..., None]
    ) -> None:
        self._system, self._name, self._blocksize, self._callback = system, name, blocksize, callback
        self._noise = np.random.default_rng(5)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._play, daemon=True)

    def give(self, loudness: float) -> None:
        if self._name in self._system.names and not self._closed.is_set():
            noise = self._noise.uniform(-loudness, loudness, (self._blocksize, 1))
            self._callback(noise.astype(np.float32), self._blocksize, None, False)

    def __enter__(self) -> _Stream:
        with self._system._changed:
            self._system._stream = self
            self._system.opened.append(self._name)
            self._system._changed.notify_all()
        if self._system.speed:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._system._stream = None
        if self._thread.ident is not None:
            self._thread.join()

    def _play(self) -> None:
        while not self._closed.wait(BLOCK_S / self._system.speed):
            self.give(self._system.loudness)
