"""The lock that keeps a second program out of an open vault."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from ..errors import FolderUnwritable, VaultInUse
from ..files import PRIVATE_FILE, known_disk_errors, lock_alone

_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_TRIES = 100
_GONE = "This folder is not there any more. Check that its drive is connected, or choose another one."


class VaultLock:
    """Held from construction to `release`, or to the end of the process, however it ends.

    Two things are locked: a file, and, where the system can do that, the folder itself, which nobody can
    delete while the vault is in it. So deleting the file lets no second opener in.
    """

    def __init__(self, path: Path) -> None:
        """Raises VaultInUse, FolderUnwritable, DiskFull."""
        self._path = path
        self._made = False
        self._descriptors: list[int] = []
        try:
            for _ in range(_TRIES):
                if self._taken():
                    return
                self.release()
            raise VaultInUse()  # somebody takes it away again and again
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Lets others in. May be called again."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def undo(self) -> None:
        """Lets others in, and removes the file if it was made here."""
        if os.name == "nt":  # where an open file cannot be removed
            self.release()
        if self._made:
            with contextlib.suppress(OSError):
                self._path.unlink()
        self.release()

    def _taken(self) -> bool:
        """False where what was locked has lost its name meanwhile: then it keeps nobody out."""
        try:
            self._lock_folder()
            with known_disk_errors():
                descriptor, self._made = self._opened()
        except FileNotFoundError as error:
            raise FolderUnwritable(_GONE) from error
        self._descriptors.append(descriptor)
        try:
            lock_alone(descriptor)
        except OSError as error:
            raise VaultInUse() from error
        return all(map(self._is_there, self._descriptors, self._names))

    @property
    def _names(self) -> tuple[Path, ...]:
        """What the descriptors are of."""
        return (self._path.parent, self._path)[-len(self._descriptors) :]

    def _opened(self) -> tuple[int, bool]:
        """The file, and whether it was made now."""
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), True
        except FileExistsError:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE), False

    def _lock_folder(self) -> None:
        """Raises VaultInUse. Windows and some network drives lock no folders: there nothing happens."""
        if os.name == "nt":
            return
        try:
            descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        except PermissionError:
            return
        try:
            lock_alone(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _HELD:
                raise VaultInUse() from error
        else:
            self._descriptors.append(descriptor)

    @staticmethod
    def _is_there(descriptor: int, path: Path) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(path))
        except FileNotFoundError:
            return False
