"""How loud a recording is, block by block: for the level meter, and to tell when it is too loud or quiet."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE

SILENCE_DB = -90.0
_CLIPPED = 0.99
"""Peak from which on a block counts as too loud: the converter's end is reached."""
_CLIPPED_SHOWN_S = 2.0
_QUIET_DB = -45.0
"""Speech a metre away from a built-in microphone peaks at -30 to -10 dB; a muted one stays below -60."""
_QUIET_AFTER_S = 8.0


class Meter:
    """Level, too loud, too quiet, from one block after another."""

    def __init__(self) -> None:
        self.level_db = SILENCE_DB
        self._heard_s = 0.0
        self._clipped_at = -math.inf
        self._recent: deque[tuple[float, float]] = deque()  # seconds and level

    def hear(self, block: NDArray[np.float32]) -> None:
        peak = float(np.max(np.abs(block), initial=0.0))
        self.level_db = max(SILENCE_DB, min(0.0, 20 * math.log10(peak))) if peak > 0 else SILENCE_DB
        self._heard_s += len(block) / SAMPLE_RATE
        if peak >= _CLIPPED:
            self._clipped_at = self._heard_s
        self._recent.append((self._heard_s, self.level_db))
        while self._recent and self._recent[0][0] < self._heard_s - _QUIET_AFTER_S:
            self._recent.popleft()

    @property
    def clipped(self) -> bool:
        return self._heard_s - self._clipped_at <= _CLIPPED_SHOWN_S

    @property
    def quiet(self) -> bool:
        long_enough = self._heard_s >= _QUIET_AFTER_S
        return long_enough and max(level for _, level in self._recent) < _QUIET_DB
