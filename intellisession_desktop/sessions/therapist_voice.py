"""Has the program know the therapist's voice: read once, kept as a print, the sound forgotten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engine.enrolment import VoiceEngine
from ..records import VoicePrint
from ..settings import Settings, shipped_models_folder
from ..vault.vault import Vault
from ..workers.worker import Worker
from .jobs import CancelToken

READ_S = 30.0
"""Seconds of speech that are asked for; 15 are enough."""


def enrol(
    vault: Vault, samples: NDArray[np.float32], settings: Settings, cancel: CancelToken | None = None
) -> VoicePrint:
    """Stores what the voice in `samples` (float32, 16 kHz mono) is like, in place of the one before.

    The samples are overwritten, whatever happens. Raises VoiceTooShort, VoicesMixed, EngineCrashed,
    Cancelled.
    """
    token = cancel or CancelToken()
    try:
        with Worker("voice", VoiceEngine, shipped_models_folder(), settings.engine_threads()) as worker:
            voice: VoicePrint = worker.call("voice_print", samples, cancelled=token.cancelled)
    finally:
        samples.fill(0.0)
    vault.therapist_voice.set(voice)
    return voice
