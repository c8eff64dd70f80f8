"""What became of what was planned, and of the goals: chosen by the model, objected to by rules, told in the
sentences of the draft.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.continuity.carrying import (
    NOT_TOLD,
    Carried,
    carried_from,
    carry_forward,
    goals_moved,
    planned_items,
    tells,
)
from intellisession_desktop.notes.continuity.deciding import FAR, FAR_WEIGHT, LEANING, SHARPER, choose_opening
from intellisession_desktop.notes.continuity.mentions import MOST_TURNS, mentions
from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.notes.models import Message
from intellisession_desktop.records import (
    Exchange,
    ItemOutcome,
    Note,
    OutcomeKind,
    Section,
    Statement,
    Status,
    Turn,
)
from tests.fakes import FakeLanguageEngine

NOBODY = Known()
WORDS = FakeLanguageEngine()
"""Embeds by common words."""
KINDS = list(OutcomeKind)


class Chooses:
    """A writing model by which, its leaning taken off, each outcome is as likely as is told."""

    def __init__(self, *chances: float) -> None:
        self.chances = chances
        self.asked: list[Message] = []

    def write(self, messages: Sequence[Message], limit: int, allowed: object = None) -> str:
        raise AssertionError("outcomes are chosen, not written")

    def agreement(self, messages: Sequence[Message]) -> float:
        raise AssertionError("outcomes are chosen, not judged")

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        self.asked = list(messages)
        return tuple(
            (math.log(chance) - leaning) / SHARPER
            for chance, leaning in zip(self.chances, LEANING, strict=True)
        )


DONE = Chooses(0.97, 0.01, 0.01, 0.01)
PARTLY = Chooses(0.01, 0.97, 0.01, 0.01)
NOT_DONE = Chooses(0.01, 0.01, 0.97, 0.01)
NOT_MENTIONED = Chooses(0.01, 0.01, 0.01, 0.97)


def session(*said: tuple[str, str]) -> tuple[Exchange, ...]:
    return exchanges(tuple(Turn(n * 10.0, n * 10.0 + 9.0, who, text) for n, (who, text) in enumerate(said)))


def about_the_log(answer: str) -> tuple[Exchange, ...]:
    return session(("therapist", "How did you keep the panic log?"), ("client", answer))


TOLD = Statement("Client told of the panic log.", (0, 1))


def carried(model: Chooses, groups: Sequence[Exchange], *drafted: Statement) -> Statement:
    told = drafted or (TOLD,)
    (statement,) = carry_forward(["Keep the panic log"], groups, told, NOBODY, model, WORDS)
    return statement


def test_items_of_a_plan_are_told_apart_but_not_behind_a_title() -> None:
    text = "Write a letter; see Dr. Okafor about the weight loss. Walk daily. Next session Monday."
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    note = Note("n", "c", None, "SOAP", now.date(), "signed", (Section("P", (Statement(text),)),), now)
    assert planned_items(note) == ("Write a letter", "see Dr. Okafor about the weight loss", "Walk daily")


@pytest.mark.parametrize(
    ("model", "kind", "label"),
    [
        (DONE, OutcomeKind.DONE, "done"),
        (PARTLY, OutcomeKind.PARTLY, "partly done"),
        (NOT_DONE, OutcomeKind.NOT_DONE, "not done"),
    ],
)
def test_what_the_model_is_sure_of_is_told_with_the_turns_found(
    model: Chooses, kind: OutcomeKind, label: str
) -> None:
    statement = carried(model, about_the_log("The panic log is only in my bag."))
    told = f" {TOLD.text}" if kind is OutcomeKind.PARTLY else ""
    assert statement.text == f"Planned last time: Keep the panic log: {label}.{told}"
    assert (statement.evidence, statement.status, statement.reason) == ((0, 1), Status.CARRIED, "")
    assert statement.outcome == ItemOutcome("Keep the panic log", kind)


def test_the_question_holds_the_turns_and_the_item_behind_the_standing_examples() -> None:
    model = Chooses(0.97, 0.01, 0.01, 0.01)
    carried(model, about_the_log("I kept the log."))
    assert tuple(model.asked[:-1]) == choose_opening()
    asked = model.asked[-1].content
    assert asked.startswith("Therapist: How did you keep the panic log?\nClient: I kept the log.")
    assert asked.endswith("Did they keep the panic log? Yes, Partly, No or Unknown.")


def test_two_answers_that_are_nearly_as_likely_are_put_to_the_therapist() -> None:
    statement = carried(Chooses(0.5, 0.05, 0.4, 0.05), about_the_log("The panic log, yes."))
    assert statement.status is Status.FLAGGED
    assert statement.reason == "Please decide: done, or not done?"
    assert statement.evidence == (0, 1)


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        (DONE, "I didn't keep the panic log."),
        (DONE, "I almost kept the panic log on Monday."),
        (DONE, "I'm going to begin the panic log on Sunday."),
        (PARTLY, "I nearly kept the panic log."),
        (NOT_DONE, "The panic log is here, every day of it."),
    ],
)
def test_plain_words_against_the_models_answer_flag_it(model: Chooses, answer: str) -> None:
    statement = carried(model, about_the_log(answer))
    assert statement.status is Status.FLAGGED
    assert statement.reason.startswith("Please decide: ")


def test_of_what_was_to_be_left_a_not_is_no_objection() -> None:
    groups = session(("therapist", "And the drinking?"), ("client", "I haven't been drinking since."))
    drafted = [Statement("Client had stopped drinking.", (0, 1))]
    (statement,) = carry_forward(["Stop drinking"], groups, drafted, NOBODY, DONE, WORDS)
    assert statement.status is Status.CARRIED


def test_what_became_of_a_part_is_told_by_the_drafted_statement_of_the_same_turns() -> None:
    groups = about_the_log("I kept the panic log, but only three days.")
    drafted = (
        Statement("Client slept badly.", (0, 1)),
        Statement("Therapist asked about the panic log.", (0, 1)),
        Statement("Client kept the panic log for three days.", (0, 1)),
        Statement("Client kept the panic log until Sunday.", (0, 1), Status.FLAGGED, "who knows"),
        Statement("Client kept the panic log all year.", (8, 9)),
    )
    assert carried(PARTLY, groups, *drafted).text == (
        "Planned last time: Keep the panic log: partly done. Client kept the panic log for three days."
    )
    assert carried(PARTLY, groups, *drafted[3:]).text == "Planned last time: Keep the panic log: partly done."
    assert carried(PARTLY, groups, Statement("Weather.", (0, 1))).text.endswith(": partly done.")


def test_an_outcome_that_nothing_in_the_draft_tells_is_put_to_the_therapist() -> None:
    groups = about_the_log("I kept the panic log every day.")
    statement = carried(DONE, groups, Statement("Weather.", (0, 1)))
    assert (statement.status, statement.reason) == (Status.FLAGGED, NOT_TOLD)
    assert statement.outcome == ItemOutcome("Keep the panic log", OutcomeKind.DONE)


def test_what_was_done_needs_no_more_words() -> None:
    groups = about_the_log("I kept the panic log every day.")
    drafted = Statement("Client kept the panic log every day.", (0, 1))
    assert carried(DONE, groups, drafted).text == "Planned last time: Keep the panic log: done."


def test_what_nobody_spoke_of_says_so_and_nothing_is_asked() -> None:
    groups = session(("therapist", "Work?"), ("client", "Office moved."))
    model = Chooses(0.97, 0.01, 0.01, 0.01)
    text = "Planned last time: Keep the panic log: not mentioned this session."
    outcome = ItemOutcome("Keep the panic log", OutcomeKind.NOT_MENTIONED)
    assert carried(model, groups) == Statement(text, (), Status.CARRIED, outcome=outcome)
    assert model.asked == []


def test_turns_about_something_else_are_no_evidence() -> None:
    groups = about_the_log("My sister has a panic log too.")
    drafted = Statement("Client's sister keeps a panic log.", (0, 1))
    statement = carried(NOT_MENTIONED, groups, drafted)
    assert (statement.text, statement.evidence) == (
        "Planned last time: Keep the panic log: not mentioned this session.",
        (),
    )


def test_what_comes_less_near_is_rather_not_about_it() -> None:
    near = mentions(["Keep the panic log"], about_the_log("I kept it."), NOBODY, WORDS)[0]
    far = mentions(["Keep the panic log"], session(("client", "The garden log burns well.")), NOBODY, WORDS)[
        0
    ]
    assert near is not None
    assert far is not None
    assert far.score < FAR < near.score
    assert FAR_WEIGHT > 0


def test_each_item_finds_its_own_turns_and_a_goal_of_which_nobody_spoke_none() -> None:
    groups = session(
        ("therapist", "We agreed on a diary. How did the panic log go?"),
        ("client", "I filled the panic log each day, which was easier than I had thought it would be."),
        ("therapist", "And the drive on the highway?"),
        ("client", "The drive on the highway I left for another week, there was too much going on."),
    )
    log, drive, none = mentions(
        ["the panic log", "a drive on the highway", "xylophone"], groups, NOBODY, WORDS
    )
    assert log is not None
    assert drive is not None
    assert (log.evidence, drive.evidence, none) == ((0, 1), (2, 3), None)


def test_no_more_turns_are_shown_than_a_reader_can_search_and_long_ones_shortened() -> None:
    long = (
        "We went to the market and bought fish. " * 20 + "The panic log I kept. " + "It rained a lot. " * 20
    )
    said = [("therapist", "The panic log?"), ("client", "The panic log I kept.")] * 9
    many, one = (
        mentions(["Keep the panic log"], session(*each), NOBODY, WORDS)[0]
        for each in (said, [("client", long)])
    )
    assert many is not None
    assert one is not None
    assert len(many.evidence) <= MOST_TURNS
    assert "The panic log I kept." in one.turns[0].text
    assert len(one.turns[0].text.split()) <= 60


def test_a_goal_has_what_was_drafted_of_it() -> None:
    groups = session(("therapist", "The bed, do you sleep in it?"), ("client", "I sleep in the bed again."))
    drafted = (Statement("Client can sleep in the bed again.", (0, 1)),)
    (goal,) = goals_moved(["Sleep in the bed."], groups, drafted, NOBODY, DONE, WORDS)
    assert goal == Statement(
        "Goal: Sleep in the bed. Client can sleep in the bed again.", (0, 1), Status.CARRIED
    )
    (goal,) = goals_moved(["Sleep in the bed."], groups, drafted, NOBODY, NOT_MENTIONED, WORDS)
    assert goal == Statement("Goal: Sleep in the bed: not mentioned this session.", (), Status.CARRIED)


def test_a_long_goal_is_shortened_in_a_note_and_looked_for_as_a_whole() -> None:
    long = (
        "To be able to sit in a meeting with the new team for an hour, with the door closed, without leaving "
        "it, and to sleep in the bed."
    )
    groups = session(("therapist", "The bed, do you sleep in it?"), ("client", "I sleep in the bed again."))
    drafted = (Statement("Client can sleep in the bed again.", (0, 1)),)
    (told,) = goals_moved([long], groups, drafted, NOBODY, DONE, WORDS)
    short = "Goal: To be able to sit in a meeting with the new team for an hour, with the door…"
    assert told.text == f"{short} Client can sleep in the bed again."
    (missing,) = goals_moved([long], groups, drafted, NOBODY, NOT_MENTIONED, WORDS)
    assert missing.text == f"{short}: not mentioned this session."


def test_what_is_carried_says_where_it_comes_from() -> None:
    goals = goals_moved(["Sleep in the bed."], (), (), NOBODY, DONE, WORDS)
    items = carry_forward(["Keep the log"], (), (), NOBODY, NOT_MENTIONED, WORDS)
    course = Statement("New in this session: sleep.", (0,), Status.CARRIED)
    found = [carried_from(each) for each in (*goals, *items, course)]
    assert found == [Carried.GOAL, Carried.PLAN, Carried.COURSE]


def test_without_plan_or_words_there_is_nothing() -> None:
    assert carry_forward([], session(("client", "Yes.")), (), NOBODY, DONE, WORDS) == ()
    assert carry_forward(["Keep the log"], (), (), NOBODY, DONE, WORDS)[0].evidence == ()
    assert goals_moved([], (), (), NOBODY, DONE, WORDS) == ()


def test_a_statement_that_was_changed_to_another_outcome_tells_the_old_one_no_more() -> None:
    outcome = ItemOutcome("Walk", OutcomeKind.DONE)
    assert tells("Planned last time: Walk: done. Client walked.", outcome)
    assert not tells("Planned last time: Walk: not done.", outcome)


def test_the_made_cases_are_whole() -> None:
    cases = json.loads(Path("tests/eval/outcomes.json").read_text(encoding="utf-8"))
    assert len({case["id"] for case in cases}) == len(cases) == 44
    assert {case["outcome"] for case in cases} == set(KINDS)
    halves = [{case["item"] for case in cases if case["id"][0] == half} for half in "ab"]
    assert not halves[0] & halves[1]
