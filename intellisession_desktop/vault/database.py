"""The encrypted database: one SQLCipher connection, opened with a raw key, and its transactions."""

from __future__ import annotations

import os
import sys
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from ..errors import DiskFull, FolderUnwritable, VaultDamaged, VaultLocked
from ..files import PRIVATE_FILE, known_disk_errors
from ..hardening import wipe

_HEX = b"0123456789abcdef"
_SQLITE_IOERR_SHMSIZE = 10 | 19 << 8  # the log's index could not grow; sqlcipher3 does not name it
_DAMAGED = (sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_NOTADB, sqlcipher.SQLITE_IOERR)
"""With all their extended codes: of a page, an index, a link between them; or the disk could not read or
write."""
_CHECKPOINT_TRIES = 20
_CHECKPOINT_PAUSE_S = 0.05

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA synchronous = FULL",
)
_PRAGMAS_OF_MACOS = (
    "PRAGMA fullfsync = ON",  # there, fsync alone does not reach the disk
    "PRAGMA checkpoint_fullfsync = ON",
)


class Database:
    """One connection that threads may share; each call takes all its rows before it returns.

    While it is locked there is no connection and no key: a call waits until it is unlocked, or raises
    VaultLocked on a thread that never waits, and on any thread once it is closed. All methods raise DiskFull,
    FolderUnwritable and VaultDamaged when the world is to blame.
    """

    def __init__(self, path: Path, key: bytearray) -> None:
        """Opens or creates the file at `path` with its 32-byte data key. Another raises VaultDamaged."""
        create_private(path)
        self.path = path
        self._free = threading.Condition(threading.RLock())
        self._thread = threading.local()
        self._closed = False
        self._key: bytearray | None = key  # the caller's own, which is wiped where it is not needed any more
        self._poisoned = False
        self._connection: Any = _open(path, key)

    @property
    def locked(self) -> bool:
        """Whether there is no key, because it is locked or closed. Never waits."""
        return self._connection is None

    def never_wait(self) -> None:
        """From now on this thread's calls raise VaultLocked while the database is locked."""
        self._thread.never_waits = True

    def lock(self) -> None:
        """Writes everything into the one file and forgets the key. Waits for a transaction that runs."""
        with self._free:
            if self._connection is not None and self._connection.in_transaction:
                raise RuntimeError("a transaction cannot lock the database it runs in")
            self._disconnect()

    def unlock(self, key: bytearray) -> None:
        """Opens the file again, and lets those who wait go on. Raises VaultLocked once it is closed."""
        with self._free:
            if self._closed:
                raise VaultLocked()
            if self._connection is None:
                self._connection = _open(self.path, key)
                self._key = key
                self._free.notify_all()

    def close(self) -> None:
        """Writes everything into the one file and closes it. May be called again. Nobody waits any more."""
        with self._free:
            self._closed = True
            self._disconnect()
            self._free.notify_all()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self._key, self._poisoned = None, False
        if connection is not None:
            connection.close()

    def _reconnect(self) -> None:
        """After one damaged page SQLCipher refuses every page that it does not hold yet, and all writing: a
        new connection reads what is whole. Raises VaultDamaged when nothing is.
        """
        if self._key is not None:
            fresh = _open(self.path, self._key)
            old, self._connection = self._connection, fresh
            self._poisoned = False
            with suppress(sqlcipher.Error):
                old.close()

    @contextmanager
    def held(self) -> Iterator[Any]:
        """The connection, which no other thread uses, locks or closes inside. Raises VaultLocked."""
        with self._free:
            while self._connection is None:
                if self._closed or getattr(self._thread, "never_waits", False):
                    raise VaultLocked()
                self._free.wait()
            if self._poisoned and not self._connection.in_transaction:
                self._reconnect()
            try:
                yield self._connection
            except VaultDamaged:
                self._poisoned = True
                raise

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query; each can be read by position and by column name."""
        with self.held() as connection, _known_errors(self._poisoned):
            rows: list[Any] = connection.execute(sql, parameters).fetchall()
            return rows

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first row of a query, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Runs one statement, committed at once outside a transaction. Returns how many rows it changed."""
        with self.held() as connection, _known_errors(self._poisoned):
            changed: int = connection.execute(sql, parameters).rowcount
            return changed

    def run_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Runs one statement once for each of `parameters`, all or none."""
        with self.transaction(), self.held() as connection, _known_errors(self._poisoned):
            connection.executemany(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed, or nothing is. One inside another joins it. Other threads wait."""
        with self.held() as connection:
            if connection.in_transaction:
                yield
                return
            try:
                self.run("BEGIN IMMEDIATE")
                yield
                self.run("COMMIT")
            except BaseException:
                # SQLite may have rolled back by itself, as it does on a full disk.
                if connection.in_transaction:
                    with _known_errors(self._poisoned):
                        connection.execute("ROLLBACK")
                raise

    def checkpoint(self) -> bool:
        """Moves the write-ahead log into the database and empties it: deleted rows are then gone from both.

        Tries for about a second while someone reads; False when the log could not be emptied.
        """
        for attempt in range(_CHECKPOINT_TRIES):
            if attempt:
                time.sleep(_CHECKPOINT_PAUSE_S)
            if self.row("PRAGMA wal_checkpoint(TRUNCATE)")[0] == 0:
                return True
        return False

    def forget_pages(self) -> None:
        """What is read next comes from the files and is checked against its HMAC, not from memory."""
        self.run("PRAGMA shrink_memory")

    def version(self) -> int:
        return int(self.row("PRAGMA user_version")[0])

    def set_version(self, version: int) -> None:
        self.run(f"PRAGMA user_version = {version:d}")


def folded(text: str) -> str:
    """One spelling of texts that differ in case, blanks or how an accented letter is composed."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", " ".join(normal.split()))


def _holds(text: str, words: str) -> bool:
    """SQL's holds(text, words): whether all of `words`, as `folded` gives them, are in `text`."""
    # Of plain letters nothing but the case differs; transcripts have hundreds of turns each.
    there = text.lower() if text.isascii() else folded(text)
    return all(word in there for word in words.split())


def version_on_disk(path: Path, key: bytearray) -> int:
    """The schema's version in the file at `path`, read without changing a byte of the database or its log.

    Raises VaultDamaged when the key is not its own.
    """
    # SQLite reads `immutable` files without making a log; where a crash left a log, it must be read as well.
    how = "mode=ro" if _log_of(path).exists() else "immutable=1"
    with closing(_connect(path, key, how)) as connection, _known_errors():
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def files_of(path: Path) -> tuple[Path, ...]:
    """The database's file and the two that SQLite keeps beside it while it is open."""
    return path, _log_of(path), path.with_name(path.name + "-shm")


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def create_private(path: Path) -> None:
    """SQLite would create the file readable by others; its log and index take over the mode of the file."""
    with known_disk_errors():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))


def _open(path: Path, key: bytearray) -> Any:
    """A connection to write with, set up as designed. Raises VaultDamaged, FolderUnwritable."""
    connection = _connect(path, key)
    try:
        with _known_errors():
            for pragma in _PRAGMAS + (_PRAGMAS_OF_MACOS if sys.platform == "darwin" else ()):
                connection.execute(pragma)
            connection.create_function("holds", 2, _holds, deterministic=True)
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                raise FolderUnwritable(
                    "A vault cannot be kept in this folder, probably because it is on a network drive. "
                    "Choose a folder on this computer."
                )
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, key: bytearray, how: str = "mode=rw") -> Any:
    """A connection with the key set and proven. Raises VaultDamaged."""
    with _known_errors():
        connection = sqlcipher.connect(
            _uri(path, how), uri=True, isolation_level=None, check_same_thread=False, timeout=0.2
        )
        try:
            # Plain SQLite ignores a key silently, so that everything would be written readable.
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise VaultDamaged(
                    "This installation of the program cannot encrypt, so the vault was not opened. "
                    "Install the program again."
                )
            connection.execute("PRAGMA cipher_log_level = NONE")  # else SQLCipher writes to stderr
            connection.execute("PRAGMA cipher_memory_security = ON")  # before the key is given
            _set_raw_key(connection, key)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.row_factory = sqlcipher.Row
        except BaseException:
            connection.close()
            raise
        return connection


def _set_raw_key(connection: Any, key: bytearray) -> None:
    """Gives the key as x'hex', the form that SQLCipher takes as it is, without deriving another from it."""
    raw = bytearray(len(key) * 2 + 3)
    raw[:2], raw[-1:] = b"x'", b"'"
    for i, byte in enumerate(key):  # by hand: bytes.hex() would leave a copy that cannot be wiped
        raw[2 + 2 * i] = _HEX[byte >> 4]
        raw[3 + 2 * i] = _HEX[byte & 15]
    try:
        connection.set_key(raw)
    finally:
        wipe(raw)


def _uri(path: Path, how: str) -> str:
    name = path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{name if name.startswith('/') else '/' + name}?{how}"


@contextmanager
def _known_errors(poisoned: bool = False) -> Iterator[None]:
    """Turns what the world did to the database into known errors; SQLite's other errors are our bugs, unless
    the connection is `poisoned`: it has met a damaged page, after which it says all kinds of things.
    """
    try:
        yield
    except sqlcipher.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        if code & 0xFF == sqlcipher.SQLITE_FULL or code == _SQLITE_IOERR_SHMSIZE:
            raise DiskFull() from error
        if poisoned or code & 0xFF in _DAMAGED:
            raise VaultDamaged() from error
        if code & 0xFF in (sqlcipher.SQLITE_READONLY, sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_PERM):
            raise FolderUnwritable() from error
        raise
