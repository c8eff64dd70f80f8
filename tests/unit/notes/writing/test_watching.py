"""A writing model that does not do what it is asked for."""

from __future__ import annotations

import pytest

from intellisession_desktop.errors import ModelDoesNotFollow
from intellisession_desktop.notes.models import Message
from intellisession_desktop.notes.writing.vocabulary import allowed_words
from intellisession_desktop.notes.writing.watching import WatchedWriter

from ..said import Says, turns


def asked(*answers: str, about: str = "Client: Ich schlafe schlecht.") -> list[str]:
    writer = WatchedWriter(Says(*answers))
    return [writer.write((Message("user", about),), 90) for _ in answers]


@pytest.mark.parametrize("rubbish", ["", "Sure, I can help", "1 2 3", "{}", "Client slept and then the"])
def test_a_model_whose_first_answers_are_none_is_reported(rubbish: str) -> None:
    assert asked(rubbish, rubbish) == [rubbish, rubbish]
    with pytest.raises(ModelDoesNotFollow):
        asked(rubbish, rubbish, rubbish)


@pytest.mark.parametrize(
    "answer", ["NONE", "Client sleeps five hours.", "They were late.", "Schlafe schlecht."]
)
def test_one_that_followed_once_may_fail_later(answer: str) -> None:
    answers = ["", "", answer, "", "", "", ""]
    assert asked(*answers) == answers
    assert WatchedWriter(Says("")).agreement(()) == 4.0


def test_what_may_be_written_is_passed_on() -> None:
    writer, allowed = Says("NONE"), allowed_words(turns(("client", "I slept.")))
    assert WatchedWriter(writer).write((Message("user", "x"),), 90, allowed) == "NONE"
    assert writer.allowed == [allowed]
