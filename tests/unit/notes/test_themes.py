"""What a draft says of the course over several sessions."""

from __future__ import annotations

import datetime as dt

from intellisession_desktop.notes.continuity.themes import EarlierNote, copies_marked, themes_told
from intellisession_desktop.records import Note, Section, Statement, Status

FIRST, SECOND, THIRD = dt.date(2026, 10, 22), dt.date(2026, 10, 29), dt.date(2026, 11, 5)
SLEEP = "Client sleeps five hours a night and wakes up at three."
WORK = "Client said that their boss gave them another shift."


def note(day: dt.date, *texts: str) -> EarlierNote:
    return EarlierNote(day, texts)


def told(earlier: list[EarlierNote], *texts: str) -> list[str]:
    statements = [Statement(text, (n,)) for n, text in enumerate(texts)]
    return [each.text for each in themes_told(statements, earlier)]


def test_a_theme_is_new_when_no_earlier_note_has_it_and_more_than_one_sentence_tells_of_it() -> None:
    course = [note(FIRST, SLEEP), note(SECOND, SLEEP)]
    grief = ("The funeral was on Monday.", "Client stood at the grave for an hour.")
    assert told(course, SLEEP, *grief) == ["New in this session: grief."]
    assert told(course, SLEEP, grief[0]) == []
    found = themes_told([Statement(text, (n + 4,)) for n, text in enumerate(grief)], course)
    assert [(each.evidence, each.status) for each in found if "New" in each.text] == [
        ((4, 5), Status.CARRIED)
    ]


def test_a_theme_comes_back_after_two_notes_without_it_and_fades_after_two_with_it() -> None:
    course = [note(FIRST, WORK), note(SECOND, SLEEP), note(THIRD, SLEEP)]
    assert told(course, WORK) == [
        "Spoken of again, last on 22 October 2026: work.",
        "Not spoken of, but in the notes of 29 October 2026 and 5 November 2026: sleep.",
    ]
    assert told(course, SLEEP) == []


def test_one_earlier_note_is_no_course() -> None:
    assert told([note(THIRD, SLEEP)], WORK, WORK) == []
    assert told([], WORK, WORK) == []


def test_a_sentence_that_stands_in_an_earlier_note_is_marked_and_stays_supported() -> None:
    statements = (
        Statement(SLEEP, (3,)),
        Statement(WORK, (5,)),
        Statement("Client sleeps well.", (6,)),
        Statement(SLEEP, (3,), Status.FLAGGED, "Not found"),
    )
    course = [note(FIRST, SLEEP), note(SECOND, SLEEP.replace("five", "six"), "Client sleeps well.")]
    (section,) = copies_marked([Section("Data", statements)], course)
    assert [each.reason for each in section.statements] == [
        "Nearly the same sentence stands in the note of 29 October 2026.",
        "",
        "",
        "Not found",
    ]
    assert [each.status for each in section.statements] == [each.status for each in statements]


def test_of_an_earlier_note_counts_what_it_said_itself() -> None:
    section = Section(
        "Data",
        (
            Statement(SLEEP),
            Statement(WORK, (), Status.CARRIED),
            Statement(WORK, (), Status.FLAGGED, "Not found"),
            Statement("She is tired.", (), Status.THERAPIST),
        ),
    )
    made = Note("n", "c", None, "DAP", THIRD, "signed", (section,), dt.datetime.now(dt.UTC))
    assert EarlierNote.of(made) == note(THIRD, SLEEP, "She is tired.")
