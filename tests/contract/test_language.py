"""What the notes rely on when they ask a language engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from intellisession_desktop.errors import InvalidInput
from intellisession_desktop.notes.models import Message

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
    asked = question("Client: I slept badly.\nHow did the client sleep? Badly, Well or Unknown?")
    chances = real_language.call("choose", asked, ("Badly", "Well", "Unknown"))
    assert chances[0] == max(chances)
