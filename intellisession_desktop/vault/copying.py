"""A copy of the whole database for a backup, and a new vault from such a copy."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from .. import logs
from ..errors import InvalidInput, VaultDamaged, VaultNewer
from ..files import known_disk_errors, make_private_folder, sync_folder, write_atomically
from ..hardening import wipe
from . import folder as layout
from .audit import AuditLog
from .database import Database, create_private, files_of, version_on_disk
from .destructions import Destructions
from .keys import Keyring
from .lock import VaultLock
from .migrations import LATEST


def copy_without_keys(database: Database, key: bytearray, path: Path) -> Database:
    """An open copy at `path` under the same key, in which no recording has its key. Raises DiskFull.

    To be called in a transaction of `database`, so that what is copied is of one moment.
    """
    with known_disk_errors():
        for source, target in zip(files_of(database.path)[:2], files_of(path)[:2], strict=True):
            if source.exists():
                create_private(target)
                shutil.copyfile(source, target)
    copy = Database(path, key)
    try:
        copy.run("DELETE FROM recording_key")
        copy.checkpoint()
    except BaseException:
        copy.close()
        raise
    return copy


def restore_into(
    folder: Path,
    keyring_file: bytes,
    unlock: Callable[[Keyring], bytearray],
    write_database: Callable[[Path], None],
) -> None:
    """Makes a vault in a new or empty `folder` from the bytes of a vault.json and the database that
    `write_database` writes to the path it is given; when that fails, nothing is left of it.

    `unlock` gives the data key and raises WrongPassphrase. Raises InvalidInput when the folder is not empty,
    VaultNewer, VaultDamaged (the two do not belong together, or a page was altered), DiskFull,
    FolderUnwritable, and what `write_database` raises.
    """
    if not layout.is_empty(folder):
        raise InvalidInput("This folder is not empty. Choose an empty folder for the vault, or a new one.")
    keyring = Keyring.from_json(keyring_file)
    data_key = unlock(keyring)
    try:
        with ExitStack() as undo:
            new = [path for path in (folder, *folder.parents) if not path.exists()]
            undo.callback(_remove_folders, new)
            make_private_folder(folder)
            undo.callback(_remove_vault, folder)
            lock = VaultLock(folder / layout.LOCK)
            undo.callback(lock.release)
            write_database(folder / layout.NEW_DATABASE)
            _prove(folder / layout.NEW_DATABASE, data_key)
            write_atomically(folder / layout.KEYRING, keyring_file)
            with known_disk_errors():
                os.replace(folder / layout.NEW_DATABASE, folder / layout.DATABASE)
                sync_folder(folder)
            undo.pop_all()
            lock.release()
    finally:
        wipe(data_key)
    logs.event("vault_restored", vault=keyring.vault_id)


def _prove(path: Path, key: bytearray) -> None:
    """Every page of the database must be one that was written under this key."""
    version = version_on_disk(path, key)
    if version > LATEST:
        raise VaultNewer()
    if version == 0:
        raise VaultDamaged()
    with closing(Database(path, key)) as database:
        if database.rows("PRAGMA cipher_integrity_check"):
            raise VaultDamaged()
        Destructions(database).leave_files_alone()
        AuditLog(database).append("vault_restored")


def _remove_vault(folder: Path) -> None:
    layout.remove_unfinished(folder)
    (folder / layout.LOCK).unlink(missing_ok=True)


def _remove_folders(folders: list[Path]) -> None:
    with contextlib.suppress(OSError):  # somebody has put something there meanwhile, or it was never made
        for folder in folders:
            folder.rmdir()
