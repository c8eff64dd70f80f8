"""What the therapist did, by the therapist's own words."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.formats.format import Kind
from intellisession_desktop.notes.formats.kinds import kind_of
from intellisession_desktop.notes.writing.interventions import (
    find_interventions,
    interventions,
    is_named,
    tell_interventions,
)
from intellisession_desktop.records import Statement

from .said import Says, turns

TALK = turns(
    ("therapist", "What is the evidence for that thought?"),
    ("client", "The evidence for it? On the one hand there is none."),
    ("therapist", "And the evidence against it? Part of the pain is that nobody asked."),
    ("client", "Yes."),
    ("therapist", "Nice weather."),
)


def test_each_is_found_once_with_the_turns_it_was_recognised_in() -> None:
    found = find_interventions(TALK)
    assert [(each.intervention.does, each.turns) for each in found] == [
        ("used cognitive restructuring", (0, 2)),
        ("reflected", (2,)),
    ]


def told(
    statements: list[Statement], writer: Says, schools: frozenset[str] = frozenset()
) -> list[tuple[str, tuple[int, ...]]]:
    made = tell_interventions(find_interventions(TALK), statements, TALK, Known(), writer, schools)
    return [(each.text, each.evidence) for each in made]


ASKED = Statement("Therapist asked about the evidence for that thought.", (0,))
CLIENT = Statement("Client had none.", (1,))
NAMED = ("Therapist asked about the evidence for that thought (cognitive restructuring).", (0,))


def test_the_name_stands_behind_the_sentence_that_tells_what_it_was_about() -> None:
    writer = Says("NONE")
    assert told([ASKED, CLIENT], writer) == [NAMED, ("Client had none.", (1,))]


def test_where_no_sentence_tells_it_one_is_written_about_the_turn_in_its_place() -> None:
    writer = Says("Therapist asked about the evidence. Therapist asked more.")
    made = told([CLIENT], writer)
    assert made[0] == ("Therapist asked about the evidence (cognitive restructuring).", (0,))
    assert made[1] == ("Client had none.", (1,))
    assert writer.asked[0] == f"Therapist: {TALK[0].text}"
    assert all(each is not None and set(each.words) == {"Therapist"} for each in writer.allowed)


@pytest.mark.parametrize("answer", ["NONE", "", "Therapist asked about"])
def test_a_bare_name_is_never_told(answer: str) -> None:
    assert told([CLIENT], Says(answer)) == [("Client had none.", (1,))]


def test_what_the_client_did_is_never_called_an_intervention() -> None:
    about = Statement("Client gave the evidence.", (0, 1))
    assert told([about], Says("NONE")) == [("Client gave the evidence.", (0, 1))]


def test_a_sentence_has_one_name() -> None:
    both = Statement("Therapist asked about the evidence against the pain.", (0, 2))
    made = told([both], Says("Therapist noted the pain."))
    assert [is_named(text) for text, _ in made].count(True) == 1
    assert made[0][0].count("(") == 1
    assert ("Therapist noted the pain.", (2,)) in made  # the sentence says itself that they reflected


def test_who_works_in_another_way_calls_it_otherwise() -> None:
    (emdr, *_) = told([ASKED], Says("NONE"), frozenset(["EMDR"]))
    assert emdr[0] == "Therapist asked about the evidence for that thought (an examination of the thought)."
    assert told([ASKED], Says("NONE"), frozenset(["CBT"])) == [NAMED]


def test_a_client_does_not_intervene() -> None:
    assert find_interventions(turns(("client", "What is the evidence for it? Follow my fingers."))) == ()


def test_every_one_of_the_list_belongs_into_its_section() -> None:
    for each in interventions():
        named = f"Therapist asked about next week and killing the time ({each.plain or each.does})."
        assert is_named(named)
        assert kind_of(named) == Kind.INTERVENTION
    assert not is_named("Therapist asked about next week.")
    assert not is_named("Client asked (twice).")


def test_of_a_long_turn_the_model_is_shown_the_part_with_the_words_only() -> None:
    long = "I see it so. " * 100 + "What is the evidence for that thought? " + "We talked about it. " * 100
    writer, said = Says("Therapist asked about the evidence."), turns(("therapist", long))
    tell_interventions(find_interventions(said), [], said, Known(), writer)
    assert "evidence" in writer.asked[0]
    assert len(writer.asked[0].split()) < 200
