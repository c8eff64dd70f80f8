"""Statements that are being written anew on the models, while everything else goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from ...errors import KnownError
from ...records import Statement
from ...sessions.engines import Engines
from ...sessions.job_queue import Work, WorkState
from ...sessions.jobs import CancelToken, Report
from ...sessions.review import Place, ReviewContent
from ...sessions.rewriting import Rewriting, redo_turn, rewrite
from .. import words
from .editing import Editing

_New = Mapping[Place, tuple[Statement, ...]]
_ENDED_BADLY = (WorkState.FAILED, WorkState.CANCELLED)


class Rewrites(QObject):
    """Starts work on sentences, and brings in what comes of it: in one step, which can be undone."""

    changed = Signal()
    """Other sections, or turns, are being written."""
    came_in = Signal(int, int)
    """A section's index, and how many of its sentences are new."""
    turn_done = Signal(int)
    """The statements of a corrected turn were written again."""

    def __init__(self, editing: Editing, parent: QObject) -> None:
        super().__init__(parent)
        self._editing = editing
        self._sections: dict[str, frozenset[int]] = {}
        self._turns: dict[str, int] = {}
        editing.context.jobs.changed.connect(self._heard)

    def busy_sections(self) -> frozenset[int]:
        return frozenset().union(*self._sections.values())

    def busy_turns(self) -> frozenset[int]:
        return frozenset(self._turns.values())

    def rewrite(self, places: Sequence[Place], how: Rewriting, wish: str = "") -> None:
        """Has statements written shorter, fuller, with a quote, or as `wish` says."""
        editing = self._editing
        opened, content = editing.opened(), editing.content

        def task(engines: Engines, report: Report, cancel: CancelToken) -> _New:
            return rewrite(opened, content, places, how, engines, report, cancel, wish)

        self._start(task, places, content)

    def redo(self, turn: int) -> None:
        """Has the statements that were made from a corrected turn written again."""
        editing = self._editing
        opened, content = editing.opened(), editing.content

        def task(engines: Engines, report: Report, cancel: CancelToken) -> _New:
            return redo_turn(opened, content, turn, engines, report, cancel)

        self._turns[self._start(task, editing.to_redo(turn), content)] = turn
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
        task: Callable[[Engines, Report, CancelToken], _New],
        places: Sequence[Place],
        asked: ReviewContent,
    ) -> str:
        context = self._editing.context
        client = self._editing.opened().client
        started: list[str] = []

        def done(new: _New) -> None:
            if not shiboken6.isValid(self):
                return  # the note was left meanwhile
            turn = self._turns.get(started[0])
            if self._over(started[0]):
                self._take(new, asked, {place.section for place in places})
                if turn is not None:
                    self.turn_done.emit(turn)

        started.append(context.jobs.run("Rewriting", client.id, task, done))
        self._sections[started[0]] = frozenset(place.section for place in places)
        self.changed.emit()
        return started[0]

    def _take(self, new: _New, asked: ReviewContent, sections: set[int]) -> None:
        if self._editing.read_only:
            return
        count = self._editing.replace_all(new, asked) if new else 0
        if count:
            for section in sections:
                self.came_in.emit(section, sum(place.section == section for place in new))
        else:
            self._editing.context.notify("Nothing better came of it. They stay as they are.", "info")

    @Slot(object)
    def _heard(self, work: Work) -> None:
        if work.state in _ENDED_BADLY and self._over(work.id) and work.state == WorkState.FAILED:
            error = work.error
            why = error.sentence if isinstance(error, KnownError) else "Please try again."
            self._editing.context.notify(f"The statements stay as they are. {why}", "danger")

    def _over(self, work_id: str) -> bool:
        """Forgets a piece of work; False if it was none of these."""
        known = self._sections.pop(work_id, None) is not None
        if known:
            self._turns.pop(work_id, None)
            self.changed.emit()
        return known


def came_in_words(count: int) -> str:
    return f"{words.counted(count, 'statement')} rewritten."
