"""The speech engine on the real default model: what it hears in speech, and nothing in noise."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from intellisession_desktop.engine.speech import SpeechEngine
from intellisession_desktop.engine.speech_activity import Samples
from intellisession_desktop.records import Hearing, LabelledBy
from intellisession_desktop.sessions.hearing import plausible_speed
from intellisession_desktop.settings import Settings, models_folder, shipped_models_folder

from ..unit.speech import sounds

pytestmark = pytest.mark.e2e

MODEL = models_folder() / "ggml-base.bin"


@pytest.fixture(scope="module")
def engine() -> SpeechEngine:
    return SpeechEngine(MODEL, shipped_models_folder(), Settings().engine_threads())


def hear(engine: SpeechEngine, sound: Samples) -> Hearing:
    for block in sounds.blocks(sound):
        engine.hear(block)
    return engine.finish()


@pytest.fixture(scope="module")
def session(engine: SpeechEngine) -> Hearing:
    engine.begin()
    return hear(engine, sounds.sample_session())


SPELLED = dict(
    okay="ok", doctor="dr", one="1", two="2", three="3", four="4", five="5", seven="7", eight="8", ten="10"
)


def words(text: str) -> list[str]:
    return [SPELLED.get(word, word) for word in re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))]


def matched(reference: list[str], heard: list[str]) -> tuple[int, list[tuple[int, int]]]:
    """Word errors (Levenshtein), and the pairs of places at which the same word stands in both."""
    costs = [list(range(len(heard) + 1))]
    for i, expected in enumerate(reference, start=1):
        row = [i]
        for j, found in enumerate(heard, start=1):
            row.append(min(costs[-1][j] + 1, row[-1] + 1, costs[-1][j - 1] + (expected != found)))
        costs.append(row)
    i, j, pairs = len(reference), len(heard), []
    while i and j:
        same = reference[i - 1] == heard[j - 1]
        if costs[i][j] == costs[i - 1][j - 1] + (not same):
            i, j = i - 1, j - 1
            if same:
                pairs.append((i, j))
        elif costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return costs[-1][-1], pairs


def test_the_sample_session_is_understood_and_its_speakers_are_named(session: Hearing) -> None:
    reference = [(w, t["speaker"]) for t in sounds.sample_reference() for w in words(str(t["text"]))]
    heard = [(w, turn.speaker) for turn in session.turns for w in words(turn.text)]
    errors, pairs = matched([w for w, _ in reference], [w for w, _ in heard])
    assert errors / len(reference) <= 0.09
    right = sum(reference[i][1] == heard[j][1] for i, j in pairs)
    assert right / len(pairs) >= 0.95


def test_all_speech_of_the_sample_session_is_accounted_for(session: Hearing) -> None:
    assert session.labelling.by is not LabelledBy.FAILED
    assert session.processed_s == session.speech_s
    assert 200 < session.speech_s < session.seconds
    assert all(chunk.heard and chunk.words for chunk in session.chunks)


def test_turns_of_the_sample_session_stand_where_they_were_spoken(session: Hearing) -> None:
    starts = [turn.start for turn in session.turns]
    near = [
        min(abs(start - float(str(turn["start"]))) for start in starts) for turn in sounds.sample_reference()
    ]
    assert sorted(near)[len(near) * 9 // 10] < 0.4
    assert starts == sorted(starts)


def test_some_words_are_marked_as_unsure_but_few(session: Hearing) -> None:
    unsure = [word for turn in session.turns for word in turn.unsure]
    assert 0 < len(unsure) <= 0.03 * sum(len(turn.text.split()) for turn in session.turns)


@pytest.mark.parametrize(
    "make", [sounds.faint_noise, sounds.pink_noise, sounds.chords, sounds.ringing_phone, sounds.siren]
)
def test_a_minute_without_speech_gives_no_words(
    engine: SpeechEngine, make: Callable[[float], Samples]
) -> None:
    engine.begin()
    hearing = hear(engine, make(60.0))
    assert hearing.turns == ()
    assert hearing.processed_s == hearing.speech_s


@pytest.mark.parametrize(
    "make", [np.zeros, sounds.faint_noise, sounds.pink_noise, sounds.chords, sounds.ringing_phone]
)
def test_whisper_itself_says_nothing_where_nobody_speaks(
    engine: SpeechEngine, make: Callable[[float], Samples]
) -> None:
    sound = np.zeros(28 * 16_000, np.float32) if make is np.zeros else make(28.0)
    transcript = engine._whisper.transcribe(sound)
    assert transcript.words == () or not transcript.complete


def test_nothing_of_the_sample_session_is_without_words(session: Hearing) -> None:
    assert session.wordless == ()
    assert plausible_speed(session)


def test_a_session_that_plays_three_times_too_slow_is_not_believed(engine: SpeechEngine) -> None:
    talk = sounds.sample_session(30.0)
    slow = np.interp(np.arange(3 * len(talk)) / 3, np.arange(len(talk)), talk).astype(np.float32)
    engine.begin()
    assert not plausible_speed(hear(engine, slow))


def test_who_speaks_much_softer_is_understood_as_well(engine: SpeechEngine) -> None:
    talk = sounds.sample_session(30.0).copy()
    for turn in sounds.sample_reference():
        if turn["speaker"] == "client":
            part = slice(*(round(float(str(turn[end])) * 16_000) for end in ("start", "end")))
            talk[part] *= 0.02
    heard = {}
    for name, sound in (("as it was", sounds.sample_session(30.0)), ("softer", talk)):
        engine.begin()
        hearing = hear(engine, sound)
        heard[name] = [word for turn in hearing.turns for word in words(turn.text)]
        assert hearing.wordless == ()
    errors, _ = matched(heard["as it was"], heard["softer"])
    assert errors <= 0.1 * len(heard["as it was"])


def test_the_language_is_found(engine: SpeechEngine) -> None:
    engine.begin(people=1, language="auto")
    hearing = hear(engine, sounds.sample_session(30.0))
    assert hearing.language == "en"
    assert "panic log" in " ".join(turn.text for turn in hearing.turns)


def test_a_process_without_a_console_hears_too_and_nothing_is_printed() -> None:
    code = (
        "import sys; from tests.e2e.test_transcripts import *\n"
        "import os; os.close(0)\n"
        "engine = SpeechEngine(MODEL, shipped_models_folder(), 2)\n"
        "hearing = hear(engine, sounds.sample_session(12.0))\n"
        "sys.exit(0 if hearing.turns else 1)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
