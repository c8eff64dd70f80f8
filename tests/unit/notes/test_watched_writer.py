"""A writing model that does not do what it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from intellisession_desktop.notes.drafting import WatchedWriter

from intellisession_desktop.errors import ModelDoesNotFollow
from intellisession_desktop.notes.models import Message


class Says:
    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def write(self, messages: Sequence[Message], limit: int, allowed: object = None) -> str:
        return self.answers.pop(0)

    def agreement(self, messages: Sequence[Message]) -> float:
        return 1.5

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        return (-0.5,) * len(options)


def asked(*answers: str, about: str = "Client: Ich schlafe schlecht.") -> list[str]:
    writer = WatchedWriter(Says(*answers))
    return [writer.write((Message("user", about),), 90) for _ in answers]


@pytest.mark.parametrize("rubbish", ["", "Sure! I can help.", "1 2 3", "{}", "Client slept and then the"])
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
    assert WatchedWriter(Says()).agreement(()) == 1.5
    assert WatchedWriter(Says()).choose((), ("Yes", "No")) == (-0.5, -0.5)
