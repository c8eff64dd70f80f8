"""What the work relies on when it feeds a speech engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from intellisession_desktop.records import SAMPLE_RATE, Hearing, LabelledBy, Speaker, SpeechChunk

from ..unit.speech.sounds import Samples, faint_noise, sample_session

SECONDS = 17.0  # the first three turns


def hear(worker: Any, sound: Samples, size: int = SAMPLE_RATE) -> tuple[list[SpeechChunk], Hearing]:
    """The chunks that were given while `sound` was fed in blocks of `size` samples, and the end."""
    chunks: list[SpeechChunk] = []
    for at in range(0, len(sound), size):
        chunks += worker.call("hear", sound[at : at + size])
    return chunks, worker.call("finish")


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


@pytest.fixture(scope="module")
def spoken(speech: Any) -> tuple[list[SpeechChunk], Hearing]:
    """The first seconds of the sample session, as heard."""
    speech.call("begin", 2, "en", ("Maya",))
    return hear(speech, sample_session(SECONDS))


def test_silence_holds_neither_speech_nor_turns(speech: Any) -> None:
    speech.call("begin", 2, "en", ())
    chunks, hearing = hear(speech, silence(10.0))
    assert chunks == []
    assert (hearing.chunks, hearing.turns) == ((), ())
    assert (hearing.speech_s, hearing.processed_s) == (0.0, 0.0)
    assert hearing.seconds == 10.0


def test_no_sound_at_all_is_no_error(speech: Any) -> None:
    speech.call("begin", 2, "en", ())
    hearing = speech.call("finish")
    assert (hearing.seconds, hearing.turns) == (0.0, ())


def test_the_same_sound_gives_the_same_words_whatever_was_heard_before(speech: Any) -> None:
    spoken = sample_session(45.0)[20 * SAMPLE_RATE :]
    loud = faint_noise(25.0)[: len(spoken)]  # so that what is heard at first is doubted
    loud *= 2 * np.sqrt(np.mean(spoken**2) / np.mean(loud**2))
    heard = []
    for _ in range(3):
        speech.call("begin", 2, "en", ())
        _, hearing = hear(speech, (spoken + loud).astype(np.float32))
        heard.append([[word.text for word in chunk.words] for chunk in hearing.chunks])
    assert heard[0] == heard[1] == heard[2]


def test_turns_stand_in_order_inside_the_sound(spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    _, hearing = spoken
    assert hearing.turns
    assert all(0.0 <= turn.start < turn.end <= hearing.seconds for turn in hearing.turns)
    starts = [turn.start for turn in hearing.turns]
    assert starts == sorted(starts)


def test_turns_say_something_and_who_says_it(spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    _, hearing = spoken
    assert all(turn.text == turn.text.strip() != "" for turn in hearing.turns)
    assert {turn.speaker for turn in hearing.turns} <= {Speaker.THERAPIST, Speaker.CLIENT}
    assert hearing.labelling.by is not LabelledBy.FAILED
    assert hearing.language == "en"


def test_every_chunk_is_acknowledged_once_and_in_order(
    spoken: tuple[list[SpeechChunk], Hearing],
) -> None:
    given, hearing = spoken
    assert [chunk.index for chunk in hearing.chunks] == list(range(len(hearing.chunks)))
    assert hearing.chunks
    assert tuple(given) == hearing.chunks[: len(given)]
    ends = [0.0, *(chunk.end for chunk in hearing.chunks)]
    assert all(
        end <= chunk.start < chunk.end <= hearing.seconds
        for end, chunk in zip(ends, hearing.chunks, strict=False)
    )


def test_speech_is_counted(spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    _, hearing = spoken
    assert hearing.speech_s == pytest.approx(sum(chunk.speech_s for chunk in hearing.chunks))
    assert 0.0 < hearing.processed_s <= hearing.speech_s <= hearing.seconds
    assert all(0.0 < chunk.speech_s <= chunk.end - chunk.start + 1e-6 for chunk in hearing.chunks)


def test_words_stand_inside_their_chunk(spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    _, hearing = spoken
    for chunk in hearing.chunks:
        assert all(chunk.start - 0.5 <= word.start <= word.end <= chunk.end + 0.5 for word in chunk.words)
        assert all(0.0 <= word.probability <= 1.0 for word in chunk.words)


def test_the_time_it_took_is_told(spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    _, hearing = spoken
    assert {"load", "speakers", "transcribe"} <= set(hearing.timings)
    assert all(seconds >= 0.0 for seconds in hearing.timings.values())


def test_a_new_recording_begins_with_nothing(speech: Any, spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    speech.call("begin", 2, "en", ())
    speech.call("hear", sample_session(5.0))
    speech.call("begin", 2, "en", ())
    chunks, hearing = hear(speech, silence(3.0))
    assert (chunks, hearing.chunks, hearing.turns, hearing.seconds) == ([], (), (), 3.0)


@pytest.mark.parametrize("size", [1, 7_001, 50_000])
def test_the_length_is_that_of_the_samples_whatever_the_blocks(speech: Any, size: int) -> None:
    speech.call("begin", 2, "en", ())
    count = 100 if size == 1 else 100_003
    _, hearing = hear(speech, np.zeros(count, np.float32), size)
    assert hearing.seconds == count / SAMPLE_RATE


def test_one_person_alone_is_not_named(speech: Any) -> None:
    speech.call("begin", 1, "en", ())
    _, hearing = hear(speech, sample_session(7.0))
    assert {turn.speaker for turn in hearing.turns} == {Speaker.UNKNOWN}


def test_turns_can_be_asked_for_while_it_listens_and_change_nothing(speech: Any) -> None:
    speech.call("begin", 2, "en", ())
    assert speech.call("so_far") == ()
    given: list[SpeechChunk] = []
    for at in range(0, 45 * SAMPLE_RATE, SAMPLE_RATE):
        given += speech.call("hear", sample_session(45.0)[at : at + SAMPLE_RATE])
    turns = speech.call("so_far")
    assert given
    assert turns
    assert all(0.0 <= turn.start < turn.end <= 45.0 for turn in turns)
    assert {turn.speaker for turn in turns} <= {Speaker.THERAPIST, Speaker.CLIENT}
    assert len(speech.call("finish").chunks) >= len(given)


def test_a_glimpse_shows_what_is_not_closed_yet_and_changes_nothing(speech: Any) -> None:
    plain: list[SpeechChunk] = []
    glimpsed: list[SpeechChunk] = []
    for look, chunks in ((False, plain), (True, glimpsed)):
        speech.call("begin", 2, "en", ())
        assert speech.call("glimpse") == ""
        seen = []
        for at in range(0, 40 * SAMPLE_RATE, SAMPLE_RATE):
            chunks += speech.call("hear", sample_session(40.0)[at : at + SAMPLE_RATE])
            if look and at % (4 * SAMPLE_RATE) == 0:
                seen.append(speech.call("glimpse"))
        chunks += speech.call("finish").chunks[len(chunks) :]
        assert any(seen) == look
    assert plain == glimpsed


def test_chunks_that_are_known_are_taken_as_they_are(speech: Any) -> None:
    speech.call("begin", 2, "en", ())
    speech.call("hear", sample_session(60.0))
    before = speech.call("finish").chunks
    known = tuple(replace(each, words=(replace(each.words[0], text="Known."),)) for each in before[:1])
    speech.call("begin", 2, "en", (), None, known, len(known))
    speech.call("hear", sample_session(60.0))
    again = speech.call("finish").chunks
    assert [(each.start, each.end) for each in again] == [(each.start, each.end) for each in before]
    assert len(again) >= 2
    assert again[0] == known[0]


def test_ordinary_talk_leaves_nothing_without_words(spoken: tuple[list[SpeechChunk], Hearing]) -> None:
    assert spoken[1].wordless == ()


@pytest.mark.parametrize("sound", [silence(12.0), faint_noise(12.0)])
def test_where_nobody_speaks_no_words_are_missed(speech: Any, sound: Samples) -> None:
    speech.call("begin", 2, "en", ())
    assert hear(speech, sound)[1].wordless == ()


@pytest.mark.parametrize("people", [1, 2])
def test_where_somebody_speaks_and_no_words_were_found_is_told(speech: Any, people: int) -> None:
    speech.call("begin", people, "en", ())
    chunks = hear(speech, sample_session(60.0))[1].chunks
    nothing = tuple(replace(each, words=()) for each in chunks)
    speech.call("begin", people, "en", (), None, nothing)
    hearing = hear(speech, sample_session(60.0))[1]
    assert sum(end - start for start, end in hearing.wordless) > 25.0
    ends = [0.0, *(end for _, end in hearing.wordless)]
    assert all(
        end <= start < following <= 60.0
        for end, (start, following) in zip(ends, hearing.wordless, strict=False)
    )
