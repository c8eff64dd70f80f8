"""What the writing model is shown."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.conversation.uninterrupted import uninterrupted
from intellisession_desktop.notes.models import Message
from intellisession_desktop.notes.writing.prompt import asked, opening, said

from ..said import turns

T, C = "therapist", "client"


def test_the_turns_are_shown_behind_what_is_the_same_for_every_window() -> None:
    spoken = turns((T, "How was it?"), (C, "Fine."), ("client2", "Bad."))
    assert said(spoken) == "Therapist: How was it?\nClient: Fine.\nClient2: Bad."
    assert asked(spoken) == (*opening(), Message("user", said(spoken)))
    assert [each.role for each in opening()[:3]] == ["system", "user", "assistant"]
    assert opening()[-1].role == "assistant"


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ([(C, "I went to the -"), (T, "Mm-hmm."), (C, "- doctor.")], [(C, "I went to the doctor.")]),
        ([(C, "I went and"), (T, "Yeah."), (C, "then I slept.")], [(C, "I went then I slept.")]),
        ([(C, "I went out."), (T, "Right."), (C, "… and came back.")], [(C, "I went out. and came back.")]),
        ([(C, "I went, and"), (C, "I came back.")], [(C, "I went, I came back.")]),
        ([(T, "So you -"), (C, "Yeah."), (T, "- left."), (C, "Yes.")], [(T, "So you left."), (C, "Yes.")]),
    ],
)
def test_a_sentence_that_a_listener_broke_is_put_together(
    spoken: list[tuple[str, str]], shown: list[tuple[str, str]]
) -> None:
    assert uninterrupted(turns(*spoken)) == shown


@pytest.mark.parametrize(
    "spoken",
    [
        [(C, "I went out."), (T, "Yeah."), (C, "Then I slept.")],  # it was whole
        [(C, "I went to the -"), (T, "To the doctor again?"), (C, "- doctor.")],  # a question of its own
        [(T, "Did you sleep and?"), (C, "No."), (T, "- and eat?")],  # an answer
        [(C, "I went to the -"), (T, "Yeah.")],  # nothing follows
        [(C, "I went to the -"), (T, "Yeah."), ("client2", "He did.")],  # somebody else goes on
    ],
)
def test_what_is_an_answer_or_a_remark_stays(spoken: list[tuple[str, str]]) -> None:
    assert uninterrupted(turns(*spoken)) == spoken


def test_no_word_is_lost_but_those_of_listening() -> None:
    spoken = turns((C, "One two and"), (T, "Mm."), (C, "three"), (C, "four"), (T, "Five?"), (C, "Six."))
    assert " ".join(text for _, text in uninterrupted(spoken)) == "One two three four Five? Six."
