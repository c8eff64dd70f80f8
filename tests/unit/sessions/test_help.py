"""Help finds the answer to what somebody types, as they would type it."""

from __future__ import annotations

import pytest

from intellisession_desktop.sessions.help import Answer, answers, found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("consent", "Add a client's consent"),
        ("how do I sign?", "Sign a note"),
        ("password", "I forgot my passphrase"),
        ("what is flagged", "Why a statement is marked to check"),
        ("swap speakers", "The speakers are mixed up"),
        ("backup", "Make a backup"),
        ("BACK UP", "Make a backup"),
        ("print", "Print a consent form"),
        ("zoom transcript", "Use a transcript made elsewhere"),
        ("forgot my recovery key", "I forgot my passphrase"),
        ("internet", "Does anything leave this computer"),
        ("shorter", "Have a statement rewritten"),
    ],
)
def test_the_first_answer_is_the_one_meant(typed: str, first: str) -> None:
    assert found(typed, answers())[0].asks == first


def test_while_nothing_telling_is_typed_everything_is_there() -> None:
    assert found("", answers()) == found("how do I", answers()) == answers()


def test_what_is_about_nothing_finds_nothing() -> None:
    assert found("xylophone", answers()) == ()


def test_a_word_more_than_there_is_leaves_what_holds_most() -> None:
    assert [
        each.asks for each in found("sign xylophone", (Answer("Sign a note", ""), Answer("Lock", "")))
    ] == ["Sign a note"]


def test_answers_are_short_and_each_has_its_own_heading() -> None:
    assert len(answers()) >= 20
    assert len({each.asks for each in answers()}) == len(answers())
    assert all(len(each.says) <= 330 and "!" not in each.says for each in answers())
