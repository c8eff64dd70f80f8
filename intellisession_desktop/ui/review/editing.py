"""The open note as its panes share it: what it holds, what may be done to it, and what is pointed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ...notes.conversation.left_out import Said
from ...notes.conversation.misheard import Misheard
from ...records import LabelledBy, Section, Speaker, Statement, Status
from ...sessions.review import Opened, Place, Review, ReviewContent, check_own_words
from ...sessions.untold import taken_in
from ..context import Context
from .storing import Storing


class Editing(QObject):
    """Every change goes through here: it is made, shown by whoever listens, and stored."""

    changed = Signal()
    """Statements, turns, or what can be undone."""
    pointed = Signal()
    """Another statement or turn is selected or hovered over."""
    turn_corrected = Signal(int)
    """A turn's words or speaker were changed, and statements rest on it."""

    labelled = Signal()
    """How sure it is who spoke."""
    landed = Signal()
    """Something came in from beside the note; it is the selected statement, and shall be seen."""

    def __init__(self, context: Context, opened: Opened, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self._opened = opened
        self.labelling = opened.labelling
        self._review = Review(opened, context.histories.get(opened.note.id))
        if self._review.editable:
            context.histories[opened.note.id] = self._review.history
        self.storing = Storing(context, opened, self)
        self._place: Place | None = None
        self.by_keyboard = False
        """Whether the keyboard selected it: then the ring of the focus is seen."""
        self._hovered: Place | None = None
        self._turn: int | None = None
        self._cited_in: tuple[Section, ...] = ()
        self._cited: frozenset[int] = frozenset()

    @property
    def read_only(self) -> bool:
        return not self._review.editable

    @property
    def turns_fixed(self) -> bool:
        """Whether the transcript stays as it is."""
        return not self._review.turns_editable

    @property
    def content(self) -> ReviewContent:
        return self._review.content

    @property
    def can_undo(self) -> bool:
        return self._review.can_undo

    @property
    def can_redo(self) -> bool:
        return self._review.can_redo

    def opened(self) -> Opened:
        """The note with everything around it, as it is now."""
        return replace(self._opened, note=self._review.note, turns=self.content.turns)

    def statement(self, place: Place) -> Statement:
        """Raises IndexError."""
        return self._review.statement(place)

    def has(self, place: Place) -> bool:
        try:
            self._review.statement(place)
        except IndexError:
            return False
        return True

    def to_check(self) -> tuple[Place, ...]:
        return self._review.to_check()

    def statements_from(self, turn: int) -> tuple[Place, ...]:
        return self._review.statements_from(turn)

    def to_redo(self, turn: int) -> tuple[Place, ...]:
        """The statements made from a turn that are not the therapist's own decision."""
        decided = (Status.KEPT, Status.THERAPIST)
        return tuple(p for p in self.statements_from(turn) if self.statement(p).status not in decided)

    def outdated(self, turn: int) -> bool:
        """Whether statements made from a turn and not decided on say what the transcript no longer says."""
        corrected = self.content.turns[turn].text != self._opened.turns[turn].text
        places = self.to_redo(turn)
        return bool(places) and (corrected or any(self.statement(p).as_drafted for p in places))

    # What is pointed at.

    @property
    def place(self) -> Place | None:
        """The selected statement."""
        return self._place

    @property
    def turn(self) -> int | None:
        """The selected turn."""
        return self._turn

    def select(self, place: Place | None) -> None:
        if place != self._place or self._turn is not None:
            self._place, self._turn = place, None
            self.pointed.emit()

    def select_turn(self, turn: int | None) -> None:
        if turn != self._turn or self._place is not None:
            self._place, self._turn = None, turn
            self.pointed.emit()

    def hover(self, place: Place | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self.pointed.emit()

    @property
    def hovered(self) -> Place | None:
        return self._hovered

    def evidence(self) -> frozenset[int]:
        """The turns to highlight: of the statement under the mouse, else of the selected one."""
        for place in (self._hovered, self._place):
            if place is not None and self.has(place):
                return frozenset(self.statement(place).evidence)
        return frozenset()

    def cited(self) -> frozenset[int]:
        """The turns from which any statement is made."""
        sections = self.content.sections
        if sections is not self._cited_in:
            self._cited_in = sections
            self._cited = frozenset(n for each in sections for made in each.statements for n in made.evidence)
        return self._cited

    def linked(self) -> frozenset[Place]:
        """The statements to highlight: those made from the selected turn."""
        return frozenset() if self._turn is None else frozenset(self.statements_from(self._turn))

    # What may be done.

    def edit(self, place: Place, text: str) -> None:
        self._do(lambda: self._review.edit(place, text))

    def add(self, section: int) -> Place:
        """An empty statement at a section's end, to be typed into."""
        place = self._review.add(section)
        self._after()
        return place

    def answer(self, section: int, text: str) -> None:
        """A finished sentence of the therapist's own at a section's end; it is selected there."""
        self._come_in(section, Statement(text, (), Status.THERAPIST))

    def take_in(self, said: Said) -> None:
        """What was said and is not in the note, at the end of its section; it is selected there."""
        self._come_in(*taken_in(self.opened(), self.content, said))

    def _come_in(self, section: int, statement: Statement) -> None:
        self._place, self._turn = self._review.insert(section, statement), None
        self._after()
        self.pointed.emit()
        self.landed.emit()

    def end_edit(self, place: Place) -> None:
        """The typing into a statement is over; then the rules look at the therapist's own words."""
        self._do(self._review.end_edit)
        if self.has(place):
            self._check(place)

    def keep(self, place: Place) -> None:
        self._do(lambda: self._review.keep(place))

    def same_reason(self, place: Place) -> tuple[Place, ...]:
        return self._review.same_reason(place)

    def keep_all(self, places: Sequence[Place]) -> None:
        self._do(lambda: self._review.keep_all(places))

    def remove(self, place: Place) -> None:
        self._do(lambda: self._review.remove(place))
        self.pointed.emit()  # the one selected now stands where the removed one stood

    def reword(self, place: Place, text: str) -> None:
        """Other words in one step, as the first wording."""
        self._do(lambda: self._review.edit(place, text))
        self.end_edit(place)

    def first_wording(self, place: Place) -> None:
        """Back to how a statement was first written."""
        self.reword(place, self.statement(place).first_text)

    def move(self, place: Place, section: int, position: int | None = None) -> None:
        """Puts a statement elsewhere; it stays selected."""
        there = self._review.move(place, section, position)
        self._place = there
        self._after()
        self.pointed.emit()

    def replace_all(self, new: Mapping[Place, tuple[Statement, ...]], asked: ReviewContent) -> int:
        """What was written anew for `asked`; what was changed since is left alone. Gives how many came in."""
        count = self._review.replace_all(new, asked)
        self._after()
        return count

    def edit_turn(self, turn: int, text: str) -> None:
        self._do(lambda: self._review.edit_turn(turn, text))

    def end_turn(self, turn: int, before: str) -> None:
        """The typing into a turn is over; `before` is what it said when it began."""
        self._do(self._review.end_edit)
        if self.content.turns[turn].text != before and self.to_redo(turn):
            self.turn_corrected.emit(turn)

    def settle_reading(self, found: Misheard, other: bool) -> None:
        """What may have been misheard: the other reading, or what stands there."""
        self._do(lambda: self._review.settle_reading(found, other))

    def set_speaker(self, turn: int, speaker: str) -> None:
        if self.content.turns[turn].speaker != speaker:
            self._do(lambda: self._review.set_speaker(turn, speaker))
            if self.to_redo(turn):
                self.turn_corrected.emit(turn)

    def rename_speaker(self, old: str, new: str) -> None:
        self._name(lambda: self._review.rename_speaker(old, new))

    def doubted_by_rename(self, old: str, new: str) -> int:
        """How many statements that would flag."""
        return self._review.doubted_by_rename(old, new)

    def doubted_by_swap(self, a: str, b: str) -> int:
        """The same."""
        return self._review.doubted_by_swap(a, b)

    def swap_speakers(self, a: str, b: str) -> None:
        """Two voices were taken for each other; if the therapist is one of them, that settles who it is."""
        self._name(lambda: self._review.swap_speakers(a, b))
        if Speaker.THERAPIST in (a, b) and self.labelling.by in (LabelledBy.WORDS, LabelledBy.VOICE):
            self.settle_speakers()

    def settle_speakers(self) -> None:
        """The therapist says that the speakers are right as they are now."""
        session = self._opened.session
        if session is None:
            return
        self.labelling = replace(self.labelling, by=LabelledBy.HAND, certainty=1.0)
        transcripts, labelling = self.context.vault.transcripts, self.labelling
        self.context.background.run(lambda: transcripts.set_labelling(session.id, labelling), owner=self)
        self.labelled.emit()

    def _name(self, change: Callable[[], object]) -> None:
        """Other names for many turns; each statement that rests on them is offered to be written again."""
        before = self.content.turns
        self._do(change)
        offered: set[Place] = set()
        for turn, (old, new) in enumerate(zip(before, self.content.turns, strict=True)):
            places = set(self.to_redo(turn)) if old.speaker != new.speaker else set()
            if not places <= offered:
                offered |= places
                self.turn_corrected.emit(turn)

    def undo(self) -> None:
        self._do(self._review.undo)
        self.pointed.emit()

    def redo(self) -> None:
        self._do(self._review.redo)
        self.pointed.emit()

    def _do(self, change: Callable[[], object]) -> None:
        before = self.content
        change()
        if self.content is not before:
            self._after()

    def _after(self) -> None:
        if self._place is not None and not self.has(self._place):
            self._place = None
        if self._hovered is not None and not self.has(self._hovered):
            self._hovered = None
        self.storing.take(self.content)
        self.changed.emit()

    def _check(self, place: Place) -> None:
        statement, opened = self.statement(place), self.opened()
        if statement.status == Status.THERAPIST:

            def warn(reason: str) -> None:
                self._do(lambda: self._review.warn(place, statement.text, reason))

            self.context.background.run(lambda: check_own_words(opened, statement), done=warn, owner=self)
