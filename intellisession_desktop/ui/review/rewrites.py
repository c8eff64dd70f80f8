"""Statements that are being written anew on the models, while everything else goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from ...errors import KnownError
from ...records import Statement
from ...sessions.engines import Engines
from ...sessions.job_queue import Work, WorkState
from ...sessions.jobs import CancelToken, Report
from ...sessions.review import Place, ReviewContent
from ...sessions.rewriting import LOADING, Rewriting, redo_turn, rewrite, wordings
from .. import words
from .editing import Editing

_Statements = tuple[Statement, ...]
_New = Mapping[Place, _Statements]
T = TypeVar("T")
_NO_BETTER = "No better wording was found. What is written stays as it is."
_ENDED_BADLY = (WorkState.FAILED, WorkState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Offer:
    """Several wordings for the statement that stood at `place` in `asked`; one is to be chosen."""

    place: Place
    asked: ReviewContent
    wordings: tuple[_Statements, ...]

    @property
    def old(self) -> Statement:
        return self.asked.statement(self.place)


class Rewrites(QObject):
    """Starts work on sentences, and brings in what comes of it: in one step, which can be undone."""

    changed = Signal()
    """Other sections, or turns, are being written."""
    came_in = Signal(int, int)
    """A section's index, and how many of its sentences are new."""
    turn_done = Signal(int)
    """The statements of a corrected turn were written again."""
    offered = Signal(object)
    """An Offer."""

    def __init__(self, editing: Editing, parent: QObject) -> None:
        super().__init__(parent)
        self._editing = editing
        self._sections: dict[str, frozenset[int]] = {}
        self._turns: dict[str, int] = {}
        self._stages: dict[str, str] = {}
        editing.context.jobs.changed.connect(self._heard)

    def busy_sections(self) -> frozenset[int]:
        return frozenset().union(*self._sections.values())

    def doing(self, section: int) -> str:
        """What is being done for a section, in words; '' while nothing is."""
        works = [work for work, sections in self._sections.items() if section in sections]
        return self._stages.get(works[0], "Waiting for its turn…") if works else ""

    def busy_turns(self) -> frozenset[int]:
        return frozenset(self._turns.values())

    def rewrite(self, places: Sequence[Place], how: Rewriting, wish: str = "") -> None:
        """Has statements written shorter, fuller, with a quote, or as `wish` says. For a single one there may
        be several wordings, which are offered.
        """
        editing = self._editing
        opened, content = editing.opened(), editing.content
        sections = {place.section for place in places}
        if len(places) == 1:
            place = places[0]

            def try_several(engines: Engines, report: Report, cancel: CancelToken) -> tuple[_Statements, ...]:
                return wordings(opened, content, place, how, engines, report, cancel, wish)

            self._start(try_several, places, lambda found: self._offer(Offer(place, content, found)))
            return

        def task(engines: Engines, report: Report, cancel: CancelToken) -> _New:
            return rewrite(opened, content, places, how, engines, report, cancel, wish)

        self._start(task, places, lambda new: self._take(new, content, sections))

    def use(self, offer: Offer, n: int) -> None:
        """The wording that was chosen takes the place of the statement."""
        self._take({offer.place: offer.wordings[n]}, offer.asked, {offer.place.section})

    def redo(self, turn: int) -> None:
        """Has the statements that were made from a corrected turn written again."""
        editing = self._editing
        opened, content = editing.opened(), editing.content

        def task(engines: Engines, report: Report, cancel: CancelToken) -> _New:
            return redo_turn(opened, content, turn, engines, report, cancel)

        places = editing.to_redo(turn)
        sections = {place.section for place in places}

        def take(new: _New) -> None:
            self._take(new, content, sections)
            self.turn_done.emit(turn)

        self._turns[self._start(task, places, take)] = turn
        self.changed.emit()

    def cancel_all(self) -> None:
        """Stops everything: nobody waits for it any more."""
        for work_id in list(self._sections):
            self._editing.context.jobs.queue.cancel(work_id)

    def cancel(self, section: int) -> None:
        """Stops what is written for a section."""
        for work_id, sections in list(self._sections.items()):
            if section in sections:
                self._editing.context.jobs.queue.cancel(work_id)

    def _start(
        self,
        task: Callable[[Engines, Report, CancelToken], T],
        places: Sequence[Place],
        then: Callable[[T], None],
    ) -> str:
        context = self._editing.context
        client = self._editing.opened().client
        started: list[str] = []

        def done(result: T) -> None:
            # The note may have been left meanwhile.
            if shiboken6.isValid(self) and self._over(started[0]):
                then(result)

        started.append(context.jobs.run("Rewriting", client.id, task, done))
        self._sections[started[0]] = frozenset(place.section for place in places)
        self.changed.emit()
        return started[0]

    def _offer(self, offer: Offer) -> None:
        if len(offer.wordings) > 1 and not self._editing.read_only:
            self.offered.emit(offer)
        else:
            new = {offer.place: offer.wordings[0]} if offer.wordings else {}
            self._take(new, offer.asked, {offer.place.section})

    def _take(self, new: _New, asked: ReviewContent, sections: set[int]) -> None:
        if self._editing.read_only:
            return
        count = self._editing.replace_all(new, asked) if new else 0
        if count:
            for section in sections:
                self.came_in.emit(section, sum(place.section == section for place in new))
        else:
            self._editing.context.notify(_NO_BETTER, "info")

    @Slot(object)
    def _heard(self, work: Work) -> None:
        if work.id in self._sections and work.state == WorkState.RUNNING:
            self._show_stage(work)
        if work.state in _ENDED_BADLY and self._over(work.id) and work.state == WorkState.FAILED:
            error = work.error
            why = error.sentence if isinstance(error, KnownError) else "Please try again."
            self._editing.context.notify(f"The statements stay as they are. {why}", "danger")

    def _show_stage(self, work: Work) -> None:
        progress = work.progress
        said = f"{progress.stage} {progress.detail}".strip() if progress is not None else LOADING
        stage = f"{said[:1].upper()}{said[1:]}…"
        if self._stages.get(work.id) != stage:
            self._stages[work.id] = stage
            self.changed.emit()

    def _over(self, work_id: str) -> bool:
        """Forgets a piece of work; False if it was none of these."""
        known = self._sections.pop(work_id, None) is not None
        if known:
            self._stages.pop(work_id, None)
            self._turns.pop(work_id, None)
            self.changed.emit()
        return known


def came_in_words(count: int) -> str:
    return f"{words.counted(count, 'statement')} rewritten."
