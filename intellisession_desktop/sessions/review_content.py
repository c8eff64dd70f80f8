"""What is changed in a review, and each single change as a new content made from the old one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..records import Section, Statement, Status, Turn

Statements = tuple[Statement, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a statement stands: in which section, and at which position of it."""

    section: int
    position: int

    def after_removal(self, removed: Place | None) -> Place | None:
        """Where this place is once the statement at `removed` is gone; None if it is that one."""
        if removed is None or removed.section != self.section or self < removed:
            return self
        return None if self == removed else Place(self.section, self.position - 1)


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """What a therapist may change: the note's sections and the transcript's turns."""

    sections: tuple[Section, ...]
    turns: tuple[Turn, ...]

    def statements(self, section: int) -> Statements:
        """Those of one section. Raises IndexError."""
        if section < 0:
            raise IndexError(section)
        return self.sections[section].statements

    def statement(self, place: Place) -> Statement:
        """Raises IndexError."""
        if place.position < 0:
            raise IndexError(place)
        return self.statements(place.section)[place.position]

    def turn(self, index: int) -> Turn:
        """Raises IndexError."""
        if index < 0:
            raise IndexError(index)
        return self.turns[index]

    def all(self) -> Iterator[tuple[Place, Statement]]:
        """Every statement with its place, from the top."""
        for s, section in enumerate(self.sections):
            for p, statement in enumerate(section.statements):
                yield Place(s, p), statement

    def with_statements(self, place: Place, new: Statements, instead_of: int = 1) -> ReviewContent:
        """`new` from `place` on, in place of as many statements as `instead_of` says."""
        there = self.statements(place.section)
        changed = there[: place.position] + new + there[place.position + instead_of :]
        section = replace(self.sections[place.section], statements=changed)
        sections = (*self.sections[: place.section], section, *self.sections[place.section + 1 :])
        return replace(self, sections=sections)

    def with_turns(self, changed: Mapping[int, Turn]) -> ReviewContent:
        """Other turns at the given indices."""
        return replace(self, turns=tuple(changed.get(i, turn) for i, turn in enumerate(self.turns)))

    def with_all(self, replacements: Mapping[Place, Statements]) -> ReviewContent:
        """Others in place of several statements; a place just after a section's end takes new ones.

        Raises IndexError for a place that is not there, ValueError for evidence that is not there.
        """
        cited = {i for new in replacements.values() for statement in new for i in statement.evidence}
        if any(not 0 <= i < len(self.turns) for i in cited):
            raise ValueError("a statement cites a turn that is not there")
        content = self
        for place in sorted(replacements, reverse=True):  # from the end, so that those before stay right
            if not 0 <= place.position <= len(self.statements(place.section)):
                raise IndexError(place)
            content = content.with_statements(place, replacements[place])
        return content

    def found_again(
        self, replacements: Mapping[Place, Statements], asked: ReviewContent
    ) -> dict[Place, Statements]:
        """Replacements made for `asked`, by the places at which its statements stand here.

        A statement that was changed or removed since is left out, and one whose turns were.
        """
        here: dict[Place, Statements] = {}
        for place, new in replacements.items():
            statements = asked.statements(place.section)
            if place.position >= len(statements):
                here[Place(place.section, len(self.statements(place.section)))] = new
                continue
            asked_about = statements[place.position]
            if any(asked.turns[i] != self.turns[i] for i in asked_about.evidence):
                continue
            same = [each for each, found in self.all() if found == asked_about]
            found = place if place in same else same[0] if len(same) == 1 else None
            if found is not None and found not in here:
                here[found] = new
        return here


def in_own_words(was: Statement, text: str) -> Statement:
    """A statement with a therapist's words: it is theirs, and keeps its evidence and its first wording."""
    if text == was.text:
        return was
    first = was.first_text or was.text
    return replace(was, text=text, status=Status.THERAPIST, reason="", first_text=first, as_drafted=None)


def corrected(was: Turn, text: str) -> Turn:
    """A turn with other words; of those that were heard unclearly only the ones that are still there."""
    if text == was.text:
        return was
    return replace(was, text=text, unsure=tuple(word for word in was.unsure if _holds(text, word)))


def _holds(text: str, word: str) -> bool:
    word = word.strip()
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
