"""The encrypted spool: a recording on disk, second by second, and what happened while it was made.

A recording's sound lies in one file, or in several where the recorder had to begin anew; all are sealed under
keys made from the recording's one key (`sealed.py`).
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import soundfile
from numpy.typing import NDArray

from ..errors import SpoolDamaged
from ..records import SAMPLE_RATE, Moment, MomentKind
from .sealed import KEY_BYTES, LAST, Key, Record, SealedReader, SealedWriter, being_written, outline

_SOUND = 0
_MOMENT = 2
_SCALE = 32767.0
_MOST_PARTS = 100
DOOR = ".door"
"""The ending of the name of the place where a recorder is spoken to."""

Sound = NDArray[np.float32]


def new_key() -> bytearray:
    """A key for one recording; it must never seal a second one."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def part_path(spool: Path, part: int) -> Path:
    """Where a part of a recording lies; `spool` is its first one."""
    return spool if part == 0 else spool.with_name(f"{spool.stem}.{part}{spool.suffix}")


def parts_of(spool: Path) -> tuple[Path, ...]:
    """The files of a recording, in order, as far as they are there."""
    paths = (part_path(spool, part) for part in range(_MOST_PARTS))
    return tuple(path for path in paths if path.exists())


def files_of(spool: Path) -> tuple[Path, ...]:
    """Everything of a recording that lies in its folder, but for a recorder's door."""
    found = sorted(spool.parent.glob(f"{spool.stem}.*"), reverse=True)
    return tuple(path for path in found if path.suffix != DOOR)


class SpoolWriter:
    """Writes one part of a recording: every full second is sealed as soon as it is there.

    Going on after a crash takes the next part. After DiskFull nothing is lost: what could not be written is
    kept, and goes with the next `write` or `close`.
    """

    def __init__(self, spool: Path, recording_id: str, key: Key, part: int = 0) -> None:
        """Makes the file, readable by its owner only. Raises FileExistsError, DiskFull, FolderUnwritable."""
        self._file = SealedWriter(part_path(spool, part), _name(recording_id, part), key)
        self._held: Sound = np.zeros(0, np.float32)
        self._trying: tuple[bytes, int] | None = None
        self._moments: list[Moment] = []
        self._closing = False
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

    @property
    def taken_s(self) -> float:
        """What was given to `write`, sealed or not yet."""
        return (self._sealed_samples + len(self._held)) / SAMPLE_RATE

    def write(self, samples: Sound) -> None:
        """Takes sound of any length: float32, shape (n,), 16 kHz, [-1, 1]. Raises DiskFull,
        FolderUnwritable.
        """
        if self._closing:
            raise ValueError("the recording has ended")
        self._held = np.concatenate([self._held, samples])
        self._seal_what_is_due()

    def note(self, moment: Moment) -> None:
        """Seals what has just happened, at once. Raises DiskFull, FolderUnwritable; it is kept then."""
        self._moments.append(moment)
        self._seal_what_is_due()

    def close(self) -> None:
        """Seals the rest with the last flag. Raises DiskFull, FolderUnwritable; can be called again then."""
        if not self._file.is_open:
            return
        self._closing = True  # another last record under the same nonce must not be possible
        self._seal_what_is_due()
        if self._file.is_open:
            self._seal(_to_flac(self._held), LAST)

    def abandon(self) -> None:
        """Lets go of the file without an end, as a crash would."""
        self._file.abandon()

    def _seal_what_is_due(self) -> None:
        if self._trying is not None:  # a full disk came in between: the same record again
            self._seal(*self._trying)
        while self._moments:
            moment = self._moments[0]
            self._seal(_moment_json(moment), _MOMENT)
        while len(self._held) >= SAMPLE_RATE:
            self._seal(_to_flac(self._held[:SAMPLE_RATE]), _SOUND)

    def _seal(self, content: bytes, kind: int) -> None:
        self._trying = (content, kind)
        self._file.seal(content, kind)
        self._trying = None
        if kind == _MOMENT:
            self._moments.pop(0)
        elif kind == _SOUND:
            self._sealed_samples += SAMPLE_RATE
            self._held = self._held[SAMPLE_RATE:]
        else:
            self._sealed_samples += len(self._held)
            self._held = self._held[:0]
            self.abandon()


class SpoolReader:
    """Reads a recording, also one that is still being made or that a crash cut off.

    `seconds` read, `moments` met and `complete` (the last record of the last part was there) hold after the
    iteration.
    """

    def __init__(self, spool: Path, recording_id: str, key: Key) -> None:
        self.seconds = 0.0
        self.complete = False
        self.moments: list[Moment] = []
        self._spool, self._recording_id, self._key = spool, recording_id, key

    def __iter__(self) -> Iterator[Sound]:
        """Yields float32, shape (n,), 16 kHz, [-1, 1], a second each, the last one of a part shorter.

        Raises SpoolDamaged, after all that could be trusted: a record was changed, moved or added, or the
        recording or the key is another one. Raises OSError.
        """
        self.seconds, self.complete, self.moments = 0.0, False, []
        with self.following() as following:
            yield from following.more()

    def following(self) -> SpoolFollower:
        """Reads on whenever there is more."""
        return SpoolFollower(self, self._spool, self._recording_id, self._key)


class SpoolFollower:
    """Reads a recording while it is made. Use as a context manager."""

    def __init__(self, reader: SpoolReader, spool: Path, recording_id: str, key: Key) -> None:
        self._reader, self._spool, self._recording_id, self._key = reader, spool, recording_id, key
        self._part = -1
        self._file: SealedReader | None = None

    def more(self) -> Iterator[Sound]:
        """The sound that is there by now and was not given yet. Raises SpoolDamaged, OSError."""
        if self._file is None:
            self._open_next()
        while self._file is not None:
            for record in self._file.more():
                yield from self._taken(record)
            if not part_path(self._spool, self._part + 1).exists():
                self._reader.complete = self._file.complete
                return
            # Whoever began the next part had found this one without a writer: no more comes here.
            for record in self._file.more():
                yield from self._taken(record)
            self._open_next()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> SpoolFollower:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_next(self) -> None:
        self.close()
        self._part += 1
        path = part_path(self._spool, self._part)
        self._file = SealedReader(path, _name(self._recording_id, self._part), self._key)

    def _taken(self, record: Record) -> Iterator[Sound]:
        if record.kind == _MOMENT:
            self._reader.moments.append(_moment_of(record.content))
            return
        samples = _from_flac(record.content)
        self._reader.seconds += len(samples) / SAMPLE_RATE
        if len(samples):
            yield samples


def sealed_seconds(spool: Path) -> int:
    """How many full seconds a recording holds, counted without its key: to be shown, not to be trusted. 0
    where nothing can be read.
    """
    return sum(kind == _SOUND for path in parts_of(spool) for kind, _ in outline(path))


def is_empty(spool: Path) -> bool:
    """Whether a recording holds no sound at all, as far as can be seen without its key."""
    return not any(full and kind != _MOMENT for path in parts_of(spool) for kind, full in outline(path))


def has_end(spool: Path) -> bool:
    """Whether a recording was ended, and not cut off."""
    return any(kind == LAST for path in parts_of(spool)[-1:] for kind, _ in outline(path))


def being_recorded(spool: Path) -> bool:
    """Whether a recorder that is alive writes this recording."""
    return any(being_written(path) for path in parts_of(spool)[-1:])


def _name(recording_id: str, part: int) -> str:
    return recording_id if part == 0 else f"{recording_id}/{part}"


def _moment_json(moment: Moment) -> bytes:
    return json.dumps({"kind": moment.kind.value, "at": moment.at, "seconds": moment.seconds}).encode()


def _moment_of(content: bytes) -> Moment:
    try:
        found = json.loads(content)
        return Moment(MomentKind(found["kind"]), float(found["at"]), float(found["seconds"]))
    except (ValueError, KeyError, TypeError) as error:
        raise SpoolDamaged() from error


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
