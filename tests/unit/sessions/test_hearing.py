"""What the speech worker gives back is believed only when it really heard everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from intellisession_desktop.errors import (
    AudioChanged,
    Cancelled,
    EngineCrashed,
    NoSpeech,
    SpeedImplausible,
    TranscriptIncomplete,
)
from intellisession_desktop.records import SAMPLE_RATE, Hearing, Pace, Progress, SpeechChunk, Turn, Word
from intellisession_desktop.sessions.hearing import (
    LISTENING,
    TELLING_VOICES,
    hear,
    more_than_a_little_unheard,
    require_complete,
    unheard_s,
)
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from tests.fakes import FakeEngines, FakeSpeechEngine, LocalWorker

LOUD = np.full(SAMPLE_RATE, 0.3, np.float32)
SAID = (Turn(0.0, 5.0, "client", "Hello."),)


def hearing(speech_s: float, processed_s: float, turns: tuple[Turn, ...] = SAID, *indices: int) -> Hearing:
    chunks = tuple(SpeechChunk(i, 10.0 * i, 10.0 * i + 9, 9.0, True) for i in indices or (0, 1))
    return Hearing(100.0, speech_s, processed_s, chunks, turns)


@pytest.mark.parametrize(
    ("speech_s", "processed_s"), [(100.0, 98.0), (100.0, 98.1), (100.0, 100.0), (0.5, 0.5)]
)
def test_98_percent_of_the_speech_is_enough(speech_s: float, processed_s: float) -> None:
    require_complete(hearing(speech_s, processed_s))


@pytest.mark.parametrize(
    ("speech_s", "processed_s"), [(100.0, 97.9), (100.0, 0.0), (3600.0, 3527.9), (0.5, 0.48)]
)
def test_less_is_not(speech_s: float, processed_s: float) -> None:
    with pytest.raises(TranscriptIncomplete):
        require_complete(hearing(speech_s, processed_s))


@pytest.mark.parametrize("indices", [(0, 2), (1,), (0, 0), (1, 0)])
def test_a_chunk_that_was_not_acknowledged_is_missed(indices: tuple[int, ...]) -> None:
    with pytest.raises(TranscriptIncomplete):
        require_complete(hearing(100.0, 100.0, SAID, *indices))


@pytest.mark.parametrize("turns", [(), (Turn(0.0, 1.0, "client", " "),)])
def test_a_recording_without_one_word_has_no_speech(turns: tuple[Turn, ...]) -> None:
    with pytest.raises(NoSpeech):
        require_complete(hearing(20.0, 20.0, turns))


def test_a_voice_without_one_word_is_not_taken_for_a_recording_without_speech() -> None:
    with pytest.raises(TranscriptIncomplete):
        require_complete(replace(hearing(0.0, 0.0, ()), wordless=((10.0, 70.0),)))
    with pytest.raises(NoSpeech):
        require_complete(replace(hearing(0.0, 0.0, ()), wordless=((10.0, 12.0),)))


def test_speech_of_which_nothing_was_processed_is_not_taken_for_silence() -> None:
    with pytest.raises(TranscriptIncomplete):
        require_complete(hearing(20.0, 0.0, ()))


@pytest.mark.parametrize(
    ("minutes", "wordless", "asked"),
    [
        (50, (), False),
        (50, ((10.0, 14.0), (100.0, 103.0), (2000.0, 2010.0)), False),  # laughter
        (50, ((10.0, 14.0), (100.0, 340.0)), True),
        (50, tuple((60.0 * i, 60.0 * i + 2.0) for i in range(16)), True),
        (5, ((100.0, 112.0),), False),
        (5, ((100.0, 121.0),), True),
        (1, ((10.0, 14.0),), False),
        (1, ((10.0, 24.0), (30.0, 45.0)), True),
        (0.1, ((1.0, 4.0),), False),
    ],
)
def test_more_than_a_little_voice_without_words_is_a_reason_to_ask(
    minutes: float, wordless: tuple[tuple[float, float], ...], asked: bool
) -> None:
    heard = replace(hearing(100.0, 100.0), seconds=60.0 * minutes, wordless=wordless)
    assert unheard_s(heard) == sum(end - start for start, end in wordless)
    assert more_than_a_little_unheard(heard) == asked


def paced(words: int, pace: Pace) -> Hearing:
    chunk = SpeechChunk(0, 0.0, 90.0, 90.0, True, (Word(0.0, 0.5, "word", 0.9),) * words)
    return replace(hearing(90.0, 90.0), chunks=(chunk,), pace=pace)


@pytest.mark.parametrize(
    ("words", "pace"),
    [
        (350, Pace(100.0, 98.0, 4.2)),  # a man
        (260, Pace(100.0, 85.0, 2.8)),  # a slow one
        (390, Pace(100.0, 240.0, 4.7)),  # two people of the sample session
        (280, Pace(100.0, 360.0, 4.4)),  # a child
        (500, Pace(100.0, 220.0, 5.3)),  # somebody in a hurry
        (250, Pace(100.0, 200.0, 5.3)),  # Russian
        (200, Pace(100.0, 0.0, 3.5)),  # whispering
        (90, Pace(40.0, 110.0, 3.3)),  # long silences
        (3, Pace(100.0, 350.0, 3.0)),  # crying
        (0, Pace(3.0, 50.0, 2.0)),  # a creaking chair
        (0, Pace()),
    ],
)
def test_people_speak_at_every_pitch_and_pace(words: int, pace: Pace) -> None:
    require_complete(paced(words, pace))


@pytest.mark.parametrize(
    ("words", "pace"),
    [
        (0, Pace(78.0, 91.0, 2.2)),  # the sample session, three times too slow
        (4, Pace(100.0, 89.0, 2.3)),
        (250, Pace(100.0, 50.0, 2.8)),  # a man at half speed, whom whisper gives words
        (680, Pace(100.0, 186.0, 5.6)),  # twice as fast
        (430, Pace(100.0, 410.0, 7.4)),
        (0, Pace(100.0, 457.0, 7.5)),  # three times
    ],
)
def test_what_plays_at_a_wrong_speed_is_kept_and_no_note_is_made(words: int, pace: Pace) -> None:
    with pytest.raises(SpeedImplausible):
        require_complete(paced(words, pace))
    nothing_processed = replace(paced(words, pace), processed_s=0.0, turns=())
    with pytest.raises(SpeedImplausible):
        require_complete(nothing_processed)


def run(sound: Iterable[np.ndarray], seconds: float = 40.0, engines: FakeEngines | None = None, **given):
    heard = list(sound) if isinstance(sound, list) else sound
    return hear(
        lambda: iter(heard),
        seconds,
        (engines or FakeEngines())(),
        people=2,
        language="en",
        vocabulary=(),
        report=given.get("report", unreported),
        cancel=given.get("cancel", CancelToken()),
    )


def test_all_blocks_are_heard_and_timed() -> None:
    heard = run(iter([LOUD] * 40))
    assert heard.hearing.seconds == 40.0
    assert 0.0 <= heard.decode_s <= heard.wall_s


@pytest.mark.parametrize("seconds", [40.0, 20.0, 0.0])
def test_progress_stays_between_nothing_and_all_whatever_the_file_said_of_its_length(seconds: float) -> None:
    seen: list[Progress] = []
    run(iter([LOUD] * 40), seconds, report=seen.append)
    assert {each.stage for each in seen} == {LISTENING, TELLING_VOICES}
    shares = [each.done for each in seen if each.stage == LISTENING]
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert max(shares) <= 1.0


def test_silence_has_no_speech() -> None:
    with pytest.raises(NoSpeech):
        run(iter([np.zeros(SAMPLE_RATE, np.float32)] * 30))


def test_what_the_file_raises_comes_through() -> None:
    def changed() -> Iterator[np.ndarray]:
        yield LOUD
        raise AudioChanged

    with pytest.raises(AudioChanged):
        run(changed())


def test_it_can_be_stopped_between_two_blocks() -> None:
    cancel = CancelToken()
    taken: list[int] = []

    def sound() -> Iterator[np.ndarray]:
        for i in range(1000):
            taken.append(i)
            if i == 3:
                cancel.cancel()
            yield LOUD

    with pytest.raises(Cancelled):
        run(sound(), cancel=cancel)
    assert len(taken) <= 5


class DiesAtOneChunk(FakeEngines):
    """Its first workers die at the twentieth block, as whisper.cpp does on some rare sound."""

    def __init__(self, deaths: int) -> None:
        super().__init__()
        self.deaths = deaths
        self.made: list[FakeSpeechEngine] = []

    def _speech(self) -> LocalWorker:
        dies = len(self.made) < self.deaths
        self.made.append(FakeSpeechEngine(dies_after=20 if dies else None))
        return LocalWorker(self.made[-1])


def test_a_worker_that_dies_is_started_again_and_takes_care_there() -> None:
    engines = DiesAtOneChunk(2)
    heard = run([LOUD] * 40, engines=engines)
    assert heard.hearing.seconds == 40.0
    assert [each.careful_at for each in engines.made] == [None, 2, 2]
    assert [len(each.known) for each in engines.made] == [0, 2, 2]


def test_one_that_dies_always_is_an_error() -> None:
    engines = DiesAtOneChunk(9)
    with pytest.raises(EngineCrashed):
        run([LOUD] * 40, engines=engines)
    assert len(engines.made) == 3
