"""Whether what whisper gave for a chunk can be what was said there."""

from __future__ import annotations

from collections.abc import Callable

from .segmentation import FRAME_S, Frames
from .speech_activity import Chunk, Samples
from .whisper import Transcript

_HOLE_S = 3.0  # speech without a word for so long was skipped by whisper, or is crying or laughter
_SHORT_HOLE_S = 1.0  # a shorter one counts where the second model hears somebody in it ...
_LITTLE_S = 2.0  # ... if there are so many seconds of voice in all short ones together
_CLEAR = 0.6  # mean probability of words that nobody need doubt
_FEW_WORDS = 8  # so few words in a chunk are doubted: whisper says 'Thank you.' to a quiet room
_FASTEST = 7.0  # words a second; the fastest speakers reach 6

Voiced = Callable[[Samples], Frames]
"""The second model: whether anybody speaks in each frame of a sound."""


def clear(transcript: Transcript) -> bool:
    """Whether words need no second opinion."""
    words = transcript.words
    if not transcript.complete or len(words) < _FEW_WORDS:
        return False
    return sum(word.probability for word in words) / len(words) >= _CLEAR


def stands(transcript: Transcript, chunk: Chunk, voiced: Voiced) -> bool:
    """Whether a transcript may stand: complete, words for all of the speech, not more than can be said."""
    return (
        transcript.complete
        and bool(transcript.words)
        and speakable(transcript, chunk)
        and not wordless_s(transcript, chunk, voiced)
    )


def speakable(transcript: Transcript, chunk: Chunk) -> bool:
    return len(transcript.words) <= max(1.0, _FASTEST * chunk.speech_s)


def wordless_s(transcript: Transcript, chunk: Chunk, voiced: Voiced) -> float:
    """Seconds of holes between words; a chunk holds next to nothing but speech. Of short holes those count in
    which somebody speaks.
    """
    ends = [0.0, *(word.end for word in transcript.words)]
    starts = [*(word.start for word in transcript.words), chunk.seconds]
    holes = [(end, start) for end, start in zip(ends, starts, strict=True) if start - end > _SHORT_HOLE_S]
    long_s = sum(end - start for start, end in holes if end - start > _HOLE_S)
    short = [(start, end) for start, end in holes if end - start <= _HOLE_S]
    if sum(end - start for start, end in short) < _LITTLE_S:
        return long_s
    speaking = voiced(chunk.samples)
    voice_s = FRAME_S * sum(
        int(speaking[round(start / FRAME_S) : round(end / FRAME_S)].sum()) for start, end in short
    )
    return long_s + (voice_s if voice_s >= _LITTLE_S else 0.0)
