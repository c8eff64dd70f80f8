"""How a vault comes to be in a folder: all at once, over nothing, and, when it fails, not at all.

Nobody's files are replaced or removed but those that were made here: somebody may copy a vault into the very
folder meanwhile, and a file manager asks for no lock.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..errors import InvalidInput
from ..files import PRIVATE_FOLDER, known_disk_errors, move_new, sync_folder, writing_atomically
from . import folder as layout
from .audit import AuditLog
from .database import Database, files_of
from .migrations import migrate

_SALT_BYTES = 16
"""A database begins with a random salt, by which it is known, whatever is written into it later."""

_TAKEN = (
    "Somebody else has put a vault into this folder meanwhile. Nothing of it was changed. Choose another."
)


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that was made here, and how it begins."""

    status: os.stat_result
    begins: bytes


class NewFolders:
    """Makes a folder and those it lies in. `undo` removes those that were made here and are empty."""

    def __init__(self, folder: Path) -> None:
        """Raises DiskFull, FolderUnwritable, FileExistsError or NotADirectoryError where a file is in the
        way.
        """
        self._made: list[Path] = []
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            with known_disk_errors():
                for path in reversed(missing):
                    self._make(path)
                if not folder.is_dir():
                    raise NotADirectoryError(folder)
        except BaseException:
            self.undo()
            raise

    def undo(self) -> None:
        with contextlib.suppress(OSError):  # somebody has put something there
            while self._made:
                self._made.pop().rmdir()

    def _make(self, path: Path) -> None:
        try:
            path.mkdir(mode=PRIVATE_FOLDER)
        except FileExistsError:
            if not path.is_dir():
                raise
        else:
            self._made.append(path)


def new_folders(folder: Path) -> NewFolders:
    """Raises InvalidInput where a file is in the way, DiskFull, FolderUnwritable."""
    try:
        return NewFolders(folder)
    except (FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(layout.NO_FOLDER) from error


class NewVault:
    """The files of a vault that is being made in a folder whose lock is held, and in which there is none.

    The database is written as `database`, a name that makes no vault yet; `finish` gives it its own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Path, _Made] = {}
        self._had_spool = (folder / layout.SPOOL).exists()
        self.database = folder / layout.NEW_DATABASE

    def clear(self) -> None:
        """Removes what an interrupted creation has left, which was never anybody's vault."""
        with known_disk_errors():
            if self.database.exists() and not (self._folder / layout.DATABASE).exists():
                for name in layout.KEYRINGS:
                    (self._folder / name).unlink(missing_ok=True)
            self._remove_database()

    def write_database(self, data_key: bytearray) -> None:
        """An empty one. Raises DiskFull, FolderUnwritable."""
        with closing(Database(self.database, data_key)) as database:
            migrate(database)
            AuditLog(database).append("vault_created")

    def finish(self, keyring: bytes) -> None:
        """From now on it is a vault, with `keyring` as its vault.json. Raises InvalidInput when there is
        another one by now, DiskFull, FolderUnwritable.
        """
        try:
            for name in layout.KEYRINGS:
                path = self._folder / name
                with self._in_place(path), writing_atomically(path, new=True) as file:
                    file.write(keyring)
                    self._made[path] = _Made(os.fstat(file.fileno()), keyring)
            path = self._folder / layout.DATABASE
            with self._in_place(path), known_disk_errors():
                with self.database.open("rb") as file:
                    self._made[path] = _Made(os.fstat(file.fileno()), file.read(_SALT_BYTES))
                move_new(self.database, path)
                sync_folder(self._folder)
        except FileExistsError as error:
            raise InvalidInput(_TAKEN) from error

    @contextlib.contextmanager
    def _in_place(self, path: Path) -> Iterator[None]:
        """What was there before `path` was made is not ours."""
        try:
            yield
        except FileExistsError:
            self._made.pop(path, None)
            raise

    def undo(self) -> None:
        """Removes what was made here. A crash in between leaves what `clear` removes."""
        database = self._folder / layout.DATABASE
        with known_disk_errors():
            if self._is_ours(database):
                os.replace(database, self.database)
                for file in files_of(database)[1:]:
                    file.unlink(missing_ok=True)
            for name in layout.KEYRINGS:
                if self._is_ours(self._folder / name):
                    (self._folder / name).unlink()
            self._remove_database()
        if not self._had_spool:
            with contextlib.suppress(OSError):
                (self._folder / layout.SPOOL).rmdir()

    def _remove_database(self) -> None:
        for file in files_of(self.database):
            file.unlink(missing_ok=True)

    def _is_ours(self, path: Path) -> bool:
        """A copy that replaces it may take its place, or be written into it."""
        try:
            if (made := self._made.get(path)) is None:
                return False
            with path.open("rb") as file:
                begins = file.read(len(made.begins))
                return os.path.samestat(os.fstat(file.fileno()), made.status) and begins == made.begins
        except OSError:
            return False
