"""The made sessions are what was asked for: who speaks, when, how much at once, and through what."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from intellisession_desktop.records import SAMPLE_RATE

from ..made_sessions import (
    NAMES,
    MadeSession,
    Samples,
    by_telephone,
    in_a_bare_room,
    in_noise,
    made_session,
    sentences,
)

PAIR = ("blend_1", "jm_kumo")
THREE = ("jf_alpha", "jf_nezumi", "blend_1")


def speaking(session: MadeSession) -> dict[str, NDArray[np.int64]]:
    """How many sentences of each person go on, in hundredths of a second."""
    counts: dict[str, NDArray[np.int64]] = {}
    for spoken in session.reference:
        count = counts.setdefault(spoken.person, np.zeros(round(session.seconds * 100) + 1, dtype=np.int64))
        count[round(spoken.start * 100) : round(spoken.end * 100)] += 1
    return counts


def level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def test_the_eight_voices_are_there_with_their_sentences() -> None:
    assert len(NAMES) == 8
    for name in NAMES:
        said = sentences(name)
        assert len(said) >= 10
        assert sum(len(samples) for samples, _ in said) > 25 * SAMPLE_RATE
        assert all(text and level_db(samples) > -40 for samples, text in said)


@pytest.mark.parametrize("seconds", [40.0, 130.0])
@pytest.mark.parametrize("voices", [PAIR, THREE])
def test_it_is_as_long_as_asked_and_everybody_speaks(voices: tuple[str, ...], seconds: float) -> None:
    session = made_session(voices, seconds, seed=1)
    assert seconds <= session.seconds < seconds + 8
    assert session.samples.dtype == np.float32
    assert np.abs(session.samples).max() < 1.0
    assert {spoken.person for spoken in session.reference} == set(voices)
    assert session.people == len(voices)


@pytest.mark.parametrize("how", [{}, {"cross_talk": 0.2, "back_channels": 6.0}])
def test_one_seed_makes_one_session_and_another_another(how: dict[str, Any]) -> None:
    session, same, other = (made_session(PAIR, 60.0, seed, **how) for seed in (3, 3, 4))
    assert np.array_equal(session.samples, same.samples)
    assert session.reference == same.reference
    assert session.reference != other.reference


@pytest.mark.parametrize("how", [{}, {"cross_talk": 0.2}, {"back_channels": 6.0}])
def test_there_is_sound_where_the_reference_says_so_and_nowhere_else(how: dict[str, Any]) -> None:
    session = made_session(PAIR, 90.0, seed=2, **how)
    outside = np.ones(len(session.samples), dtype=np.bool_)
    for spoken in session.reference:
        first, last = round(spoken.start * SAMPLE_RATE), round(spoken.end * SAMPLE_RATE)
        assert level_db(session.samples[first:last]) > -45
        outside[max(0, first - 1) : last + 1] = False
    assert outside.mean() > 0.03
    assert np.abs(session.samples[outside]).max() == 0.0


def test_the_words_of_the_reference_are_those_that_are_heard_there() -> None:
    session = made_session(THREE, 60.0, seed=5)
    for spoken in session.reference:
        first = round(spoken.start * SAMPLE_RATE)
        samples = next(samples for samples, text in sentences(spoken.person) if text == spoken.text)
        assert np.array_equal(session.samples[first : first + len(samples)], samples)


@pytest.mark.parametrize("voices", [PAIR, THREE])
def test_turns_have_one_to_four_sentences_with_pauses_between(voices: tuple[str, ...]) -> None:
    reference = made_session(voices, 180.0, seed=6).reference
    lengths, run = [], 1
    for before, after in pairwise(reference):
        assert 0.1 <= after.start - before.end <= 1.2
        if after.person == before.person:
            run += 1
        else:
            lengths.append(run)
            run = 1
    assert set(lengths) == {1, 2, 3, 4}


@pytest.mark.parametrize("asked", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("voices", [PAIR, THREE])
def test_as_much_is_spoken_at_once_as_was_asked(voices: tuple[str, ...], asked: float) -> None:
    for seed in (1, 2):
        people = speaking(made_session(voices, 180.0, seed, cross_talk=asked))
        together = np.sum(list(people.values()), axis=0)
        assert (together > 1).sum() / (together > 0).sum() == pytest.approx(asked, rel=0.15)


@pytest.mark.parametrize("back_channels", [0.0, 8.0])
@pytest.mark.parametrize("voices", [PAIR, THREE])
def test_nobody_speaks_over_their_own_words_and_never_do_three(
    voices: tuple[str, ...], back_channels: float
) -> None:
    for seed in range(4):
        people = speaking(made_session(voices, 120.0, seed, cross_talk=0.25, back_channels=back_channels))
        assert max(count.max() for count in people.values()) == 1
        assert np.sum(list(people.values()), axis=0).max() == 2


def test_without_cross_talk_one_speaks_at_a_time() -> None:
    people = speaking(made_session(THREE, 120.0, seed=7))
    assert np.sum(list(people.values()), axis=0).max() == 1


@pytest.mark.parametrize("share", [0.05, 0.25])
def test_each_says_about_as_much_as_asked(share: float) -> None:
    people = speaking(made_session(PAIR, 300.0, seed=1, shares=(1 - share, share)))
    rare, often = people[PAIR[1]].sum(), people[PAIR[0]].sum()
    assert rare / (rare + often) == pytest.approx(share, abs=0.03)


def test_back_channels_are_short_soft_and_about_as_many_as_asked() -> None:
    session = made_session(PAIR, 300.0, seed=1, back_channels=6.0)
    murmurs = [spoken for spoken in session.reference if not spoken.text]
    assert 4.0 < len(murmurs) / (session.seconds / 60) < 8.0
    sounds = [spoken for spoken in session.reference if spoken.text]
    for murmur in murmurs:
        assert murmur.end - murmur.start == pytest.approx(0.4, abs=0.001)
        (over,) = [s for s in sounds if s.start < murmur.start and murmur.end < s.end]
        assert over.person != murmur.person


def test_what_one_person_says_can_be_had_alone() -> None:
    session = made_session(PAIR, 60.0, seed=8)
    wanted = sum(s.end - s.start for s in session.reference if s.person == PAIR[0])
    assert len(session.said_by(PAIR[0])) / SAMPLE_RATE == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize("samples", [40_000, 40_001])
def test_a_telephone_lets_nothing_through_but_its_band(samples: int) -> None:
    plain = np.random.default_rng(2).normal(scale=0.1, size=samples).astype(np.float32)
    heard = by_telephone(plain)
    assert heard.shape == plain.shape
    assert heard.dtype == np.float32
    power = np.abs(np.fft.rfft(heard)) ** 2
    hertz = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE)
    band = power[(hertz > 300) & (hertz < 3400)].sum()
    assert power[hertz > 4010].sum() < 1e-4 * band  # an odd length is cut by one sample
    assert power[hertz < 280].sum() < 1e-2 * band


def test_a_tone_comes_through_a_telephone_in_its_place_and_as_loud() -> None:
    seconds = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = (0.3 * np.sin(2 * np.pi * 1000 * seconds)).astype(np.float32)
    difference = level_db(by_telephone(tone) - tone) - level_db(tone)
    assert -60 < difference < -30  # mu-law's noise, and nothing else, is added


def test_an_echo_begins_with_the_sound_itself_and_fades_by_60_db() -> None:
    click = np.zeros(2 * SAMPLE_RATE, dtype=np.float32)
    click[100] = 0.5
    heard = in_a_bare_room(click, fades_s=0.5)
    assert heard.shape == click.shape
    assert int(np.abs(heard).argmax()) == 100
    early = level_db(heard[101 : 101 + 800])
    late = level_db(heard[101 + 7200 : 101 + 8000])
    assert early - late == pytest.approx(54, abs=4)  # 0.45 s apart
    assert level_db(heard[101 + 8001 :]) < late - 40


def test_noise_is_as_loud_as_asked_and_pink() -> None:
    plain = made_session(PAIR, 30.0, seed=9).samples
    noise = in_noise(plain, snr_db=10.0) - plain
    speech = plain[np.abs(plain) > 1e-3]
    assert level_db(speech) - level_db(noise) == pytest.approx(10.0, abs=0.3)
    power = np.abs(np.fft.rfft(noise)) ** 2
    hertz = np.fft.rfftfreq(len(noise), 1 / SAMPLE_RATE)
    low, high = (power[(hertz > f) & (hertz < 2 * f)].sum() for f in (250, 2000))
    assert low == pytest.approx(high, rel=0.2)  # equal power in each octave
