"""What is asked after a draft: only what it leaves open."""

from __future__ import annotations

from intellisession_desktop.notes.checking.evidence import rule_findings
from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.formats.format import Kind, format_names, load_format
from intellisession_desktop.notes.formats.questions import MOST, open_questions, questions, section_of
from intellisession_desktop.records import Section, Statement, Status, Turn

SOAP = load_format("SOAP")
EMPTY = tuple(Section(each.name) for each in SOAP.sections)


def with_statement(section: str, *statements: Statement) -> tuple[Section, ...]:
    return tuple(Section(each.name, statements if each.name == section else ()) for each in EMPTY)


def asked(sections: tuple[Section, ...]) -> list[str]:
    return [each.asks for each in open_questions(SOAP, sections)]


def test_an_empty_note_is_asked_five_questions_at_most() -> None:
    assert len(asked(EMPTY)) == MOST == 5
    assert asked(EMPTY)[0] == "Risk today?"


def test_what_stands_in_the_note_is_not_asked() -> None:
    assert "Risk today?" not in asked(with_statement("Risk", Statement("Client denied it.")))
    assert "Affect?" not in asked(with_statement("Objective", Statement("Affect was low.")))
    assert "Plan for next time?" not in asked(with_statement("Plan", Statement("We meet next Thursday.")))
    carried = Statement("Goal: Sleep: not mentioned this session.", (), Status.CARRIED)
    assert "Progress?" in asked(with_statement("Assessment", carried))
    assert "Progress?" not in asked(with_statement("Assessment", Statement("Rated 4, before 8.")))


def test_an_answer_is_an_answer() -> None:
    for question in questions():
        section = EMPTY[section_of(question, SOAP, EMPTY) or 0].name
        for answer in question.answers:
            own = Statement(answer.sentence, (), Status.THERAPIST)
            assert question.asks not in asked(with_statement(section, own)), answer


def test_every_format_has_a_place_for_every_answer_and_other_notes_are_not_asked() -> None:
    for name in format_names():
        format = load_format(name)
        sections = tuple(Section(each.name) for each in format.sections)
        assert all(section_of(each, format, sections) is not None for each in questions())
    assert open_questions(SOAP, (Section("Note"),)) == ()


def test_what_is_asked_is_never_written_by_the_program() -> None:
    """What can be tapped about what was seen is what the rules flag in a draft."""
    seen = [answer.sentence for each in questions() if each.asks == "Affect?" for answer in each.answers]
    turns = (Turn(0.0, 1.0, "client", "I am fine."),)
    for text in seen:
        assert any(finding.code == "appearance" for finding in rule_findings(text, turns, Known())), text
    assert {each.kind for each in questions()} <= set(Kind)
