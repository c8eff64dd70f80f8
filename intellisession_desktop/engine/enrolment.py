"""What the therapist's voice is like, from something read aloud: the worker that listens to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from ..errors import VoicesMixed, VoiceTooShort
from ..records import SAMPLE_RATE, VoicePrint
from ..workers.engine import Engine
from .clustering import Prints, unit
from .counting import count
from .speech_activity import Samples, SpeechActivity
from .voice_prints import VOICE_MODEL, VoicePrinter

LEAST_S = 15.0
"""Seconds of speech that are asked for: prints of less differ more from one day to another."""

_PIECE = 3 * SAMPLE_RATE


class VoiceEngine(Engine):
    """Speech activity and the model of voices, without whisper: it is there within a second."""

    def __init__(self, shipped_models: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        self._activity = SpeechActivity(shipped_models / "silero_vad.onnx")
        self._printer = VoicePrinter(shipped_models / "campplus.onnx", threads)

    def voice_print(self, samples: Samples) -> VoicePrint:
        """`samples`: float32, shape (n,), 16 kHz, of one person reading.

        Raises VoiceTooShort, VoicesMixed.
        """
        self._activity.begin()
        spoken = [*self._activity.hear(samples), *self._activity.finish()]
        seconds = sum(stretch.speech_s for stretch in spoken)
        if seconds < LEAST_S:
            raise VoiceTooShort(seconds=seconds)
        speech = np.concatenate([stretch.samples for stretch in spoken])
        pieces = [speech[at : at + _PIECE] for at in range(0, len(speech) - _PIECE + 1, _PIECE)]
        vectors = np.stack([self._printer.print_of(piece) for piece in pieces])
        windows = np.stack([np.arange(len(pieces)), np.zeros(len(pieces), dtype=np.int64)], axis=1)
        if count(Prints(vectors, np.full(len(pieces), 3.0, dtype=np.float32), windows)) > 1:
            raise VoicesMixed()
        (vector,) = unit(vectors.mean(axis=0, keepdims=True))
        return VoicePrint(tuple(vector.tolist()), round(seconds, 1), VOICE_MODEL, dt.datetime.now(dt.UTC))
