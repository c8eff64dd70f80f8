"""Whether a sentence is worth its place in a note."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.writing.substance import is_small_talk, says_something, without_small_talk
from intellisession_desktop.records import Statement

WALTER = Known.of("Walter B.", "")


@pytest.mark.parametrize(
    "text",
    ["Therapist greeted Walter.", "Client acknowledged that.", "Client 2 agreed.", "Client thanked."],
)
def test_empty_sentences_say_nothing(text: str) -> None:
    assert not says_something(text, WALTER)


@pytest.mark.parametrize("text", ["Client missed it twice.", "Client wanted to die.", "Client panicked."])
def test_a_figure_a_risk_or_a_telling_word_is_something(text: str) -> None:
    assert says_something(text, WALTER)


def test_small_talk_is_left_out_where_people_meet_and_part_only() -> None:
    talk = "Walter reported that the train ran and he got a seat."
    assert is_small_talk(talk, WALTER)
    assert not is_small_talk("Client cried on the train about the funeral of their wife.", WALTER)
    statements = [Statement(talk, (n,)) for n in range(6)]
    assert [each.evidence for each in without_small_talk(statements, 6, WALTER)] == [(2,), (3,)]
