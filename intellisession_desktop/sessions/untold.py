"""What was said and is not in an open note: found once it is open, and taken into it at a click."""

from __future__ import annotations

from ..notes.client_facts import Known
from ..notes.conversation.left_out import LeftOut, Said, as_statement, find_said, kind_in_note
from ..notes.formats.naming import named
from ..records import Statement
from .opened import Opened
from .review_content import ReviewContent
from .sections import section_taking


class Untold:
    """Of one open note; it may be asked after every change, on the background thread: the first time takes a
    second for an hour of talk.
    """

    def __init__(self, opened: Opened) -> None:
        self._turns, self._known = opened.turns, Known.of(opened.client.name, "")
        self._left_out: LeftOut | None = None
        self._passed: frozenset[Said] = frozenset()

    def of(self, content: ReviewContent) -> tuple[Said, ...]:
        """What the note does not tell as it is now, the weightiest first, without what was passed over."""
        if self._left_out is None or content.turns != self._turns:  # who said it, or what, was changed
            self._turns = content.turns
            self._left_out = LeftOut(find_said(self._turns, self._known), self._known)
        statements = [each for _, each in content.all()]
        found = self._left_out.of(statements, content.turns)
        return tuple(each for each in found if each not in self._passed)

    def pass_over(self, said: Said) -> None:
        """The therapist leaves it out; it is not offered again while the note is open."""
        self._passed |= {said}


def taken_in(opened: Opened, content: ReviewContent, said: Said) -> tuple[int, Statement]:
    """The section that takes it, and the statement: the words as they were said, the client called as is
    wished, resting on their turns.
    """
    statement = as_statement(said, content.turns, opened.known)
    section = section_taking(opened, content, kind_in_note(said, statement))
    called = named(statement, content.turns, opened.naming)
    return section, called
