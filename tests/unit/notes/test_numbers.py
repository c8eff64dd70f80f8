"""Numbers as they are spoken: values, numbers taken back, and how they changed."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.language.numbers import changes, figures, retracted
from intellisession_desktop.notes.language.wording import Token, sentences


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(token for sentence in sentences(text) for token in sentence.tokens)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("fifty milligrams", [50]),
        ("50mg at 8 pm", [50, 8]),
        ("twenty-five of them", [25]),
        ("a hundred and twenty steps", [120]),
        ("two thousand calories", [2000]),
        ("1,500 metres and 0.5 litres", [1500, 0.5]),
        ("I missed it twice", [2]),
        ("meet at 10:00", [10]),
    ],
)
def test_words_and_digits_have_the_same_values(text: str, values: list[float]) -> None:
    assert [figure.value for figure in figures(tokens(text))] == values


@pytest.mark.parametrize(
    "text", ["one of us left", "the other one was late", "no one came", "this one is mine"]
)
def test_one_as_a_pronoun_asks_for_no_evidence(text: str) -> None:
    assert all(figure.loose for figure in figures(tokens(text)))


def test_one_before_a_noun_counts() -> None:
    assert [(figure.value, figure.loose) for figure in figures(tokens("They took one bus"))] == [(1.0, False)]


@pytest.mark.parametrize("text", ["from zero to ten", "0 to 10", "one to ten", "from zero to one hundred"])
def test_the_ends_of_a_scale_are_no_ratings(text: str) -> None:
    assert all(figure.scale for figure in figures(tokens(f"How strong is it, {text}?")))


def test_a_rating_beside_its_scale_stays_a_rating() -> None:
    assert [(figure.value, figure.scale) for figure in figures(tokens("six out of ten"))] == [
        (6.0, False),
        (10.0, True),
    ]


def test_nights_out_of_seven_are_counted_not_rated() -> None:
    assert not any(figure.scale for figure in figures(tokens("four nights out of seven")))


@pytest.mark.parametrize(
    "text",
    [
        "I ran two, no wait, three miles",
        "I ran two, sorry, three miles",
        "It was two. I mean three.",
        "two miles, no, three miles",
    ],
)
def test_a_number_that_is_corrected_at_once_is_taken_back(text: str) -> None:
    said = tokens(text)
    gone = retracted(said)
    assert [figure.value for figure in figures(said) if figure.start in gone] == [2.0]


def test_two_numbers_in_one_sentence_both_stand() -> None:
    assert not retracted(tokens("I ran two miles on Monday, and three on Friday."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It went from four to two.", [(4, 2, None)]),
        ("It fell from nine to six.", [(9, 6, False)]),
        ("six out of ten, down from nine", [(9, 6, False)]),
        ("forty percent, up from ninety", [(90, 40, True)]),
        ("twice a week, compared with five before", [(5, 2, None)]),
        ("It rose to seven and then fell to three.", [(7, 3, False)]),
        ("a scale from zero to ten", []),
    ],
)
def test_changes_are_read_with_their_direction(
    text: str, expected: list[tuple[float, float, bool | None]]
) -> None:
    assert [(each.earlier, each.later, each.up) for each in changes(tokens(text))] == expected
