"""Destroys an encrypted recording, step by step as a journal says: first its key, then its files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import logs
from ..errors import AudioLink, AudioUnreadable, ShredFailed
from ..records import Destruction, DestructionEntry, DestructionStep
from .descriptor import open_regular, write_through
from .places import caveats
from .recorder_link import remove_left_door
from .shred import (
    DRIVE_AWAY,
    UNSYNCED_NOTE,
    Journal,
    Step,
    failures_of_the_system,
    overwrite,
    synced,
    unwatched,
)
from .spool import files_of

KEY_DESTROYED = "key destroyed, overwritten and deleted"
KEY_ONLY = "key destroyed"
NO_SPOOL_NOTE = (
    "Nothing of the recording was found in the folder of the vault. Without its key it cannot be read."
)
SPOOL_LESS_NOTE = (
    "When the work was taken up again, a part of the recording was no longer there. Without its key it "
    "cannot be read."
)
PENDING_NOTE = (
    "Pending: the key's deletion is not yet written through to the disk. It is finished at the next start."
)


def shred_spool(
    path: Path,
    entry: DestructionEntry,
    journal: Journal,
    checkpoint: Callable[[], bool],
    *,
    attempts: int = 10,
    pause: Callable[[], None] = lambda: time.sleep(0.2),
    step: Step = unwatched,
) -> Destruction:
    """Destroys an encrypted recording, going on after the step of `entry`: first its key, which is what
    counts, then its files.

    `journal.begin` deletes the key's row as well; `checkpoint` writes the deletion through and says whether
    it could, it is tried `attempts` times with a `pause` between. When it never could, the destruction is not
    complete and calling again finishes it; the files die nevertheless. `step` (for tests) is told:
    checkpoint, and of each file marked, overwritten; then truncated, unlinked, synced.

    Raises ShredFailed, also when the folder of the vault cannot be reached (nothing was touched then).
    """
    with failures_of_the_system():
        if entry.step < DestructionStep.BEGUN:
            if not path.parent.is_dir():  # an unreachable recording is not an empty one
                raise ShredFailed(DRIVE_AWAY)
            size = sum(os.lstat(file).st_size for file in files_of(path))
            journal.begin(0, size)
        else:
            size = entry.size
        written = _written_through(checkpoint, attempts, pause)
        step("checkpoint")
        notes = caveats(path) if written else (PENDING_NOTE, *caveats(path))
        method = KEY_DESTROYED
        if entry.step < DestructionStep.OVERWRITTEN:
            found = 0
            for file in files_of(path):
                with _own(file) as descriptor:
                    status = os.fstat(descriptor)
                    notes = tuple(dict.fromkeys((*notes, *caveats(file, status.st_nlink))))
                    found += status.st_size
                    overwrite(descriptor, status.st_size, os.urandom, step)
            if found < size:  # nobody but we, and not before the next step, takes anything away
                notes, method = (SPOOL_LESS_NOTE, *notes), KEY_ONLY
            journal.reach(DestructionStep.OVERWRITTEN)
        if entry.step < DestructionStep.EMPTIED:
            for file in files_of(path):
                with _own(file) as descriptor:
                    os.ftruncate(descriptor, 0)
                    write_through(descriptor)
            step("truncated")
            journal.reach(DestructionStep.EMPTIED)
        if entry.step < DestructionStep.UNLINKED:
            for file in files_of(path):
                file.unlink(missing_ok=True)
            remove_left_door(path)
            step("unlinked")
            journal.reach(DestructionStep.UNLINKED)
        if not synced(path.parent):
            notes = (UNSYNCED_NOTE, *notes)
        step("synced")
        if size == 0:
            notes, method = (NO_SPOOL_NOTE, *notes), KEY_ONLY
    logs.event("audio.spool_shredded", size=size, complete=written)
    return Destruction(method, size, complete=written, notes=notes)


@contextmanager
def _own(path: Path) -> Iterator[int]:
    """A file of ours, open for writing. Raises ShredFailed where something else lies there."""
    try:
        descriptor = open_regular(path, write=True)
    except (AudioLink, AudioUnreadable) as error:
        raise ShredFailed() from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _written_through(checkpoint: Callable[[], bool], attempts: int, pause: Callable[[], None]) -> bool:
    written = checkpoint()
    for _ in range(attempts - 1):
        if written:
            break
        pause()
        written = checkpoint()
    return written
