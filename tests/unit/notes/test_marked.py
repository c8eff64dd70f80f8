"""A marked moment is in the note, whatever the model made of its exchange."""

from __future__ import annotations

from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.notes.conversation.marked import turn_of, with_marked
from intellisession_desktop.records import Moment, MomentKind, Section, Statement, Turn

TURNS = (
    Turn(0.0, 4.0, "therapist", "How was the week for you, all in all, with everything that was going on?"),
    Turn(5.0, 12.0, "client", "It was long. My sister called and for once I said no. I did not explain it."),
    Turn(20.0, 24.0, "therapist", "And how was it to say no to her, after all these years of saying yes?"),
    Turn(25.0, 33.0, "client", "Strange. I sat on the stairs afterwards. I think I was proud of it."),
)
SECTIONS = (
    Section("Subjective", (Statement("Client said no to their sister.", (0, 1)),)),
    Section("Plan", ()),
)


def marked(at: float, sections: tuple[Section, ...] = SECTIONS) -> tuple[Section, ...]:
    moments = (Moment(MomentKind.MARKED, at), Moment(MomentKind.PAUSED, at, 10.0))
    return with_marked(sections, "Subjective", exchanges(TURNS), TURNS, moments)


def test_the_turn_is_the_one_that_was_being_said() -> None:
    assert [turn_of(Moment(MomentKind.MARKED, at), TURNS) for at in (0.0, 6.0, 15.0, 99.0)] == [0, 1, 1, 3]
    assert turn_of(Moment(MomentKind.MARKED, 1.0), ()) is None


def test_what_the_draft_speaks_of_is_not_said_twice() -> None:
    assert marked(8.0) == SECTIONS


def test_what_it_left_out_stands_there_in_the_clients_words() -> None:
    (first, plan) = marked(30.0)
    assert plan.statements == ()
    assert first.statements[1:] == (
        Statement('Client said: "Strange. I sat on the stairs afterwards. I think I was proud of it."', (3,)),
    )


def test_two_marks_on_one_exchange_give_one_quotation() -> None:
    both = (Moment(MomentKind.MARKED, 26.0), Moment(MomentKind.MARKED, 31.0))
    found = with_marked(SECTIONS, "Subjective", exchanges(TURNS), TURNS, both)
    assert len(found[0].statements) == 2


def test_a_mark_on_a_question_nobody_has_answered_quotes_the_question() -> None:
    asked = (
        *TURNS,
        Turn(40.0, 44.0, "therapist", "What would you like to take with you into the coming week?"),
    )
    moments = (Moment(MomentKind.MARKED, 41.0),)
    found = with_marked(SECTIONS, "Plan", exchanges(asked), asked, moments)
    (quote,) = found[1].statements
    assert quote.text.startswith('Therapist said: "What would you like')
    assert quote.evidence == (4,)


def test_a_long_turn_is_quoted_by_its_last_sentences_whole() -> None:
    long = " ".join(f"This is sentence number {n} of a long story." for n in range(20))
    turns = (*TURNS[:2], Turn(50.0, 90.0, "client", long))
    found = with_marked((Section("S", ()),), "S", exchanges(turns), turns, (Moment(MomentKind.MARKED, 91.0),))
    (quote,) = found[0].statements
    words = quote.text.removeprefix('Client said: "').removesuffix('"')
    assert words in long
    assert words.endswith("number 19 of a long story.")
    assert len(words.split()) <= 40
