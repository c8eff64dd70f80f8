"""Any sound to 16 kHz mono: resampling, and a down-mix that loses no voice."""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE

Sound = NDArray[np.float32]

_NOTHING: Sound = np.zeros(0, np.float32)
_WINDOW = SAMPLE_RATE // 4
"""Samples over which the sign of a channel is decided: shorter than a turn, longer than a syllable."""
_FADE = SAMPLE_RATE // 100
"""Samples over which a channel turns to its new sign, so that it does not click."""
_CLEARLY = 4.0
"""A sign changes only when the other one gives four times the energy (6 dB), so that it does not flicker."""


class Mono16k:
    """Turns decoded frames of any rate and layout, which may change on the way, into 16 kHz mono."""

    def __init__(self) -> None:
        self._resampler: av.AudioResampler | None = None
        self._source: tuple[str, str, int] | None = None
        self._mixer = _Mixer()

    def push(self, frame: av.AudioFrame) -> Sound:
        """Takes one frame, gives what is ready: float32, shape (n,), 16 kHz, [-1, 1]; n may be 0."""
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        rest = _NOTHING
        if self._resampler is None or source != self._source:
            rest = self._drain()
            self._source = source
            self._resampler = av.AudioResampler(format="fltp", rate=SAMPLE_RATE)
        frame.pts = None  # gaps in time are not for the resampler to fill
        return _joined([rest, *self._mixed(self._resampler.resample(frame))])

    def flush(self) -> Sound:
        """The rest of the sound."""
        return _joined([self._drain(), self._mixer.flush()])

    def _drain(self) -> Sound:
        if self._resampler is None:
            return _NOTHING
        rest = _joined(self._mixed(self._resampler.resample(None)))
        self._resampler = None
        return rest

    def _mixed(self, parts: list[av.AudioFrame | None]) -> list[Sound]:
        # A resampler that has nothing to do gives back what it was given, at the end None.
        return [self._mixer.push(part.to_ndarray()) for part in parts if part is not None]


class _Mixer:
    """Adds the channels up, each with the sign that keeps the voice.

    A plain average cancels a voice that is in opposite phase in two channels. So for every quarter of a
    second each further channel is added or subtracted, whichever gives clearly more energy; people take
    turns, so a voice in phase and a voice in opposite phase in the same recording are both kept. The sum is
    divided by the number of channels: a voice in one channel of two loses 6 dB, and nothing clips.
    """

    def __init__(self) -> None:
        self._held: list[Sound] = []
        self._held_samples = 0
        self._signs: NDArray[np.float32] = np.ones(1, np.float32)

    def push(self, planes: Sound) -> Sound:
        """Takes float32, shape (channels, n); gives shape (m,), m may be 0."""
        channels = planes.shape[0]
        ready = _NOTHING
        if channels != len(self._signs):
            ready = self.flush()
            self._signs = np.ones(channels, np.float32)
        if channels == 1:
            return _joined([ready, _clean(planes[0])])
        self._held.append(_clean(planes))
        self._held_samples += planes.shape[1]
        return ready if self._held_samples < _WINDOW else _joined([ready, self.flush()])

    def flush(self) -> Sound:
        if not self._held:
            return _NOTHING
        planes = np.concatenate(self._held, axis=1)
        self._held, self._held_samples = [], 0
        mixed: Sound = planes[0].copy()
        for i in range(1, len(planes)):
            mixed += planes[i] * self._gain(mixed, planes[i], i)
        mixed /= len(planes)
        return mixed

    def _gain(self, mixed: Sound, channel: Sound, i: int) -> Sound:
        before = self._signs[i]
        same = float(np.sum((mixed + before * channel) ** 2))
        other = float(np.sum((mixed - before * channel) ** 2))
        if other > _CLEARLY * same:
            self._signs[i] = -before
        gain = np.full(len(channel), self._signs[i], np.float32)
        fade = min(_FADE, len(gain))
        gain[:fade] = np.linspace(before, self._signs[i], fade, dtype=np.float32)
        return gain


def _clean(sound: Sound) -> Sound:
    """Within [-1, 1], and without the values that are no numbers which a file of floats may hold."""
    numbers = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(numbers, -1.0, 1.0).astype(np.float32, copy=False)


def _joined(parts: list[Sound]) -> Sound:
    parts = [part for part in parts if len(part)]
    if not parts:
        return _NOTHING
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
