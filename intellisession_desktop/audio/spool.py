"""The encrypted spool: a recording on disk that is readable with its own key only, and only up to a crash.

A file is a header (magic, version, SHA-256 of the recording's id) and records: length, flags, ciphertext. A
record is a second of sound as FLAC, sealed with ChaCha20-Poly1305; nonce = counter, associated data = header,
index, flags. So records cannot be changed, moved, left out or brought in; only the end can be missing, and
that shows by the missing last flag.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import soundfile
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from numpy.typing import NDArray

from ..errors import KnownError, SpoolDamaged
from ..files import PRIVATE_FILE, known_disk_errors, sync_folder
from ..records import SAMPLE_RATE
from .descriptor import open_regular, write_all, write_through

KEY_BYTES = 32
_MAGIC, _VERSION = b"ISSPOOL", 1
_RECORD = struct.Struct(">IB")
_LAST = 1
_TAG_BYTES = 16
_LONGEST = 1 << 20
"""Bytes; a second of sound takes a tenth of it at most, so a greater length is not ours."""
_SCALE = 32767.0

Sound = NDArray[np.float32]


def new_key() -> bytearray:
    """A key for one recording; it must never seal a second one."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


class SpoolWriter:
    """Writes one recording, second by second, each on the disk before the next is begun.

    A spool is made new and never opened again for appending: going on after a crash takes a new file and a
    new key. After DiskFull nothing is lost: what could not be written is kept, and goes with the next `write`
    or `close`.
    """

    def __init__(self, path: Path, recording_id: str, key: bytes | bytearray) -> None:
        """Makes the file, readable by its owner only. Raises FileExistsError, DiskFull, FolderUnwritable."""
        self._cipher = ChaCha20Poly1305(key)
        self._header = _header(recording_id)
        self._index = 0
        self._held: Sound = np.zeros(0, np.float32)
        self._closing = False
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with known_disk_errors():
            self._descriptor: int | None = os.open(path, flags, PRIVATE_FILE)
            try:
                write_all(self._descriptor, self._header)
                write_through(self._descriptor)
                sync_folder(path.parent)
            except OSError:
                self.abandon()
                path.unlink()
                raise
        self._end = len(self._header)
        self._sealed_samples = 0

    def __enter__(self) -> SpoolWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    @property
    def seconds(self) -> float:
        """What is safe on the disk."""
        return self._sealed_samples / SAMPLE_RATE

    def write(self, samples: Sound) -> None:
        """Takes sound of any length: float32, shape (n,), 16 kHz, [-1, 1]; seals every full second.

        Raises DiskFull, FolderUnwritable.
        """
        if self._closing:
            raise ValueError("the recording has ended")
        self._held = np.concatenate([self._held, samples])
        self._seal_full_seconds()

    def close(self) -> None:
        """Seals the rest with the last flag. Raises DiskFull, FolderUnwritable; can be called again then."""
        if self._descriptor is None:
            return
        self._closing = True  # another last record under the same nonce must not be possible
        self._seal_full_seconds()
        self._seal(self._held, _LAST)
        self._held = np.zeros(0, np.float32)
        self.abandon()

    def abandon(self) -> None:
        """Lets go of the file without an end, as a crash would."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _seal_full_seconds(self) -> None:
        while len(self._held) >= SAMPLE_RATE:
            self._seal(self._held[:SAMPLE_RATE], 0)
            self._held = self._held[SAMPLE_RATE:]

    def _seal(self, samples: Sound, flags: int) -> None:
        if self._descriptor is None:
            raise ValueError("the spool is closed")
        ciphertext = self._cipher.encrypt(
            _nonce(self._index), _to_flac(samples), _associated(self._header, self._index, flags)
        )
        record = _RECORD.pack(len(ciphertext), flags) + ciphertext
        with known_disk_errors():
            try:
                write_all(self._descriptor, record)
                write_through(self._descriptor, data_only=True)
            except OSError:
                # The same second is tried again later: the same nonce then seals the same bytes.
                os.lseek(self._descriptor, self._end, os.SEEK_SET)
                os.ftruncate(self._descriptor, self._end)
                raise
        self._end += len(record)
        self._index += 1
        self._sealed_samples += len(samples)


class SpoolReader:
    """Reads a spool, also one that is still being written or that a crash cut off.

    `seconds` read and `complete` (the last record was there) hold after the iteration.
    """

    def __init__(self, path: Path, recording_id: str, key: bytes | bytearray) -> None:
        self.seconds = 0.0
        self.complete = False
        self._path = path
        self._cipher = ChaCha20Poly1305(key)
        self._header = _header(recording_id)

    def __iter__(self) -> Iterator[Sound]:
        """Yields float32, shape (n,), 16 kHz, [-1, 1], a second each, the last one shorter.

        Raises SpoolDamaged, after all that could be trusted: a record was changed, moved or added, or the
        recording or the key is another one. Raises OSError.
        """
        self.seconds, self.complete = 0.0, False
        with os.fdopen(open_regular(self._path), "rb") as file:
            header = file.read(len(self._header))
            if header != self._header:
                if self._header.startswith(header):
                    return  # cut off at the very beginning
                raise SpoolDamaged()
            for samples in self._records(file):
                self.seconds += len(samples) / SAMPLE_RATE
                if len(samples):
                    yield samples

    def _records(self, file: BinaryIO) -> Iterator[Sound]:
        index = 0
        while len(start := file.read(_RECORD.size)) == _RECORD.size:
            length, flags = _RECORD.unpack(start)
            if length > _LONGEST:
                raise SpoolDamaged()
            ciphertext = file.read(length)
            if len(ciphertext) < length or _never_written(ciphertext, file):
                return
            try:
                flac = self._cipher.decrypt(
                    _nonce(index), ciphertext, _associated(self._header, index, flags)
                )
            except InvalidTag as error:
                raise SpoolDamaged() from error
            index += 1
            self.complete = flags == _LAST
            yield _from_flac(flac)
            if self.complete:
                if file.read(1):
                    self.complete = False
                    raise SpoolDamaged()
                return


def sealed_seconds(path: Path) -> int:
    """How many full seconds a spool holds, counted by its records' lengths, without its key: to be shown, not
    to be trusted. 0 where nothing can be read.
    """
    seconds = 0
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            end = os.fstat(file.fileno()).st_size
            place = file.seek(len(_header("")))
            while len(start := file.read(_RECORD.size)) == _RECORD.size:
                length, flags = _RECORD.unpack(start)
                place = file.seek(place + _RECORD.size + length)
                if length <= _TAG_BYTES or place > end or flags == _LAST:
                    break
                seconds += 1
    except (OSError, KnownError):
        return seconds
    return seconds


def _never_written(ciphertext: bytes, file: BinaryIO) -> bool:
    """Whether the file ends in the zeros that some file systems leave there when the power fails."""
    if any(ciphertext[-_TAG_BYTES:]):
        return False
    place = file.tell()
    rest_is_zero = not any(any(data) for data in iter(lambda: file.read(_LONGEST), b""))
    file.seek(place)
    return rest_is_zero


def _header(recording_id: str) -> bytes:
    return _MAGIC + bytes([_VERSION]) + hashlib.sha256(recording_id.encode()).digest()


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _associated(header: bytes, index: int, flags: int) -> bytes:
    return header + struct.pack(">QB", index, flags)


def _to_flac(samples: Sound) -> bytes:
    if not len(samples):
        return b""
    file = io.BytesIO()
    whole = np.rint(np.clip(samples, -1.0, 1.0) * _SCALE).astype(np.int16)
    soundfile.write(file, whole, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def _from_flac(flac: bytes) -> Sound:
    if not flac:
        return np.zeros(0, np.float32)
    whole, _ = soundfile.read(io.BytesIO(flac), dtype="int16")
    sound: Sound = whole.astype(np.float32)
    sound /= _SCALE
    return sound
