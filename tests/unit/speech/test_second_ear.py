"""Where the second model hears somebody, and what of it has no words."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine.second_ear import SecondEar, wordless
from intellisession_desktop.engine.segmentation import FRAME_S, Frames
from intellisession_desktop.engine.speakers import Speakers
from intellisession_desktop.engine.speech_activity import Samples
from intellisession_desktop.records import SAMPLE_RATE, Word
from intellisession_desktop.settings import shipped_models_folder

from . import sounds

SECONDS = 47.3


@pytest.fixture(scope="module")
def speakers() -> Speakers:
    folder = shipped_models_folder()
    return Speakers(folder / "segmentation-3.0.onnx", folder / "campplus.onnx", threads=2)


def by_itself(speakers: Speakers, sound: Samples, size: int = SAMPLE_RATE) -> Frames:
    ear = SecondEar(speakers.segmentation)
    for block in sounds.blocks(sound, size):
        ear.hear(block)
    return ear.voiced()


def with_the_speakers(speakers: Speakers, sound: Samples, last_speech_s: float) -> Frames:
    speakers.begin()
    for block in sounds.blocks(sound):
        speakers.hear(block, last_speech_s)
    return speakers.voiced()


def test_both_ways_of_listening_hear_the_same_and_all_of_it(speakers: Speakers) -> None:
    talk = sounds.sample_session(SECONDS)
    alone = by_itself(speakers, talk)
    beside = with_the_speakers(speakers, talk, SECONDS)
    assert len(alone) * FRAME_S == pytest.approx(SECONDS, abs=0.1)
    assert len(beside) * FRAME_S == pytest.approx(SECONDS, abs=0.1)
    n = min(len(alone), len(beside))
    assert np.mean(alone[:n] == beside[:n]) > 0.97
    assert 0.5 < alone.mean() < 0.9


def test_it_hears_also_where_the_detector_heard_nobody(speakers: Speakers) -> None:
    talk = sounds.sample_session(SECONDS)
    heard = with_the_speakers(speakers, talk, SECONDS).mean()
    assert with_the_speakers(speakers, talk, last_speech_s=-1.0).mean() == pytest.approx(heard, abs=0.02)


def test_how_loud_it_is_does_not_matter(speakers: Speakers) -> None:
    talk = sounds.sample_session(SECONDS)
    assert by_itself(speakers, 0.01 * talk).mean() == pytest.approx(by_itself(speakers, talk).mean(), abs=0.1)


def test_the_size_of_the_blocks_does_not_matter(speakers: Speakers) -> None:
    talk = sounds.sample_session(25.0)
    assert np.array_equal(by_itself(speakers, talk), by_itself(speakers, talk, size=7_001))


@pytest.mark.parametrize(
    "make", [sounds.faint_noise, sounds.pink_noise, sounds.chords, sounds.ringing_phone, sounds.siren]
)
def test_music_noise_and_bells_are_nobody(speakers: Speakers, make: object) -> None:
    assert callable(make)
    assert wordless(by_itself(speakers, make(30.0)), ()) == ()


def test_no_sound_is_no_error(speakers: Speakers) -> None:
    assert len(by_itself(speakers, np.zeros(0, np.float32))) == 0
    assert len(with_the_speakers(speakers, np.zeros(100, np.float32), 0.0)) == 0
    assert wordless(np.zeros(0, bool), ()) == ()


def voice(*spans: tuple[float, float], seconds: float = 60.0) -> Frames:
    frames = np.zeros(round(seconds / FRAME_S), dtype=bool)
    for start, end in spans:
        frames[round(start / FRAME_S) : round(end / FRAME_S)] = True
    return frames


def said(*starts: float) -> list[Word]:
    return [Word(start, start + 0.4, "word", 0.9) for start in starts]


def test_voice_without_a_word_is_listed_with_its_times() -> None:
    (found,) = wordless(voice((10.0, 14.0), (30.0, 33.0)), said(30.2, 31.0, 31.8, 32.5))
    assert found == (pytest.approx(10.0, abs=0.1), pytest.approx(14.0, abs=0.1))


def test_a_hole_of_less_than_three_seconds_counts_too() -> None:
    (found,) = wordless(voice((10.0, 20.0)), said(*(10.0 + i / 2 for i in range(10)), 17.8, 18.5, 19.3))
    assert found == (pytest.approx(15.4, abs=0.2), pytest.approx(17.3, abs=0.1))


def test_pauses_between_words_a_sigh_and_what_is_drawn_out_are_not_missed() -> None:
    assert wordless(voice((10.0, 20.0)), said(*(10.0 + i for i in range(10)))) == ()
    assert wordless(voice((10.0, 10.8), (20.0, 20.7)), ()) == ()


def test_a_voice_that_pauses_for_a_moment_is_one() -> None:
    assert len(wordless(voice((10.0, 11.0), (11.3, 12.5), (20.0, 22.0)), ())) == 2


def test_a_voice_that_goes_on_to_the_end_ends_with_the_sound() -> None:
    frames = voice((50.0, 60.1))
    ((_, end),) = wordless(frames, ())
    assert end == pytest.approx(len(frames) * FRAME_S, abs=0.006)
