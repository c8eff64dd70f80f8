"""Who speaks when, where each of two people has a channel of the sound."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE
from .clustering import unit
from .segmentation import FRAME, FRAME_S
from .speakers import Voices
from .speech_activity import Samples
from .voice_prints import Matrix

Stereo = NDArray[np.float32]
"""float32, shape (n, 2), 16 kHz, [-1, 1], one person per channel."""

_SILENCE_DB = -70.0
_LOUD_PERCENTILE = 98.0
_SPEAKS_DB = 25.0  # below a channel's own loud parts: speech, down to its soft ends
_LEAK_DB = 8.0  # what is so much softer than the other channel is the other one's echo
_HELD = 9  # frames, 0.15 s, that a syllable's gaps are bridged

_PRINTED = 12  # stretches of each channel from which its voice's print is made
_STRETCH_S = 2.0
_BRIDGED = 25  # frames, 0.4 s: pauses between words are part of a stretch
_LOUD = 0.05  # of the power of a block's loud parts
_ALONE = 10.0  # times as loud as the other channel


class Channels:
    """Streaming. Holds two bytes for each 17 ms, half a MB an hour."""

    def __init__(self, print_of: Callable[[Samples], Matrix]) -> None:
        self._print_of = print_of
        self._rest = np.zeros((0, 2), dtype=np.float32)
        self._levels: list[NDArray[np.int8]] = []
        self._prints: tuple[list[Matrix], list[Matrix]] = ([], [])

    def hear(self, block: Stereo) -> Samples:
        """Takes the next block, and gives it as one: a voice in one channel is as loud as it was there."""
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // FRAME * FRAME
        self._rest = sound[whole:].copy()
        frames = sound[:whole].reshape(-1, FRAME, 2)
        power = np.mean(frames**2, axis=1)
        decibels = 10 * np.log10(np.maximum(power, 1e-12))
        self._levels.append(np.clip(decibels, _SILENCE_DB, 20).astype(np.int8))
        if whole:
            # By each channel's own measure: the far end of a call is often much softer.
            own = power / np.maximum(np.percentile(power, 95, axis=0), 1e-8)
            for channel in (0, 1):
                if len(self._prints[channel]) < _PRINTED:
                    alone = (own[:, channel] > _LOUD) & (own[:, channel] > _ALONE * own[:, 1 - channel])
                    self._print(frames[:, :, channel], alone, channel)
        return np.asarray(np.clip(block.sum(axis=1), -1.0, 1.0), dtype=np.float32)

    def so_far(self) -> Voices | None:
        """Who spoke when up to now; None where nothing was heard."""
        if not self._levels:
            return None
        levels = np.concatenate(self._levels).astype(np.float32)
        loud = np.percentile(levels, _LOUD_PERCENTILE, axis=0)
        own = np.maximum(levels - loud, _SILENCE_DB)
        held = own.copy()
        for shift in range(1, _HELD // 2 + 1):
            held[shift:] = np.maximum(held[shift:], own[:-shift])
            held[:-shift] = np.maximum(held[:-shift], own[shift:])
        other = held[:, ::-1]
        speaks = (held > -_SPEAKS_DB) & (held > other - _LEAK_DB)
        prints = None
        if all(self._prints):
            prints = unit(np.stack([np.mean(made, axis=0) for made in self._prints]))
        return Voices(speaks.astype(np.float32), prints)

    def _print(self, frames: Stereo, alone: NDArray[np.bool_], channel: int) -> None:
        """Prints the longest stretch of the block in which this channel's person speaks alone."""
        alone = np.convolve(alone, np.ones(_BRIDGED), mode="same") > 0
        alone = np.concatenate([[False], alone, [False]])
        changes = np.flatnonzero(np.diff(alone.astype(np.int8)))
        runs = list(zip(changes[::2], changes[1::2], strict=False))
        if not runs:
            return
        first, last = max(runs, key=lambda run: int(run[1] - run[0]))
        if (last - first) * FRAME_S >= _STRETCH_S:
            spoken = frames[first:last].reshape(-1)[: 10 * SAMPLE_RATE]
            self._prints[channel].append(self._print_of(np.ascontiguousarray(spoken)))
