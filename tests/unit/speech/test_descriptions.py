"""What whisper describes is told from what it wrote down."""

from __future__ import annotations

import pytest

from intellisession_desktop.engine.descriptions import described


def left(text: str) -> str:
    """What is said in `text`."""
    kept, at = "", 0
    for start, end in described(text):
        kept, at = kept + text[at:start], end
    return " ".join((kept + text[at:]).split())


@pytest.mark.parametrize(
    "text",
    [
        "[wind blowing]",
        "(phone ringing)",
        "*sighs*",
        "♪ la la la ♪",
        "♪ la la la",
        "[wind\nblowing]",
        "[coughs",
        "(laughs",
        "*sobbing",
        "blowing]",
        "laughs)",
        "（笑）",
        "【音楽】",
        "[BLANK_AUDIO]\n[BLANK_AUDIO]",
    ],
)
def test_a_description_is_left_out_also_where_a_bracket_is_missing(text: str) -> None:
    assert left(text) == ""
    assert left(f"I was at home.\n{text}\nAnd then?") == "I was at home. And then?"


@pytest.mark.parametrize(
    "text",
    [
        "I was at home. [ " + "And then he came in and said that he was going to leave. " * 3,
        "(" + "He said that he would go and that I should not follow him there. " * 3 + ")",
        "* " + "And so I went to see my mother, who was in the garden. " * 3,
        "5 * 3 is 15.",
    ],
)
def test_a_stray_bracket_does_not_swallow_what_was_said(text: str) -> None:
    assert left(text).split() == text.split()


def test_an_open_bracket_ends_with_its_segment() -> None:
    assert left("[coughs\nI could not breathe.\n[sighs]") == "I could not breathe."
