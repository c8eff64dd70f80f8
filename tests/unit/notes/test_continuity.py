"""What became of what was planned, and of the goals, by the client's own words."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.notes.continuity import carry_forward, goals_moved, planned_items
from intellisession_desktop.notes.exchanges import exchanges
from intellisession_desktop.notes.known import Known
from intellisession_desktop.records import Note, Section, Statement, Status, Turn
from tests.fakes import FakeLanguageEngine

NOBODY = Known()
WORDS = FakeLanguageEngine()
"""Embeds by common words."""


def session(*said: tuple[str, str]) -> tuple:
    return exchanges(tuple(Turn(n * 10.0, n * 10.0 + 9.0, who, text) for n, (who, text) in enumerate(said)))


def test_items_of_a_plan_are_told_apart_but_not_behind_a_title() -> None:
    text = "Write a letter; see Dr. Okafor about the weight loss. Walk daily. Next session Monday."
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    note = Note("n", "c", None, "SOAP", now.date(), "signed", (Section("P", (Statement(text),)),), now)
    assert planned_items(note) == ("Write a letter", "see Dr. Okafor about the weight loss", "Walk daily")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("I kept the log every day.", "done"),
        ("I didn't keep the log.", "not done"),
        ("I kept the log once, I missed the other days.", "partly done"),
        ("The log is in my bag.", "spoken of"),
    ],
)
def test_an_outcome_stands_beside_the_words_it_was_read_from(answer: str, outcome: str) -> None:
    groups = session(
        ("therapist", "How did the log go, the panic log that we spoke of at the end of last session?"),
        ("client", answer),
    )
    (carried,) = carry_forward(["Keep the panic log"], groups, NOBODY, WORDS)
    assert carried.text == f'Planned last time: Keep the panic log: {outcome}. Client: "{answer}"'
    assert (carried.evidence, carried.status) == ((0, 1), Status.CARRIED)


def test_each_item_finds_its_own_answer_and_a_new_plan_is_no_outcome() -> None:
    groups = session(
        ("therapist", "We agreed on the panic log and a short drive on the highway. How did the log go?"),
        ("client", "I did the log every day, and it was easier than I thought it would be."),
        ("therapist", "And the drive on the highway?"),
        ("client", "I didn't do it, I turned around at the ramp and went home by the other road."),
        ("therapist", "What feels doable for next week on the highway, a short drive?"),
        ("client", "I will do the drive on the highway for one exit with my husband beside me."),
    )
    log, drive = carry_forward(["Keep the panic log", "a short drive on the highway"], groups, NOBODY, WORDS)
    assert ": done." in log.text
    assert log.evidence == (0, 1)
    assert ": not done." in drive.text
    assert drive.evidence == (2, 3)


def test_what_the_therapist_says_in_passing_is_no_question_about_it() -> None:
    groups = session(
        ("therapist", "I will ring you on Friday at four to hear how you have slept with the sleep diary."),
        ("client", "Friday at four, I have written it on my hand."),
    )
    (diary,) = carry_forward(["Fill in the sleep diary"], groups, NOBODY, WORDS)
    assert diary.text == "Planned last time: Fill in the sleep diary: not mentioned this session."


def test_what_nobody_spoke_of_says_so() -> None:
    groups = session(("therapist", "How is work?"), ("client", "The office moved to another floor."))
    (carried,) = carry_forward(["Keep the panic log"], groups, NOBODY, WORDS)
    assert carried == Statement(
        "Planned last time: Keep the panic log: not mentioned this session.", (), Status.CARRIED
    )
    (goal,) = goals_moved(["Sleep in the bed."], groups, NOBODY, WORDS)
    assert goal.text == "Goal: Sleep in the bed: not mentioned this session."


def test_a_goal_has_the_clients_words() -> None:
    groups = session(
        ("therapist", "How are the nights?"),
        ("client", "I slept in the bed for two nights. The cat was ill."),
    )
    (goal,) = goals_moved(["Sleep in the bed again"], groups, NOBODY, WORDS)
    assert goal.text == 'Goal: Sleep in the bed again. Client: "I slept in the bed for two nights."'


def test_without_plan_or_words_there_is_nothing() -> None:
    assert carry_forward([], session(("client", "Yes.")), NOBODY, WORDS) == ()
    assert len(carry_forward(["Keep the log"], (), NOBODY, WORDS)) == 1
