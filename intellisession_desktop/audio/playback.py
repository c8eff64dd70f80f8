"""Plays sound from memory: what a test of the microphone has heard."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from ..errors import PlaybackUnavailable
from ..records import SAMPLE_RATE

_BLOCK = SAMPLE_RATE // 10


def play(sound: NDArray[np.float32], stop: threading.Event) -> None:
    """Plays `sound` (float32, shape (n,), 16 kHz) to its end, or until `stop` is set. Raises
    PlaybackUnavailable.
    """
    try:
        import sounddevice  # only here: without PortAudio's library on the system the import fails

        with sounddevice.OutputStream(samplerate=SAMPLE_RATE, channels=1, dtype="float32") as stream:
            for at in range(0, len(sound), _BLOCK):
                if stop.is_set():
                    return
                stream.write(np.ascontiguousarray(sound[at : at + _BLOCK, None]))
    except OSError as error:
        raise PlaybackUnavailable() from error
    except sounddevice.PortAudioError as error:
        raise PlaybackUnavailable() from error
