"""Evens how loud a stream of sound is, frame by frame, for the speech detector's ear alone."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

_LOUD = 10 ** (-30 / 20)
"""Root mean square to which softer sound is raised. The detector (Silero) goes by how loud sound is: of a
whisper (espeak's) at -42 dBFS it keeps 27 of 32 s, at -48 dBFS nothing; raised to -30 dBFS, all of it.
"""
_MOST = 10 ** (40 / 20)
"""Greatest gain. A whisper at -66 dBFS, 26 dB below a soft therapist, needs it; with 20 dB it is missed."""
_FRAMES = 16
"""Over which loudness is taken: half a second. With a quarter, 8 of 92 s of whispering were missed."""
_PAUSE = 10 ** (-22 / 10)
"""Power, against that of what was just heard, from which on sound is raised all the way; what is softer is
most likely a pause. Without this, breath and rooms make 6 to 9 % more speech of a session; with it 3 to 7 %.
"""
_FORGOTTEN = 10 ** (-5 / 10 * 512 / 16_000)
"""What is left of that from one frame to the next: at 5 dB a second, who is 32 dB softer is raised soon."""


class Levels:
    """Streaming, without looking ahead. Louder sound is left as it is."""

    def __init__(self) -> None:
        self._powers: deque[float] = deque(maxlen=_FRAMES)
        self._heard = 0.0  # power of what is loud here, half forgotten
        self._gain = 1.0

    def even(self, frame: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next frame (512 samples, 32 ms), as loud as it shall be; the gain glides there."""
        power = float(frame @ frame) / len(frame)
        self._powers.append(power)
        # The first loud frame after a silence counts at once, or it would be raised as the silence was.
        power = max(power, sum(self._powers) / _FRAMES, 1e-12)
        self._heard = max(power, self._heard * _FORGOTTEN)
        gain = min(_MOST, max(1.0, _LOUD / math.sqrt(max(power, self._heard * _PAUSE))))
        before, self._gain = min(self._gain, gain), gain
        if gain == 1.0:
            return frame
        glide = np.linspace(before, gain, len(frame), dtype=np.float32) if before < gain else np.float32(gain)
        return np.asarray(np.clip(frame * glide, -1.0, 1.0), dtype=np.float32)
