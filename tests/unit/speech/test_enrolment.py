"""Learning what a voice is like, with the models that ship."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine.enrolment import VoiceEngine
from intellisession_desktop.errors import VoicesMixed, VoiceTooShort
from intellisession_desktop.settings import shipped_models_folder

from ...made_sessions import NAMES, Samples, by_telephone, in_noise, sentences
from . import sounds


@pytest.fixture(scope="module")
def engine() -> VoiceEngine:
    return VoiceEngine(shipped_models_folder(), threads=2)


def reading(voice: str) -> Samples:
    return np.concatenate([samples for samples, _ in sentences(voice)])


@pytest.mark.parametrize("voice", NAMES)
def test_one_voice_is_taken_for_one_and_known_again_through_another_microphone(
    engine: VoiceEngine, voice: str
) -> None:
    sound = reading(voice)
    known = np.array(engine.voice_print(sound).vector)
    assert np.linalg.norm(known) == pytest.approx(1.0, abs=1e-5)
    for other in (by_telephone(sound), in_noise(sound)):
        assert float(known @ np.array(engine.voice_print(other).vector)) > 0.5


PAIRS = [("blend_1", "jm_kumo"), ("jf_alpha", "jf_tebukuro"), ("blend_3", "jf_nezumi")]


@pytest.mark.parametrize("pair", PAIRS)
def test_two_voices_are_refused(engine: VoiceEngine, pair: tuple[str, str]) -> None:
    first, second = (reading(voice) for voice in pair)
    with pytest.raises(VoicesMixed):
        engine.voice_print(np.concatenate([first[: 15 * 16_000], second[: 15 * 16_000]]))


def test_too_little_speech_is_refused_and_says_how_much_there_was(engine: VoiceEngine) -> None:
    sound = np.concatenate([reading("blend_1")[: 8 * 16_000], np.zeros(30 * 16_000, dtype=np.float32)])
    with pytest.raises(VoiceTooShort, match=r"Only [678] seconds"):
        engine.voice_print(sound)
    with pytest.raises(VoiceTooShort, match="No speech"):
        engine.voice_print(sounds.faint_noise(20.0))
