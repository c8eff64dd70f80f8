"""How high and how fast people speak, and what it comes to at a wrong speed."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine.pace import Pacer
from intellisession_desktop.engine.segmentation import FRAME_S
from intellisession_desktop.engine.speech_activity import Samples
from intellisession_desktop.records import SAMPLE_RATE, Pace

from . import sounds

SECONDS = 30.0


def pace(sound: Samples, size: int = SAMPLE_RATE) -> Pace:
    """As if somebody spoke all the time."""
    pacer = Pacer()
    for block in sounds.blocks(sound, size):
        pacer.hear(block)
    return pacer.pace(np.ones(round(len(sound) / SAMPLE_RATE / FRAME_S), dtype=bool))


def voice(hertz: float, beat_hz: float) -> Samples:
    """A buzz of that pitch that swells and fades so many times a second."""
    time = np.arange(round(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * hertz * n * time) / n for n in range(1, 12))
    return np.asarray(0.1 * buzz * (1 + np.sin(2 * np.pi * beat_hz * time)), dtype=np.float32)


@pytest.mark.parametrize(("hertz", "beat_hz"), [(45.0, 1.5), (95.0, 3.0), (210.0, 4.0), (420.0, 8.0)])
def test_pitch_and_beat_are_those_of_the_sound(hertz: float, beat_hz: float) -> None:
    found = pace(voice(hertz, beat_hz))
    assert found.voice_s == pytest.approx(SECONDS, abs=0.1)
    assert found.pitch_hz == pytest.approx(hertz, rel=0.03)
    assert found.beat_hz == pytest.approx(beat_hz, abs=0.3)


def test_noise_and_a_whisper_have_no_pitch_and_silence_has_nothing() -> None:
    assert pace(10 * sounds.faint_noise(SECONDS)).pitch_hz == 0.0
    assert pace(np.zeros(SAMPLE_RATE, np.float32)) == Pace(pytest.approx(1.0, abs=0.1), 0.0, 0.0)
    assert Pacer().pace(np.zeros(0, bool)) == Pace()


def test_only_what_is_voice_counts() -> None:
    sound = np.concatenate([voice(100.0, 4.0), voice(400.0, 8.0)])
    pacer = Pacer()
    pacer.hear(sound)
    spoken = np.arange(round(2 * SECONDS / FRAME_S)) * FRAME_S < SECONDS - 1
    assert pacer.pace(spoken).pitch_hz == pytest.approx(100.0, rel=0.03)


def test_the_size_of_the_blocks_does_not_matter() -> None:
    sound = sounds.sample_session(20.0)
    assert pace(sound) == pace(sound, size=7_001) == pace(sound, size=100)


@pytest.mark.parametrize("speed", [1 / 3, 0.5, 2.0])
def test_what_plays_at_another_speed_is_as_much_higher_or_lower_and_beats_otherwise(speed: float) -> None:
    talk = sounds.sample_session(SECONDS)
    at = np.arange(round(len(talk) / speed)) * speed
    played = np.interp(at, np.arange(len(talk)), talk).astype(np.float32)
    plain, other = pace(talk), pace(played)
    assert other.pitch_hz == pytest.approx(plain.pitch_hz * speed, rel=0.35)
    assert (other.beat_hz > plain.beat_hz) == (speed > 1)


def ring(hertz: tuple[float, ...], on_s: float, off_s: float) -> Samples:
    time = np.arange(round(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * each * time) for each in hertz)
    return np.asarray(0.1 * tone * (time % (on_s + off_s) < on_s), dtype=np.float32)


@pytest.mark.parametrize(("hertz", "on_s", "off_s"), [((425.0,), 1.0, 4.0), ((400.0, 450.0), 0.4, 0.2)])
def test_a_telephone_keeps_one_pitch(hertz: tuple[float, ...], on_s: float, off_s: float) -> None:
    pacer = Pacer()
    pacer.hear(ring(hertz, on_s, off_s))
    assert all(pacer.steady(start, start + 5.0) for start in (0.0, 5.0, 10.0))


def test_nobody_who_speaks_does() -> None:
    pacer = Pacer()
    pacer.hear(sounds.sample_session(60.0))
    assert not any(pacer.steady(start / 2, start / 2 + 1.5) for start in range(116))
    assert not Pacer().steady(0.0, 5.0)
