"""Destroys the therapist's own file, step by step as a journal says; `shred_spool.py` destroys our own.

Nothing here guesses how far an earlier try came: the journal (`sessions/destruction.py`, in the vault) is
told each step before the next one begins, and a try that goes on after a crash is told the last one. What is
found on the disk must fit to that step. Where it does not, somebody else was there: the file is left alone,
and that is what is said.

An attached file is overwritten with a stream of bytes that follows from its own fingerprint. So between
`BEGUN` and `OVERWRITTEN`, the one stretch in which the journal cannot know how far we came, the file itself
shows whether its first bytes are ours.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from .. import logs
from ..errors import AudioChanged, AudioLink, AudioProtected, AudioUnreadable, ShredFailed
from ..files import sync_folder
from ..records import Destruction, DestructionEntry, DestructionStep, FileIdentity
from .descriptor import BLOCK, open_regular, sha256_of, write_all, write_through
from .places import caveats

OVERWRITTEN = "overwritten and deleted"
OVERWRITTEN_ONLY = "overwritten"
ALREADY_GONE = "already gone"

NOT_FOUND_NOTE = (
    "The file was no longer there when it was to be destroyed, so we did not destroy it. If it was moved or "
    "copied, that copy remains."
)
BEGUN_AND_GONE_NOTE = (
    "The destruction was interrupted at its beginning, and when it was taken up again the file was no longer "
    "there. Whether any of it had been overwritten is not known. If it was moved, look for it and delete it."
)
RESUMED_NOTE = (
    "The work was interrupted and finished later; by then the overwritten file was already gone from its "
    "folder."
)
REPLACED_NOTE = "Another file had taken its name by then and was left alone."
GROWN_NOTE = (
    "While it was overwritten, something was added to the file that had not been there when it was heard. "
    "What was heard is overwritten; the file is still there, with what was added at its end."
)
SAME_CONTENT_NOTE = (
    "The file lay elsewhere on the disk than when it was heard, with the very same content: it may have been "
    "copied or restored, and the first one may remain."
)
UNSYNCED_NOTE = (
    "This drive does not say when a deletion has reached it: after a power failure the empty file may be "
    "there again."
)

_MARK = 512
"""Bytes that are overwritten before all others: one sector, which a disk writes whole or not at all."""
DRIVE_AWAY = (
    "The transcript is safe, but the folder of the recording cannot be reached, so the audio could not be "
    "destroyed. Connect its drive and resume the job."
)

Step = Callable[[str], None]


class Journal(Protocol):
    """Where each step is made durable. Both raise what the vault raises; nothing goes on then."""

    def begin(self, inode: int, size: int) -> None: ...

    def reach(self, step: DestructionStep) -> None: ...


def unwatched(_: str) -> None:
    pass


def shred_attached(
    identity: FileIdentity,
    protected_folders: tuple[Path, ...],
    entry: DestructionEntry,
    journal: Journal,
    step: Step = unwatched,
) -> Destruction:
    """Destroys the file of `identity`, going on after the step of `entry`, and says what was really done.

    The file is known by its size and SHA-256. `journal` is told that it begins, and that it is overwritten,
    emptied and unlinked; `step` (for tests) each thing that is done to the file: checked, marked,
    overwritten, truncated, unlinked, synced.

    Raises AudioChanged (it is neither what was heard nor what we left of it), AudioLink, AudioProtected:
    nothing was touched. Raises ShredFailed when the system does not allow it; calling again goes on.
    """
    path = Path(identity.path)
    refuse_protected(path, protected_folders)
    with failures_of_the_system():
        try:
            descriptor = open_regular(path, write=True)
        except FileNotFoundError:
            return _gone(identity, path, entry.step)
        except (AudioLink, AudioUnreadable) as error:  # something else has taken the name
            if not entry.step < DestructionStep.OVERWRITTEN:
                return _destroyed(identity, path, (REPLACED_NOTE,))
            if isinstance(error, AudioLink):
                raise
            raise AudioChanged() from error
        try:
            status = os.fstat(descriptor)
            notes: tuple[str, ...] = ()
            if entry.step < DestructionStep.OVERWRITTEN:
                refuse_linked_into(status, protected_folders)
                _refuse_changed(descriptor, identity, begun=entry.step == DestructionStep.BEGUN)
                step("checked")
                if (status.st_dev, status.st_ino) != (identity.device, identity.inode):
                    notes = (SAME_CONTENT_NOTE,)
                journal.begin(status.st_ino, identity.size)
                overwrite(descriptor, identity.size, _keystream(identity), step)
                journal.reach(DestructionStep.OVERWRITTEN)
                if os.fstat(descriptor).st_size != identity.size:
                    return Destruction(
                        OVERWRITTEN_ONLY,
                        identity.size,
                        complete=True,
                        notes=(GROWN_NOTE, *notes, *caveats(path, status.st_nlink)),
                    )
            elif not _is_what_we_left(descriptor, identity, entry):
                return _destroyed(identity, path, (REPLACED_NOTE,))
            if entry.step < DestructionStep.EMPTIED:
                os.ftruncate(descriptor, 0)
                write_through(descriptor)
                step("truncated")
                journal.reach(DestructionStep.EMPTIED)
        finally:
            os.close(descriptor)  # Windows does not delete an open file
        if not _unlink(path, (status.st_dev, status.st_ino)):
            notes = (REPLACED_NOTE, *notes)
        step("unlinked")
        journal.reach(DestructionStep.UNLINKED)
        return _destroyed(identity, path, notes, step, links=status.st_nlink)


@contextmanager
def failures_of_the_system() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ShredFailed() from error


def synced(folder: Path) -> bool:
    """The content is dead and the name is gone; a drive that does not tell when that has reached it must not
    hold up the receipt.
    """
    try:
        return sync_folder(folder)
    except OSError:
        return False


def _destroyed(
    identity: FileIdentity,
    path: Path,
    notes: tuple[str, ...],
    step: Step = unwatched,
    links: int = 1,
) -> Destruction:
    """What is to be said once the content is overwritten and the name, as far as it was ours, is gone."""
    if not synced(path.parent):
        notes = (UNSYNCED_NOTE, *notes)
    step("synced")
    logs.event("audio.shredded", size=identity.size, notes=len(notes))
    return Destruction(OVERWRITTEN, identity.size, complete=True, notes=(*notes, *caveats(path, links)))


def refuse_protected(path: Path, folders: tuple[Path, ...]) -> None:
    """Raises AudioProtected when `path` lies in one of `folders`, so that one can ask before the work begins.

    Folders are compared by what they are, not by their names, which may be spelled in several ways.
    """
    own = set()
    for folder in folders:
        try:
            status = os.stat(folder)
        except OSError:
            continue  # a folder that does not exist holds nothing
        own.add((status.st_dev, status.st_ino))
    for parent in Path(os.path.realpath(path.parent), path.name).parents:
        try:
            status = os.stat(parent)
        except OSError:
            continue
        if (status.st_dev, status.st_ino) in own:
            raise AudioProtected()


def refuse_linked_into(status: os.stat_result, folders: tuple[Path, ...]) -> None:
    """Raises AudioProtected when a file with several names (hard links) has one of them in `folders`."""
    if status.st_nlink < 2:
        return
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in names:
                try:
                    there = os.lstat(os.path.join(parent, name))
                except OSError:
                    continue
                if (there.st_dev, there.st_ino) == (status.st_dev, status.st_ino):
                    raise AudioProtected()


def _gone(identity: FileIdentity, path: Path, last: DestructionStep) -> Destruction:
    """There is no file with this name. What that means depends on what we had done."""
    if last < DestructionStep.UNLINKED and not _reachable(path.parent, identity.device):
        raise ShredFailed(DRIVE_AWAY)
    if last < DestructionStep.OVERWRITTEN:
        note = BEGUN_AND_GONE_NOTE if last == DestructionStep.BEGUN else NOT_FOUND_NOTE
        return Destruction(ALREADY_GONE, identity.size, complete=True, notes=(note, *caveats(path)))
    return _destroyed(identity, path, () if last == DestructionStep.UNLINKED else (RESUMED_NOTE,))


def _reachable(folder: Path, device: int) -> bool:
    """Whether the drive with `folder` seems to be there.

    The number of a drive may change when the computer is started again, so it only counts together with an
    empty folder: that is what is left of one that is not connected.
    """
    try:
        return os.stat(folder).st_dev == device or bool(os.listdir(folder))
    except OSError:
        return False


def _refuse_changed(descriptor: int, identity: FileIdentity, begun: bool) -> None:
    """Raises AudioChanged unless the file is what was heard or, once it is `begun`, begins with our bytes.

    Such a one may have grown since then: what was heard of it is overwritten to its end all the same.
    """
    size = os.fstat(descriptor).st_size
    if begun and size >= identity.size and _begins_with_ours(descriptor, identity):
        return
    if size != identity.size or sha256_of(descriptor) != identity.sha256:
        raise AudioChanged()
    if os.fstat(descriptor).st_size != identity.size:  # something was added while it was read
        raise AudioChanged()


def _is_what_we_left(descriptor: int, identity: FileIdentity, entry: DestructionEntry) -> bool:
    """Whether a file that the journal knows as overwritten is there as we left it: overwritten, or empty."""
    status = os.fstat(descriptor)
    if status.st_size == 0:
        return status.st_ino == entry.inode
    if entry.step != DestructionStep.OVERWRITTEN or status.st_size != identity.size:
        return False
    expected, left = _keystream(identity), identity.size
    os.lseek(descriptor, 0, os.SEEK_SET)
    while left > 0:
        data = os.read(descriptor, min(BLOCK, left))
        if not data or data != expected(len(data)):
            return False
        left -= len(data)
    return True


def _keystream(identity: FileIdentity) -> Callable[[int], bytes]:
    """Gives the next bytes of the stream that this file is overwritten with."""
    key = hashlib.sha256(b"IntelliSession shred " + identity.sha256.encode()).digest()
    stream = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor()
    return lambda count: stream.update(bytes(count))


def _begins_with_ours(descriptor: int, identity: FileIdentity) -> bool:
    os.lseek(descriptor, 0, os.SEEK_SET)
    count = min(_MARK, identity.size)
    return os.read(descriptor, count) == _keystream(identity)(count)


def overwrite(descriptor: int, size: int, next_bytes: Callable[[int], bytes], step: Step) -> None:
    """Overwrites the first `size` bytes and no more: what was added meanwhile was never heard."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, next_bytes(min(_MARK, size)))
    write_through(descriptor)
    step("marked")
    left = size - min(_MARK, size)
    while left > 0:
        data = next_bytes(min(BLOCK, left))
        write_all(descriptor, data)
        left -= len(data)
    write_through(descriptor)
    step("overwritten")


def _unlink(path: Path, file: tuple[int, int]) -> bool:
    """Deletes the name if it still is that of `file` (device, inode); says whether it was, or was gone."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return True
    if (status.st_dev, status.st_ino) != file:
        return False
    os.unlink(path)
    return True
