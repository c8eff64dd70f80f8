"""The lock that keeps a second program out of an open vault."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import VaultInUse
from ..files import PRIVATE_FILE, known_disk_errors, lock_alone


class VaultLock:
    """Held from construction to `release`, or to the end of the process, however it ends.

    The file stays: deleting it would let two openers hold locks on two files of one name.
    """

    def __init__(self, path: Path) -> None:
        """Raises VaultInUse, FolderUnwritable, DiskFull."""
        with known_disk_errors():
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            lock_alone(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise VaultInUse() from error

    def release(self) -> None:
        """Lets others in. May be called again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
