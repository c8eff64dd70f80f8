"""The vault's folder: which files it holds, who may read them, and how they come to be there all at once."""

from __future__ import annotations

import contextlib
import os
from contextlib import closing
from pathlib import Path

from ..errors import InvalidInput, VaultDamaged
from ..files import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    is_locked,
    known_disk_errors,
    make_private_folder,
    sync_folder,
    write_atomically,
)
from .audit import AuditLog
from .database import Database, files_of
from .keys import Keyring
from .migrations import migrate

KEYRING = "vault.json"
DATABASE = "vault.db"
LOCK = "vault.lock"
SPOOL = "spool"

NEW_DATABASE = "vault.db.new"  # its renaming to vault.db is the moment at which a new vault exists
_COPY = "vault.db.copy"  # there while a backup is made
_OF_THE_SYSTEM = frozenset({".DS_Store", "desktop.ini", "Thumbs.db"})


def holds_vault(folder: Path) -> bool:
    """Whether there is a vault, be it damaged. What an interrupted creation left was never one."""
    interrupted = (folder / NEW_DATABASE).exists()
    return (folder / DATABASE).exists() or ((folder / KEYRING).exists() and not interrupted)


def holds_running_recording(folder: Path) -> bool:
    """Whether somebody is recording into the vault in `folder` now; told without its key."""
    for path in (folder / SPOOL).glob("*.spool"):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                if is_locked(descriptor):
                    return True
            finally:
                os.close(descriptor)
    return False


def take(folder: Path) -> None:
    """Makes the folder if need be.

    Raises InvalidInput when it would not be the vault's alone, FolderUnwritable, DiskFull.
    """
    try:
        make_private_folder(folder)
        names = {entry.name for entry in folder.iterdir()}
    except (FileExistsError, NotADirectoryError) as error:
        raise InvalidInput("This is a file, not a folder. Choose an empty folder for the vault.") from error
    if any(not name.lstrip(".").startswith("vault.") for name in names - _OF_THE_SYSTEM - {SPOOL}):
        raise InvalidInput(
            "This folder holds other files. Choose an empty folder for the vault, or a new one."
        )


def write_new(folder: Path, keyring: Keyring, data_key: bytearray) -> None:
    """Writes a whole new vault, or, but for a crash, nothing. Raises DiskFull, FolderUnwritable."""
    remove_unfinished(folder)
    database_file = folder / NEW_DATABASE
    with closing(Database(database_file, data_key)) as database:
        migrate(database)
        AuditLog(database).append("vault_created")
    write_atomically(folder / KEYRING, keyring.to_json())
    with known_disk_errors():
        os.replace(database_file, folder / DATABASE)
        sync_folder(folder)


def is_empty(folder: Path) -> bool:
    """Whether nothing of anybody's is in `folder`, or nothing is there at all. Not so for a file."""
    try:
        return all(entry.name in _OF_THE_SYSTEM for entry in folder.iterdir())
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        return False


def copy_in(folder: Path) -> Path:
    """Where a copy of the database is made for a backup."""
    return folder / _COPY


def remove_copy(folder: Path) -> None:
    """Removes the copy that a backup was made from, also when a crash left it."""
    with known_disk_errors():
        for file in files_of(folder / _COPY):
            file.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Removes a vault that nobody ever got. A crash in between leaves an interrupted creation again."""
    with known_disk_errors():
        if (folder / DATABASE).exists():
            os.replace(folder / DATABASE, folder / NEW_DATABASE)
        (folder / KEYRING).unlink(missing_ok=True)
        for file in files_of(folder / DATABASE) + files_of(folder / NEW_DATABASE):
            file.unlink(missing_ok=True)


def read_keyring(folder: Path) -> Keyring:
    """Raises VaultNewer, VaultDamaged."""
    try:
        with known_disk_errors():
            return Keyring.from_json((folder / KEYRING).read_bytes())
    except (FileNotFoundError, IsADirectoryError) as error:
        raise VaultDamaged() from error


def make_private(folder: Path) -> None:
    """Takes others' rights from a vault, which may have been copied here; not every file system has any."""
    make_private_folder(folder / SPOOL)
    files = (folder / KEYRING, folder / LOCK, *files_of(folder / DATABASE), *(folder / SPOOL).iterdir())
    for path, mode in (
        (folder, PRIVATE_FOLDER),
        (folder / SPOOL, PRIVATE_FOLDER),
        *((file, PRIVATE_FILE) for file in files),
    ):
        with contextlib.suppress(FileNotFoundError, PermissionError):
            path.chmod(mode)
