"""Sealed records in a file that only grows: readable with its own key only, and only up to a crash.

A file is a header (magic, version, SHA-256 of its name) and records: length, kind, ciphertext. A record is
sealed with ChaCha20-Poly1305; nonce = counter, associated data = header, index, kind. So records cannot be
changed, moved or brought in, and what is left out shows: by its index, or by the missing last record.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..errors import KnownError, SpoolDamaged
from ..files import PRIVATE_FILE, is_locked, known_disk_errors, lock_for_writing, sync_folder
from .damage import FRAME, KINDS, TAG_BYTES, Budget, find_record
from .descriptor import open_regular, write_all, write_through

Key = bytes | bytearray

KEY_BYTES = 32
_MAGIC = b"ISSPOOL"
_FIRST, _VERSION = 1, 2
"""Files of version 1 were sealed with the recording's key itself; each file has one made from it since."""
_HEADER_BYTES = len(_MAGIC) + 1 + hashlib.sha256().digest_size
_LONGEST = 1 << 20
"""Bytes; a second of sound takes a tenth of it at most, so a greater length is not ours."""
_LONGEST_FRAME = FRAME.size + (1 << 17)
"""More than half a second that a crash left."""

UNKNOWN = -1
LAST = 1
"""The kind of the record after which nothing comes any more."""


@dataclass(frozen=True, slots=True)
class Record:
    kind: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """Records that cannot be opened any more, and their kinds as the damaged place says, or UNKNOWN."""

    kinds: tuple[int, ...]


class SealedWriter:
    """Writes one file, record by record, each on the disk before the next is begun.

    It is made new and never opened again for appending, or a nonce would repeat. While it is open, the file
    is locked: `being_written` tells so to other processes.
    """

    def __init__(self, path: Path, name: str, key: Key) -> None:
        """Makes the file, readable by its owner only. Raises FileExistsError, DiskFull, FolderUnwritable."""
        self._header = _header(name, _VERSION)
        self._cipher = ChaCha20Poly1305(_own_key(key, name))
        self._index = 0
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with known_disk_errors():
            self._descriptor: int | None = os.open(path, flags, PRIVATE_FILE)
            try:
                lock_for_writing(self._descriptor)
                write_all(self._descriptor, self._header)
                write_through(self._descriptor)
                sync_folder(path.parent)
            except OSError:
                self.abandon()
                path.unlink()
                raise
        self.size = len(self._header)
        """Bytes that are safe on the disk."""

    @property
    def is_open(self) -> bool:
        return self._descriptor is not None

    def seal(self, content: bytes, kind: int) -> None:
        """Raises DiskFull, FolderUnwritable: then the file is as it was, and the same may be tried again, but
        nothing else: the nonce is the same.
        """
        if self._descriptor is None:
            raise ValueError("the file is closed")
        ciphertext = self._cipher.encrypt(
            _nonce(self._index), content, _associated(self._header, self._index, kind)
        )
        record = FRAME.pack(len(ciphertext), kind) + ciphertext
        with known_disk_errors():
            try:
                write_all(self._descriptor, record)
                write_through(self._descriptor, data_only=True)
            except OSError:
                os.lseek(self._descriptor, self.size, os.SEEK_SET)
                os.ftruncate(self._descriptor, self.size)
                raise
        self.size += len(record)
        self._index += 1

    def abandon(self) -> None:
        """Lets go of the file as it is."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> SealedWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()


class SealedReader:
    """Reads a sealed file, also one that is still being written, that a crash cut off, or that is damaged.

    `complete`: the last record was there. `damaged`: something is there that is no record, or records are
    missing before the end; `lost_at_end` are those that nothing whole follows. Use as a context manager.
    """

    def __init__(self, path: Path, name: str, key: Key) -> None:
        """Raises OSError."""
        self.complete = self.damaged = False
        self.lost_at_end: tuple[int, ...] = ()
        self._name, self._key = name, key
        self._cipher: ChaCha20Poly1305 | None = None
        self._header = b""
        self._index, self._place = 0, _HEADER_BYTES
        self._searched = 0
        self._budget = Budget()
        self._file: BinaryIO = os.fdopen(open_regular(path), "rb", buffering=0)

    def more(self) -> Iterator[Record | Lost]:
        """The records that are there by now and were not given yet, and what is missing between them.

        Raises SpoolDamaged when the name is another one. Raises OSError.
        """
        if self.complete or not self._begun():
            return
        while (found := self._next()) is not None:
            yield found
            if self.complete:
                self.damaged = self.damaged or self._size() > self._place
                return

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> SealedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begun(self) -> bool:
        """Whether the header is there, and this file's; a damaged one is made good if a record fits to it."""
        if self._cipher is not None:
            return True
        header = self._read(0, _HEADER_BYTES)
        known = {_header(self._name, version): version for version in (_VERSION, _FIRST)}
        if header not in known and any(each.startswith(header) for each in known):
            return False  # cut off at the very beginning
        for each, version in {header: known[header]}.items() if header in known else known.items():
            own = self._key if version == _FIRST else _own_key(self._key, self._name)
            self._header, self._cipher = each, ChaCha20Poly1305(own)
            if header in known or self._frame(self._place, self._index) or self._found():
                return True
        self._cipher = None
        raise SpoolDamaged()

    def _next(self) -> Record | Lost | None:
        if (record := self._frame(self._place, self._index)) is not None:
            self._place += FRAME.size + len(record.content) + TAG_BYTES
            self._index += 1
            self.complete = record.kind == LAST
            return record
        if self._searched == self._size():  # nothing has come since
            return None
        if (found := self._found()) is None:
            self._searched = self._size()
            self._look_at_the_end()
            return None
        place, index = found
        kinds, ends = self._outline(place)
        missing = index - self._index
        if ends != place or len(kinds) != missing:
            kinds = (UNKNOWN,) * missing
        self._place, self._index = place, index
        self.lost_at_end, self.damaged = (), True
        return Lost(kinds)

    def _found(self) -> tuple[int, int] | None:
        """Where the next whole record is, and its index."""
        return find_record(self._read, self._size(), self._opens, self._place, self._index, self._budget)

    def _look_at_the_end(self) -> None:
        """Tells what is damaged from what was never written: half a record, or zeros after a power cut."""
        size = self._size()
        zeros = not any(self._read(max(self._place, size - TAG_BYTES), TAG_BYTES))
        kinds, ends = self._outline(size)
        self.lost_at_end = () if zeros else kinds
        if not zeros and (kinds or size - ends > _LONGEST_FRAME):
            self.damaged = True

    def _outline(self, until: int) -> tuple[tuple[int, ...], int]:
        """The kinds of the records from here on as their frames say, and where the last one ends."""
        kinds, place = [], self._place
        while place < until and len(frame := self._read(place, FRAME.size)) == FRAME.size:
            length, kind = FRAME.unpack(frame)
            if length < TAG_BYTES or kind >= KINDS or place + FRAME.size + length > until:
                break
            place += FRAME.size + length
            kinds.append(kind)
        return tuple(kinds), place

    def _frame(self, place: int, index: int) -> Record | None:
        """The record at `place`, if it is that with `index`; its kind may be damaged where it is written."""
        frame = self._read(place, FRAME.size)
        if len(frame) < FRAME.size:
            return None
        length, written = FRAME.unpack(frame)
        if not TAG_BYTES <= length <= _LONGEST:
            return None
        ciphertext = self._read(place + FRAME.size, length)
        if len(ciphertext) < length:
            return None
        for kind in (written, *(each for each in range(KINDS) if each != written)):
            if (content := self._opened(ciphertext, index, kind)) is not None:
                return Record(kind, content)
        return None

    def _opens(self, ciphertext: bytes, index: int, kind: int) -> bool:
        return self._opened(ciphertext, index, kind) is not None

    def _opened(self, ciphertext: bytes, index: int, kind: int) -> bytes | None:
        if self._cipher is None:
            return None
        try:
            return self._cipher.decrypt(_nonce(index), ciphertext, _associated(self._header, index, kind))
        except InvalidTag:
            return None

    def _size(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    def _read(self, place: int, size: int) -> bytes:
        """An unbuffered file may give less than asked for; what a growing file has not yet is not kept."""
        self._file.seek(place)
        parts = []
        while size > 0 and (part := self._file.read(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def being_written(path: Path) -> bool:
    """Whether a process that is alive has the file open for writing."""
    try:
        descriptor = open_regular(path)
    except (OSError, KnownError):
        return False
    try:
        return is_locked(descriptor)
    finally:
        os.close(descriptor)


def outline(path: Path) -> Iterator[tuple[int, bool]]:
    """The kind of each whole record and whether there is anything in it, by their lengths, without the key:
    to be shown, not to be trusted. Nothing where nothing can be read.
    """
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            end = os.fstat(file.fileno()).st_size
            place = file.seek(_HEADER_BYTES)
            while len(start := file.read(FRAME.size)) == FRAME.size:
                length, kind = FRAME.unpack(start)
                place = file.seek(place + FRAME.size + length)
                if length < TAG_BYTES or place > end:
                    return
                yield kind, length > TAG_BYTES
    except (OSError, KnownError):
        return


def _own_key(key: Key, name: str) -> bytes:
    """Each file has a key of its own; one key in the vault is enough for all files of a recording."""
    return derived_key(key, b"IntelliSession file " + name.encode())


def derived_key(key: Key, purpose: bytes) -> bytes:
    """32 bytes that follow from `key` and tell nothing of it (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(bytes(key))


def _header(name: str, version: int) -> bytes:
    return _MAGIC + bytes([version]) + hashlib.sha256(name.encode()).digest()


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _associated(header: bytes, index: int, kind: int) -> bytes:
    return header + struct.pack(">QB", index, kind)
