"""Finding speech and packing it into chunks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.engine.speech_activity import (
    CHUNK_S,
    FRAME,
    Chunk,
    Chunker,
    Samples,
    SpeechActivity,
    Stretch,
)
from intellisession_desktop.errors import ModelDamaged, ModelMissing
from intellisession_desktop.records import SAMPLE_RATE
from intellisession_desktop.settings import shipped_models_folder

from . import sounds

FRAME_S = FRAME / SAMPLE_RATE


@pytest.fixture
def activity() -> SpeechActivity:
    return SpeechActivity(shipped_models_folder() / "silero_vad.onnx")


@pytest.fixture
def loudness_is_speech(activity: SpeechActivity, monkeypatch: pytest.MonkeyPatch) -> SpeechActivity:
    """Speech activity that takes every loud frame for speech, so that a test says where speech is."""
    monkeypatch.setattr(activity, "_probability", lambda frame: float(np.abs(frame).max() > 0.05))
    return activity


def stretches(activity: SpeechActivity, sound: Samples, size: int = sounds.BLOCK) -> list[Stretch]:
    found = [stretch for block in sounds.blocks(sound, size) for stretch in activity.hear(block)]
    return found + list(activity.finish())


def tones(*parts: tuple[float, float]) -> Samples:
    """Pairs of seconds of quiet and seconds of sound. Each sample of sound is unlike the others."""
    pieces = []
    for quiet, loud in parts:
        pieces.append(np.zeros(round(quiet / FRAME_S) * FRAME, dtype=np.float32))
        pieces.append(np.full(round(loud / FRAME_S) * FRAME, 0.5, dtype=np.float32))
    return np.concatenate(pieces)


@pytest.mark.parametrize(
    "make", [sounds.faint_noise, sounds.pink_noise, sounds.chords, sounds.ringing_phone, np.zeros]
)
def test_sounds_that_are_not_speech_are_not_taken_for_speech(
    activity: SpeechActivity, make: Callable[[float], Samples]
) -> None:
    sound = np.zeros(20 * SAMPLE_RATE, dtype=np.float32) if make is np.zeros else make(20.0)
    assert stretches(activity, sound) == []


def test_speech_of_the_sample_session_is_found_where_the_reference_has_it(activity: SpeechActivity) -> None:
    found = stretches(activity, sounds.sample_session(60.0))
    for turn in sounds.sample_reference():
        middle = (float(str(turn["start"])) + float(str(turn["end"]))) / 2
        if middle < 55:
            assert any(s.start <= middle <= s.end for s in found), middle
    assert sum(s.speech_s for s in found) < 58


@pytest.mark.parametrize("softer_db", [20.0, 35.0, 45.0])
def test_who_speaks_softly_beside_somebody_loud_is_heard_as_well(
    activity: SpeechActivity, softer_db: float
) -> None:
    talk = sounds.sample_session(30.0).copy()
    for turn in sounds.sample_reference():
        if turn["speaker"] == "client":
            part = slice(*(round(float(str(turn[end])) * SAMPLE_RATE) for end in ("start", "end")))
            talk[part] *= 10 ** (-softer_db / 20)
    loud = sum(s.speech_s for s in stretches(activity, sounds.sample_session(30.0)))
    activity.begin()
    assert sum(s.speech_s for s in stretches(activity, talk)) > 0.95 * loud


def test_the_size_of_the_blocks_does_not_change_what_is_found(activity: SpeechActivity) -> None:
    sound = sounds.sample_session(20.0)
    whole = [(s.start, s.end) for s in stretches(activity, sound)]
    activity.begin()
    small = [(s.start, s.end) for s in stretches(activity, sound, size=701)]
    assert whole == small != []


def test_short_pauses_stay_inside_a_stretch_and_long_ones_part_it(
    loudness_is_speech: SpeechActivity,
) -> None:
    found = stretches(loudness_is_speech, tones((1, 1), (0.2, 1), (2, 1), (1, 0)))
    assert len(found) == 2
    first, second = found
    assert first.start == pytest.approx(1 - 0.3, abs=0.1)
    assert first.end == pytest.approx(3.2 + 0.3, abs=0.1)
    assert second.start == pytest.approx(5.2 - 0.3, abs=0.1)
    assert second.speech_s == pytest.approx(1, abs=0.1)


def test_a_click_is_not_a_stretch(loudness_is_speech: SpeechActivity) -> None:
    assert stretches(loudness_is_speech, tones((1, 0.064), (1, 0))) == []


def test_speech_without_a_pause_is_cut_and_no_sample_is_lost_or_doubled(
    loudness_is_speech: SpeechActivity,
) -> None:
    rising = np.linspace(0.1, 1.0, 70 * SAMPLE_RATE // FRAME * FRAME, dtype=np.float32)
    found = stretches(loudness_is_speech, rising)
    assert len(found) >= 3
    assert all(len(s.samples) <= CHUNK_S * SAMPLE_RATE for s in found)
    assert np.array_equal(np.concatenate([s.samples for s in found]), rising)
    assert sum(s.speech_s for s in found) == pytest.approx(len(rising) / SAMPLE_RATE)


def test_what_is_held_does_not_grow_with_the_recording(loudness_is_speech: SpeechActivity) -> None:
    for _ in range(120):
        for _stretch in loudness_is_speech.hear(np.full(SAMPLE_RATE, 0.5, dtype=np.float32)):
            pass
        assert len(loudness_is_speech._frames) * FRAME_S <= CHUNK_S


def a_stretch(start: float, seconds: float) -> Stretch:
    return Stretch(start, np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32), seconds)


def packed(*pieces: tuple[float, float]) -> list[Chunk]:
    chunker = Chunker()
    chunks = [chunk for start, length in pieces for chunk in chunker.add(a_stretch(start, length))]
    return chunks + list(chunker.finish())


def test_chunks_are_well_filled_and_never_longer_than_the_window_takes() -> None:
    chunks = packed(*((at * 5.0, 4.5) for at in range(30)))
    assert all(chunk.seconds <= CHUNK_S for chunk in chunks)
    assert all(chunk.seconds >= 18 for chunk in chunks[:-1])
    assert sum(len(chunk.stretches) for chunk in chunks) == 30


def test_a_chunk_ends_at_the_longest_pause_of_its_well_filled_part() -> None:
    chunks = packed((0, 10), (10.5, 9), (21, 4), (25.1, 4), (29.2, 4))
    assert [chunk.end for chunk in chunks] == [19.5, 33.2]


def test_a_long_silence_does_not_go_to_whisper_and_times_are_those_of_the_recording() -> None:
    (chunk,) = packed((10, 5), (60, 5))
    assert len(chunk.samples) == 10 * SAMPLE_RATE
    assert chunk.recording_time(1.0) == 11.0
    assert chunk.recording_time(6.0) == 61.0
    assert chunk.recording_time(99.0) == 65.0


def test_thinly_spread_speech_is_not_held_back_for_ever() -> None:
    assert len(packed((0, 1), (200, 1))) == 2


def test_a_missing_and_a_damaged_model_are_known_errors(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        SpeechActivity(tmp_path / "none.onnx")
    (tmp_path / "bad.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelDamaged):
        SpeechActivity(tmp_path / "bad.onnx")
