"""One piece of work as a window shows it: a note that is being made, or a short task beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..errors import KnownError
from ..records import Progress, Receipt


class WorkState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class WorkKind(StrEnum):
    NOTE = "note"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work. `title` is the client's name or what a task does; `percent` is the done share of the
    whole, 0 to 1; `receipt` is there as soon as the audio is destroyed; `bug` is the place of a mistake of
    ours; `too_late` and `other_job` as `note_request.Prepared` has them.
    """

    id: str
    kind: WorkKind
    title: str
    client_id: str
    state: WorkState = WorkState.WAITING
    progress: Progress | None = None
    percent: float | None = None
    left_s: float | None = None
    waits_for_unlock: bool = False
    job_id: str = ""
    note_id: str = ""
    receipt: Receipt | None = None
    kept_audio: bool = False
    error: KnownError | None = None
    bug: str = ""
    too_late: tuple[str, ...] = ()
    other_job: str = ""

    @property
    def ended(self) -> bool:
        return self.state not in (WorkState.WAITING, WorkState.RUNNING)
