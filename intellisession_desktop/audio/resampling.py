"""Decoded frames of any rate, layout and sample format to channels of floats at 16 kHz."""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from ..errors import AudioUnreadable
from ..records import SAMPLE_RATE
from .track import DECODER_ERRORS

Planes = NDArray[np.float32]

_LOUDEST = 100.0
"""Samples of more than 40 dB above full scale, and those that are no numbers, come from damage."""


class Planes16k:
    """What it is given may change on the way: parts of a file are joined, a headset changes its rate."""

    def __init__(self) -> None:
        self._resampler: av.AudioResampler | None = None
        self._source: tuple[str, str, int] | None = None

    def push(self, frame: av.AudioFrame) -> list[Planes]:
        """Takes one frame, gives what is ready: float32, shape (channels, n), 16 kHz, not held to [-1, 1].

        Raises AudioUnreadable.
        """
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        rest: list[Planes] = []
        try:
            if self._resampler is None or source != self._source:
                rest = self.flush()
                self._source = source
                # Interleaved: of planar frames PyAV finds seven channels, and reads anywhere behind them.
                self._resampler = av.AudioResampler(format="flt", rate=SAMPLE_RATE)
            frame.pts = None  # gaps in time are not for the resampler to fill
            return rest + [_planes(part) for part in self._resampler.resample(frame)]
        except DECODER_ERRORS as error:
            raise AudioUnreadable() from error

    def flush(self) -> list[Planes]:
        """The rest of the sound. Raises AudioUnreadable."""
        if self._resampler is None:
            return []
        try:
            parts = self._resampler.resample(None)
        except DECODER_ERRORS as error:
            raise AudioUnreadable() from error
        self._resampler = None
        # A resampler that has nothing to do gives back what it was given, at the end None.
        return [_planes(part) for part in parts if part is not None]


def _planes(part: av.AudioFrame) -> Planes:
    planes = part.to_ndarray().reshape(-1, len(part.layout.channels)).T
    if not np.abs(planes).max(initial=0.0) <= _LOUDEST:  # a value that is no number is not smaller either
        planes = np.where(np.abs(planes) <= _LOUDEST, planes, np.float32(0.0))
    return np.ascontiguousarray(planes, np.float32)
