"""A second opinion on where somebody speaks, and where it finds a voice for which there are no words.

The detector that chooses what whisper is given cannot say what it missed. The segmentation model, which tells
voices apart, was made otherwise, does not go by loudness, and looks at all of the sound.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..records import Word
from .segmentation import FIRST_S, FRAME, FRAME_S, WINDOW_FRAMES, Frames, Segmentation
from .speech_activity import Samples

_STRIDE = WINDOW_FRAMES * FRAME
_NEAR_S = 0.5
"""How far from a word voice still belongs to it: words are placed to about 0.3 s, and may be drawn out."""
_BRIDGED_S = 0.5  # pauses in a voice that do not end it
_LEAST_S = 1.0  # less voice than this is a sigh, a laugh, or a "mm-hm" that whisper left out


class SecondEar:
    """Streaming, for sound in which nobody tells voices apart. Holds 10 s of it, and 0.2 MB for each hour."""

    def __init__(self, segmentation: Segmentation) -> None:
        self._segmentation = segmentation
        self.begin()

    def begin(self) -> None:
        """A new recording."""
        self._sound = np.zeros(0, dtype=np.float32)  # from the next window's start on
        self._frames: list[Frames] = []

    def hear(self, block: Samples) -> None:
        """Takes the next block. Raises EngineCrashed."""
        self._sound = np.concatenate([self._sound, block])
        while len(self._sound) >= _STRIDE:
            self._frames.append(self._segmentation.voiced(self._sound[:_STRIDE]))
            self._sound = self._sound[_STRIDE:]

    def voiced(self) -> Frames:
        """Whether anybody speaks in each frame up to now. Raises EngineCrashed."""
        return np.concatenate([*self._frames, self._segmentation.voiced(self._sound)])


def wordless(voiced: Frames, words: Iterable[Word]) -> tuple[tuple[float, float], ...]:
    """Start and end of each stretch in which somebody speaks and no words stand, in seconds, in order."""
    alone = voiced.copy()
    for word in words:
        alone[_frame(word.start - _NEAR_S) : _frame(word.end + _NEAR_S)] = False
    at = np.flatnonzero(alone)
    if not len(at):
        return ()
    breaks = np.flatnonzero(np.diff(at) > _BRIDGED_S / FRAME_S)
    runs = zip(at[np.r_[0, breaks + 1]], at[np.r_[breaks, len(at) - 1]], strict=True)
    whole_s = len(voiced) * FRAME_S  # a frame stands for a moment a little behind its start
    return tuple(
        (
            round(float(FIRST_S + first * FRAME_S), 2),
            round(float(min(FIRST_S + (last + 1) * FRAME_S, whole_s)), 2),
        )
        for first, last in runs
        if alone[first : last + 1].sum() * FRAME_S >= _LEAST_S
    )


def _frame(second: float) -> int:
    return max(0, round((second - FIRST_S) / FRAME_S))
