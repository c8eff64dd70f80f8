"""What becomes of the model's sentences on their way into a draft."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from intellisession_desktop.notes.drafting import draft_exchange

from intellisession_desktop.notes.known import Known
from intellisession_desktop.notes.models import Message
from intellisession_desktop.records import Exchange, Status, Turn


class Says:
    """A writing model with one answer, which believes everything."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def write(self, messages: Sequence[Message], limit: int, allowed: object = None) -> str:
        return self.answer

    def agreement(self, messages: Sequence[Message]) -> float:
        return 4.0

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        raise AssertionError("nothing is chosen here")

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.eye(len(texts), 384, dtype=np.float32)


def drafted(said: str, answer: str, unsure: tuple[str, ...] = ()) -> list[tuple[str, Status]]:
    turns = (
        Turn(0.0, 1.0, "therapist", "How was the week?"),
        Turn(1.0, 2.0, "client", said, unsure),
    )
    model = Says(answer)
    made = draft_exchange(Exchange((4, 5), turns), Known(), model, model)
    return [(each.text, each.status) for each in made]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("They were late for work twice.", "Client was late for work twice."),
        ("They had slept badly, late for work twice.", "Client had slept badly, late for work twice."),
    ],
)
def test_a_they_that_nobody_else_can_be_is_the_client(written: str, expected: str) -> None:
    assert drafted("I slept badly and I was late for work twice.", written)[0][0] == expected


def test_a_they_that_others_could_be_stays() -> None:
    made = drafted("My sons fought, they were late for school twice.", "They were late for school twice.")
    assert made[0][0].startswith("They were late")


def test_what_was_clear_beside_a_word_that_was_not_stands_by_itself() -> None:
    made = drafted(
        "I held on to the Charlie and I didn't leave before the till.", "NONE", unsure=("Charlie",)
    )
    assert made == [
        ("Client held on to the Charlie.", Status.FLAGGED),
        ("Client did not leave before the till.", Status.SUPPORTED),
    ]


def test_what_the_client_means_to_do_is_a_plan() -> None:
    turns = (
        Turn(0.0, 1.0, "therapist", "So what feels doable this week?"),
        Turn(1.0, 2.0, "client", "I'll keep the log. I could walk to the lake on Sunday."),
    )
    model = Says("NONE")
    made = draft_exchange(Exchange((0, 1), turns), Known(), model, model)
    assert [each.text for each in made] == [
        'Client planned: "I\'ll keep the log."',
        'Client planned: "I could walk to the lake on Sunday."',
    ]


def test_that_a_medicine_is_not_taken_as_was_meant_is_never_crowded_out() -> None:
    turns = (
        Turn(0.0, 1.0, "therapist", "Have you told Dr. Okafor about that?"),
        Turn(
            1.0,
            2.0,
            "client",
            "She weighed me on Monday. She wants me to take mirtazapine, fifteen milligrams at night. "
            "I picked it up but I haven't started it.",
        ),
    )
    model = Says("NONE")
    made = draft_exchange(Exchange((0, 1), turns), Known(), model, model)
    assert "Client picked it up but they haven't started it." in [each.text for each in made]
