"""Several channels, or several tracks, to one, without losing a voice; and what is too loud to full scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE

Sound = NDArray[np.float32]

NOTHING: Sound = np.zeros(0, np.float32)
_WINDOW = SAMPLE_RATE // 4
"""Samples over which the sign of a channel is decided: shorter than a turn, longer than a syllable."""
_FADE = SAMPLE_RATE // 100
"""Samples over which a channel turns to its new sign, or the sum to its new level, without a click."""
_CLEARLY = 4.0
"""A sign changes only when the other one gives four times the energy (6 dB), so that it does not flicker."""
_RISE = 10 ** (1 / 20 / SAMPLE_RATE)
"""1 dB a second: too slow to be heard as a change; and a damaged sample, at most 40 dB too loud, does not
make all that follows silent."""


class Mixer:
    """Adds the channels up, each with the sign that keeps the voice.

    A plain average cancels a voice that is in opposite phase in two channels. So for every quarter of a
    second each further channel is added or subtracted, whichever gives clearly more energy; people take
    turns, so a voice in phase and a voice in opposite phase in the same recording are both kept. The sum is
    divided by the number of channels that carry it, not by all there are: a voice in one channel of six keeps
    its level, and so does one that all six have.
    """

    def __init__(self) -> None:
        self._held: list[Sound] = []
        self._held_samples = 0
        self._signs: Sound = np.ones(1, np.float32)
        self._share = 0.0  # what the sum was multiplied with; 0 before the first window

    def push(self, planes: Sound) -> Sound:
        """Takes float32, shape (channels, n); gives shape (m,), m may be 0."""
        channels = planes.shape[0]
        ready = NOTHING
        if channels != len(self._signs):
            ready = self.flush()
            self._signs, self._share = np.ones(channels, np.float32), 0.0
        if channels == 1:
            return joined([ready, planes[0]])
        self._held.append(planes)
        self._held_samples += planes.shape[1]
        return ready if self._held_samples < _WINDOW else joined([ready, self.flush()])

    def flush(self) -> Sound:
        if not self._held:
            return NOTHING
        planes = np.concatenate(self._held, axis=1)
        self._held, self._held_samples = [], 0
        if planes.shape[1] == 0:
            return NOTHING
        mixed: Sound = planes[0].copy()
        for i in range(1, len(planes)):
            mixed += planes[i] * self._gain(mixed, planes[i], i)
        before, self._share = self._share, self._carried_by(planes)
        mixed *= faded(before or self._share, self._share, len(mixed))
        return mixed

    def _carried_by(self, planes: Sound) -> float:
        """1 / the number of channels that carry the sound: of n alike 1 / n, of one alone 1; in between by
        the participation ratio of their energies e, (sum e)^2 / sum e^2.
        """
        energy = np.square(planes, dtype=np.float64).sum(axis=1)
        total = float(energy.sum())
        if total <= 0:
            return self._share or 1.0
        return float(np.square(energy / total).sum())

    def _gain(self, mixed: Sound, channel: Sound, i: int) -> Sound:
        before = self._signs[i]
        same = float(np.sum((mixed + before * channel) ** 2))
        other = float(np.sum((mixed - before * channel) ** 2))
        if other > _CLEARLY * same:
            self._signs[i] = -before
        return faded(float(before), float(self._signs[i]), len(channel))


class Ceiling:
    """Holds sound to [-1, 1] by making it softer, not by cutting its tops off.

    Files of floats may be louder than full scale. How loud they get could be looked up beforehand, but only
    by turning every frame of every file into an array once more; so the gain falls where it must, before the
    first sample that would be too loud, and rises again slowly.
    """

    def __init__(self) -> None:
        self._gain = 1.0

    def hold(self, sound: Sound) -> Sound:
        """Takes and gives float32 of any shape whose first axis is time, no longer than a few seconds."""
        if not len(sound):
            return sound
        peak = float(np.abs(sound).max())
        if self._gain >= 1.0 and peak <= 1.0:
            return sound
        before = self._gain
        most = 1.0 / peak if peak > 1.0 else 1.0
        self._gain = min(most, before * _RISE ** len(sound))
        gain = faded(min(before, most), self._gain, len(sound), len(sound))
        held: Sound = sound * (gain if sound.ndim == 1 else gain[:, None])
        return np.clip(held, -1.0, 1.0)


def faded(before: float, after: float, count: int, fade: int = _FADE) -> Sound:
    """A gain for `count` samples, which turns from one value to another within the first `fade`."""
    gain = np.full(count, after, np.float32)
    fade = min(fade, count)
    if before != after:
        gain[:fade] = np.linspace(before, after, fade, dtype=np.float32)
    return gain


def joined(parts: list[Sound]) -> Sound:
    parts = [part for part in parts if len(part)]
    if not parts:
        return NOTHING
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
