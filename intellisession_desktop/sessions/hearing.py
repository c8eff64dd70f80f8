"""From sound to a transcript: feeds the speech worker and looks whether it really heard everything."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .. import logs
from ..errors import EngineCrashed, NoSpeech, TranscriptIncomplete
from ..records import SAMPLE_RATE, Hearing, Progress, SpeechChunk, VoicePrint
from .engines import Engines, Speech, WorkerFacts
from .jobs import CancelToken, Report

LEAST_PROCESSED = 0.98
"""Share of the detected speech that must have been transcribed before any sound may be destroyed."""

MORE_THAN_A_LITTLE = 20.0
"""Seconds in which somebody speaks and no words were found, from which on the therapist is asked."""

_TRIES = 3
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
    blocks: Callable[[], Iterator[NDArray[np.float32]]],
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

    A worker that dies is started again, and takes care where the first one died: whisper.cpp ends its process
    on some rare sound. Raises NoSpeech, TranscriptIncomplete, EngineCrashed, Cancelled, and what `blocks`
    raises.
    """
    chunks, careful_at = list(known), None
    began = time.monotonic()
    for left in reversed(range(_TRIES)):
        said = tuple(chunks) if language != "auto" else ()
        try:
            with engines.speech(cancel) as speech:
                speech.begin(people, language, vocabulary, therapist, said, careful_at)
                began = began if chunks else time.monotonic()
                decode_s = _feed(speech, blocks(), seconds, chunks, report, cancel)
                report(Progress(TELLING_VOICES))
                hearing = speech.finish()
                wall_s = time.monotonic() - began
                facts = speech.facts()
            break
        except EngineCrashed:
            if not left:
                raise
            careful_at = len(chunks)
            logs.event("hearing_again", tries_left=left, chunks=careful_at)
    require_complete(hearing)
    return Heard(hearing, decode_s, wall_s, facts)


def _feed(
    speech: Speech,
    blocks: Iterator[NDArray[np.float32]],
    seconds: float,
    chunks: list[SpeechChunk],
    report: Report,
    cancel: CancelToken,
) -> float:
    """Sends all sound and keeps the new chunks; gives the seconds it took to have the sound."""
    decode_s, sent = 0.0, 0
    report(Progress(LISTENING, 0.0))
    while True:
        cancel.check()
        asked = time.monotonic()
        block = next(blocks, None)
        decode_s += time.monotonic() - asked
        if block is None:
            return decode_s
        chunks += [chunk for chunk in speech.hear(block) if chunk.index >= len(chunks)]
        sent += len(block)
        report(Progress(LISTENING, min(1.0, sent / SAMPLE_RATE / max(seconds, 1e-9))))


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


def unheard_s(hearing: Hearing) -> float:
    """Seconds in which somebody speaks and no words were found."""
    return sum(end - start for start, end in hearing.wordless)


def more_than_a_little_unheard(hearing: Hearing) -> bool:
    """Whether so much was voice without words that the audio is kept until the therapist has decided."""
    return unheard_s(hearing) >= MORE_THAN_A_LITTLE
