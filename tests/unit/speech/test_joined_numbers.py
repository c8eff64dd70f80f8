"""One number that whisper wrote as two is one number, and asked about."""

from __future__ import annotations

import pytest

from intellisession_desktop.engine import turns
from intellisession_desktop.engine.joined_numbers import joined
from intellisession_desktop.records import Word


def said(text: str) -> list[Word]:
    return [Word(float(i), i + 0.5, word, 0.9) for i, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("heard", "number", "text"),
    [
        ("I take 100 and 50 milligrams of it.", "150", "I take 150 milligrams of it."),
        ("200 and 25 mg, every night", "225", "225 mg, every night"),
        ("It was 100 and 50mg.", "150mg", "It was 150mg."),
        ("1,000 and 50 calories", "1050", "1050 calories"),
        ("100 and fifty-five micrograms", "155", "155 micrograms"),
        ("a dose of 300 and 75 milligrams", "375", "a dose of 375 milligrams"),
    ],
)
def test_a_number_that_was_taken_apart_is_one_and_nobody_is_sure_of_it(
    heard: str, number: str, text: str
) -> None:
    words = joined(said(heard))
    assert " ".join(word.text for word in words) == text
    ((_, turn),) = turns.join(words, [0] * len(words))
    assert [each.strip(".") for each in turn.unsure] == [number]


@pytest.mark.parametrize(
    "heard",
    [
        "between 100 and 50 milligrams",
        "both 100 and 50 milligrams",
        "I took 100, and 50 milligrams later",
        "100 and 150 milligrams",
        "150 and 50 milligrams",
        "100 milligrams and 50 milligrams",
        "There were 100 and 50 of them left.",
        "from 100 to 50 milligrams",
        "100 and",
        "100 and zero milligrams",
    ],
)
def test_two_numbers_stay_two(heard: str) -> None:
    assert joined(said(heard)) == said(heard)


def test_a_joined_number_lasts_as_long_as_its_words() -> None:
    (number, _) = joined(said("100 and 50 milligrams"))
    assert (number.start, number.end) == (0.0, 2.5)
