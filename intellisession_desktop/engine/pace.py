"""How high the voices of a recording are and how fast they speak: played at a wrong speed, both are off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE, Pace
from .segmentation import FIRST_S, FRAME_S, Frames
from .speech_activity import Samples

_STEP = 160  # samples, 10 ms: one value of the envelope
_STEPS_A_SECOND = SAMPLE_RATE // _STEP

_LOWEST, _HIGHEST = 30, 700  # Hz: half of what a man's voice has, and twice a child's
_LOOK = 1_600  # samples, 100 ms: three periods of the lowest
_EVERY = 3_200  # samples from one look to the next: enough for a median, and next to no work
_SIZE = 4_096
_PERIODIC = 0.6  # autocorrelation, over that at no lag, from which on a sound has a pitch
_NEARLY = 0.85  # of the best lag's, at a shorter lag: that one is the period, not a multiple of it
_LAGS = slice(SAMPLE_RATE // _HIGHEST, SAMPLE_RATE // _LOWEST)

_FEW_LOOKS = 3  # in half a second
_ONE_PITCH = 0.015  # share of it; a period is told to half a sample of 36 at 440 Hz
_NEARLY_ALL = 0.9

_BEATS = (0.8, 25.0)  # Hz: from a phrase to a trill. People's syllables come at 3 to 6
_SHORTEST_S = 1.0  # of voice, for a beat
_LONGEST = _SIZE // _STEPS_A_SECOND


def _correlations(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.fft.irfft(np.abs(np.fft.rfft(frames, _SIZE)) ** 2, _SIZE)[..., : _LAGS.stop])


_WINDOW = np.hanning(_LOOK)
_OF_WINDOW = _correlations(_WINDOW) / _correlations(_WINDOW)[0]


class Pacer:
    """Streaming. Holds 0.2 s of sound, and 1.5 MB for each hour."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, dtype=np.float32)
        self._hertz: list[NDArray[np.float32]] = []
        self._envelope: list[NDArray[np.float32]] = []

    def hear(self, block: Samples) -> None:
        """Takes the next block."""
        sound = np.concatenate([self._rest, block])
        count = len(sound) // _EVERY
        self._rest = sound[count * _EVERY :]
        if count:
            whole = sound[: count * _EVERY]
            self._hertz.append(_hertz(whole.reshape(count, _EVERY)[:, :_LOOK]))
            self._envelope.append(np.sqrt(np.mean(whole.reshape(-1, _STEP) ** 2, axis=1)))

    def pace(self, voiced: Frames) -> Pace:
        """Of the voice that is heard in the frames `voiced`."""
        if not self._hertz or not voiced.any():
            return Pace()
        hertz, envelope = np.concatenate(self._hertz), np.concatenate(self._envelope)
        middles = (np.arange(len(hertz)) * _EVERY + _LOOK / 2) / SAMPLE_RATE
        tens = (np.arange(len(envelope)) + 0.5) / _STEPS_A_SECOND
        spoken = hertz[_at(middles, voiced) & (hertz > 0)]
        return Pace(
            voice_s=round(float(voiced.sum()) * FRAME_S, 2),
            pitch_hz=round(float(np.median(spoken)), 1) if len(spoken) else 0.0,
            beat_hz=round(_beat(envelope, _at(tens, voiced)), 2),
        )

    def steady(self, start: float, end: float) -> bool:
        """Whether the sound between two seconds keeps one pitch, as a telephone does and no speaker."""
        first, last = round(start * SAMPLE_RATE / _EVERY), round(end * SAMPLE_RATE / _EVERY)
        hertz = np.concatenate([np.zeros(0, dtype=np.float32), *self._hertz])[first:last]
        hertz = hertz[hertz > 0]
        if len(hertz) < _FEW_LOOKS:
            return False
        middle = np.median(hertz)
        return float(np.mean(np.abs(hertz - middle) <= _ONE_PITCH * middle)) >= _NEARLY_ALL


def _at(seconds: NDArray[np.float64], voiced: Frames) -> Frames:
    """Whether anybody speaks at each of these seconds."""
    frames = np.round((seconds - FIRST_S) / FRAME_S).astype(int)
    return np.asarray(voiced[np.clip(frames, 0, len(voiced) - 1)])


def _hertz(frames: Samples) -> NDArray[np.float32]:
    """The pitch of each frame, shape (n, _LOOK); 0 for what has none, such as a whisper.

    By autocorrelation, freed of the window's own (Boersma 1993).
    """
    correlation = _correlations((frames - frames.mean(axis=1, keepdims=True)) * _WINDOW)
    there = correlation[:, 0] > 1e-9
    correlation = correlation / np.maximum(correlation[:, :1], 1e-9) / _OF_WINDOW
    found = np.zeros(len(frames), dtype=np.float32)
    for i in np.flatnonzero(there):
        lags = correlation[i, _LAGS]
        peak, inner = float(lags.max()), lags[1:-1]
        periods = np.flatnonzero((inner >= lags[:-2]) & (inner >= lags[2:]) & (inner > _NEARLY * peak))
        if peak >= _PERIODIC and len(periods):
            found[i] = SAMPLE_RATE / (_LAGS.start + 1 + periods[0])
    return found


def _beat(envelope: NDArray[np.float32], spoken: Frames) -> float:
    """How fast loudness rises and falls where somebody speaks: the middle of its spectrum, Hz."""
    hertz = np.fft.rfftfreq(_SIZE, 1 / _STEPS_A_SECOND)
    inside = (hertz >= _BEATS[0]) & (hertz <= _BEATS[1])
    changes = np.flatnonzero(np.diff(np.concatenate([[False], spoken, [False]]).astype(np.int8)))
    power = np.zeros(len(hertz))
    for first, last in changes.reshape(-1, 2):
        for at in range(first, last, _LONGEST * _STEPS_A_SECOND):
            part = envelope[at : min(last, at + _LONGEST * _STEPS_A_SECOND)]
            if len(part) >= _SHORTEST_S * _STEPS_A_SECOND:
                power += np.abs(np.fft.rfft((part - part.mean()) * np.hanning(len(part)), _SIZE)) ** 2
    power = power[inside]
    return float((power * hertz[inside]).sum() / power.sum()) if power.sum() > 0 else 0.0
