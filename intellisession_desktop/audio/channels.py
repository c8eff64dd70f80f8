"""Whether the two channels of a file hold one person each, as telehealth programs record them."""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

_RATE = 8_000  # Hz; levels need no more
_FRAME = 256  # samples, 32 ms: shorter than a syllable
_SILENCE_DB = -70
_LOUD_PERCENTILE = 98.0  # also somebody who speaks 5 % of the time is loud then
_ACTIVE_DB = 20.0  # below a channel's own loud parts: somebody speaks in it
_APART_DB = 10.0  # a voice that is so much louder, by each channel's own measure, is that channel's
_DYNAMIC_DB = 15.0  # between the loud parts and the quiet ones of a channel: hum and hiss have none
_MOSTLY = 0.75  # of the time with speech belongs to one channel; people talk at the same time, and echo
_EACH = 0.03  # of that time at least belongs to each of them
_LEAST_S = 10.0


class ChannelComparison:
    """Takes a file's frames as they are decoded. Holds two bytes for each 32 ms: a quarter MB an hour."""

    def __init__(self) -> None:
        self._resampler: av.AudioResampler | None = None
        self._rest = np.zeros((2, 0), dtype=np.float32)
        self._levels: list[NDArray[np.int8]] = []
        self._stereo = True

    def take(self, frame: av.AudioFrame) -> None:
        """A frame that is not stereo settles it: no."""
        if not self._stereo or len(frame.layout.channels) != 2:
            self._stereo = False
            self._levels.clear()
            return
        if self._resampler is None:
            self._resampler = av.AudioResampler(format="fltp", layout="stereo", rate=_RATE)
        frame.pts = None  # gaps in time do not matter here
        try:
            parts = [part.to_ndarray() for part in self._resampler.resample(frame)]
        except (av.error.FFmpegError, ValueError):  # the format changes on the way: rare, and not worth it
            self._stereo = False
            return
        sound = np.nan_to_num(np.concatenate([self._rest, *parts], axis=1))
        whole = sound.shape[1] // _FRAME * _FRAME
        power = np.mean(sound[:, :whole].reshape(2, -1, _FRAME) ** 2, axis=2)
        decibels = np.clip(10 * np.log10(np.maximum(power, 1e-12)), _SILENCE_DB, 20)
        self._levels.append(decibels.astype(np.int8))
        self._rest = sound[:, whole:]

    def one_person_each(self) -> bool:
        """True only where it is clear: taken together wrongly costs little, apart wrongly everything."""
        if not self._stereo or not self._levels:
            return False
        levels = np.concatenate(self._levels, axis=1).astype(np.float32)
        loud = np.percentile(levels, _LOUD_PERCENTILE, axis=1)
        quiet = np.percentile(levels, 5.0, axis=1)
        if (loud - quiet).min() < _DYNAMIC_DB or loud.min() < _SILENCE_DB + _ACTIVE_DB:
            return False
        own = levels - loud[:, None]
        active = own.max(axis=0) > -_ACTIVE_DB
        if active.sum() * _FRAME / _RATE < _LEAST_S:
            return False
        difference = (own[0] - own[1])[active]
        shares = [float((difference > _APART_DB).mean()), float((difference < -_APART_DB).mean())]
        return sum(shares) >= _MOSTLY and min(shares) >= _EACH
