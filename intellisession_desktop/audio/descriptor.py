"""Opens a file without following links, and knows it again later."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path

if sys.platform == "darwin":
    import fcntl

from ..errors import AudioLink, AudioUnreadable
from ..records import FileIdentity

BLOCK = 1 << 20
"""Bytes read or written at a time."""

# O_NONBLOCK: a named pipe that takes the file's place must not make us wait for its writer.
_FLAGS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_FOLDER = "This is a folder, not a recording. Choose the file inside it."
_SPECIAL = "This is not an ordinary file, so it cannot be a recording. Choose another one."


def open_regular(path: Path, write: bool = False) -> int:
    """Opens an ordinary file, never a link to one, and gives its descriptor; a parent folder may be a link.

    Raises AudioLink, AudioUnreadable (a folder or a special file), OSError.
    """
    before = os.lstat(path)
    _refuse_unusual(before.st_mode)
    try:
        descriptor = os.open(path, (os.O_RDWR if write else os.O_RDONLY) | _FLAGS)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise AudioLink() from error
        raise
    after = os.fstat(descriptor)
    # Windows has no O_NOFOLLOW: what was looked at and what was opened must be one file.
    if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino) or not stat.S_ISREG(after.st_mode):
        os.close(descriptor)
        raise AudioLink()
    return descriptor


def sha256_of(descriptor: int) -> str:
    """SHA-256 of the whole content, as hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256()
    os.lseek(descriptor, 0, os.SEEK_SET)
    while data := os.read(descriptor, BLOCK):
        digest.update(data)
    return digest.hexdigest()


def write_through(descriptor: int, data_only: bool = False) -> None:
    """Makes what was written durable; `data_only` skips what reading does not need. Raises OSError."""
    if sys.platform == "darwin":
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync leaves data in the disk's own memory there
    elif data_only and hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all of `data` at the descriptor's position. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def identify(descriptor: int, path: Path) -> FileIdentity:
    """What is needed to know this file again; `path` is made absolute, links in it stay. Raises OSError."""
    status = os.fstat(descriptor)
    return FileIdentity(
        path=os.path.abspath(path),
        device=status.st_dev,
        inode=status.st_ino,
        size=status.st_size,
        sha256=sha256_of(descriptor),
    )


def _refuse_unusual(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise AudioLink()
    if stat.S_ISDIR(mode):
        raise AudioUnreadable(_FOLDER)
    if not stat.S_ISREG(mode):
        raise AudioUnreadable(_SPECIAL)
