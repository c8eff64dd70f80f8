"""The sentences that a therapist would want to find again."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.conversation.highlights import (
    FEWEST,
    MOST,
    HighlightKind,
    find_highlights,
    significance,
)
from intellisession_desktop.records import Moment, MomentKind, Turn
from tests.eval.sessions import FOLDER, eval_session


def turn(n: int, text: str, speaker: str = "client", after: float = 0.5) -> Turn:
    return Turn(10.0 * n + after, 10.0 * n + 9.5, speaker, text)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (HighlightKind.CHANGE, "I want to stop drinking before my sister comes."),
        (HighlightKind.SUSTAIN, "I can't stop, not in the exam weeks."),
        (HighlightKind.FEELING, "I felt so ashamed when she said it."),
        (HighlightKind.INSIGHT, "It's more that I'm scared of losing my mind."),
        (HighlightKind.BROUGHT_UP, "There's something I never told anyone."),
        (HighlightKind.RISK, "Last month I wanted to kill myself."),
    ],
)
def test_each_kind_is_known_by_its_words(kind: HighlightKind, sentence: str) -> None:
    found = find_highlights([turn(0, f"Hm. {sentence}")])
    assert [(each.kind, each.text) for each in found] == [(kind, sentence)]


def test_an_ordinary_sentence_a_question_and_the_therapists_words_are_none() -> None:
    assert significance("We had soup for lunch on Sunday.") == 0
    assert find_highlights([turn(0, "Do you think I want to stop drinking?")]) == ()
    assert find_highlights([turn(0, "I want to stop here for today.", "therapist")]) == ()


def test_what_follows_a_long_silence_was_brought_up_by_the_client() -> None:
    before = Turn(0.0, 5.0, "therapist", "Take your time.")
    after = Turn(14.0, 18.0, "client", "My mother called me on Sunday morning.")
    assert [each.kind for each in find_highlights([before, after])] == [HighlightKind.BROUGHT_UP]


def test_all_that_was_marked_is_there_and_the_others_are_few() -> None:
    turns = [turn(n, f"I want to stop number {n} before summer.") for n in range(300)]
    marks = [Moment(MomentKind.MARKED, 10.0 * n + 2) for n in (5, 6, 7)]
    found = find_highlights(turns, marks)
    assert [each.turn for each in found if each.kind == HighlightKind.MARKED] == [5, 6, 7]
    assert len(found) <= MOST + len(marks)


def test_each_is_said_word_for_word_in_its_turn() -> None:
    for folder in sorted(FOLDER.iterdir()):
        turns = eval_session(folder).turns
        found = find_highlights(turns)
        assert 1 <= len(found) <= max(FEWEST, len(turns) // 10)
        assert all(each.text in turns[each.turn].text for each in found)
        assert [each.turn for each in found] == sorted({each.turn for each in found})
