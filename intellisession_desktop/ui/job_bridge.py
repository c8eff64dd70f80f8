"""The only place where work becomes Qt signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from ..records import DraftWishes, Job
from ..sessions.engines import Engines
from ..sessions.following import Followed
from ..sessions.job_queue import JobQueue, Work
from ..sessions.jobs import CancelToken, Report
from ..sessions.note_creation import NoteRequest, Options
from ..vault.vault import Vault

T = TypeVar("T")


class JobBridge(QObject):
    """The queue of work as the window sees it; `changed` carries each new state of a piece of work.

    `add`, `resume` and `retry` touch the vault: call them on the background thread.
    """

    changed = Signal(object)
    """A Work, on the main thread."""

    followed = Signal(str, object)
    """The job of a recording that is being made, and a Followed, about once a second."""

    _heard = Signal(object)
    _followed = Signal(str, object)
    _finished = Signal(object, object)

    def __init__(self, vault: Vault, find_engines: Callable[[], Engines], parent: QObject) -> None:
        super().__init__(parent)
        # Signals cross from the queue's threads; bound methods of this object run on the main one.
        self._heard.connect(self._tell)
        self._followed.connect(self._tell_followed)
        self._finished.connect(self._call)
        self.queue = JobQueue(vault, find_engines, self._heard.emit)

    def works(self) -> tuple[Work, ...]:
        """All work that was not dismissed, oldest first."""
        return self.queue.works()

    def add(self, request: NoteRequest) -> str:
        return self.queue.add(request)

    def resume(self, job: Job | str, options: Options | None = None) -> str:
        return self.queue.resume(job if isinstance(job, str) else job.id, options)

    def go_on(self) -> int:
        """Notes that were being made when the program ended; how many. For the background thread."""
        return len(self.queue.go_on())

    def write_another(self, session_id: str, format: str, wishes: DraftWishes) -> str:
        """Another note from a transcript that is there. For the background thread."""
        return self.queue.write_another(session_id, format, wishes)

    def follow(self, job_id: str) -> None:
        """Hears a recording and drafts its note while it is made. For the background thread."""

        def told(followed: Followed) -> None:
            if shiboken6.isValid(self):
                self._followed.emit(job_id, followed)

        self.queue.follow(job_id, told)

    def run(
        self,
        title: str,
        client_id: str,
        task: Callable[[Engines, Report, CancelToken], T],
        done: Callable[[T], None],
    ) -> str:
        """Work on the models beside the notes, as rewriting; `done` is called on the main thread."""
        return self.queue.run(title, client_id, task, lambda result: self._finished.emit(done, result))

    def close(self) -> None:
        """Ends all work; what is unfinished can be resumed."""
        self.queue.close()

    @Slot(object)
    def _tell(self, work: Work) -> None:
        self.changed.emit(work)

    @Slot(str, object)
    def _tell_followed(self, job_id: str, followed: Followed) -> None:
        self.followed.emit(job_id, followed)

    @Slot(object, object)
    def _call(self, done: Callable[[object], None], result: object) -> None:
        done(result)
