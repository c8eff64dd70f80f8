"""Two channels at 16 kHz, side by side, for sound with one person in each."""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE

_NOTHING: NDArray[np.float32] = np.zeros((0, 2), np.float32)


class Stereo16k:
    """Turns decoded stereo frames of any rate, which may change on the way, into 16 kHz."""

    def __init__(self) -> None:
        self._resampler: av.AudioResampler | None = None
        self._source: tuple[str, str, int] | None = None

    def push(self, frame: av.AudioFrame) -> NDArray[np.float32]:
        """Takes one frame, gives what is ready: float32, shape (n, 2), [-1, 1]; n may be 0."""
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        rest = _NOTHING
        if self._resampler is None or source != self._source:
            rest = self.flush()
            self._source = source
            self._resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        frame.pts = None  # gaps in time are not for the resampler to fill
        return np.concatenate([rest, *map(_side_by_side, self._resampler.resample(frame))])

    def flush(self) -> NDArray[np.float32]:
        """The rest of the sound."""
        if self._resampler is None:
            return _NOTHING
        parts = self._resampler.resample(None)
        self._resampler = None
        return np.concatenate([_NOTHING, *(_side_by_side(part) for part in parts if part is not None)])


def _side_by_side(part: av.AudioFrame) -> NDArray[np.float32]:
    numbers = np.nan_to_num(part.to_ndarray().T, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.ascontiguousarray(np.clip(numbers, -1.0, 1.0), dtype=np.float32)
