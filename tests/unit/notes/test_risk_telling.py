"""A risk finding in a sentence: never more than was said, never less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.risk.finding import RiskFinding, find_risk
from intellisession_desktop.notes.risk.telling import MOST, not_told_under_risk, risk_told
from intellisession_desktop.records import Statement, Status, Turn

from .said import Says, turns

ASKED = ("therapist", "Are you having any thoughts of killing yourself?")


def told(writer: Says, *said: tuple[str, str]) -> list[Statement]:
    spoken = turns(*said)
    findings = find_risk(spoken)
    assert findings
    return risk_told(findings, spoken, Known(), writer)


def test_a_denial_is_told_in_its_own_words_whatever_the_model_would_write() -> None:
    said = ASKED, ("client", "No, I never wanted to die.")
    writer = Says("Client wanted to die.")
    (made,) = told(writer, *said)
    (finding,) = find_risk(turns(*said))
    assert made == Statement(finding.text, finding.evidence, Status.SUPPORTED)
    assert "denied" in made.text
    assert writer.asked == []


def test_what_was_said_is_told_in_the_models_sentence() -> None:
    (made,) = told(
        Says("Client wanted to kill themselves on Sunday."), ("client", "I wanted to kill myself on Sunday.")
    )
    assert made.text == "Client wanted to kill themselves on Sunday."
    assert (made.evidence, made.status) == ((0,), Status.SUPPORTED)


@pytest.mark.parametrize(
    "answer",
    [
        "Client had a hard Sunday.",  # not of the risk
        "Client did not want to kill themselves on Sunday.",  # turned round
        "Client denied that they wanted to kill themselves.",
        "NONE",
        "",
        "Client wanted to kill",
    ],
)
def test_a_sentence_that_hides_the_risk_or_turns_it_gives_way_to_the_words_of_the_finding(
    answer: str,
) -> None:
    said = (("client", "I wanted to kill myself on Sunday."),)
    (made,) = told(Says(answer), *said)
    assert made.text == find_risk(turns(*said))[0].text
    assert made.status == Status.SUPPORTED


def test_the_first_sentence_that_tells_the_risk_is_taken() -> None:
    answer = "Client had a hard Sunday. Client wanted to kill themselves on Sunday."
    (made,) = told(Says(answer), ("client", "I had a hard Sunday, I wanted to kill myself."))
    assert made.text == "Client wanted to kill themselves on Sunday."


def test_only_the_words_of_whose_risk_it_is_may_be_used() -> None:
    writer = Says("NONE")
    told(
        writer,
        ("therapist", "In Lisbon, were you close to killing yourself?"),
        ("client2", "I wanted to kill myself."),
    )
    assert writer.allowed
    assert all(each is not None and set(each.words) == {"Client2"} for each in writer.allowed)


def test_what_is_not_clear_is_for_the_therapist_to_decide() -> None:
    writer = Says("Client wanted to die.")
    made = told(writer, ASKED, ("client", "It's a long story, can we talk about work?"))
    assert [each.status for each in made] == [Status.FLAGGED]
    assert made[0].reason.startswith("Please decide: ")
    assert "wanted to die" not in made[0].text
    assert writer.asked == []


def finding(n: int, veiled: bool = False, denied: bool = False, whose: str = "client") -> RiskFinding:
    (plain,) = find_risk(turns(("client", "I wanted to kill myself on Sunday.")))
    return replace(plain, text=f"Client told it {n}.", veiled=veiled, denied=denied, whose=whose)


def test_of_many_the_clients_own_undenied_words_are_told_each_once() -> None:
    spoken: tuple[Turn, ...] = turns(("client", "I wanted to kill myself on Sunday."))
    veiled = [finding(n, veiled=True) for n in range(3)]
    open_ones = [finding(10 + n) for n in range(MOST)]
    made = risk_told([*veiled, *open_ones], spoken, Known(), Says("NONE"))
    assert [each.text for each in made] == [each.text for each in open_ones]
    again = risk_told([open_ones[0], open_ones[0]], spoken, Known(), Says("NONE"))
    assert len(again) == 1


def test_their_order_is_that_of_the_session() -> None:
    spoken = turns(("client", "I wanted to kill myself on Sunday."))
    mixed = [finding(1, denied=True), finding(2), finding(3, whose="brother")]
    made = risk_told(mixed, spoken, Known(), Says("NONE"))
    assert [each.text for each in made] == [each.text for each in mixed]


def test_of_a_long_turn_the_model_is_shown_the_part_that_tells_it_only() -> None:
    long = "I went to work. " * 100 + "I wanted to kill myself on Sunday. " + "I came home. " * 100
    writer = Says("Client wanted to kill themselves on Sunday.")
    (made,) = told(writer, ("client", long))
    assert made.text == "Client wanted to kill themselves on Sunday."
    assert "kill" in writer.asked[0]
    assert len(writer.asked[0].split()) < 200


def test_what_stands_under_risk_is_not_said_again_elsewhere() -> None:
    risk = [Statement("Client's brother took an overdose at nineteen.", (4,))]
    again = Statement("Client was thinking about their brother's overdose.", (4, 5))
    apart = Statement("Client's brother paints fences.", (4,))
    elsewhere = Statement("Client's uncle took an overdose.", (9,))
    waiting = Statement("Client's brother took an overdose.", (4,), Status.FLAGGED, "Heard unclearly")
    assert not_told_under_risk([again, apart, elsewhere, waiting], risk) == [apart, elsewhere, waiting]


def test_what_waits_under_risk_stands_for_nothing() -> None:
    risk = [Statement("Client spoke of an overdose.", (4,), Status.FLAGGED, "Please decide.")]
    told = [Statement("Client's brother took an overdose.", (4,))]
    assert not_told_under_risk(told, risk) == told
