"""The speech engine's own decisions, on real speech activity and speakers with whisper replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.engine import speech
from intellisession_desktop.engine.speech import SpeechEngine
from intellisession_desktop.engine.speech_activity import Samples
from intellisession_desktop.engine.voice_prints import VOICE_MODEL
from intellisession_desktop.engine.whisper import Transcript
from intellisession_desktop.errors import Cancelled, EngineCrashed
from intellisession_desktop.records import (
    FIND_OUT,
    SAMPLE_RATE,
    Hearing,
    LabelledBy,
    Labelling,
    VoicePrint,
    Word,
)
from intellisession_desktop.settings import shipped_models_folder

from . import sounds

Answer = Callable[[Samples, bool], Transcript]


class ScriptedWhisper:
    """Answers as the test says, and remembers how it was asked."""

    def __init__(self, *_: object) -> None:
        self.asked: list[tuple[str, str, bool]] = []
        self.took_care: list[bool] = []
        self.answer: Answer = lambda samples, second: filled(samples)

    def detect_language(self, samples: Samples) -> str:
        return "de" if len(samples) else "en"

    def transcribe(
        self, samples: Samples, language: str, prompt: str, second: bool = False, careful: bool = False
    ) -> Transcript:
        self.asked.append((language, prompt, second))
        self.took_care.append(careful)
        return self.answer(samples, second)


def filled(samples: Samples, probability: float = 0.9) -> Transcript:
    """A word for every half second."""
    count = int(len(samples) / SAMPLE_RATE / 0.5)
    words = tuple(Word(i * 0.5, i * 0.5 + 0.4, f"word{i}", probability) for i in range(count))
    return Transcript(words, complete=True)


@pytest.fixture(scope="module")
def loaded() -> SpeechEngine:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speech, "Whisper", ScriptedWhisper)
        return SpeechEngine(Path("none.bin"), shipped_models_folder(), threads=2)


@pytest.fixture
def engine(loaded: SpeechEngine, monkeypatch: pytest.MonkeyPatch) -> SpeechEngine:
    monkeypatch.setattr(loaded, "_whisper", ScriptedWhisper())
    loaded.begin()
    return loaded


def hear(engine: SpeechEngine, sound: Samples) -> Hearing:
    for block in sounds.blocks(sound):
        engine.hear(block)
    return engine.finish()


SPEECH_S = 34.0


@pytest.fixture
def talk() -> Samples:
    return sounds.sample_session(60.0)[: round(SPEECH_S * SAMPLE_RATE)]


def test_chunks_come_while_it_listens_and_all_of_them_at_the_end(engine: SpeechEngine, talk: Samples) -> None:
    early = [chunk for block in sounds.blocks(talk) for chunk in engine.hear(block)]
    hearing = engine.finish()
    assert early
    assert [chunk.index for chunk in hearing.chunks] == list(range(len(hearing.chunks)))
    assert hearing.chunks[: len(early)] == tuple(early)
    assert hearing.seconds == SPEECH_S
    assert hearing.processed_s == hearing.speech_s > 20
    assert set(hearing.timings) == {"load", "speakers", "transcribe", "glimpse"}


def test_words_stand_at_their_time_in_the_recording_and_speakers_are_told_apart(
    engine: SpeechEngine, talk: Samples
) -> None:
    hearing = hear(engine, np.concatenate([np.zeros(20 * SAMPLE_RATE, dtype=np.float32), talk]))
    assert hearing.labelling.by is not LabelledBy.FAILED
    assert {turn.speaker for turn in hearing.turns} == {"therapist", "client"}
    assert all(21 <= turn.start <= turn.end <= 20 + SPEECH_S for turn in hearing.turns)
    assert all(a.start <= b.start for a, b in zip(hearing.turns, hearing.turns[1:], strict=False))


def test_one_person_is_not_labelled_and_costs_no_speaker_models(
    engine: SpeechEngine, talk: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked for speakers")

    monkeypatch.setattr(engine._speakers, "hear", refuse)
    engine.begin(people=1)
    hearing = hear(engine, talk)
    assert {turn.speaker for turn in hearing.turns} == {"unknown"}
    assert hearing.labelling.by is not LabelledBy.FAILED


def test_a_failure_of_the_speaker_models_costs_the_labels_and_not_the_transcript(
    engine: SpeechEngine, talk: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineCrashed()

    monkeypatch.setattr(engine._speakers, "hear", fail)
    hearing = hear(engine, talk)
    assert hearing.labelling.by is LabelledBy.FAILED
    assert {turn.speaker for turn in hearing.turns} == {"unknown"}
    assert hearing.processed_s == hearing.speech_s


def test_turns_can_be_had_while_it_listens_and_the_end_is_not_changed_by_that(
    engine: SpeechEngine, talk: Samples
) -> None:
    assert engine.so_far() == ()
    provisional = []
    for block in sounds.blocks(talk):
        if engine.hear(block):
            provisional.append(engine.so_far())
    last = engine.finish()
    assert provisional
    assert {turn.speaker for turn in provisional[-1]} == {"therapist", "client"}
    engine.begin()
    assert hear(engine, talk).turns == last.turns


def test_one_voice_where_nobody_said_how_many_is_not_taken_for_the_therapist(
    engine: SpeechEngine,
) -> None:
    spoken = [turn for turn in sounds.sample_reference() if turn["speaker"] == "client"][:4]
    session = sounds.sample_session(60.0)
    alone = np.concatenate(
        [
            session[round(second_of(t) * SAMPLE_RATE) : round(second_of(t, "end") * SAMPLE_RATE)]
            for t in spoken
        ]
    )
    engine.begin(people=FIND_OUT)
    hearing = hear(engine, alone)
    assert {turn.speaker for turn in hearing.turns} == {"unknown"}
    assert hearing.labelling == Labelling(LabelledBy.FAILED, 0.0, 1)


def test_the_enrolled_voice_is_recognised(engine: SpeechEngine) -> None:
    talk = sounds.sample_session(60.0)
    first, second = (turn for turn in sounds.sample_reference()[:2])
    voices = {}
    for turn in (first, second):
        part = talk[round(float(str(turn["start"])) * 16000) : round(float(str(turn["end"])) * 16000)]
        voices[turn["speaker"]] = tuple(engine._speakers.print_of(part).tolist())
    for speaker, vector in voices.items():
        known = VoicePrint(vector, 30.0, VOICE_MODEL, dt.datetime.now(dt.UTC))
        engine.begin(therapist=known)
        hearing = hear(engine, talk)
        assert (hearing.labelling.by, hearing.labelling.voices) == (LabelledBy.VOICE, 2)
        begin, end = second_of(first), second_of(first, "end")
        says = {turn.speaker for turn in hearing.turns if begin < turn.start + 0.5 < end}
        assert says == ({"therapist"} if speaker == first["speaker"] else {"client"})


def second_of(turn: dict[str, object], end: str = "start") -> float:
    return float(str(turn[end]))


def test_a_print_of_another_model_is_not_compared(engine: SpeechEngine, talk: Samples) -> None:
    engine.begin(therapist=VoicePrint((1.0,) * 3, 30.0, "another", dt.datetime.now(dt.UTC)))
    assert hear(engine, talk).labelling.by is LabelledBy.WORDS


def test_speech_that_comes_back_empty_is_tried_again_and_then_not_heard(
    engine: SpeechEngine, talk: Samples
) -> None:
    engine._whisper.answer = lambda samples, second: Transcript((), complete=True)
    hearing = hear(engine, talk)
    assert [second for _, _, second in engine._whisper.asked] == [False, True] * len(hearing.chunks)
    assert not any(chunk.heard for chunk in hearing.chunks)
    assert hearing.processed_s == 0
    assert hearing.turns == ()


def test_crying_that_whisper_describes_was_heard_and_is_listed_as_voice_without_words(
    engine: SpeechEngine, talk: Samples
) -> None:
    engine._whisper.answer = lambda samples, second: Transcript((), complete=True, described=True)
    hearing = hear(engine, talk)
    assert hearing.processed_s == hearing.speech_s > 20
    assert hearing.turns == ()
    assert sum(end - start for start, end in hearing.wordless) > 15


def test_a_run_that_failed_is_not_taken_for_silence(engine: SpeechEngine, talk: Samples) -> None:
    engine._whisper.answer = lambda samples, second: Transcript((), complete=False)
    assert hear(engine, talk).processed_s == 0


def test_the_second_try_is_taken_where_the_first_left_a_hole(engine: SpeechEngine, talk: Samples) -> None:
    def answer(samples: Samples, second: bool) -> Transcript:
        whole = filled(samples)
        return whole if second else Transcript(whole.words[:4], complete=True)

    engine._whisper.answer = answer
    hearing = hear(engine, talk)
    assert hearing.processed_s == hearing.speech_s
    assert sum(len(chunk.words) for chunk in hearing.chunks) > 40


def test_some_seconds_of_crying_do_not_make_a_chunk_unheard(engine: SpeechEngine, talk: Samples) -> None:
    def answer(samples: Samples, second: bool) -> Transcript:
        whole = filled(samples)
        return Transcript((*whole.words[:6], *whole.words[16:]), complete=True)

    engine._whisper.answer = answer
    assert hear(engine, talk).chunks[0].heard
    assert [second for _, _, second in engine._whisper.asked[:2]] == [False, True]


def test_invented_words_are_not_kept(engine: SpeechEngine, talk: Samples) -> None:
    engine._whisper.answer = lambda samples, second: Transcript(filled(samples).words, complete=False)
    hearing = hear(engine, talk)
    assert hearing.turns == ()
    assert hearing.processed_s == 0


def test_words_over_a_sound_in_which_nobody_speaks_are_dropped_and_nothing_is_missing(
    engine: SpeechEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine._activity, "_probability", lambda frame: 1.0)
    thanks = (Word(0.0, 0.5, "Thank", 0.9), Word(0.5, 0.9, "you.", 0.9))
    engine._whisper.answer = lambda samples, second: Transcript(thanks, complete=True)
    hearing = hear(engine, sounds.chords(20.0))
    assert hearing.speech_s == pytest.approx(20.0)
    assert hearing.processed_s == hearing.speech_s
    assert hearing.turns == ()


def test_more_words_than_can_be_said_in_a_moment_of_speech_are_dropped(engine: SpeechEngine) -> None:
    thanks = tuple(
        Word(0.1 * i, 0.1 * i + 0.1, word, 0.9) for i, word in enumerate(["Thanks", "for", "watching."])
    )
    engine._whisper.answer = lambda samples, second: Transcript(thanks, complete=True)
    hearing = hear(engine, sounds.siren(60.0))
    assert hearing.turns == ()
    assert hearing.processed_s == hearing.speech_s > 0


def test_each_call_gets_the_language_and_the_names_of_the_record(engine: SpeechEngine, talk: Samples) -> None:
    engine.begin(language="fr", vocabulary=("Maya", "sertraline"))
    hear(engine, talk)
    assert set(engine._whisper.asked) == {("fr", "Maya, sertraline.", False)}


def test_care_is_taken_with_the_one_chunk_at_which_a_process_ended(
    engine: SpeechEngine, talk: Samples
) -> None:
    engine.begin(careful_at=1)
    chunks = hear(engine, talk).chunks
    assert engine._whisper.took_care == [chunk.index == 1 for chunk in chunks]


def test_the_language_is_found_once_and_kept(engine: SpeechEngine, talk: Samples) -> None:
    found: list[int] = []
    detect = engine._whisper.detect_language
    engine._whisper.detect_language = lambda samples: found.append(1) or detect(samples)
    engine.begin(language="auto")
    hearing = hear(engine, talk)
    assert hearing.language == "de"
    assert len(hearing.chunks) > 1
    assert found == [1]


def test_a_new_recording_knows_nothing_of_the_one_before(engine: SpeechEngine, talk: Samples) -> None:
    first = hear(engine, talk)
    engine.begin()
    again = hear(engine, talk)
    assert (again.chunks, again.turns) == (first.chunks, first.turns)
    engine.begin()
    assert engine.finish().chunks == ()


def test_it_stops_between_two_chunks_when_asked(engine: SpeechEngine, talk: Samples) -> None:
    engine.stop_requested = lambda: True
    try:
        with pytest.raises(Cancelled):
            hear(engine, talk)
    finally:
        del engine.stop_requested


def test_a_recording_without_speech_has_no_turns_and_misses_nothing(engine: SpeechEngine) -> None:
    hearing = hear(engine, sounds.pink_noise(12.0))
    assert (hearing.turns, hearing.chunks, hearing.speech_s) == ((), (), 0)
    assert engine._whisper.asked == []


def test_a_word_before_a_long_silence_does_not_last_through_it(engine: SpeechEngine, talk: Samples) -> None:
    silence = np.zeros(20 * SAMPLE_RATE, dtype=np.float32)
    hearing = hear(engine, np.concatenate([talk[: 8 * SAMPLE_RATE], silence, talk[8 * SAMPLE_RATE :]]))
    words = [word for chunk in hearing.chunks for word in chunk.words]
    assert max(word.end - word.start for word in words) < 0.5
    assert not any(10 < word.start < 27 for word in words)


def test_clear_words_are_kept_also_when_the_second_model_hears_nobody(
    engine: SpeechEngine, talk: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine._speakers.segmentation, "voiced", lambda samples: np.zeros(9, dtype=bool))

    def answer(samples: Samples, second: bool) -> Transcript:
        return Transcript(filled(samples).words[:12], complete=True)  # with a hole, so that it is looked at

    engine._whisper.answer = answer
    assert len(hear(engine, talk).chunks[0].words) == 12


@pytest.mark.parametrize("people", [1, 2])
def test_what_was_spoken_and_has_no_words_is_listed(engine: SpeechEngine, talk: Samples, people: int) -> None:
    engine.begin(people)
    assert hear(engine, talk).wordless == ()

    def answer(samples: Samples, second: bool) -> Transcript:
        words = filled(samples).words
        return Transcript((*words[:6], *words[16:]), complete=True)

    engine._whisper.answer = answer
    engine.begin(people)
    hearing = hear(engine, talk)
    first = hearing.chunks[0]
    start, end = hearing.wordless[0]
    assert first.words[5].end < start < end < first.words[6].start
    assert 1.0 < end - start < 5.0
    assert first.heard


def test_somebody_whom_the_detector_misses_is_listed(
    engine: SpeechEngine, talk: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine._activity, "_probability", lambda frame: 0.0)
    hearing = hear(engine, talk)
    assert hearing.chunks == ()
    assert sum(end - start for start, end in hearing.wordless) > 15.0


def test_without_the_second_model_nothing_is_listed_and_all_words_are_kept(
    engine: SpeechEngine, talk: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineCrashed()

    monkeypatch.setattr(engine._speakers.segmentation, "_model", None)
    monkeypatch.setattr(engine._speakers.segmentation, "speaking", fail)
    hearing = hear(engine, talk)
    assert hearing.wordless == ()
    assert hearing.processed_s == hearing.speech_s > 20


def test_a_dose_that_was_written_as_two_numbers_is_one_and_unsure(
    engine: SpeechEngine, talk: Samples
) -> None:
    def answer(samples: Samples, second: bool) -> Transcript:
        words = filled(samples).words
        dose = [replace(w, text=t) for w, t in zip(words, ["100", "and", "50", "milligrams"], strict=False)]
        return Transcript((*dose, *words[4:]), complete=True)

    engine._whisper.answer = answer
    turn = hear(engine, talk).turns[0]
    assert turn.text.startswith("150 milligrams")
    assert "150" in turn.unsure
    engine.begin(language="de")
    assert hear(engine, talk).turns[0].text.startswith("100 and 50 milligrams")


def test_channels_with_one_person_each_tell_who_speaks_without_the_speaker_models(
    engine: SpeechEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = sounds.sample_session(60.0)
    both = np.zeros((len(talk), 2), dtype=np.float32)
    for turn in sounds.sample_reference():
        part = slice(round(second_of(turn) * 16_000), round(second_of(turn, "end") * 16_000))
        both[part, int(turn["speaker"] == "client")] = talk[part]

    def refuse(*_: object) -> None:
        raise AssertionError("asked for speakers")

    monkeypatch.setattr(engine._speakers, "hear", refuse)
    for at in range(0, len(both), 16_000):
        engine.hear(both[at : at + 16_000])
    hearing = engine.finish()
    assert hearing.labelling.channels
    assert hearing.labelling.voices == 2
    first = {t.speaker for t in hearing.turns if t.start < 4.0}
    assert len(first) == 1
    assert {t.speaker for t in hearing.turns} == {"therapist", "client"}


def test_more_than_two_people_are_told_apart_by_their_voices_also_in_two_channels(
    engine: SpeechEngine,
) -> None:
    talk = sounds.sample_session(60.0)
    both = np.stack([talk, 0.2 * talk], axis=1)
    engine.begin(people=3)
    for at in range(0, len(both), 16_000):
        engine.hear(both[at : at + 16_000])
    labelling = engine.finish().labelling
    assert not labelling.channels
    assert labelling.voices == 3
