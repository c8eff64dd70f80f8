"""How rules and the language model come to one verdict, and how well the rules do on the checks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from intellisession_desktop.notes.checking.evidence import Known, check, check_messages, judge, rule_findings
from intellisession_desktop.notes.models import Message
from intellisession_desktop.records import Status, Turn

SAID = (Turn(0, 1, "therapist", "And the garden?"), Turn(1, 2, "client", "I planted six roses."))
TRUE, FALSE, VAGUE = (
    "Client planted six roses.",
    "Client planted nine roses.",
    "Client planted six roses because they were alone.",
)
CHECKS = Path(__file__).parents[2] / "eval" / "checks.json"


class AnsweringWriter:
    """A writer with one opinion, which counts how often it is asked."""

    def __init__(self, log_odds: float) -> None:
        self.log_odds = log_odds
        self.asked = 0

    def write(self, messages: Sequence[Message], limit: int, allowed: object = None) -> str:
        raise AssertionError("checking writes nothing")

    def agreement(self, messages: Sequence[Message]) -> float:
        self.asked += 1
        return self.log_odds

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        raise AssertionError("nothing is chosen here")


def test_the_model_is_not_asked_where_a_rule_flags_already() -> None:
    writer = AnsweringWriter(5.0)
    assert check(FALSE, SAID, Known(), writer) == (
        Status.FLAGGED,
        'Not found in what was said: "nine roses"',
    )
    assert writer.asked == 0


def test_a_sure_no_of_the_model_flags_and_a_sure_yes_does_not() -> None:
    assert check(TRUE, SAID, Known(), AnsweringWriter(-2.0))[0] is Status.FLAGGED
    assert check(TRUE, SAID, Known(), AnsweringWriter(2.0)) == (Status.SUPPORTED, "")


def test_a_small_doubt_of_the_rules_and_one_of_the_model_flag_together() -> None:
    assert judge(VAGUE, SAID, Known(), 2.0)[0] is Status.SUPPORTED
    assert judge(TRUE, SAID, Known(), 0.2)[0] is Status.SUPPORTED
    status, reason = judge(VAGUE, SAID, Known(), 0.2)
    assert status is Status.FLAGGED
    assert reason == rule_findings(VAGUE, SAID, Known())[0].reason


def test_a_model_that_is_sure_outweighs_a_rule_but_not_what_was_never_said() -> None:
    said = (Turn(0, 1, "client", "I did not plant the roses."),)
    assert judge("Client planted the roses.", said, Known(), 0.3)[0] is Status.FLAGGED
    assert judge("Client planted the roses.", said, Known(), 5.0)[0] is Status.SUPPORTED
    assert judge(FALSE, SAID, Known(), 50.0)[0] is Status.FLAGGED


def test_a_flag_always_has_a_reason() -> None:
    for agreement in (-3.0, 0.0, 3.0):
        for text in (TRUE, FALSE, VAGUE):
            status, reason = judge(text, SAID, Known(), agreement)
            assert bool(reason) == (status is Status.FLAGGED)


def test_a_statement_without_evidence_is_flagged_unless_it_says_nothing() -> None:
    assert check(TRUE, (), Known(), None)[0] is Status.FLAGGED


def test_the_question_to_the_model_ends_with_transcript_and_sentence() -> None:
    messages = check_messages(TRUE, SAID)
    assert messages[0].role == "system"
    assert [message.role for message in messages[1:]] == ["user", "assistant"] * 4 + ["user"]
    assert "Client: I planted six roses.\n\nSentence: Client planted six roses." in messages[-1].content


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[bool, bool]]:
    """(true, flagged) of each of the checks, by the rules alone."""
    out = []
    for each in json.loads(CHECKS.read_text(encoding="utf-8")):
        said = tuple(Turn(i, i + 1, t["speaker"], t["text"]) for i, t in enumerate(each["turns"]))
        status, _ = check(each["statement"], said, Known(), None)
        out.append((each["true"], status is Status.FLAGGED))
    return out


def test_the_rules_alone_flag_every_second_false_statement(verdicts: list[tuple[bool, bool]]) -> None:
    flagged = [flag for true, flag in verdicts if not true]
    assert sum(flagged) / len(flagged) >= 0.55


def test_the_rules_alone_blame_hardly_any_true_statement(verdicts: list[tuple[bool, bool]]) -> None:
    blamed = [flag for true, flag in verdicts if true]
    assert sum(blamed) / len(blamed) <= 0.02
