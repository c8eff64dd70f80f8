"""Who speaks when within ten seconds: up to three local voices, two at once (pyannote segmentation-3.0)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..records import SAMPLE_RATE
from .onnx import OnnxModel
from .speech_activity import Samples

FRAME = 270
"""Samples from one frame to the next: 16.875 ms."""
FRAME_S = FRAME / SAMPLE_RATE
FIRST_S = 495 / SAMPLE_RATE
"""The moment that the first frame stands for: the middle of what it sees."""
WINDOW = 160_000
"""Samples the model takes: 10 s."""
WINDOW_FRAMES = 589
LOCAL_VOICES = 3
_STRIDE = WINDOW_FRAMES * FRAME  # samples of which one run of the model says all

Frames = NDArray[np.bool_]
"""shape (n,): whether anybody speaks in each frame."""

_SILENCE = 10 ** (-80 / 20)  # root mean square: no microphone's own noise is so soft

_SPEAKING = np.array(  # the model's classes: none, a, b, c, ab, ac, bc
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool
)


class Segmentation:
    """The model, loaded once."""

    def __init__(self, model: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        self._model = OnnxModel(model, threads)

    def speaking(self, sound: Samples) -> NDArray[np.bool_]:
        """Which local voices speak in a window (WINDOW samples): shape (WINDOW_FRAMES, LOCAL_VOICES).

        Raises EngineCrashed.
        """
        (scores,) = self._model.run(waveform=sound[None, None, :])
        return np.asarray(_SPEAKING[scores[0].argmax(axis=1)])

    def voiced(self, sound: Samples) -> Frames:
        """Whether anybody speaks in each frame of a sound of any length. Raises EngineCrashed."""
        parts = [self._voiced(sound[at : at + _STRIDE]) for at in range(0, len(sound), _STRIDE)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)

    def _voiced(self, part: Samples) -> Frames:
        frames = len(part) // FRAME
        if not frames or float(np.mean(part * part)) < _SILENCE**2:
            return np.zeros(frames, dtype=bool)
        speaking = self.speaking(np.pad(part, (0, WINDOW - len(part))))
        return np.asarray(speaking[:frames].any(axis=1), dtype=bool)
