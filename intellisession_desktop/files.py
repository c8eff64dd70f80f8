"""Writing files so that a crash cannot hurt: the one way in which this program writes a file in one go."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
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
"""What file systems answer that know no fsync of a folder (SMB, FUSE, exFAT drivers), and what opening a
folder gives that may be written in but not listed. Anything else, EIO first of all, is a failing disk."""

_UNNAMED: int = getattr(os, "O_TMPFILE", 0)
_NO_UNNAMED = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT})
_NO_LINKS = frozenset(
    {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.ENOENT}
)
_UNFINISHED = ".intellisession-part"
_IS_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{8}" + re.escape(_UNFINISHED))
_MAY_BE_FINISHED_S = 60.0
"""Between its last byte and its name a file is not locked on Windows: an old one is nobody's any more."""

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
def writing_atomically(path: Path, mode: int = PRIVATE_FILE, new: bool = False) -> Iterator[BinaryIO]:
    """As `write_atomically`, for more than fits into memory: `path` is replaced when the block ends well.

    `new`: a file that is there by then is left alone, and FileExistsError is raised. Where the system has
    files without a name (Linux), what is written has none before it is whole, so that a kill leaves nothing
    of it; elsewhere the next write into the folder removes what a kill left.
    """
    if not path.parent.is_dir():
        raise FolderUnwritable(_GONE)
    if path.is_dir():
        raise FolderUnwritable("There is a folder with this name already. Choose another name.")
    with known_disk_errors():
        _sweep(path.parent)
        file, temporary = _begun(path, mode)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if temporary is None:
                    temporary = _named(file, path, mode, new)
            if temporary is not None:
                (move_new if new else os.replace)(temporary, path)
        finally:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
        sync_folder(path.parent)


def move_new(source: Path, target: Path) -> None:
    """Renames a file, and never replaces one: raises FileExistsError when there is a `target`."""
    if os.name == "nt":
        os.rename(source, target)  # which replaces nothing there
        return
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):  # the best that can be done where a file has one name only, as on FAT
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        os.rename(source, target)
    else:
        os.unlink(source)


def _begun(path: Path, mode: int) -> tuple[BinaryIO, Path | None]:
    """A new file to write what is to become `path`, and its name meanwhile, if it has one."""
    temporary: Path | None = None
    try:
        if not _UNNAMED:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
        descriptor = os.open(path.parent, os.O_RDWR | _UNNAMED, mode)
    except OSError as error:
        if error.errno not in _NO_UNNAMED:
            raise
        temporary = _temporary(path)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, mode)
    with contextlib.suppress(OSError):  # not every drive has locks
        lock_for_writing(descriptor)
    return os.fdopen(descriptor, "w+b"), temporary


def _named(file: BinaryIO, path: Path, mode: int, new: bool) -> Path | None:
    """Makes a file without a name `path`, or, when there is one to be replaced, gives it a name beside it."""
    try:
        _link(file, path)
    except FileExistsError:
        if new:
            raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _copied(file, path, mode)
    else:
        return None
    temporary = _temporary(path)
    _link(file, temporary)
    return temporary


def _link(file: BinaryIO, path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # With a folder's descriptor Python calls linkat, which follows the link that /proc holds.
        os.link(f"/proc/self/fd/{file.fileno()}", path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _copied(file: BinaryIO, path: Path, mode: int) -> Path:
    """A copy that has a name, where /proc is not there to name the file itself by."""
    temporary = _temporary(path)
    with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode), "wb") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        os.fsync(copy.fileno())
    return temporary


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")


def _sweep(folder: Path) -> None:
    """Removes what killed writes of this program have left in `folder`: it may be a clinical document."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not _IS_UNFINISHED.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            if time.time() - entry.stat(follow_symlinks=False).st_mtime < _MAY_BE_FINISHED_S:
                continue
            with contextlib.suppress(OSError):
                descriptor = os.open(entry.path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
                try:
                    written = is_locked(descriptor)
                finally:
                    os.close(descriptor)
                if not written:
                    os.unlink(entry.path)


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
