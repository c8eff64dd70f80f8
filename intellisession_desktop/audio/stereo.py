"""Two channels at 16 kHz, side by side, for sound with one person in each."""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from .mixing import Ceiling
from .resampling import Planes, Planes16k

_NOTHING: NDArray[np.float32] = np.zeros((0, 2), np.float32)


class Stereo16k:
    """Turns decoded stereo frames of any rate, which may change on the way, into 16 kHz."""

    def __init__(self) -> None:
        self._planes = Planes16k()
        self._ceiling = Ceiling()

    def push(self, frame: av.AudioFrame) -> NDArray[np.float32]:
        """Takes one frame, gives what is ready: float32, shape (n, 2), [-1, 1]; n may be 0.

        Raises AudioUnreadable.
        """
        return self._side_by_side(self._planes.push(frame))

    def flush(self) -> NDArray[np.float32]:
        """The rest of the sound. Raises AudioUnreadable."""
        return self._side_by_side(self._planes.flush())

    def _side_by_side(self, parts: list[Planes]) -> NDArray[np.float32]:
        both = np.concatenate([_NOTHING, *(part[[0, -1]].T for part in parts)])
        return self._ceiling.hold(np.ascontiguousarray(both))
