"""How rightly voices are told apart: the sample session, and made sessions from easy to hard."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine.speakers import Speakers, Voices
from intellisession_desktop.records import FIND_OUT
from intellisession_desktop.settings import shipped_models_folder

from ...diarization_error import DiarizationError, diarization_error
from ...made_sessions import (
    ALIKE,
    MadeSession,
    Samples,
    by_telephone,
    in_a_bare_room,
    in_noise,
    made_session,
)
from . import sounds

PAIR = ("blend_1", "jm_kumo")


@pytest.fixture(scope="module")
def speakers() -> Speakers:
    folder = shipped_models_folder()
    return Speakers(folder / "segmentation-3.0.onnx", folder / "campplus.onnx", threads=2)


def heard(speakers: Speakers, samples: Samples, people: int) -> Voices:
    speakers.begin()
    for block in sounds.blocks(samples):
        speakers.hear(block, last_speech_s=len(samples) / 16_000)
    voices = speakers.so_far(people, len(samples) / 16_000)
    assert voices is not None
    return voices


def error(session: MadeSession, voices: Voices) -> DiarizationError:
    true = [(s.start, s.end, s.person) for s in session.reference]
    return diarization_error(true, voices, session.seconds)


def test_the_sample_session_has_two_people_whether_or_not_that_is_said(speakers: Speakers) -> None:
    samples = sounds.sample_session()
    true = [
        (float(str(t["start"])), float(str(t["end"])), str(t["speaker"])) for t in sounds.sample_reference()
    ]
    given = heard(speakers, samples, 2)
    found = speakers.so_far(FIND_OUT, len(samples) / 16_000)
    assert found is not None
    assert found.people == 2
    for voices in (given, found):
        assert diarization_error(true, voices, len(samples) / 16_000).confusion <= 0.02


@pytest.mark.parametrize(
    "voices",
    [
        ("jf_alpha", "jf_nezumi", "blend_1"),
        ("jm_kumo", "jf_tebukuro", "blend_2"),
        ("jf_alpha", "blend_1", "jf_nezumi", "blend_2"),
        ("blend_3", "jf_tebukuro", "blend_1", "blend_2"),
    ],
)
def test_three_and_four_people_are_told_apart(speakers: Speakers, voices: tuple[str, ...]) -> None:
    session = made_session(voices, 200.0, seed=len(voices))
    assert error(session, heard(speakers, session.samples, len(voices))).confusion <= 0.08


@pytest.mark.parametrize("effect", [by_telephone, in_a_bare_room, in_noise])
def test_a_bad_sound_is_no_reason_for_confusion(speakers: Speakers, effect: object) -> None:
    assert callable(effect)
    session = made_session(PAIR, 120.0, seed=11)
    assert error(session, heard(speakers, effect(session.samples), 2)).confusion <= 0.03


def test_somebody_who_speaks_five_percent_is_not_lost(speakers: Speakers) -> None:
    session = made_session(PAIR, 240.0, seed=2, shares=(0.95, 0.05))
    found = error(session, heard(speakers, session.samples, 2))
    assert len(session.said_by(PAIR[1])) < 0.12 * len(session.said_by(PAIR[0]))
    assert found.confusion <= 0.02


def test_cross_talk_and_back_channels_are_survived(speakers: Speakers) -> None:
    loud = made_session(PAIR, 150.0, seed=3, cross_talk=0.2)
    soft = made_session(PAIR, 150.0, seed=4, back_channels=8.0)
    assert error(loud, heard(speakers, loud.samples, 2)).confusion <= 0.05
    assert error(soft, heard(speakers, soft.samples, 2)).confusion <= 0.03


def test_voices_that_can_hardly_be_told_apart_do_no_other_harm(speakers: Speakers) -> None:
    session = made_session(ALIKE, 150.0, seed=5)
    voices = heard(speakers, session.samples, 2)
    assert voices.people == 2
    assert error(session, voices).missed < 0.2


def test_a_made_session_is_what_was_asked_for() -> None:
    session = made_session(PAIR, 120.0, seed=6, cross_talk=0.2)
    again = made_session(PAIR, 120.0, seed=6, cross_talk=0.2)
    plain = made_session(PAIR, 120.0, seed=6)
    assert np.array_equal(session.samples, again.samples)
    assert session.people == 2
    assert 110 < session.seconds < 150
    assert 0.08 < overlapping(session) < 0.3
    assert overlapping(plain) == 0.0
    for spoken in plain.reference[:20]:
        part = plain.samples[round(spoken.start * 16_000) : round(spoken.end * 16_000)]
        assert np.sqrt(np.mean(part**2)) > 0.01


def overlapping(session: MadeSession) -> float:
    """Share of the time in which somebody speaks that has two people speaking."""
    speaking = np.zeros(len(session.samples) // 160 + 1000, dtype=np.int64)
    for spoken in session.reference:
        speaking[round(spoken.start * 100) : round(spoken.end * 100)] += 1
    return float((speaking > 1).sum() / (speaking > 0).sum())
