"""Writing files so that a crash cannot hurt: the one way in which this program writes a file in one go."""

from __future__ import annotations

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import DiskFull, FolderUnwritable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_FAR = 1 << 40
"""The byte that is locked on Windows, beyond any content: what is locked there cannot be read by others."""

_LOCK_TRIES, _LOCK_PAUSE_S = 20, 0.05

_NO_FOLDER_SYNC = frozenset(
    {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM}
)
"""What file systems answer that know no fsync of a folder (SMB, FUSE, exFAT drivers), and what opening a folder
gives that may be written in but not listed. Anything else, EIO before all, is a failure of the disk."""

_GONE = "This folder is not there any more. Check that its drive is connected, or choose another one."


@contextmanager
def known_disk_errors() -> Iterator[None]:
    """Turns the operating system's 'disk full' and 'not allowed' into known errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull() from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise FolderUnwritable() from error
        raise


def write_atomically(path: Path, data: bytes, mode: int = PRIVATE_FILE) -> None:
    """Replaces `path` by `data` or leaves it as it was; permissions are set before the data is written.

    Raises DiskFull, FolderUnwritable.
    """
    with writing_atomically(path, mode) as file:
        file.write(data)


@contextmanager
def writing_atomically(path: Path, mode: int = PRIVATE_FILE) -> Iterator[BinaryIO]:
    """As `write_atomically`, for more than fits into memory: `path` is replaced when the block ends well."""
    if not path.parent.is_dir():
        raise FolderUnwritable(_GONE)
    if path.is_dir():
        raise FolderUnwritable("There is a folder with this name already. Choose another name.")
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with known_disk_errors():
        try:
            descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)


def make_private_folder(path: Path) -> None:
    """Makes `path`, readable by its owner only. Raises DiskFull, FolderUnwritable."""
    with known_disk_errors():
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def sync_folder(path: Path) -> bool:
    """Makes a rename or a deletion in `path` durable. False where the system cannot do it: on Windows, and on
    network and removable drives that refuse it. Raises OSError when the disk failed.
    """
    if os.name == "nt":
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
        return False
    return True


def lock_alone(descriptor: int, at: int = 0) -> None:
    """Locks a file for this process until the descriptor is closed or the process ends, however it does.

    Raises OSError when another descriptor holds the lock. `at`: the byte that is locked on Windows.
    """
    if sys.platform == "win32":
        before = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, at, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, before, os.SEEK_SET)
    else:
        # flock, not lockf: it also keeps a second opener in this very process out.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_for_writing(descriptor: int) -> None:
    """Says to others that this process is writing the file. Raises OSError when another one is."""
    for tried in range(_LOCK_TRIES):
        try:
            lock_alone(descriptor, _FAR)
        except OSError:  # somebody may just be looking
            if tried == _LOCK_TRIES - 1:
                raise
            time.sleep(_LOCK_PAUSE_S)
        else:
            return


def is_locked(descriptor: int) -> bool:
    """Whether somebody is writing the file, who called `lock_for_writing`."""
    try:
        if sys.platform == "win32":
            lock_alone(descriptor, _FAR)
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    except OSError:
        return True
    return False
