"""When whisper's words for a chunk are believed."""

from __future__ import annotations

import numpy as np

from intellisession_desktop.engine.credible import stands, wordless_s
from intellisession_desktop.engine.segmentation import FRAME, Frames
from intellisession_desktop.engine.speech_activity import Chunk, Samples, Stretch
from intellisession_desktop.engine.whisper import Transcript
from intellisession_desktop.records import SAMPLE_RATE, Word

CHUNK = Chunk((Stretch(0.0, np.zeros(20 * SAMPLE_RATE, np.float32), 18.0),))


def everywhere(sound: Samples) -> Frames:
    return np.ones(len(sound) // FRAME, dtype=bool)


def nowhere(sound: Samples) -> Frames:
    return np.zeros(len(sound) // FRAME, dtype=bool)


def without(*holes: tuple[float, float]) -> Transcript:
    """A word every half second, but for the holes."""
    starts = [i / 2 for i in range(40) if not any(a <= i / 2 < b for a, b in holes)]
    return Transcript(tuple(Word(s, s + 0.4, "word", 0.9) for s in starts), complete=True)


def test_a_long_hole_counts_whatever_is_heard_in_it() -> None:
    assert wordless_s(without((5.0, 9.0)), CHUNK, nowhere) > 3.9
    assert not stands(without((5.0, 9.0)), CHUNK, nowhere)


def test_short_holes_count_where_somebody_speaks_in_them() -> None:
    holes = without((3.0, 5.0), (10.0, 12.0))
    assert 4.0 < wordless_s(holes, CHUNK, everywhere) < 4.5
    assert not stands(holes, CHUNK, everywhere)
    assert wordless_s(holes, CHUNK, nowhere) == 0.0
    assert stands(holes, CHUNK, nowhere)


def test_one_breath_is_not_looked_at() -> None:
    def never(sound: Samples) -> Frames:
        raise AssertionError("asked")

    assert stands(without((5.0, 6.5)), CHUNK, never)
