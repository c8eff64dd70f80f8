"""The vault: one folder that holds everything clinical, encrypted under a passphrase and a recovery key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from types import TracebackType

from .. import logs
from ..errors import VaultDamaged, VaultExists, VaultLocked, VaultMissing, VaultNewer
from ..files import write_atomically
from ..hardening import wipe
from . import folder as layout
from .audit import AuditLog
from .clients import Clients, Consents
from .copying import copy_without_keys, restore_into
from .database import Database, version_on_disk
from .destructions import Destructions
from .draft_wishes import ClientWishes
from .goals import Goals
from .jobs import Drafts, Jobs
from .keys import Argon2, Keyring, check_strength, new_data_key, tuned_argon2
from .lock import VaultLock
from .migrations import LATEST, migrate
from .new_vault import NewVault, new_folders
from .notes import Notes
from .overview import Overview
from .practice import Practices
from .private_notes import PrivateNotes
from .readable import Readable
from .recordings import Receipts, Recordings
from .recovery_key import new_recovery_key
from .therapist_voice import TherapistVoice
from .transcripts import Sessions, Transcripts


class Vault:
    """An open vault. The lock is held until `close`; the data key is in memory until `lock` or `close`.

    Threads may share it. Every method can raise DiskFull. While it is locked, every call that reads or
    writes waits until it is unlocked; on a thread that called `never_wait` it raises VaultLocked instead,
    and on every thread once the vault is closed.
    """

    def __init__(
        self, folder: Path, lock: VaultLock, keyring: Keyring, data_key: bytearray, database: Database
    ) -> None:
        """For `create`, `open` and `open_with_recovery_key`."""
        self.folder = folder
        self.spool_folder = folder / layout.SPOOL
        self._lock = lock
        self._keyring = keyring
        self._data_key = data_key
        self._database = database
        self._turning = threading.Lock()  # one at a time locks, unlocks or closes
        self._copying = threading.Lock()
        self._closed = False
        self.clients = Clients(database)
        self.goals = Goals(database)
        self.consents = Consents(database)
        self.sessions = Sessions(database)
        self.recordings = Recordings(database)
        self.receipts = Receipts(database)
        self.destructions = Destructions(database)
        self.destroying = threading.RLock()  # one destroyer at a time
        self.transcripts = Transcripts(database)
        self.notes = Notes(database)
        self.jobs = Jobs(database)
        self.drafts = Drafts(database)
        self.audit = AuditLog(database)
        self.practice = Practices(database)
        self.therapist_voice = TherapistVoice(database)
        self.private_notes = PrivateNotes(database)
        self.draft_wishes = ClientWishes(database)
        self.overview = Overview(database)
        self.readable = Readable(database)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a vault in `folder`, be it damaged; what an interrupted creation left is none."""
        return layout.holds_vault(folder)

    @classmethod
    def create(cls, folder: Path, passphrase: str, kdf: Argon2 | None = None) -> tuple[Vault, str]:
        """Makes a vault in a new or empty folder. Gives it open, and the recovery key, which is kept nowhere.

        `kdf` is tuned to this computer when not given. Raises WeakPassphrase, VaultExists, VaultInUse,
        InvalidInput when the folder holds other files, FolderUnwritable.
        """
        check_strength(passphrase)
        if cls.exists(folder):
            raise VaultExists()
        with ExitStack() as undo:
            layout.require_own(folder)
            undo.callback(new_folders(folder).undo)
            lock = VaultLock(folder / layout.LOCK)
            undo.callback(lock.undo)
            if cls.exists(folder):  # another program made one meanwhile
                raise VaultExists()
            layout.require_own(folder)
            new = NewVault(folder)
            new.clear()
            undo.callback(new.undo)
            data_key, recovery_key = new_data_key(), new_recovery_key()
            undo.callback(wipe, data_key)
            keyring = Keyring.make(data_key, passphrase, recovery_key, kdf or tuned_argon2())
            new.write_database(data_key)
            new.finish(keyring.to_json())
            vault = cls(folder, lock, keyring, data_key, _open_database(folder, data_key))
            undo.pop_all()
        logs.event("vault_created", vault=keyring.vault_id)
        return vault, recovery_key

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Vault:
        """Raises VaultMissing, WrongPassphrase, VaultInUse, VaultNewer, VaultDamaged, FolderUnwritable."""
        return cls._open(folder, lambda keyring: keyring.open(passphrase))

    @classmethod
    def open_with_recovery_key(cls, folder: Path, recovery_key: str) -> Vault:
        """As `open`; a new passphrase should be set next."""
        return cls._open(folder, lambda keyring: keyring.open_with_recovery_key(recovery_key))

    @classmethod
    def _open(cls, folder: Path, unlock: Callable[[Keyring], bytearray]) -> Vault:
        if not cls.exists(folder):
            raise VaultMissing()
        with ExitStack() as undo:
            lock = VaultLock(folder / layout.LOCK)
            undo.callback(lock.release)
            keyring = layout.read_keyring(folder)
            if not (folder / layout.DATABASE).is_file():
                raise VaultDamaged()
            data_key = unlock(keyring)
            undo.callback(wipe, data_key)
            version = version_on_disk(folder / layout.DATABASE, data_key)
            if version > LATEST:
                raise VaultNewer()
            if version == 0:  # an emptied file; opened, it would pass for a new vault
                raise VaultDamaged()
            vault = cls(folder, lock, keyring, data_key, _open_database(folder, data_key))
            undo.pop_all()
        layout.repair_keyring(folder, keyring)
        logs.event("vault_opened", vault=keyring.vault_id, schema=version)
        return vault

    def change_passphrase(self, new: str) -> None:
        """The old passphrase opens the vault no more; the recovery key still does. Raises WeakPassphrase.

        A copy of vault.json that somebody made before still opens with the old passphrase.
        """
        check_strength(new)
        self.audit.append("passphrase_change")  # before it: a log that cannot be written must not hide it
        with self.transaction():  # so that `close` in another thread cannot wipe the key before it is wrapped
            keyring = self._keyring.with_passphrase(self._data_key, new)
            write_atomically(self.folder / layout.KEYRING, keyring.to_json())
            self._keyring = keyring
            layout.write_keyring_copy(self.folder, keyring)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is committed, or nothing is. One inside another joins it. Other threads wait."""
        return self._database.transaction()

    def checkpoint(self) -> bool:
        """Empties the write-ahead log, so that deleted rows are gone from the files; False if it is busy."""
        return self._database.checkpoint()

    @property
    def locked(self) -> bool:
        """Whether the data key is gone. Never waits."""
        return self._database.locked

    def never_wait(self) -> None:
        """From now on this thread's calls raise VaultLocked while the vault is locked."""
        self._database.never_wait()

    def lock(self) -> None:
        """Wipes the data key; no other program gets in meanwhile. Waits for a transaction that runs.

        May be called again. A thread cannot lock the vault inside its own transaction.
        """
        with self._turning:
            if not self.locked:
                self._database.lock()
                wipe(self._data_key)
                logs.event("vault_locked", vault=self._keyring.vault_id)

    def unlock(self, passphrase: str) -> None:
        """Undoes `lock`; those who waited go on. On an unlocked vault it only checks the passphrase.

        Raises WrongPassphrase, VaultLocked once the vault is closed, VaultDamaged.
        """
        self._unlock(lambda keyring: keyring.open(passphrase))

    def unlock_with_recovery_key(self, recovery_key: str) -> None:
        """As `unlock`; a new passphrase should be set next."""
        self._unlock(lambda keyring: keyring.open_with_recovery_key(recovery_key))

    def _unlock(self, unlock: Callable[[Keyring], bytearray]) -> None:
        with self._turning, ExitStack() as undo:
            if self._closed:
                raise VaultLocked()
            keyring = layout.read_keyring(self.folder)
            if keyring.vault_id != self._keyring.vault_id:  # somebody exchanged the files meanwhile
                raise VaultDamaged()
            data_key = unlock(keyring)
            undo.callback(wipe, data_key)
            if not self.locked:
                return
            # Before the database is opened: whoever waited for it may use the key at once.
            self._keyring, self._data_key = keyring, data_key
            self._database.unlock(data_key)
            undo.pop_all()
        logs.event("vault_unlocked", vault=keyring.vault_id)

    def check_passphrase(self, passphrase: str) -> None:
        """Raises WrongPassphrase for any but the one in force."""
        wipe(self._keyring.open(passphrase))

    @contextmanager
    def copied(self, change: Callable[[Database], None]) -> Iterator[Path]:
        """The file of a whole copy of the database under the same key, without the keys of recordings; it is
        gone after the block. `change` may change the copy before it is closed.

        Raises DiskFull, VaultLocked.
        """
        path = layout.copy_in(self.folder)
        with self._copying:
            layout.remove_copy(self.folder)
            try:
                self.checkpoint()
                # Inside, so that no recording's key is deleted here before it is gone there, and that `lock`
                # waits: the copy holds the data key until it is closed.
                with (
                    self.transaction(),
                    closing(copy_without_keys(self._database, self._data_key, path)) as copy,
                ):
                    change(copy)
                    copy.run("VACUUM")
                    copy.checkpoint()
                yield path
            finally:
                layout.remove_copy(self.folder)

    def keyring_file(self) -> bytes:
        """What vault.json holds: it opens a copy of the database by passphrase or recovery key."""
        return self._keyring.to_json()

    @staticmethod
    def restore(
        folder: Path,
        keyring_file: bytes,
        secret: str,
        write_database: Callable[[Path], None],
        is_recovery_key: bool = False,
    ) -> None:
        """Makes a closed vault in a new or empty `folder` from what `keyring_file` gave and the database that
        `write_database` writes to the path it is given. When it fails, nothing is left of it.

        Raises InvalidInput (the folder is not empty), WrongPassphrase, VaultNewer, VaultDamaged (the two do
        not belong together, or a page was altered), DiskFull, FolderUnwritable, and what `write_database`
        raises.
        """

        def unlock(keyring: Keyring) -> bytearray:
            return keyring.open_with_recovery_key(secret) if is_recovery_key else keyring.open(secret)

        restore_into(folder, keyring_file, unlock, write_database)

    def close(self) -> None:
        """Locks the vault for good: the data key is wiped, and others may open it. May be called again."""
        with self._turning:
            self._closed = True
            try:
                self._database.close()
            finally:
                wipe(self._data_key)
                self._lock.release()

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _open_database(folder: Path, data_key: bytearray) -> Database:
    layout.remove_left_behind(folder)
    layout.make_private(folder)
    database = Database(folder / layout.DATABASE, data_key)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database
