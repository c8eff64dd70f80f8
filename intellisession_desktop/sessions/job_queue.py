"""All long work of a window: notes are made one after another, short work on the models runs beside them.

Nothing here knows of a window: `heard` is told every new state, from the queue's own threads, in order.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from .. import logs
from ..errors import Cancelled, KnownError, NotFound, VaultLocked
from ..records import NO_WISHES, DraftWishes, Job, Progress, Receipt
from ..vault.values import new_id
from ..vault.vault import Vault
from .another_note import prepare_another
from .engines import Engines
from .estimate import Estimate
from .following import Followed, Following
from .given_up import give_up, give_up_file, keep_error
from .going_on import asked_for, interrupted, set_under_way
from .jobs import CancelToken, Report
from .lane import Lane
from .note_creation import NoteCreation, Outcome
from .note_request import NoteRequest, Options, options_json, options_of, prepare, ready_to_resume
from .own_pace import Amount, amount_of, learn, pace_here, words_in
from .work import Work as Work
from .work import WorkKind as WorkKind
from .work import WorkState as WorkState

T = TypeVar("T")

_TOLD_S = 0.2  # between two reports of one stage
_CLOSING_S = 5.0
_CLOSING_LOCKED_S = 2.5
"""A worker is gone within two seconds; what then waits for the vault is let go when the vault is closed."""


@dataclass(slots=True, eq=False)
class _Item:
    """A piece of work with what is needed to do it, and to do it again."""

    work: Work
    do: Callable[[_Item], None]
    cancel: CancelToken = field(default_factory=CancelToken)
    request: NoteRequest | None = None
    is_new: bool = False  # its job was stored for it: what fails at once leaves nothing behind
    estimate: Estimate | None = None
    deed: Callable[[], None] = lambda: None
    told_at: float = 0.0
    given_up: bool = False  # by the therapist, not because the program ends


class JobQueue:
    """The work of one open vault. `add`, `resume` and `retry` touch the vault; everything else answers at
    once, also while it is locked.
    """

    def __init__(
        self, vault: Vault, find_engines: Callable[[], Engines], heard: Callable[[Work], None]
    ) -> None:
        """`find_engines` finds the models when they are needed (ModelMissing, ModelDamaged)."""
        self._vault, self._find_engines, self._heard = vault, find_engines, heard
        self._lock = threading.Lock()
        self._items: list[_Item] = []
        self._followings: dict[str, Following] = {}
        self._news: deque[Work] = deque()
        self._telling = self._closed = self._locked = False
        self._notes, self._tasks, self._tidying = Lane("notes"), Lane("tasks"), Lane("tidying")

    def works(self) -> tuple[Work, ...]:
        """All work that was not dismissed, oldest first."""
        with self._lock:
            return tuple(item.work for item in self._items)

    def add(self, request: NoteRequest) -> str:
        """Queues a note and gives the work's id. Its job is stored by then, so nothing of it can be lost.

        Raises what `note_request.prepare` raises.
        """
        prepared = prepare(self._vault, request)
        work_id = self._queue_note(prepared.job, request, prepared.is_new)
        item = self._find(work_id)
        if item is not None and (prepared.too_late or prepared.other_job):
            self._set(item, too_late=prepared.too_late, other_job=prepared.other_job)
        return work_id

    def go_on(self) -> tuple[str, ...]:
        """Queues the notes that were being made when the program ended; gives their works' ids."""
        return tuple(self._queue_note(job, None, by_itself=True) for job in interrupted(self._vault))

    def write_another(self, session_id: str, format: str, wishes: DraftWishes = NO_WISHES) -> str:
        """Queues another note from a transcript that is there. Raises what `prepare_another` raises."""
        return self._queue_note(prepare_another(self._vault, session_id, format, wishes), None)

    def resume(self, job_id: str, options: Options | None = None) -> str:
        """Queues an unfinished job, with other options as far as it is not too late for them.

        Raises NotFound, InvalidInput (the note is written already).
        """
        running = self._live(job_id)
        if running is not None:
            return running.work.id
        return self._queue_note(ready_to_resume(self._vault, self._vault.jobs.get(job_id), options), None)

    def follow(self, job_id: str, told: Callable[[Followed], None]) -> None:
        """Hears a recording and drafts its note while it is made; `resume` goes on from there. `told` as
        `Following`. Touches the vault. Raises NotFound, VaultLocked.
        """
        with self._lock:
            if self._closed or job_id in self._followings:
                return
        following = Following(self._vault, self._vault.jobs.get(job_id), self._find_engines, told)
        with self._lock:
            if self._closed or job_id in self._followings:
                return
            self._followings[job_id] = following
        following.start()

    def unfollow(self, job_id: str) -> None:
        """The recording will be destroyed; waits until its file is let go of."""
        with self._lock:
            following = self._followings.pop(job_id, None)
        if following is not None:
            following.close()

    def discard(self, job_id: str) -> Receipt | None:
        """As `give_up`, with what was made of the recording meanwhile."""
        self.unfollow(job_id)
        return give_up(self._vault, job_id)

    def run(
        self,
        title: str,
        client_id: str,
        task: Callable[[Engines, Report, CancelToken], T],
        done: Callable[[T], None],
    ) -> str:
        """Short work on the models, beside the notes. `done` is called with its result on the lane's
        thread.
        """

        def do(item: _Item) -> None:
            result = task(self._find_engines(), lambda progress: self._report(item, progress), item.cancel)
            item.cancel.check()
            done(result)
            self._set(item, state=WorkState.DONE, percent=1.0, left_s=None)

        item = _Item(Work(new_id(), WorkKind.TASK, title, client_id), do)
        with self._lock:
            self._items.append(item)
        self._start(item)
        return item.work.id

    def cancel(self, work_id: str) -> None:
        """Ends a piece of work: what has not begun at once, what is running within seconds. A note of a file
        that is not transcribed leaves nothing behind, unless text was written for it; other jobs wait.
        """
        item = self._find(work_id)
        if item is None or item.work.ended:
            return
        item.given_up = True
        with suppress(KnownError):  # at once: it must not go on by itself should the program end now
            set_under_way(self._vault.jobs, item.work.job_id, False)
        item.cancel.cancel()
        if self._lane(item).forget(item.deed):
            self._tidying.add(lambda: self._end_cancelled(item))

    def retry(self, work_id: str) -> str:
        """Does what failed or was cancelled once more. Gives the same id. Raises NotFound, and what `add`
        raises.
        """
        item = self._find(work_id)
        if item is None:
            raise NotFound("This piece of work is not in the list any more.")
        if not item.work.ended or item.work.state == WorkState.DONE:
            return work_id
        changes: dict[str, Any] = {}
        if item.work.kind == WorkKind.NOTE:
            job = self._job_again(item)
            asked_for(self._vault.jobs, job.id)
            item.estimate = self._estimate(job)
            changes["job_id"] = job.id
        item.cancel, item.given_up = CancelToken(), False
        self._start(item, progress=None, percent=None, left_s=None, error=None, bug="", **changes)
        return work_id

    def use_what_is_there(self, work_id: str) -> str:
        """As `retry`, of a recording that is cut off or damaged, as it is; its audio is kept."""
        item = self._find(work_id)
        if item is not None and item.work.ended and item.work.job_id:
            job = self._vault.jobs.get(item.work.job_id)
            accepted = replace(options_of(job), accept_partial=True)
            self._vault.jobs.set_options(job.id, options_json(accepted))
        return self.retry(work_id)

    def dismiss(self, work_id: str) -> None:
        """Takes ended work out of the list; its job, if there is one, waits as before."""
        with self._lock:
            self._items = [each for each in self._items if each.work.id != work_id or not each.work.ended]

    def busy_with(self, client_id: str) -> bool:
        """Whether something of this client waits or runs."""
        return any(work.client_id == client_id and not work.ended for work in self.works())

    def vault_locked(self) -> None:
        """Running notes go on until they need the vault, and say that they wait for it."""
        self._set_locked(True)

    def vault_unlocked(self) -> None:
        self._set_locked(False)

    def close(self) -> None:
        """Ends all work within seconds; nothing is told any more. What is unfinished can be resumed."""
        with self._lock:
            self._closed = True
            self._news.clear()
            items, locked = list(self._items), self._locked
            followings = tuple(self._followings)
        for job_id in followings:
            self.unfollow(job_id)
        for lane in (self._notes, self._tasks):
            lane.close()
        self._tidying.close(finish=True)
        for item in items:
            if not item.work.ended:
                item.cancel.cancel(for_now=True)
        until = time.monotonic() + (_CLOSING_LOCKED_S if locked else _CLOSING_S)
        ended = [lane.join(until) for lane in (self._notes, self._tasks, self._tidying)]
        logs.event("work_closed", ended=all(ended))

    def _queue_note(
        self, job: Job, request: NoteRequest | None, is_new: bool = False, by_itself: bool = False
    ) -> str:
        running = self._live(job.id)
        if running is not None:
            return running.work.id
        if not by_itself:
            asked_for(self._vault.jobs, job.id)
        client = self._vault.clients.by_name(self._vault.sessions.get(job.session_id).client_id)
        work = Work(new_id(), WorkKind.NOTE, client.name, client.id, job_id=job.id)
        item = _Item(work, self._make_note, request=request, is_new=is_new, estimate=self._estimate(job))
        with self._lock:
            # An earlier try at the same job is over with this one.
            self._items = [each for each in self._items if each.work.job_id != job.id]
            self._items.append(item)
        self._start(item)
        return work.id

    def _estimate(self, job: Job) -> Estimate:
        """What there is to do, as far as the vault knows it already."""
        return Estimate(job.stage, amount_of(self._vault, job), pace_here())

    def _start(self, item: _Item, **changes: Any) -> None:
        item.deed = lambda: self._run(item)
        self._set(item, state=WorkState.WAITING, **changes)
        self._lane(item).add(item.deed)

    def _run(self, item: _Item) -> None:
        """On a lane's thread. Whatever happens, the work has an end and the lane goes on."""
        if item.cancel.cancelled():
            self._end_cancelled(item)
            return
        self._set(item, state=WorkState.RUNNING)
        try:
            item.do(item)
        except Cancelled:
            self._end_cancelled(item)
        except KnownError as error:
            self._end_failed(item, error)
        except Exception as error:  # the thread's edge
            self._set(item, state=WorkState.FAILED, bug=logs.bug(error), left_s=None)

    def _make_note(self, item: _Item) -> None:
        try:
            self._make_note_of(item)
        finally:
            self.unfollow(item.work.job_id)

    def _make_note_of(self, item: _Item) -> None:
        with self._lock:
            following = self._followings.get(item.work.job_id)
        estimate = item.estimate if following is None else None
        creation = NoteCreation(
            self._vault,
            self._find_engines,
            lambda progress: self._report(item, progress),
            item.cancel,
            sound_settled=lambda receipt, kept: self._set(item, receipt=receipt, kept_audio=kept),
            following=following,
            sound_known=lambda seconds: estimate.expect(Amount(seconds)) if estimate is not None else None,
        )
        outcome: Outcome = creation.resume(self._vault.jobs.get(item.work.job_id))
        if estimate is not None:  # what was done while it was recorded tells nothing of the speed
            learn(estimate.took(time.monotonic()), Amount(outcome.seconds, words_in(outcome.turns)))
        self._set(
            item,
            state=WorkState.DONE,
            note_id=outcome.note.id,
            receipt=outcome.receipt,
            kept_audio=outcome.kept,
            percent=1.0,
            left_s=None,
        )

    def _report(self, item: _Item, progress: Progress) -> None:
        now = time.monotonic()
        percent, left_s = progress.done, None
        if item.estimate is not None:
            item.estimate.take(progress, now)
            percent, left_s = item.estimate.percent, item.estimate.left_s
        before = item.work.progress
        news = before is None or before.stage != progress.stage or now - item.told_at >= _TOLD_S
        if news:
            item.told_at = now
        self._set(item, news, progress=progress, percent=percent, left_s=left_s)

    def _end_cancelled(self, item: _Item) -> None:
        """What the cancelled work leaves, before it is told to be over. When the program ends, all stays."""
        if item.work.kind == WorkKind.NOTE and item.given_up:
            try:
                job = self._vault.jobs.get(item.work.job_id)
                if not (item.is_new and give_up_file(self._vault, job)):
                    set_under_way(self._vault.jobs, job.id, False)
            except VaultLocked:  # closed meanwhile
                logs.event("cancelled_while_locked", job=item.work.job_id)
            except KnownError as error:
                logs.event("cancelled_and_kept", job=item.work.job_id, code=error.code)
        self._set(item, state=WorkState.CANCELLED, left_s=None)

    def _end_failed(self, item: _Item, error: KnownError) -> None:
        if item.work.kind == WorkKind.NOTE and not self._closed:
            try:
                keep_error(self._vault, item.work.job_id, error, item.is_new)
            except KnownError as another:
                logs.event("job_error_not_kept", job=item.work.job_id, code=another.code)
        self._set(item, state=WorkState.FAILED, error=error, left_s=None)

    def _job_again(self, item: _Item) -> Job:
        """The job of a note that is tried again; a new one where the first left nothing behind."""
        try:
            return ready_to_resume(self._vault, self._vault.jobs.get(item.work.job_id))
        except NotFound:
            if item.request is None:
                raise
            prepared = prepare(self._vault, item.request)
            item.is_new = prepared.is_new
            return prepared.job

    def _lane(self, item: _Item) -> Lane:
        return self._notes if item.work.kind == WorkKind.NOTE else self._tasks

    def _find(self, work_id: str) -> _Item | None:
        with self._lock:
            return next((item for item in self._items if item.work.id == work_id), None)

    def _live(self, job_id: str) -> _Item | None:
        with self._lock:
            return next(
                (item for item in self._items if item.work.job_id == job_id and not item.work.ended), None
            )

    def _set_locked(self, locked: bool) -> None:
        with self._lock:
            self._locked = locked
            items = list(self._items)
        for item in items:
            if item.work.state == WorkState.RUNNING:
                self._set(item)

    def _set(self, item: _Item, news: bool = True, /, **changes: Any) -> None:
        """The only place where a state changes. Tells of it unless it is no `news`."""
        with self._lock:
            work = replace(item.work, **changes)
            waits = self._locked and work.kind == WorkKind.NOTE and work.state == WorkState.RUNNING
            item.work = replace(work, waits_for_unlock=waits)
            if news:
                self._news.append(item.work)
        self._tell()

    def _tell(self) -> None:
        """Tells all news, in order, with no lock held; one thread at a time, others leave theirs to it."""
        while True:
            with self._lock:
                if self._telling or self._closed or not self._news:
                    return
                self._telling = True
                work = self._news.popleft()
            try:
                self._heard(work)
            except Exception as error:  # whoever listens must not end the work
                logs.bug(error)
            finally:
                with self._lock:
                    self._telling = False
