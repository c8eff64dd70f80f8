"""What was said and must not be missed is found, and is not offered any more once the note tells it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.conversation.left_out import (
    LeftOut,
    Said,
    Telling,
    as_statement,
    find_said,
    kind_in_note,
)
from intellisession_desktop.notes.formats.format import Kind
from intellisession_desktop.records import Statement, Status, Turn

KNOWN = Known.of("Maya R.", "")


def turns(*said: str, unsure: tuple[str, ...] = ()) -> tuple[Turn, ...]:
    """'T: ...' and 'C: ...', five seconds each."""
    speakers = {"T": "therapist", "C": "client"}
    return tuple(
        Turn(5.0 * n, 5.0 * n + 5.0, speakers[line[0]], line[3:], unsure) for n, line in enumerate(said)
    )


def left_out(session: Sequence[Turn], *told: Statement) -> tuple[Said, ...]:
    return LeftOut(find_said(session, KNOWN), KNOWN).of(told, session)


def kinds(session: Sequence[Turn], *told: Statement) -> list[tuple[Telling, str]]:
    return [(each.kind, each.text) for each in left_out(session, *told)]


START = ("T: Hello.", "C: Hello.", "T: Tell me about the week.")
END = ("T: Good.", "C: Yes.", "T: Goodbye.")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Dr. Patel put me on sertraline, fifty milligrams.", Telling.MEDICINE),
        ("I had two panic attacks this week.", Telling.FIGURE),
        ("The worst one was on Friday at the market.", Telling.FIGURE),
        ("I'll write the letter before we talk again.", Telling.PLAN),
        ("My sister has stopped visiting.", Telling.PERSON),
        ("I sometimes wish I wouldn't wake up.", Telling.RISK),
    ],
)
def test_what_must_not_be_missed_is_found(said: str, kind: Telling) -> None:
    assert kinds(turns(*START, f"C: {said}", *END)) == [(kind, said)]


@pytest.mark.parametrize(
    "said",
    [
        "It was a long way to fall asleep.",
        "I keep thinking I'm going to lose control.",
        "I'll be honest, it was boring.",
        "How long will that take?",
    ],
)
def test_what_only_sounds_so_is_not(said: str) -> None:
    assert kinds(turns(*START, f"C: {said}", *END)) == []


def test_what_the_note_tells_is_not_offered() -> None:
    session = turns(*START, "C: Dr. Patel put me on sertraline, fifty milligrams.", *END)
    whole = Statement("Client takes sertraline 50 mg, prescribed by Dr. Patel.", (3,))
    assert left_out(session, whole) == ()
    without_dose = Statement("Client takes sertraline, prescribed by Dr. Patel.", (3,))
    assert len(left_out(session, without_dose)) == 1


def test_the_same_figure_of_something_else_does_not_tell_it() -> None:
    session = turns(
        *START, "C: I had two panic attacks this week.", "T: Mm.", "C: I met two old colleagues.", *END
    )
    about_colleagues = Statement("Client met two former colleagues.", (5,))
    assert [each.turn for each in left_out(session, about_colleagues)] == [3]


def test_a_person_is_told_by_any_word_for_them() -> None:
    session = turns(*START, "C: My mum does not call any more.", *END)
    assert left_out(session, Statement("Client's mother has stopped calling.", (3,))) == ()


def test_what_was_only_agreed_to_is_told_with_its_question() -> None:
    session = turns(
        *START, "C: Fine.", "T: Would you keep the panic log until Thursday?", "C: Yes, okay.", *END
    )
    (said,) = left_out(session)
    assert (said.kind, said.turns) == (Telling.PLAN, (4, 5))
    assert said.told == 'Asked "Would you keep the panic log until Thursday?", client answered: "Yes, okay."'


def test_what_was_refused_is_no_plan() -> None:
    session = turns(*START, "C: Fine.", "T: Would you keep the panic log until Thursday?", "C: No.", *END)
    assert left_out(session) == ()


def test_an_answer_that_cannot_stand_alone_has_its_question() -> None:
    session = turns(
        *START, "C: Fine.", "T: How many drinks was that, on the bad evenings?", "C: Seven.", *END
    )
    (said,) = left_out(session)
    assert said.turns == (4, 5)
    assert "bad evenings" in said.told
    assert said.told.endswith('answered: "Seven."')


def test_it_is_told_as_it_was_said_and_rests_on_its_turn() -> None:
    session = turns(*START, "C: I had two panic attacks this week.", *END)
    (said,) = left_out(session)
    statement = as_statement(said, session, KNOWN)
    assert statement == Statement('Client said: "I had two panic attacks this week."', (3,))
    assert left_out(session, statement) == ()


def test_words_that_were_heard_unclearly_are_to_be_checked() -> None:
    session = turns(*START, "C: I take fifty milligrams of sertraline.", *END, unsure=("sertraline",))
    (said,) = left_out(session)
    statement = as_statement(said, session, KNOWN)
    assert statement.status is Status.FLAGGED
    assert "sertraline" in statement.reason


def test_risk_is_told_as_a_draft_tells_it_and_first() -> None:
    session = turns(
        *START,
        "C: I had two panic attacks this week.",
        "T: Are you having thoughts of killing yourself?",
        "C: No, I never wanted to die.",
        *END,
    )
    first, *_ = left_out(session)
    assert first.kind is Telling.RISK
    assert first.told.startswith("Client denied thoughts of suicide")
    told = Statement(first.told.replace("Client", "Maya"), first.turns)
    assert Telling.RISK not in [each.kind for each in left_out(session, told)]


def test_each_stands_in_the_section_of_its_kind() -> None:
    found = left_out(
        turns(
            *START,
            "C: Dr. Patel put me on sertraline, fifty milligrams.",
            "T: Mm.",
            "C: I'll write the letter before we talk again.",
            "T: Mm.",
            "C: My sister has stopped visiting.",
            *END,
        )
    )
    kinds = [kind_in_note(each, Statement(each.told)) for each in found]
    assert kinds == [Kind.MEDICATION, Kind.PLAN, Kind.RELATIONSHIPS]


def test_words_that_were_corrected_since_are_not_offered() -> None:
    session = turns(*START, "C: I had two panic attacks this week.", *END)
    found = LeftOut(find_said(session, KNOWN), KNOWN)
    corrected = (*session[:3], Turn(15.0, 20.0, "client", "I had ten panic attacks this week."), *session[4:])
    assert found.of((), corrected) == ()


def test_the_therapists_own_text_is_nothing_that_was_said() -> None:
    own = Turn(60.0, 60.0, "therapist", "We meet again on Thursday at ten.")
    assert left_out((*turns(*START, *END), own)) == ()


def test_risk_is_not_told_by_a_sentence_that_shares_some_words_with_it() -> None:
    session = turns(*START, "C: I do not want to live any more and I am tired of work.", *END)
    (risk,) = [each for each in left_out(session) if each.kind is Telling.RISK]
    other = Statement("Client was tired of work.", risk.turns)
    assert Telling.RISK in [each.kind for each in left_out(session, other)]
