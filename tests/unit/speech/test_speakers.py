"""Telling voices apart, with the models that ship with the program."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine.speakers import _PIECE, _STEP, FRAME_S, Speakers, Voices, _runs, _spread
from intellisession_desktop.engine.speech_activity import Samples
from intellisession_desktop.records import FIND_OUT, SAMPLE_RATE
from intellisession_desktop.settings import shipped_models_folder

from . import sounds


@pytest.fixture(scope="module")
def speakers() -> Speakers:
    folder = shipped_models_folder()
    return Speakers(folder / "segmentation-3.0.onnx", folder / "campplus.onnx", threads=2)


def test_each_turn_of_the_sample_session_is_given_to_one_and_the_right_person(speakers: Speakers) -> None:
    speakers.begin()
    for block in sounds.blocks(sounds.sample_session(60.0)):
        speakers.hear(block, last_speech_s=60.0)
    voices = speakers.so_far(2, last_speech_s=60.0)
    assert voices is not None
    persons: dict[str, set[int]] = {"therapist": set(), "client": set()}
    for turn in sounds.sample_reference():
        start, end = float(str(turn["start"])), float(str(turn["end"]))
        if end < 58:
            persons[str(turn["speaker"])].add(int(voices.between(start, end).argmax()))
    assert sorted(map(sorted, persons.values())) == [[0], [1]]


def test_no_voices_are_told_apart_after_the_last_speech_and_silence_costs_nothing(
    speakers: Speakers, monkeypatch: pytest.MonkeyPatch
) -> None:
    speakers.begin()
    prints: list[int] = []
    monkeypatch.setattr(speakers, "print_of", lambda sound: prints.append(1))
    for block in sounds.blocks(sounds.sample_session(30.0)):
        speakers.hear(block, last_speech_s=-1.0)
    assert speakers.so_far(2, last_speech_s=-1.0) is None
    assert prints == []
    assert speakers.voiced().any()  # the second ear hears it all the same

    def refuse(sound: Samples) -> None:
        raise AssertionError("looked")

    speakers.begin()
    monkeypatch.setattr(speakers.segmentation, "speaking", refuse)
    for block in sounds.blocks(np.zeros(60 * 16_000, np.float32)):
        speakers.hear(block, last_speech_s=-1.0)
    assert not speakers.voiced().any()


def test_what_is_held_of_the_sound_does_not_grow(speakers: Speakers) -> None:
    speakers.begin()
    for block in sounds.blocks(sounds.faint_noise(120.0)):
        speakers.hear(block, last_speech_s=-1.0)
        assert len(speakers._sound) <= 11 * SAMPLE_RATE


def test_too_little_speech_gives_no_labels(speakers: Speakers) -> None:
    speakers.begin()
    speakers.hear(sounds.sample_session(60.0)[: 2 * SAMPLE_RATE], last_speech_s=2.0)
    assert speakers.so_far(3, last_speech_s=2.0) is None


def test_the_second_opinion_tells_speech_from_noise(speakers: Speakers) -> None:
    spoken = sounds.sample_session(60.0)[9 * SAMPLE_RATE : 16 * SAMPLE_RATE]
    assert speakers.segmentation.voiced(spoken).mean() > 0.8
    assert speakers.segmentation.voiced(sounds.pink_noise(12.0)).mean() < 0.1


def test_while_listening_a_person_keeps_their_place_and_the_end_agrees(speakers: Speakers) -> None:
    speakers.begin()
    seen: list[Voices] = []
    for i, block in enumerate(sounds.blocks(sounds.sample_session(60.0))):
        speakers.hear(block, last_speech_s=60.0)
        if i in (24, 39, 54) and (voices := speakers.so_far(2, last_speech_s=60.0)):
            seen.append(voices)
    last = speakers.so_far(2, last_speech_s=60.0)
    assert len(seen) == 3
    assert last is not None
    for voices in seen:
        heard = slice(0, round(20.0 / FRAME_S))
        same = (voices.activity[heard] == last.activity[heard]).all(axis=1).mean()
        assert same > 0.97


def test_two_voices_are_found_where_nobody_said_how_many(speakers: Speakers) -> None:
    speakers.begin()
    for block in sounds.blocks(sounds.sample_session(60.0)):
        speakers.hear(block, last_speech_s=60.0)
    found = speakers.so_far(FIND_OUT, last_speech_s=60.0)
    assert found is not None
    assert found.people == 2


def test_long_runs_get_a_print_every_step_from_their_start_to_their_end() -> None:
    assert _spread(5, 40) == [5]
    starts = _spread(0, 400)
    assert starts[0] == 0
    assert starts[-1] + _PIECE == 400
    assert max(np.diff(starts)) <= _STEP


def test_a_pause_ends_a_run_and_a_flicker_does_not() -> None:
    speaking = np.zeros(100, dtype=bool)
    speaking[10:30] = speaking[33:50] = speaking[70:90] = True
    assert list(_runs(speaking)) == [(10, 50), (70, 90)]
    assert list(_runs(np.zeros(5, dtype=bool))) == []


def test_activity_is_the_mean_of_the_frames_asked_for() -> None:
    activity = np.zeros((1000, 2), dtype=np.float32)
    activity[200:400, 1] = 1.0
    voices = Voices(activity)
    assert voices.between(250 * FRAME_S, 350 * FRAME_S).tolist() == [0.0, 1.0]
    assert voices.between(0.0, 0.0).tolist() == [0.0, 0.0]
    assert voices.between(1e6, 1e6 + 1).tolist() == [0.0, 0.0]
