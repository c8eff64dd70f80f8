"""The vault's folder: which files it holds, who may read them, and how they come to be there all at once."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..errors import InvalidInput, KnownError, VaultDamaged
from ..files import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    is_locked,
    known_disk_errors,
    make_private_folder,
    write_atomically,
)
from .database import files_of
from .keys import Keyring

KEYRING = "vault.json"
KEYRING_COPY = "vault.json.copy"
KEYRINGS = (KEYRING, KEYRING_COPY)
DATABASE = "vault.db"
LOCK = "vault.lock"
SPOOL = "spool"

NEW_DATABASE = "vault.db.new"  # its renaming to vault.db is the moment at which a new vault exists
_COPY = "vault.db.copy"  # there while a backup is made
NO_FOLDER = "This is a file, not a folder. Choose an empty folder for the vault."
_OF_THE_SYSTEM = frozenset({".DS_Store", "desktop.ini", "Thumbs.db"})


def holds_vault(folder: Path) -> bool:
    """Whether there is a vault, be it damaged. What an interrupted creation left was never one."""
    interrupted = (folder / NEW_DATABASE).exists()
    keyring = any((folder / name).exists() for name in KEYRINGS)
    return (folder / DATABASE).exists() or (keyring and not interrupted)


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


def require_own(folder: Path) -> None:
    """Raises InvalidInput when a folder would not be the vault's alone."""
    try:
        names = {entry.name for entry in folder.iterdir()}
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise InvalidInput(NO_FOLDER) from error
    if any(not name.lstrip(".").startswith("vault.") for name in names - _OF_THE_SYSTEM - {SPOOL}):
        raise InvalidInput(
            "This folder holds other files. Choose an empty folder for the vault, or a new one."
        )


def is_empty(folder: Path) -> bool:
    """Whether nothing of anybody's is in `folder`, or nothing is there at all. Not so for a file. A lock is
    nothing: whoever looks holds it, or somebody left it.
    """
    try:
        return all(entry.name in _OF_THE_SYSTEM | {LOCK} for entry in folder.iterdir())
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


def remove_left_behind(folder: Path) -> None:
    """Removes what a crash left beside a vault: the copy for a backup, or its own new name of before."""
    remove_copy(folder)
    with known_disk_errors():
        for file in files_of(folder / NEW_DATABASE):
            file.unlink(missing_ok=True)


def read_keyring(folder: Path) -> Keyring:
    """From vault.json, or from its copy when that is missing or damaged. Raises VaultNewer, VaultDamaged."""
    damage = VaultDamaged()
    for name in KEYRINGS:
        try:
            with known_disk_errors():
                return Keyring.from_json((folder / name).read_bytes())
        except (VaultDamaged, OSError) as error:
            damage.__cause__ = error
    raise damage


def repair_keyring(folder: Path, keyring: Keyring) -> None:
    """Makes both files hold `keyring`, which has just opened the vault, as far as the disk allows."""
    with contextlib.suppress(KnownError, OSError):
        if not _holds(folder / KEYRING, keyring):
            write_atomically(folder / KEYRING, keyring.to_json())
    with contextlib.suppress(KnownError, OSError):
        if not _holds(folder / KEYRING_COPY, keyring):
            write_keyring_copy(folder, keyring)


def write_keyring_copy(folder: Path, keyring: Keyring) -> None:
    """After vault.json itself. When it returns, no older copy is left that would open with a passphrase of
    before. Raises FolderUnwritable.
    """
    try:
        write_atomically(folder / KEYRING_COPY, keyring.to_json())
    except (KnownError, OSError):
        # None is better than an old one; the next opening makes it again.
        with known_disk_errors():
            (folder / KEYRING_COPY).unlink(missing_ok=True)


def _holds(path: Path, keyring: Keyring) -> bool:
    try:
        return Keyring.from_json(path.read_bytes()) == keyring
    except (VaultDamaged, FileNotFoundError):
        return False


def make_private(folder: Path) -> None:
    """Takes others' rights from a vault, which may have been copied here; not every file system has any."""
    make_private_folder(folder / SPOOL)
    own = (*(folder / name for name in KEYRINGS), folder / LOCK, *files_of(folder / DATABASE))
    files = (*own, *(folder / SPOOL).iterdir())
    for path, mode in (
        (folder, PRIVATE_FOLDER),
        (folder / SPOOL, PRIVATE_FOLDER),
        *((file, PRIVATE_FILE) for file in files),
    ):
        with contextlib.suppress(FileNotFoundError, PermissionError):
            path.chmod(mode)
