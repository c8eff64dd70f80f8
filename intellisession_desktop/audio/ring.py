"""Sound on its way from the sound system's thread to ours: a ring that is laid out once and never grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """What the sound system gave at once: float32, shape (n, channels). `number` counts all blocks, the lost
    ones too; `overflowed`: the system itself lost sound before it.
    """

    number: int
    samples: Sound
    overflowed: bool


class BlockRing:
    """One thread puts blocks in, another takes them out; neither waits for the other."""

    def __init__(self, blocks: int, frames: int, channels: int) -> None:
        """Room for `blocks` blocks of at most `frames` frames."""
        self._samples = np.zeros((blocks, frames, channels), np.float32)
        self._lengths = [0] * blocks
        self._numbers = [0] * blocks
        self._overflowed = [False] * blocks
        self._came = self._put = self._taken = 0

    def put(self, samples: Sound, overflowed: bool) -> None:
        """Copies a block; when there is no room it is lost, which the next one's number tells."""
        number, self._came = self._came, self._came + 1
        if self._put - self._taken == len(self._numbers):
            return
        slot = self._put % len(self._numbers)
        length = min(len(samples), self._samples.shape[1])
        self._samples[slot, :length] = samples[:length]
        self._lengths[slot], self._numbers[slot] = length, number
        self._overflowed[slot] = overflowed
        self._put += 1  # last: from here on the other thread may take it

    def take(self) -> Block | None:
        """The oldest block, copied; None when all were taken."""
        if self._taken == self._put:
            return None
        slot = self._taken % len(self._numbers)
        samples = self._samples[slot, : self._lengths[slot]].copy()
        block = Block(self._numbers[slot], samples, self._overflowed[slot])
        self._samples[slot].fill(0.0)  # what was said does not stay here
        self._taken += 1
        return block
