"""What goes on while the vault is locked, said without anybody's name."""

from __future__ import annotations

from collections.abc import Callable

from ...sessions.job_queue import Work, WorkState
from ..job_bridge import JobBridge
from ..words import counted


def going_on(jobs: JobBridge, recording: Callable[[], bool]) -> Callable[[], tuple[str, ...]]:
    """Says what goes on at the moment it is asked: nothing, or a sentence for each kind of work."""

    def sentences() -> tuple[str, ...]:
        said = ["A recording is running."] if recording() else []
        return tuple(said + work_sentences(jobs.works()))

    return sentences


def work_sentences(works: tuple[Work, ...]) -> list[str]:
    """For work that has not ended."""
    open_works = [work for work in works if work.state in (WorkState.WAITING, WorkState.RUNNING)]
    if not open_works:
        return []
    one = len(open_works) == 1
    made = "A note is being made." if one else f"{counted(len(open_works), 'note')} are being made."
    if not any(work.waits_for_unlock for work in open_works):
        return [made]
    return [f"{made} Unlock the vault to continue."]
