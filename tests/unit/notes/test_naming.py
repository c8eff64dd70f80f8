"""How the client is called: everywhere, never inside a quotation, and never somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intellisession_desktop.notes.formats.naming import PLAIN, Named, Naming, Pronoun, named, named_sections
from intellisession_desktop.notes.language.tense import Tense
from intellisession_desktop.records import Section, Statement, Status, Turn

TURNS = (
    Turn(0.0, 1.0, "therapist", "How are you?"),
    Turn(1.0, 2.0, "client", "I wake up at three and I can't sleep."),
    Turn(2.0, 3.0, "client", "We argued and they left."),
)
SHE = Naming(Named.INITIALS, Pronoun.SHE, "Maya R.")
HE = Naming(Named.FIRST_NAME, Pronoun.HE, "Daniel K.")


def told(text: str, naming: Naming, evidence: tuple[int, ...] = (1,)) -> str:
    return named(Statement(text, evidence), TURNS, naming).text


@pytest.mark.parametrize(
    ("naming", "subject"),
    [
        (PLAIN, "Client"),
        (Naming(Named.THE_CLIENT), "The client"),
        (SHE, "M.R."),
        (HE, "Daniel"),
        (Naming(Named.INITIALS, name="ada maria lovelace"), "A.M.L."),
        (Naming(Named.INITIALS, name="17"), "Client"),
        (Naming(Named.FIRST_NAME, name=""), "Client"),
    ],
)
def test_what_a_sentence_begins_with(naming: Naming, subject: str) -> None:
    assert naming.subject == subject
    if not naming.plain:
        assert told("Client sleeps badly.", naming) == f"{subject} sleeps badly."


def test_inside_a_sentence_and_with_a_genitive() -> None:
    the = Naming(Named.THE_CLIENT)
    assert told("Client's brother called, and client agreed.", the) == (
        "The client's brother called, and the client agreed."
    )
    assert (
        told("Client's brother called, and client agreed.", HE)
        == "Daniel's brother called, and Daniel agreed."
    )


def test_nothing_in_a_quotation_changes() -> None:
    text = 'Client said: "They are fine, the client is fine."'
    assert told(text, SHE) == 'M.R. said: "They are fine, the client is fine."'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Client thought they were going to faint.", "M.R. thought she was going to faint."),
        ("Client said that they're tired.", "M.R. said that she's tired."),
        ("They had two attacks.", "She had two attacks."),
        ("Client said they still worry about it.", "M.R. said she still worries about it."),
        ("Client said they don't sleep in their bed.", "M.R. said she doesn't sleep in her bed."),
        ("Client said that it scared them.", "M.R. said that it scared her."),
        ("Client blamed themselves.", "M.R. blamed herself."),
    ],
)
def test_they_becomes_she_with_its_verb(text: str, expected: str) -> None:
    assert told(text, SHE) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Client said that they argued.",  # the turn speaks of several people
        "Client's mother said that they were ill.",
        "Client called Dr. Patel, and they were kind.",
        "Client said that he left when they slept.",
        "Client said they wake up and look at the clock.",  # two verbs
    ],
)
def test_they_stays_where_another_could_be_meant_or_a_verb_would_be_wrong(text: str) -> None:
    evidence = (2,) if "argued" in text else (1,)
    assert "they" in told(text, SHE, evidence)
    assert "they" in told(text, HE, evidence)


def test_what_the_therapist_wrote_stays_and_so_does_a_couple() -> None:
    own = Statement("Client is late again.", (1,), Status.THERAPIST)
    kept = Statement("Client is late again.", (1,), Status.KEPT)
    sections = (Section("Data", (own, kept, Statement("Client slept.", (1,)))),)
    (section,) = named_sections(sections, TURNS, SHE)
    assert [each.text for each in section.statements] == [own.text, kept.text, "M.R. slept."]
    couple = (*TURNS, Turn(3.0, 4.0, "client2", "No."))
    assert named_sections(sections, couple, SHE) == sections
    assert named_sections(sections, TURNS, PLAIN) == sections


def test_naming_twice_changes_nothing_more() -> None:
    once = named(Statement("Client said they still worry about it.", (1,)), TURNS, SHE)
    assert named(once, TURNS, SHE) == once


def test_in_the_present_they_are_told_of_as_they_are_called() -> None:
    present = replace(SHE, tense=Tense.PRESENT)
    assert (
        told("Client reported that they wake up at three.", present)
        == "M.R. reports that she wakes up at three."
    )
    own = Statement("Client reported little.", (), Status.THERAPIST)
    assert named(own, TURNS, present) == own
    couple = (*TURNS, Turn(3.0, 4.0, "client2", "Yes."))
    assert named(Statement("Client 2 denied it.", (3,)), couple, present).text == "Client 2 denies it."
