"""Whether a model file is the right one: its size at every use, its SHA-256 once per file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from .. import files
from ..errors import DiskFull, FolderUnwritable

BLOCK = 1 << 20  # bytes read at once

Seen = tuple[int, int, int, int]
"""Size, modification time in ns, inode and change time in ns of a file: what changes when a file is replaced
or written to. The modification time can be set back, as copying does; the change time cannot (on Windows it
is that of the file's making)."""


def sha256_of(path: Path, advance: Callable[[int], None] | None = None) -> str:
    """The SHA-256 of a file, in hexadecimal. `advance` is told the bytes of each block that was read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            if advance:
                advance(len(block))
    return digest.hexdigest()


class CheckedFiles:
    """Remembers in `verified.json` of the models folder which SHA-256 each file had when it was read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "verified.json"

    def sha256(self, name: str, path: Path, advance: Callable[[int], None] | None = None) -> str:
        """The SHA-256 of the model `name` at `path`, read again only if the file has changed."""
        return self.remembered(name, path) or self.renew(name, path, advance)

    def remembered(self, name: str, path: Path) -> str | None:
        """The SHA-256 that the file had when it was read, unless it has changed since or was never read."""
        known = self._read().get(name)
        return known[1] if known is not None and known[0] == _seen(path) else None

    def renew(self, name: str, path: Path, advance: Callable[[int], None] | None = None) -> str:
        """Reads the file whatever was remembered, and remembers what it found."""
        seen = _seen(path)
        checksum = sha256_of(path, advance)
        if _seen(path) == seen:
            self._write(self._read() | {name: (seen, checksum)})
        return checksum

    def _read(self) -> dict[str, tuple[Seen, str]]:
        try:
            raw = json.loads(self._path.read_text("utf-8"))
            return {
                name: ((int(size), int(mtime), int(inode), int(change)), str(checksum))
                for name, (size, mtime, inode, change, checksum) in raw.items()
            }
        except (OSError, ValueError, TypeError, AttributeError, RecursionError, OverflowError):
            return {}  # missing or damaged: everything is read once more

    def _write(self, known: dict[str, tuple[Seen, str]]) -> None:
        plain = {name: [*seen, checksum] for name, (seen, checksum) in known.items()}
        # A folder that cannot be written only costs the time to read the files again.
        with contextlib.suppress(DiskFull, FolderUnwritable):
            files.make_private_folder(self._path.parent)
            files.write_atomically(self._path, json.dumps(plain, indent=1).encode())


def _seen(path: Path) -> Seen:
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns
