"""From sound to a transcript: feeds the speech worker and looks whether it really heard everything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import NoSpeech, TranscriptIncomplete
from ..records import SAMPLE_RATE, Hearing, Progress, SpeechChunk, VoicePrint
from .engines import Engines, WorkerFacts
from .jobs import CancelToken, Report

LEAST_PROCESSED = 0.98
"""Share of the detected speech that must have been transcribed before any sound may be destroyed."""

LISTENING = "listening"
TELLING_VOICES = "telling voices apart"


@dataclass(frozen=True, slots=True)
class Heard:
    """A hearing with what it took: `decode_s` busy seconds, `wall_s` from the first sample to the labelled
    turns.
    """

    hearing: Hearing
    decode_s: float
    wall_s: float
    worker: WorkerFacts


def hear(
    blocks: Iterator[NDArray[np.float32]],
    seconds: float,
    engines: Engines,
    *,
    people: int,
    language: str,
    vocabulary: tuple[str, ...],
    therapist: VoicePrint | None = None,
    known: tuple[SpeechChunk, ...] = (),
    report: Report,
    cancel: CancelToken,
) -> Heard:
    """Transcribes `blocks` (float32, 16 kHz, shape (n,) or (n, 2) with one person per channel), of about
    `seconds` in all. `therapist`: the therapist's voice, where it is enrolled. `known`: the first chunks,
    where they were transcribed before.

    Raises NoSpeech, TranscriptIncomplete, EngineCrashed, Cancelled, and what `blocks` raises.
    """
    decode_s, sent = 0.0, 0
    with engines.speech(cancel) as speech:
        speech.begin(people, language, vocabulary, therapist, known)
        began = time.monotonic()
        report(Progress(LISTENING, 0.0))
        while True:
            cancel.check()
            asked = time.monotonic()
            block = next(blocks, None)
            decode_s += time.monotonic() - asked
            if block is None:
                break
            speech.hear(block)
            sent += len(block)
            report(Progress(LISTENING, min(1.0, sent / SAMPLE_RATE / max(seconds, 1e-9))))
        report(Progress(TELLING_VOICES))
        hearing = speech.finish()
        wall_s = time.monotonic() - began
        facts = speech.facts()
    require_complete(hearing)
    return Heard(hearing, decode_s, wall_s, facts)


def require_complete(hearing: Hearing) -> None:
    """Raises NoSpeech when there is not one word, TranscriptIncomplete when speech was left out.

    Every chunk of speech must have come back, in order, and 98 % of the detected speech must have been
    processed: an aborted run of whisper looks like success otherwise.
    """
    acknowledged = [chunk.index for chunk in hearing.chunks] == list(range(len(hearing.chunks)))
    if not acknowledged or hearing.processed_s < LEAST_PROCESSED * hearing.speech_s:
        raise TranscriptIncomplete()
    if not any(turn.text.strip() for turn in hearing.turns):
        raise NoSpeech()
