"""What the notes rely on when they ask a language engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from intellisession_desktop.engine.constrained import Place, WordByWord
from intellisession_desktop.errors import InvalidInput
from intellisession_desktop.notes.models import Message
from intellisession_desktop.notes.writing.prompt import asked
from intellisession_desktop.notes.writing.vocabulary import allowed_words
from intellisession_desktop.records import Turn
from intellisession_desktop.records.writing import AllowedWords

NOTE = (
    Message("system", "You write notes in the third person."),
    Message("user", "Therapist: How was the week?\nClient: I slept badly and I missed my sister's birthday."),
)


def question(text: str) -> tuple[Message, ...]:
    return (Message("system", "Answer with Yes or No only."), Message("user", text))


def test_an_answer_is_text_of_no_more_than_the_limit(language: Any) -> None:
    answer = language.call("write", NOTE, 60)
    assert answer == answer.strip() != ""
    few = language.call("write", NOTE, 4)
    assert len(few.split()) <= 4 < len(answer.split())


def test_the_same_question_has_the_same_answer_whatever_was_asked_between(language: Any) -> None:
    first = language.call("write", NOTE, 30)
    language.call("write", question("Is the sea wet?"), 5)
    assert language.call("write", NOTE, 30) == first
    agreement = language.call("agreement", question("Is the sea wet?"))
    language.call("embed", ("something else",))
    assert language.call("agreement", question("Is the sea wet?")) == pytest.approx(agreement, abs=0.05)


SAID = (
    Turn(
        0.0, 1.0, "therapist", "How was the week with the PTSD group in Lisbon? I think you look exhausted."
    ),
    Turn(
        1.0,
        2.0,
        "client",
        "I slept badly, about 7.5 hours in three nights, and I missed my sister's birthday.",
    ),
)


def may_be_written(text: str, allowed: AllowedWords) -> bool:
    words = WordByWord(allowed)
    place = words.after(Place(), text)
    return place is not None and words.may_end(place)


@pytest.mark.parametrize("limit", [2, 20, 60])
def test_what_is_written_in_given_words_holds_no_others(language: Any, limit: int) -> None:
    allowed = allowed_words(SAID)
    answer = language.call("write", asked(SAID), limit, allowed)
    assert answer == "" or may_be_written(answer, allowed)
    assert "exhausted" not in answer.split(" Therapist")[0]
    if limit == 60:
        assert answer.startswith(("Client", "Therapist"))


def test_one_who_may_write_about_one_person_only_does(language: Any) -> None:
    allowed = allowed_words(SAID, "client", something=True)
    answer = language.call("write", asked(SAID), 40, allowed)
    assert may_be_written(answer, allowed)
    assert answer.startswith("Client")


@pytest.mark.parametrize("words", [frozenset(), frozenset(["zebra"])])
def test_who_has_no_word_for_it_writes_nothing_of_it(language: Any, words: frozenset[str]) -> None:
    allowed = AllowedWords({"Client": words})
    answer = language.call("write", asked(SAID), 30, allowed)
    assert answer in ("", "NONE") or set(answer.lower().replace(".", "").split()) <= {"client", "zebra"}


def test_it_says_so_where_there_is_nothing_to_write(language: Any) -> None:
    talk = (Turn(0.0, 1.0, "therapist", "Hello, have a seat. Did you find a parking spot?"),)
    assert language.call("write", asked(talk), 40, allowed_words(talk)) == "NONE"


def test_given_words_change_nothing_about_later_answers(language: Any) -> None:
    first = language.call("write", asked(SAID), 40, allowed_words(SAID))
    language.call("write", NOTE, 20)
    assert language.call("write", asked(SAID), 40, allowed_words(SAID)) == first


def test_agreement_is_a_number(language: Any) -> None:
    agreement = language.call("agreement", question("Is Paris a city?"))
    assert isinstance(agreement, float)
    assert np.isfinite(agreement)


def test_a_choice_is_a_log_probability_for_each_option(language: Any) -> None:
    chances = language.call("choose", question("Is Paris a city?"), ("Yes", "No", "Maybe"))
    assert isinstance(chances, tuple)
    assert len(chances) == 3
    assert all(chance <= 0.0 for chance in chances)
    assert float(np.exp(chances).sum()) <= 1.0 + 1e-6


def test_options_that_begin_alike_are_refused(language: Any) -> None:
    with pytest.raises(InvalidInput):
        language.call("choose", question("Is Paris a city?"), ("No", "No"))


@pytest.mark.parametrize(
    "texts", [("one",), ("Client slept badly.", "", "..."), tuple(f"Sentence {i}." for i in range(70))]
)
def test_texts_become_vectors_of_unit_length(language: Any, texts: tuple[str, ...]) -> None:
    vectors = language.call("embed", texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_no_texts_become_no_vectors(language: Any) -> None:
    vectors = language.call("embed", ())
    assert vectors.shape == (0, 384)
    assert vectors.dtype == np.float32


def test_texts_of_like_meaning_lie_near_each_other(language: Any) -> None:
    bad_night, same, other = language.call(
        "embed",
        (
            "Client slept badly this week.",
            "The client slept badly all week.",
            "The plumber sent an invoice for the boiler.",
        ),
    )
    assert bad_night @ same > bad_night @ other + 0.2


def test_what_does_not_fit_into_the_model_is_refused(language: Any) -> None:
    with pytest.raises(InvalidInput):
        language.call("write", question("word " * 20_000), 10)
    assert language.call("write", NOTE, 30)  # and it goes on


def test_it_tells_how_much_memory_it_took(language: Any) -> None:
    assert isinstance(language.call("peak_memory"), int)


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Is Paris a city in France?", "Is Paris a city in China?"),
        (
            "Client: I slept badly. Did the client sleep badly?",
            "Client: I slept badly. Did the client sleep well?",
        ),
    ],
)
def test_the_real_one_agrees_to_what_is_true_rather_than_to_what_is_false(
    real_language: Any, true: str, false: str
) -> None:
    agree, disagree = (real_language.call("agreement", question(each)) for each in (true, false))
    assert agree > disagree + 1.0


@pytest.mark.e2e
def test_the_real_one_chooses_what_was_said(real_language: Any) -> None:
    text = "Client: I slept badly.\nHow did the client sleep? Badly, Well or Unknown?"
    asked = (Message("system", "Answer with one of the words that are offered."), Message("user", text))
    chances = real_language.call("choose", asked, ("Badly", "Well", "Unknown"))
    assert chances[0] == max(chances)
