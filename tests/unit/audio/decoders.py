"""Engines that stand for a decoder to which something happened; the child imports this module by its name."""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from intellisession_desktop.audio.decoder import DecoderEngine, Sound
from intellisession_desktop.audio.source import Soundness
from intellisession_desktop.errors import VaultDamaged
from intellisession_desktop.workers.descriptors import Handed


class Killed(DecoderEngine):
    """Dies at the second block, and at the check."""

    _given = 0

    def check(self) -> Soundness:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    def block(self) -> Sound | None:
        self._given += 1
        if self._given > 1:
            os.abort()
        return super().block()


class Hanging(DecoderEngine):
    def check(self) -> Soundness:
        time.sleep(3600)
        raise AssertionError

    def block(self) -> Sound | None:
        while True:  # and keeps a processor busy
            pass


class Greedy(DecoderEngine):
    """Asks for more than any computer has, while it decodes."""

    def __init__(self, file: Handed) -> None:
        super().__init__(file)
        self._file.check = self._take  # type: ignore[method-assign, assignment]

    def begin(self, block_s: float, channels: bool) -> None:
        self._blocks = (self._take() for _ in range(1))

    def _take(self) -> Sound:
        return np.ones(1 << 45, np.float32)


class Stumbling(DecoderEngine):
    def check(self) -> Soundness:
        raise RuntimeError("what stands in the file")

    def block(self) -> Sound | None:
        raise VaultDamaged("Type your passphrase into the next window.")


class Loud(DecoderEngine):
    def block(self) -> Sound | None:
        return np.full(100, np.nan, np.float32)
