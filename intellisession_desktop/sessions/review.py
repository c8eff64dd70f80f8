"""The review of a draft while it is open: every change a therapist can make, and its undoing.

It is all in memory and cheap, for the main thread; `store` writes what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import InvalidInput, NoteSigned
from ..notes.conversation.misheard import Misheard, with_other_reading
from ..records import Note, Statement, Status, Turn
from .opened import SHARED, Opened, check_own_words, open_note, store
from .review_content import Place, ReviewContent, Statements, corrected, in_own_words
from .review_history import History
from .review_speakers import SPEAKER_CHANGED, newly_doubted, renamed, swapped, with_speakers


@dataclass(frozen=True, slots=True)
class _InStatement:
    """The statement that is being typed into, and how it was before."""

    place: Place
    was: Statement


@dataclass(frozen=True, slots=True)
class _InTurn:
    """The turn that is being typed into, and how it was before."""

    index: int
    was: Turn


class Review:
    """The content of a note under review.

    Every change is one step that can be undone; typing into one statement or turn is one step until
    `end_edit` or another change. Changes raise NoteSigned, or InvalidInput for an imported note: only drafts
    are changed. Places and indices that are not there raise IndexError.
    """

    def __init__(self, opened: Opened, history: History | None = None) -> None:
        """`history`: of the review before this one, which goes on where it ends with the same content."""
        self._opened = opened
        content = ReviewContent(opened.note.sections, opened.turns)
        fits = history is not None and history.content == content and opened.note.state == "draft"
        self.history = history if history is not None and fits else History(content)
        self._typing: _InStatement | _InTurn | None = None

    @property
    def note(self) -> Note:
        """The note as it would be stored now."""
        return replace(self._opened.note, sections=self.history.content.sections)

    @property
    def content(self) -> ReviewContent:
        return self.history.content

    @property
    def can_undo(self) -> bool:
        return bool(self.history.undo)

    @property
    def can_redo(self) -> bool:
        return bool(self.history.redo)

    @property
    def editable(self) -> bool:
        """Only a draft can be changed."""
        return self._opened.note.state == "draft"

    @property
    def turns_editable(self) -> bool:
        """Only where no other note rests on the same transcript."""
        return self.editable and not self._opened.shared

    def statement(self, place: Place) -> Statement:
        """Raises IndexError."""
        return self.history.content.statement(place)

    def places(self) -> tuple[Place, ...]:
        """All statements' places, from the top."""
        return tuple(place for place, _ in self.history.content.all())

    def to_check(self) -> tuple[Place, ...]:
        """The flagged statements that wait for a decision."""
        return tuple(place for place, each in self.history.content.all() if each.status == Status.FLAGGED)

    def statements_from(self, turn_index: int) -> tuple[Place, ...]:
        """The statements that rest on a turn."""
        return tuple(place for place, each in self.history.content.all() if turn_index in each.evidence)

    def edit(self, place: Place, text: str) -> None:
        """Gives a statement other words: it becomes the therapist's own, and keeps its evidence and its first
        wording. With its old words again it is what it was.
        """
        self._allow()
        if self.statement(place).text == text:
            return
        typing = self._typing
        if not isinstance(typing, _InStatement) or typing.place != place:
            here = place.after_removal(self.end_edit())
            if here is None:
                return
            self._step()
            typing = self._typing = _InStatement(here, self.statement(here))
        self._put(typing.place, (in_own_words(typing.was, text),))

    def end_edit(self) -> Place | None:
        """The typing is over. A statement that was left without words is removed; its place is given then.
        Typing that changed nothing is no step.
        """
        typing, self._typing = self._typing, None
        removed = None
        if isinstance(typing, _InStatement):
            statement = self.statement(typing.place)
            text = statement.text.strip()
            if not text:
                removed = typing.place
                self._put(removed, ())
            elif text != statement.text:
                same = text == typing.was.text
                self._put(typing.place, (typing.was if same else replace(statement, text=text),))
        elif isinstance(typing, _InTurn):
            text = self.history.content.turn(typing.index).text.strip()
            self.history.content = self.history.content.with_turns(
                {typing.index: corrected(typing.was, text)}
            )
        if typing is not None and self.history.undo and self.history.undo[-1] == self.history.content:
            self.history.undo.pop()
        return removed

    def keep(self, place: Place) -> None:
        """A flagged statement stays, by the therapist's decision; its reason stays with it."""
        self._allow()
        if self.statement(place).status == Status.FLAGGED:
            self.replace(place, (replace(self.statement(place), status=Status.KEPT),))

    def same_reason(self, place: Place) -> tuple[Place, ...]:
        """The flagged statements that wait for the same reason as this one, itself among them. Not so those
        about risk, which are decided on one by one.
        """
        reason, risk = self.statement(place).reason, self._opened.risk_section
        return tuple(
            each
            for each in self.to_check()
            if reason and self.statement(each).reason == reason and risk not in (each.section, place.section)
        )

    def keep_all(self, places: Sequence[Place]) -> None:
        """All of these that are flagged stay, in one step."""
        self._allow()
        flagged = [place for place in places if self.statement(place).status == Status.FLAGGED]
        self.replace_all({place: (replace(self.statement(place), status=Status.KEPT),) for place in flagged})

    def remove(self, place: Place) -> None:
        self.statement(place)
        self.replace(place, ())

    def move(self, place: Place, section: int, position: int | None = None) -> Place:
        """Puts a statement into another section, or elsewhere in its own: at `position` of what stands there
        without it, or at the end. Gives its new place.
        """
        self._allow()
        self.statement(place)
        self.history.content.statements(section)
        here = place.after_removal(self.end_edit())
        if here is None:
            return place
        statement = self.statement(here)
        without = self.history.content.with_statements(here, ())
        end = len(without.statements(section))
        target = Place(section, end if position is None else max(0, min(position, end)))
        moved = without.with_statements(target, (statement,), instead_of=0)
        if moved != self.history.content:  # not so for one of two that are alike
            self._step()
            self.history.content = moved
        return target

    def add(self, section: int, text: str = "") -> Place:
        """A new statement in the therapist's own words at the end of a section. It may be empty, to be typed
        into; then both are one step.
        """
        self._allow()
        self.history.content.statements(section)
        self.end_edit()
        self._step()
        place = Place(section, len(self.history.content.statements(section)))
        self._typing = _InStatement(place, Statement("", (), Status.THERAPIST))
        self._put(place, (Statement(text, (), Status.THERAPIST),))
        return place

    def insert(self, section: int, statement: Statement) -> Place:
        """Puts a finished statement at the end of a section, in one step. Gives its place."""
        self._allow()
        self.end_edit()
        place = Place(section, len(self.history.content.statements(section)))
        self.replace(place, (statement,))
        return place

    def replace(self, place: Place, statements: Statements) -> None:
        """Puts others, or none, in place of a statement, in one step."""
        self.replace_all({place: statements})

    def replace_all(
        self, replacements: Mapping[Place, Statements], asked: ReviewContent | None = None
    ) -> int:
        """Puts others in place of several statements, in one step. Gives how many places were changed.

        A place just after a section's end takes new statements. With `asked`, the content for which the
        replacements were made, a statement that was moved since is replaced where it stands now, and one that
        was changed or removed since is left alone. Raises ValueError for evidence that is not there.
        """
        self._allow()
        if asked is None:
            self.history.content.with_all(replacements)  # raises before anything is changed
            removed = self.end_edit()
            here = {now: new for place, new in replacements.items() if (now := place.after_removal(removed))}
        else:
            self.end_edit()
            here = self.history.content.found_again(replacements, asked)
        changed = self.history.content.with_all(here)
        if changed != self.history.content:
            self._step()
            self.history.content = changed
        return len(here)

    def warn(self, place: Place, text: str, reason: str) -> None:
        """What the rules have against the therapist's own statement, unless that was changed or moved since.
        It is no step.
        """
        try:
            statement = self.statement(place)
        except IndexError:
            return
        if statement.status == Status.THERAPIST and statement.text == text:
            self._put(place, (replace(statement, reason=reason),))

    def edit_turn(self, index: int, text: str) -> None:
        """Corrects what a turn says. Words heard unclearly that are no longer there are forgotten."""
        self._allow_turns()
        turn = self.history.content.turn(index)
        if turn.text == text:
            return
        if not isinstance(self._typing, _InTurn) or self._typing.index != index:
            self.end_edit()
            self._step()
            self._typing = _InTurn(index, turn)
        self.history.content = self.history.content.with_turns({index: corrected(self._typing.was, text)})

    def settle_reading(self, found: Misheard, other: bool) -> None:
        """What may have been misheard is settled, in one step: with the `other` reading, in its turn and in
        the statements made from it, or as it stands. Statements that waited only for this wait no longer.
        """
        self._allow_turns()
        self.end_edit()
        changed = self.history.content
        if other:
            turn = changed.turn(found.turn)
            changed = changed.with_turns({found.turn: corrected(turn, with_other_reading(turn.text, found))})
        for place, each in self.history.content.all():
            if found.turn not in each.evidence or found.heard.lower() not in each.text.lower():
                continue
            waited = each.status == Status.FLAGGED and each.reason == found.question
            status, reason = (Status.SUPPORTED, "") if waited else (each.status, each.reason)
            text = with_other_reading(each.text, found) if other else each.text
            settled = replace(each, text=text, status=status, reason=reason)
            changed = changed.with_statements(place, (settled,))
        if changed != self.history.content:
            self._step()
            self.history.content = changed

    def set_speaker(self, index: int, speaker: str) -> None:
        """Says who spoke one turn."""
        self.history.content.turn(index)
        self._name_speakers({index: speaker})

    def rename_speaker(self, old: str, new: str) -> None:
        """Says who spoke all turns of one voice."""
        self._name_speakers(renamed(self.history.content, old, new))

    def doubted_by_rename(self, old: str, new: str) -> int:
        """How many statements that would flag which are not flagged now."""
        return newly_doubted(self.history.content, renamed(self.history.content, old, new))

    def doubted_by_swap(self, a: str, b: str) -> int:
        """The same."""
        return newly_doubted(self.history.content, swapped(self.history.content, a, b))

    def swap_speakers(self, a: str, b: str) -> None:
        """Two voices were taken for each other."""
        self._name_speakers(swapped(self.history.content, a, b))

    def undo(self) -> None:
        """Takes the last step back, if there is one."""
        self.end_edit()
        if self.history.undo:
            self.history.redo.append(self.history.content)
            self.history.content = self.history.undo.pop()

    def redo(self) -> None:
        """Does again what was undone, if no other step came after it."""
        self.end_edit()
        if self.history.redo:
            self.history.undo.append(self.history.content)
            self.history.content = self.history.redo.pop()

    def _allow(self) -> None:
        if self._opened.note.state == "signed":
            raise NoteSigned()
        if not self.editable:
            raise InvalidInput("This note was taken over from elsewhere and stays as it is.")

    def _allow_turns(self) -> None:
        self._allow()
        if not self.turns_editable:
            raise InvalidInput(SHARED)

    def _step(self) -> None:
        """What follows is a step of its own."""
        self.history.undo.append(self.history.content)
        self.history.redo.clear()

    def _put(self, place: Place, statements: Statements) -> None:
        self.history.content = self.history.content.with_statements(place, statements)

    def _name_speakers(self, speakers: Mapping[int, str]) -> None:
        self._allow_turns()
        self.end_edit()
        content = with_speakers(self.history.content, speakers)
        if content != self.history.content:
            self._step()
            self.history.content = content


__all__ = [
    "SPEAKER_CHANGED",
    "History",
    "Opened",
    "Place",
    "Review",
    "ReviewContent",
    "check_own_words",
    "open_note",
    "store",
]
