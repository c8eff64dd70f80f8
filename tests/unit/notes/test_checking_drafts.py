"""A sentence written in words that were said: who, whether, when."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intellisession_desktop.notes.checking.drafted import DENIES, checked
from intellisession_desktop.notes.checking.evidence import MODEL_DOUBTS
from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.models import Message
from intellisession_desktop.records import Exchange, Statement, Status, Turn

from .said import Says, window


class Doubts(Says):
    """Has one opinion of everything."""

    def __init__(self, agreement: float) -> None:
        super().__init__("")
        self.opinion = agreement
        self.judged: list[str] = []

    def agreement(self, messages: Sequence[Message]) -> float:
        self.judged.append(messages[-1].content)
        return self.opinion


def check(text: str, said: Exchange, *evidence: int, agreement: float = 4.0) -> Statement:
    return checked(text, evidence or said.indices, said, Known(), Doubts(agreement))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("My sister drinks wine.", "Client drank wine."),  # whose
        ("I will call my sister on Monday.", "Client called their sister on Monday."),  # when
        ("My brother hit me.", "Client hit their brother."),  # who whom
    ],
)
def test_what_is_somebody_elses_or_not_done_is_flagged_whatever_the_model_thinks(
    said: str, text: str
) -> None:
    made = check(text, window(("client", said)))
    assert made.status == Status.FLAGGED
    assert made.reason not in ("", MODEL_DOUBTS)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("My sister drinks wine.", "Client's sister drank wine."),
        ("I will call my sister on Monday.", "Client planned to call their sister on Monday."),
        ("I did not sleep.", "Client did not sleep."),
    ],
)
def test_what_is_told_as_it_was_said_stands(said: str, text: str) -> None:
    assert check(text, window(("client", said))) == Statement(text, (0,), Status.SUPPORTED)


def test_what_the_model_denies_is_flagged_and_what_it_only_doubts_stands() -> None:
    said = window(("client", "I slept badly."))
    denied = check("Client slept badly.", said, agreement=DENIES - 0.1)
    assert (denied.status, denied.reason) == (Status.FLAGGED, MODEL_DOUBTS)
    assert check("Client slept badly.", said, agreement=DENIES + 0.1).status == Status.SUPPORTED


def test_words_that_were_heard_unclearly_are_flagged_of_the_therapist_too() -> None:
    unsure = Turn(0.0, 1.0, "therapist", "You could take sertraline.", ("sertraline",))
    made = check("Therapist suggested sertraline.", Exchange((0,), (unsure,)))
    assert made.status == Status.FLAGGED


def test_what_the_therapist_did_is_not_held_to_the_rules_for_clients() -> None:
    said = window(("therapist", "You will call your sister on Monday."))
    assert check("Therapist called the sister on Monday.", said).status == Status.SUPPORTED


def test_only_the_evidence_counts_and_is_shown_to_the_model() -> None:
    said = window(("client", "I slept."), ("client", "My sister drinks wine."), first=7)
    model = Doubts(4.0)
    made = checked("Client slept.", (7,), said, Known(), model)
    assert made == Statement("Client slept.", (7,), Status.SUPPORTED)
    assert "Client: I slept." in model.judged[0]
    assert "wine" not in model.judged[0]
