"""Destroys sound, the therapist's own file or an encrypted spool, so that a crash at any point can be made
good.

An attached file is overwritten with a stream of bytes that follows from its own fingerprint. So a file that a
crash left half overwritten is known again as ours by its first bytes, without any further record of how far
we came.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from .. import logs
from ..errors import AudioChanged, AudioLink, AudioProtected, AudioUnreadable, ShredFailed
from ..files import sync_folder
from ..records import Destruction, FileIdentity
from .descriptor import BLOCK, open_regular, sha256_of, write_all, write_through
from .places import caveats
from .recorder_link import remove_left_door
from .spool import files_of

OVERWRITTEN = "overwritten and deleted"
KEY_DESTROYED = "key destroyed, overwritten and deleted"
ALREADY_GONE = "already gone"

NOT_FOUND_NOTE = (
    "The file was no longer there when it was to be destroyed, so we did not destroy it. If it was moved or "
    "copied, that copy remains."
)
RESUMED_NOTE = (
    "The work was interrupted and finished later; by then the file was already gone from its folder."
)
REPLACED_NOTE = "Another file had taken its name by then and was left alone."
PENDING_NOTE = (
    "Pending: the key's deletion is not yet written through to the disk. It is finished at the next start."
)

_MARK = 512
"""Bytes that are overwritten before all others: one sector, which a disk writes whole or not at all."""
_DRIVE_AWAY = (
    "The transcript is safe, but the folder of the recording cannot be reached, so the audio could not be "
    "destroyed. Connect its drive and resume the job."
)

Step = Callable[[str], None]


def _unwatched(_: str) -> None:
    pass


def shred_attached(
    identity: FileIdentity,
    protected_folders: tuple[Path, ...],
    *,
    resuming: bool = False,
    step: Step = _unwatched,
) -> Destruction:
    """Destroys the file of `identity`, and says what was really done.

    `resuming` is for a job that was found in the state of shredding after a crash: then an emptied or
    vanished file is our own work. `step` is told each step when it is done: checked, marked, overwritten,
    truncated, unlinked, synced. A file that is no longer there is reported as such, never as destroyed by us.

    Raises AudioChanged (device, inode, size or SHA-256 differ), AudioLink, AudioProtected: nothing was
    touched. Raises ShredFailed when the system does not allow it; calling again goes on.
    """
    path = Path(identity.path)
    refuse_protected(path, protected_folders)
    try:
        try:
            descriptor = open_regular(path, write=True)
        except FileNotFoundError:
            return _gone(identity, path, resuming)
        except AudioUnreadable as error:  # a folder or a special file has taken the name
            raise AudioChanged() from error
        notes = caveats(path, os.fstat(descriptor).st_nlink)
        try:
            _refuse_changed(descriptor, identity, resuming)
            step("checked")
            _overwrite_and_empty(descriptor, _keystream(identity), step)
        finally:
            os.close(descriptor)  # Windows does not delete an open file
        if not _unlink(path, (identity.device, identity.inode)):
            notes = (REPLACED_NOTE, *notes)
        step("unlinked")
        sync_folder(path.parent)
        step("synced")
    except OSError as error:
        raise ShredFailed() from error
    logs.event("audio.shredded", size=identity.size, notes=len(notes))
    return Destruction(OVERWRITTEN, identity.size, complete=True, notes=notes)


def shred_spool(
    path: Path,
    delete_key: Callable[[], None],
    checkpoint: Callable[[], bool],
    *,
    attempts: int = 10,
    pause: Callable[[], None] = lambda: time.sleep(0.2),
    step: Step = _unwatched,
) -> Destruction:
    """Destroys an encrypted recording: first its key, which is what counts, then its files.

    `delete_key` deletes the key's row (nothing happens when it is gone); `checkpoint` writes the deletion
    through and says whether it could, it is tried `attempts` times with a `pause` between. When it never
    could, the destruction is not complete and calling again finishes it; the files die nevertheless. `step`
    is told: key, checkpoint, and of each file marked, overwritten, truncated, unlinked, synced. `size` of the
    result is 0 when all was gone before.

    Raises ShredFailed, and what the two callbacks raise.
    """
    delete_key()
    step("key")
    written = checkpoint()
    for _ in range(attempts - 1):
        if written:
            break
        pause()
        written = checkpoint()
    step("checkpoint")
    notes = caveats(path)
    size = 0
    try:
        for file in files_of(path) or (path,):
            file_size, file_notes = _shred_own(file, step)
            size += file_size
            notes = tuple(dict.fromkeys((*notes, *file_notes)))
        remove_left_door(path)
    except (OSError, AudioLink, AudioUnreadable) as error:  # what lies there is not our spool
        raise ShredFailed() from error
    logs.event("audio.spool_shredded", size=size, complete=written)
    return Destruction(
        KEY_DESTROYED, size, complete=written, notes=notes if written else (PENDING_NOTE, *notes)
    )


def _shred_own(path: Path, step: Step) -> tuple[int, tuple[str, ...]]:
    """One file of ours: its size (0 when it was gone before), and what the receipt must not claim."""
    try:
        descriptor = open_regular(path, write=True)
    except FileNotFoundError:
        return 0, ()
    try:
        status = os.fstat(descriptor)
        notes = caveats(path, status.st_nlink)
        _overwrite_and_empty(descriptor, os.urandom, step)
    finally:
        os.close(descriptor)
    _unlink(path, (status.st_dev, status.st_ino))
    step("unlinked")
    sync_folder(path.parent)
    step("synced")
    return status.st_size, notes


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


def _gone(identity: FileIdentity, path: Path, resuming: bool) -> Destruction:
    try:
        here = os.stat(path.parent).st_dev == identity.device
    except OSError:
        here = False
    if not here:  # a drive that is not connected, not a file that is gone
        raise ShredFailed(_DRIVE_AWAY)
    notes = caveats(path)
    if resuming:
        sync_folder(path.parent)
        return Destruction(OVERWRITTEN, identity.size, complete=True, notes=(RESUMED_NOTE, *notes))
    return Destruction(ALREADY_GONE, identity.size, complete=True, notes=(NOT_FOUND_NOTE, *notes))


def _refuse_changed(descriptor: int, identity: FileIdentity, resuming: bool) -> None:
    status = os.fstat(descriptor)
    if (status.st_dev, status.st_ino) != (identity.device, identity.inode):
        raise AudioChanged()
    if resuming and status.st_size == 0:
        return
    if status.st_size != identity.size:
        raise AudioChanged()
    if (
        not (resuming and _begins_with_ours(descriptor, identity))
        and sha256_of(descriptor) != identity.sha256
    ):
        raise AudioChanged()


def _keystream(identity: FileIdentity) -> Callable[[int], bytes]:
    """Gives the next bytes of the stream that this file is overwritten with."""
    key = hashlib.sha256(b"IntelliSession shred " + identity.sha256.encode()).digest()
    stream = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor()
    return lambda count: stream.update(bytes(count))


def _begins_with_ours(descriptor: int, identity: FileIdentity) -> bool:
    os.lseek(descriptor, 0, os.SEEK_SET)
    count = min(_MARK, identity.size)
    return os.read(descriptor, count) == _keystream(identity)(count)


def _overwrite_and_empty(descriptor: int, next_bytes: Callable[[int], bytes], step: Step) -> None:
    size = os.fstat(descriptor).st_size
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
    os.ftruncate(descriptor, 0)
    write_through(descriptor)
    step("truncated")


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
