"""Sealed records in a file that only grows: readable with its own key only, and only up to a crash.

A file is a header (magic, version, SHA-256 of its name) and records: length, kind, ciphertext. A record is
sealed with ChaCha20-Poly1305; nonce = counter, associated data = header, index, kind. So records cannot be
changed, moved, left out or brought in; only the end can be missing, and that shows by the missing last one.
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
from .descriptor import open_regular, write_all, write_through

Key = bytes | bytearray

KEY_BYTES = 32
_MAGIC = b"ISSPOOL"
_FIRST, _VERSION = 1, 2
"""Files of version 1 were sealed with the recording's key itself; each file has one made from it since."""
_HEADER_BYTES = len(_MAGIC) + 1 + hashlib.sha256().digest_size
_RECORD = struct.Struct(">IB")
_TAG_BYTES = 16
_LONGEST = 1 << 20
"""Bytes; a second of sound takes a tenth of it at most, so a greater length is not ours."""

LAST = 1
"""The kind of the record after which nothing comes any more."""


@dataclass(frozen=True, slots=True)
class Record:
    kind: int
    content: bytes


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
        record = _RECORD.pack(len(ciphertext), kind) + ciphertext
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
    """Reads a sealed file, also one that is still being written or that a crash cut off.

    `complete`: the last record was there. Use as a context manager.
    """

    def __init__(self, path: Path, name: str, key: Key) -> None:
        """Raises OSError."""
        self.complete = False
        self._name, self._key = name, key
        self._cipher: ChaCha20Poly1305 | None = None
        self._header = b""
        self._index = 0
        self._file: BinaryIO = os.fdopen(open_regular(path), "rb", buffering=0)

    def more(self) -> Iterator[Record]:
        """The records that are there by now and were not given yet.

        Raises SpoolDamaged, after all that could be trusted: a record was changed, moved or added, or the
        name or the key is another one. Raises OSError.
        """
        if self.complete or not self._begun():
            return
        place = self._file.tell()
        try:
            while (record := self._next()) is not None:
                place = self._file.tell()
                yield record
                if self.complete:
                    if self._file.read(1):
                        self.complete = False
                        raise SpoolDamaged()
                    return
        finally:
            self._file.seek(place)  # what is half there is read again once it is whole

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> SealedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begun(self) -> bool:
        """Whether the header is there, and this file's."""
        if self._cipher is not None:
            return True
        self._file.seek(0)
        header = _read(self._file, _HEADER_BYTES)
        known = (_header(self._name, _VERSION), _header(self._name, _FIRST))
        if header not in known:
            if any(each.startswith(header) for each in known):
                return False  # cut off at the very beginning
            raise SpoolDamaged()
        own = self._key if header == known[1] else _own_key(self._key, self._name)
        self._header, self._cipher = header, ChaCha20Poly1305(own)
        return True

    def _next(self) -> Record | None:
        start = _read(self._file, _RECORD.size)
        if len(start) < _RECORD.size or self._cipher is None:
            return None
        length, kind = _RECORD.unpack(start)
        if length > _LONGEST:
            raise SpoolDamaged()
        ciphertext = _read(self._file, length)
        if len(ciphertext) < length or _never_written(ciphertext, self._file):
            return None
        try:
            content = self._cipher.decrypt(
                _nonce(self._index), ciphertext, _associated(self._header, self._index, kind)
            )
        except InvalidTag as error:
            raise SpoolDamaged() from error
        self._index += 1
        self.complete = kind == LAST
        return Record(kind, content)


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
            while len(start := file.read(_RECORD.size)) == _RECORD.size:
                length, kind = _RECORD.unpack(start)
                place = file.seek(place + _RECORD.size + length)
                if length < _TAG_BYTES or place > end:
                    return
                yield kind, length > _TAG_BYTES
    except (OSError, KnownError):
        return


def _own_key(key: Key, name: str) -> bytes:
    """Each file has a key of its own; one key in the vault is enough for all files of a recording."""
    return derived_key(key, b"IntelliSession file " + name.encode())


def derived_key(key: Key, purpose: bytes) -> bytes:
    """32 bytes that follow from `key` and tell nothing of it (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(bytes(key))


def _read(file: BinaryIO, size: int) -> bytes:
    """An unbuffered file may give less than asked for; what a growing file has not yet is not remembered."""
    parts = []
    while size > 0 and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _never_written(ciphertext: bytes, file: BinaryIO) -> bool:
    """Whether the file ends in the zeros that some file systems leave there when the power fails."""
    if any(ciphertext[-_TAG_BYTES:]):
        return False
    place = file.tell()
    rest_is_zero = not any(any(data) for data in iter(lambda: file.read(_LONGEST), b""))
    file.seek(place)
    return rest_is_zero


def _header(name: str, version: int) -> bytes:
    return _MAGIC + bytes([version]) + hashlib.sha256(name.encode()).digest()


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _associated(header: bytes, index: int, kind: int) -> bytes:
    return header + struct.pack(">QB", index, kind)
