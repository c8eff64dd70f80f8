"""sounddevice's interface over a sound file: what recorders in a process of their own listen to in tests.

With this folder on PYTHONPATH it takes the place of the real module. PLAYED_SOUND names a mono 16 kHz sound
file, PLAYED_SPEED how many times as fast as in life it is played, PLAYED_FROM (seconds since 1970) when it
began: who opens the microphone later hears what comes then. After its end there is silence. The callback
comes on a thread of its own, block after block on time, as PortAudio's.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import numpy as np
import soundfile

NAME = "Played sound"
RATE = 16_000


class PortAudioError(Exception):
    pass


def _initialize() -> None:
    pass


def _terminate() -> None:
    pass


def query_devices(device: int | None = None, kind: str | None = None) -> Any:
    one = {
        "name": NAME,
        "index": 0,
        "hostapi": 0,
        "max_input_channels": 1,
        "default_samplerate": float(RATE),
    }
    return [one] if kind is None else one


def query_hostapis() -> Any:
    return ({"name": "Played", "devices": [0], "default_input_device": 0},)


class InputStream:
    def __init__(self, *, blocksize: int, callback: Any, **_: Any) -> None:
        self._blocksize, self._callback = blocksize, callback
        self._speed = float(os.environ.get("PLAYED_SPEED", "1"))
        self._file = soundfile.SoundFile(os.environ["PLAYED_SOUND"])
        if "PLAYED_FROM" in os.environ:
            played_s = (time.time() - float(os.environ["PLAYED_FROM"])) * self._speed
            self._file.seek(min(len(self._file), max(0, round(played_s * RATE))))
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play, daemon=True)

    def __enter__(self) -> InputStream:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._file.close()

    def _play(self) -> None:
        began, played = time.monotonic(), 0
        while not self._over.wait(max(0.0, began + played / RATE / self._speed - time.monotonic())):
            samples = self._file.read(self._blocksize, dtype="float32")
            block = np.zeros((self._blocksize, 1), np.float32)
            block[: len(samples), 0] = samples
            played += self._blocksize
            self._callback(block, self._blocksize, None, False)
