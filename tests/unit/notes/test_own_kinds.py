"""In which part of a note the therapist's own words belong."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.formats.composing import compose
from intellisession_desktop.notes.formats.format import Kind, load_format
from intellisession_desktop.notes.formats.kinds import kind_of
from intellisession_desktop.notes.formats.own_kinds import kind_in, kind_of_own
from intellisession_desktop.records import Statement, Status
from tests.fakes import FakeLanguageEngine

OWN = [
    ("tearful", Kind.OBSERVATION),
    ("Tearful when speaking of the move.", Kind.OBSERVATION),
    ("PHQ-9: 11", Kind.OBSERVATION),
    ("GAD-7 score today 14, down from 17.", Kind.OBSERVATION),
    ("PHQ-9 was 11 this week.", Kind.OBSERVATION),
    ("Affect flat, good eye contact.", Kind.OBSERVATION),
    ("Maya seemed tired.", Kind.OBSERVATION),
    ("Client came in late.", Kind.OBSERVATION),
    ("She said she was tearful at work.", Kind.REPORT),
    ("Mood was better this week.", Kind.REPORT),
    ("Denied SI/HI.", Kind.RISK),
    ("No acute risk.", Kind.RISK),
    ("Low risk today.", Kind.RISK),
    ("Continue with the log.", Kind.PLAN),
    ("Next session in two weeks.", Kind.PLAN),
    ("She agreed to keep the log.", Kind.PLAN),
    ("Homework: thought record.", Kind.PLAN),
    ("Taught the slow breathing.", Kind.INTERVENTION),
    ("We practised the breathing.", Kind.INTERVENTION),
    ("I explained how panic works.", Kind.INTERVENTION),
    ("Psychoeducation on panic.", Kind.INTERVENTION),
    ("I think the avoidance keeps the fear going.", Kind.ASSESSMENT),
    ("Making progress.", Kind.ASSESSMENT),
    ("I noted that the fear went down.", Kind.ASSESSMENT),
    ("Maya realised that the fear goes down by itself.", Kind.RESPONSE),
    ("She takes 50 mg of sertraline.", Kind.MEDICATION),
    ("She slept badly.", Kind.REPORT),
    ("Maya slept badly.", Kind.REPORT),
    ("Next-door neighbours were loud.", Kind.REPORT),
    ("Client looked for work.", Kind.REPORT),
    ("Looked pale and tired.", Kind.OBSERVATION),
    ("She keeps looking for a flat.", Kind.REPORT),
]


@pytest.mark.parametrize(("text", "kind"), OWN)
def test_the_kind_is_told_by_what_a_sentence_is_about(text: str, kind: Kind) -> None:
    assert kind_of_own(text, ("Maya",)) is kind


def test_only_the_therapists_own_words_are_read_so() -> None:
    text = "Client was tearful."
    assert kind_in(Statement(text, (), Status.THERAPIST), ()) is Kind.OBSERVATION
    assert kind_in(Statement(text, (0,)), ()) is kind_of(text) is Kind.REPORT


def test_a_summary_is_worked_into_the_sections_whatever_its_order() -> None:
    told = (
        "Continue with the log.",
        "Tearful.",
        "Maya slept badly.",
        "Denied SI.",
        "Taught the breathing.",
        "Progress is slow.",
    )
    own = [Statement(each, (n,), Status.THERAPIST) for n, each in enumerate(told)]
    sections = compose(load_format("BIRP"), (), own, (), (), FakeLanguageEngine(), ("Maya",))
    assert {section.name: [each.text for each in section.statements] for section in sections} == {
        "Risk": ["Denied SI."],
        "Behavior": ["Tearful.", "Maya slept badly."],
        "Intervention": ["Taught the breathing."],
        "Response": ["Progress is slow."],
        "Plan last time": [],
        "Plan": ["Continue with the log."],
    }
