"""The client's own words: found, exact, clear, and never bent by what is left out around them."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.writing.client_quotes import FEWEST_WORDS, MOST_WORDS, with_quote
from intellisession_desktop.records import Turn


def turn(text: str, speaker: str = "client", unsure: tuple[str, ...] = ()) -> Turn:
    return Turn(0.0, 1.0, speaker, text, unsure)


def quote_of(text: str | None) -> str:
    assert text is not None
    assert text.endswith('."')
    return text.split('words: "')[1][:-2]


def test_the_words_stand_in_the_turn_exactly_so() -> None:
    said = "Well, you know, I kept going over the meeting with my manager all night."
    found = with_quote("Client ruminated about a meeting with their manager.", [turn(said)])
    assert found == (
        "Client ruminated about a meeting with their manager. In the client's words: "
        '"I kept going over the meeting with my manager all night."'
    )
    assert quote_of(found) in said


def test_the_telling_part_is_chosen_not_the_first() -> None:
    turns = [
        turn("The supermarket was on the way home that day."),
        turn("I thought I was dying in the supermarket, right there."),
    ]
    assert quote_of(with_quote("Client panicked in the supermarket.", turns)).startswith("I thought I was")


def test_only_clients_are_quoted_and_a_second_one_by_number() -> None:
    asked = turn("How was the supermarket for you this week then?", "therapist")
    unknown = turn("The supermarket was bad for me this week.", "unknown")
    assert with_quote("Client was in the supermarket.", [asked, unknown]) is None
    second = turn("I waited outside the supermarket for him.", "client2")
    found = with_quote("Client was in the supermarket.", [asked, second])
    assert found is not None
    assert " In client 2's words: " in found


@pytest.mark.parametrize(
    "said",
    [
        "Supermarket, yes.",  # too short
        "I went to the supermarket " + "and then on and on " * 4,  # too long
        "Was it the supermarket you mean by that?",  # a question
        'He said "go to the supermarket" to me twice.',  # somebody else's
        "I thought in the supermarket that I want to kill myself.",  # risk has its own place
        "I had a long talk with my brother about work.",  # about something else
    ],
)
def test_what_is_no_good_quote_is_not_quoted(said: str) -> None:
    assert with_quote("Client was in the supermarket.", [turn(said)]) is None


def test_words_heard_unclearly_are_not_quoted() -> None:
    said = "I was in the supermarket on Tuesday with Ruth."
    assert with_quote("Client was in the supermarket.", [turn(said, unsure=("Ruth",))]) is None
    assert with_quote("Client was in the supermarket.", [turn(said, unsure=("",))]) is not None


@pytest.mark.parametrize(
    "said",
    [
        "I don't think so, I will never manage the supermarket alone.",
        "If my husband comes, I can go to the supermarket again.",
        "She said, I should go to the supermarket every day.",
    ],
)
def test_a_part_is_not_quoted_without_what_denies_doubts_or_conditions_it(said: str) -> None:
    found = with_quote("Client spoke of the supermarket.", [turn(said)])
    assert found is None or quote_of(found) == said[:-1]


def test_a_statement_that_quotes_already_stays() -> None:
    said = turn("I was in the supermarket on Tuesday alone.")
    assert with_quote('Client was "in the supermarket" then.', [said]) is None
    assert with_quote("Client was “in the supermarket” then.", [said]) is None


def test_words_that_the_note_quotes_already_are_not_quoted_twice() -> None:
    turns = [turn("I was in the supermarket alone."), turn("The supermarket makes me shiver every time.")]
    first = quote_of(with_quote("Client was in the supermarket.", turns))
    second = quote_of(with_quote("Client was in the supermarket.", turns, f"... {first} ..."))
    assert {first, second} == {each.text[:-1] for each in turns}
    assert with_quote("Client was in the supermarket.", turns, first + second) is None


def test_the_length_of_a_quote_is_bounded() -> None:
    for count in range(1, 25):
        said = "supermarket " * count
        found = with_quote("Client was in the supermarket.", [turn(said.strip() + ".")])
        assert (found is not None) == (FEWEST_WORDS <= count <= MOST_WORDS)


def test_nothing_said_is_nothing_to_quote() -> None:
    assert with_quote("Client was in the supermarket.", []) is None
    assert with_quote("Client was in the supermarket.", [turn("")]) is None
    assert with_quote("", [turn("I was in the supermarket alone.")]) is None
