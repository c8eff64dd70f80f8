"""Voice prints: what somebody's voice is like, as 192 numbers that compare by their angle (CAM++)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ..records import SAMPLE_RATE
from .onnx import OnnxModel
from .speech_activity import Samples

VOICE_MODEL = "campplus-zh-en-common-advanced"
"""Whose prints these are: only prints of one model compare."""

Matrix = np.ndarray[Any, np.dtype[np.float32]]


class VoicePrinter:
    """The model of voices, loaded once."""

    def __init__(self, model: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        import kaldi_native_fbank  # here, not above: only the worker needs it

        self._model = OnnxModel(model, threads)
        options = kaldi_native_fbank.FbankOptions()
        options.frame_opts.dither = 0.0
        options.frame_opts.samp_freq = float(SAMPLE_RATE)
        options.mel_opts.num_bins = 80
        self._new_fbank = partial(kaldi_native_fbank.OnlineFbank, options)

    def print_of(self, samples: Samples) -> Matrix:
        """The print of one person speaking: float32, shape (192,), of length 1.

        `samples`: 0.4 s at least; from about 1.2 s on a print says who it is. Raises EngineCrashed.
        """
        fbank = self._new_fbank()
        fbank.accept_waveform(float(SAMPLE_RATE), samples * np.float32(32768))
        fbank.input_finished()
        bands = np.stack([fbank.get_frame(i) for i in range(fbank.num_frames_ready)])
        bands -= bands.mean(axis=0)
        (vector,) = self._model.run(fbank=bands[None])
        return np.asarray(vector[0] / max(float(np.linalg.norm(vector[0])), 1e-9), dtype=np.float32)
