"""A sentence written anew: asked for rightly, and taken only when nothing was lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intellisession_desktop.notes.models import Message
from intellisession_desktop.notes.writing.rewriting import Rewriting, opening_for, rewritten
from intellisession_desktop.records import Turn
from intellisession_desktop.records.writing import AllowedWords

TURNS = (
    Turn(0.0, 1.0, "therapist", "How is the sertraline going?"),
    Turn(1.0, 2.0, "client", "I take 50 mg of sertraline every morning since March, but I slept badly."),
)
LONG = "Client stated that they had been taking 50 mg of sertraline every single morning since March."


class Says:
    """A writing model with one answer; it remembers what it was asked."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked: list[Message] = []
        self.allowed: AllowedWords | None = None

    def write(self, messages: Sequence[Message], limit: int, allowed: AllowedWords | None = None) -> str:
        self.asked, self.allowed = list(messages), allowed
        return self.answer

    def agreement(self, messages: Sequence[Message]) -> float:
        raise AssertionError("rewriting does not check")

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        raise AssertionError("nothing is chosen here")


def test_a_shorter_sentence_is_asked_for_with_the_sentence_alone() -> None:
    writer = Says("Client takes 50 mg of sertraline every morning since March.")
    assert rewritten(LONG, TURNS, Rewriting.SHORTER, writer) == writer.answer
    assert tuple(writer.asked[:-1]) == opening_for(Rewriting.SHORTER)
    assert writer.asked[-1] == Message("user", LONG)


def test_what_the_therapist_asks_for_stands_in_the_question_and_may_leave_things_out() -> None:
    writer = Says("Client takes sertraline.")
    assert rewritten(LONG, TURNS, Rewriting.AS_ASKED, writer, wish="leave out the dose") == writer.answer
    assert writer.asked[-1].content.endswith(f"Sentence: {LONG}\nChange: leave out the dose")
    assert TURNS[1].text in writer.asked[-1].content
    assert rewritten(LONG, TURNS, Rewriting.AS_ASKED, Says(LONG), wish="anything") is None
    rewritten(LONG, TURNS, Rewriting.AS_ASKED, writer, wish="x" * 1000)
    assert writer.asked[-1].content.count("x") < 300


def test_it_may_be_written_with_what_was_said_what_stands_there_and_what_is_wished() -> None:
    writer = Says("NONE")
    rewritten(LONG, TURNS, Rewriting.AS_ASKED, writer, wish="call it psychoeducation")
    assert writer.allowed is not None
    assert {"slept", "stated", "psychoeducation"} <= writer.allowed.words["Client"]
    assert "lithium" not in writer.allowed.words["Client"]


def test_a_fuller_sentence_is_asked_for_with_what_was_said() -> None:
    old = "Client takes 50 mg of sertraline since March."
    writer = Says("Client takes 50 mg of sertraline every morning since March. Client slept badly.")
    assert rewritten(old, TURNS, Rewriting.FULLER, writer) == writer.answer
    assert tuple(writer.asked[:-1]) == opening_for(Rewriting.FULLER)
    assert TURNS[1].text in writer.asked[-1].content
    assert writer.asked[-1].content.endswith(f"Sentence: {old}")


@pytest.mark.parametrize(
    "answer",
    [
        "Client takes sertraline every morning since March.",  # lost the dose
        "Client takes 50 mg every morning since March.",  # lost the medicine
        "Client takes 50 mg of sertraline every morning.",  # lost the month
        "Client slept.",  # lost nearly everything
        LONG,  # no shorter
        LONG[:-1] + " and ever since then as well.",
        "NONE",
        "",
        "Client takes 50 mg of sertraline since",  # cut off
        "Client did B with K.",  # of the examples
    ],
)
def test_a_shorter_sentence_that_lost_something_or_is_none_is_not_taken(answer: str) -> None:
    assert rewritten(LONG, TURNS, Rewriting.SHORTER, Says(answer)) is None


@pytest.mark.parametrize(
    "answer",
    ["Client takes 50 mg of sertraline.", "Client slept badly every night for weeks on end.", "NONE"],
)
def test_a_fuller_sentence_that_is_not_fuller_is_not_taken(answer: str) -> None:
    old = "Client takes 50 mg of sertraline since March."
    assert rewritten(old, TURNS, Rewriting.FULLER, Says(answer)) is None


def test_of_a_long_answer_one_shorter_and_two_fuller_sentences_are_taken() -> None:
    shorter = "Client takes 50 mg of sertraline each morning since March. Client is well. Client left."
    assert rewritten(LONG, TURNS, Rewriting.SHORTER, Says(shorter)) == shorter.split(" Client is")[0]
    fuller = (
        "Client takes 50 mg of sertraline every morning since March. Client slept badly. Client went home."
    )
    assert rewritten("Client takes 50 mg of sertraline.", TURNS, Rewriting.FULLER, Says(fuller)) == (
        fuller.removesuffix(" Client went home.")
    )


def test_a_quote_needs_no_model_and_the_others_do() -> None:
    text = rewritten("Client slept badly.", TURNS, Rewriting.WITH_QUOTE, None)
    assert text is not None
    assert "In the client's words" in text
    with pytest.raises(ValueError, match="needs a writing model"):
        rewritten(LONG, TURNS, Rewriting.FULLER, None)


def test_no_example_holds_a_word_that_could_pass_for_a_fact() -> None:
    for opening in (opening_for(Rewriting.SHORTER), opening_for(Rewriting.FULLER)):
        assert opening[0].role == "system"
        assert not any(char.isdigit() for message in opening[1:] for char in message.content)
