"""Soft sound is raised for the detector, and loud sound is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine.levels import Levels
from intellisession_desktop.engine.speech_activity import FRAME, Samples


def tone(level_db: float, frames: int) -> Samples:
    time = np.arange(frames * FRAME) / 16_000
    return np.asarray(10 ** (level_db / 20) * np.sqrt(2) * np.sin(2 * np.pi * 200 * time), dtype=np.float32)


def evened(sound: Samples) -> list[float]:
    """dBFS of each frame, evened."""
    levels = Levels()
    frames = [levels.even(frame) for frame in sound.reshape(-1, FRAME)]
    assert all(frame.dtype == np.float32 for frame in frames)
    return [20 * np.log10(np.sqrt(np.mean(frame**2)) + 1e-12) for frame in frames]


def test_loud_sound_is_as_it_was() -> None:
    sound = tone(-20.0, 40)
    levels = Levels()
    assert np.array_equal(np.concatenate([levels.even(f) for f in sound.reshape(-1, FRAME)]), sound)


@pytest.mark.parametrize("level_db", [-35.0, -50.0, -65.0])
def test_soft_sound_is_raised(level_db: float) -> None:
    assert evened(tone(level_db, 40))[-1] == pytest.approx(-30.0, abs=1.0)


def test_next_to_nothing_stays_soft() -> None:
    assert evened(tone(-95.0, 40))[-1] < -50.0
    assert evened(np.zeros(40 * FRAME, np.float32))[-1] < -200


def test_who_speaks_softly_after_somebody_loud_is_raised_within_half_a_second() -> None:
    raised = evened(np.concatenate([tone(-20.0, 40), tone(-42.0, 40)]))
    assert raised[40] < -40.0
    assert raised[58] > -32.0


def test_a_pause_between_loud_words_is_not_raised_as_far_and_a_long_one_is() -> None:
    raised = evened(np.concatenate([tone(-20.0, 40), tone(-60.0, 200)]))
    assert max(raised[41:70]) < -42.0
    assert raised[-1] > -32.0


def test_the_first_loud_frame_after_a_silence_is_not_torn_up() -> None:
    assert max(evened(np.concatenate([tone(-70.0, 40), tone(-12.0, 10)]))[40:]) < -11.0
