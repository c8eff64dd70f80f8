"""The encrypted spool: a recording on disk, second by second, and what happened while it was made.

A recording's sound lies in one file, or in several where the recorder had to begin anew; all are sealed under
keys made from the recording's one key (`sealed.py`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np

from ..errors import SpoolDamaged
from ..records import SAMPLE_RATE, Moment, MomentKind
from .sealed import KEY_BYTES, LAST, Key, Lost, Record, SealedReader, SealedWriter, being_written, outline
from .spool_content import (
    BEGIN,
    MOMENT,
    SOUND,
    Sound,
    begin_json,
    begin_of,
    from_flac,
    moment_json,
    moment_of,
    to_flac,
)

_MOST_PARTS = 100
_MOST_MISSING_S = 24 * 3600.0
DOOR = ".door"
"""The ending of the name of the place where a recorder is spoken to."""


def new_key() -> bytearray:
    """A key for one recording; it must never seal a second one."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def part_path(spool: Path, part: int) -> Path:
    """Where a part of a recording lies; `spool` is its first one."""
    return spool if part == 0 else spool.with_name(f"{spool.stem}.{part}{spool.suffix}")


def parts_of(spool: Path) -> tuple[Path, ...]:
    """The files of a recording, in order, as far as they are there."""
    return tuple(part_path(spool, part) for part in _numbers(spool))


def next_part(spool: Path) -> int:
    """The number of the part that goes on after what is there."""
    return max(_numbers(spool), default=-1) + 1


def _numbers(spool: Path, above: int = -1) -> tuple[int, ...]:
    return tuple(part for part in range(above + 1, _MOST_PARTS) if part_path(spool, part).exists())


def files_of(spool: Path) -> tuple[Path, ...]:
    """Everything of a recording that lies in its folder, but for a recorder's door."""
    found = sorted(spool.parent.glob(f"{spool.stem}.*"), reverse=True)
    return tuple(path for path in found if path.suffix != DOOR)


class SpoolWriter:
    """Writes one part of a recording: every full second is sealed as soon as it is there.

    Going on after a crash takes the next part. After DiskFull nothing is lost: what could not be written is
    kept, and goes with the next `write` or `close`.
    """

    def __init__(
        self, spool: Path, recording_id: str, key: Key, part: int = 0, begins_s: float = 0.0
    ) -> None:
        """Makes the file, readable by its owner only. The parts before hold `begins_s` seconds, which is
        sealed with it. Raises FileExistsError, DiskFull, FolderUnwritable.
        """
        self._file = SealedWriter(part_path(spool, part), _name(recording_id, part), key)
        self._held: Sound = np.zeros(0, np.float32)
        self._trying: tuple[bytes, int] | None = None
        self._due = [(begin_json(part, begins_s), BEGIN)] if part else []
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
        self._due.append((moment_json(moment), MOMENT))
        self._seal_what_is_due()

    def close(self) -> None:
        """Seals the rest with the last flag. Raises DiskFull, FolderUnwritable; can be called again then."""
        if not self._file.is_open:
            return
        self._closing = True  # another last record under the same nonce must not be possible
        self._seal_what_is_due()
        if self._file.is_open:
            self._seal(to_flac(self._held), LAST)

    def abandon(self) -> None:
        """Lets go of the file without an end, as a crash would."""
        self._file.abandon()

    def _seal_what_is_due(self) -> None:
        if self._trying is not None:  # a full disk came in between: the same record again
            self._seal(*self._trying)
        while self._due:
            self._seal(*self._due[0])
        while len(self._held) >= SAMPLE_RATE:
            self._seal(to_flac(self._held[:SAMPLE_RATE]), SOUND)

    def _seal(self, content: bytes, kind: int) -> None:
        self._trying = (content, kind)
        self._file.seal(content, kind)
        self._trying = None
        if kind in (MOMENT, BEGIN):
            self._due.pop(0)
        elif kind == SOUND:
            self._sealed_samples += SAMPLE_RATE
            self._held = self._held[SAMPLE_RATE:]
        else:
            self._sealed_samples += len(self._held)
            self._held = self._held[:0]
            self.abandon()


class SpoolReader:
    """Reads a recording, also one that is still being made, that a crash cut off, or that is damaged.

    What is damaged costs its own seconds: silence stands in for them, so that times stay right, and a moment
    tells of them. After the iteration hold: `seconds` read, silence included; `missing_s` of them or at the
    end that could not be read; `moments` met; `damaged` (something is missing or is no record of ours); and
    `complete` (nothing is, and the last record of the last part was there).
    """

    def __init__(self, spool: Path, recording_id: str, key: Key) -> None:
        self._spool, self._recording_id, self._key = spool, recording_id, key
        self.moments: list[Moment] = []
        self._forget()

    def _forget(self) -> None:
        self.seconds = self.missing_s = self.missing_at_end_s = 0.0
        self.complete = self.damaged = False
        self.moments.clear()

    def __iter__(self) -> Iterator[Sound]:
        """Yields float32, shape (n,), 16 kHz, [-1, 1], a second each, the last one of a part shorter.

        Raises SpoolDamaged when nothing of it can be read: the recording or the key is another one. Raises
        OSError.
        """
        return self._all(listening=True)

    def check(self) -> None:
        """As iterating, but for the sound."""
        for _ in self._all(listening=False):
            pass

    def _all(self, listening: bool) -> Iterator[Sound]:
        self._forget()
        with SpoolFollower(self, self._spool, self._recording_id, self._key, listening) as following:
            yield from following.more()
        if self.missing_at_end_s:
            self.moments.append(Moment(MomentKind.DAMAGED, self.seconds, self.missing_at_end_s))

    def following(self) -> SpoolFollower:
        """Reads on whenever there is more."""
        self._forget()
        return SpoolFollower(self, self._spool, self._recording_id, self._key)


class SpoolFollower:
    """Reads a recording while it is made. Use as a context manager."""

    def __init__(
        self, reader: SpoolReader, spool: Path, recording_id: str, key: Key, listening: bool = True
    ) -> None:
        self._reader, self._spool, self._recording_id, self._key = reader, spool, recording_id, key
        self._listening = listening
        self._part = -1
        self._file: SealedReader | None = None
        self._opened = self._unreadable = self._damaged = False

    def more(self) -> Iterator[Sound]:
        """The sound that is there by now and was not given yet. Raises SpoolDamaged, OSError."""
        if self._file is None:
            self._open(next(iter(_numbers(self._spool)), 0))
        while True:
            yield from self._rest_of_part()
            following = _numbers(self._spool, above=self._part)
            if not following:
                break
            # Whoever began the next part had found this one without a writer: no more comes here.
            yield from self._rest_of_part()
            self._damaged = self._damaged or self._unreadable or self._file_is_damaged
            self._open(following[0])
        self._tell_end()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> SpoolFollower:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _file_is_damaged(self) -> bool:
        return self._file is not None and self._file.damaged

    def _open(self, part: int) -> None:
        """Part `part`; one that should come before it is missing."""
        self.close()
        self._damaged = self._damaged or part != self._part + 1
        self._part, self._unreadable = part, False
        path = part_path(self._spool, part)
        self._file = SealedReader(path, _name(self._recording_id, part), self._key)

    def _rest_of_part(self) -> Iterator[Sound]:
        if self._file is None:
            return
        try:
            for record in self._file.more():
                yield from (
                    self._silence(_seconds_of(record.kinds))
                    if isinstance(record, Lost)
                    else (self._taken(record))
                )
        except SpoolDamaged:
            self._unreadable = True

    def _tell_end(self) -> None:
        reader, file = self._reader, self._file
        at_end = file.lost_at_end if file is not None else ()
        reader.missing_s += _seconds_of(at_end) - reader.missing_at_end_s
        reader.missing_at_end_s = _seconds_of(at_end)
        reader.damaged = self._damaged or self._unreadable or self._file_is_damaged
        reader.complete = file is not None and file.complete and not reader.damaged
        if reader.damaged and not self._opened:
            raise SpoolDamaged()

    def _taken(self, record: Record) -> Iterator[Sound]:
        self._opened = True
        if record.kind == MOMENT:
            self._reader.moments.append(moment_of(record.content))
        elif record.kind == BEGIN:
            yield from self._silence(begin_of(record.content) - self._reader.seconds)
        else:
            heard = self._listening or record.kind == LAST
            samples = from_flac(record.content) if heard else np.zeros(SAMPLE_RATE, np.float32)
            self._reader.seconds += len(samples) / SAMPLE_RATE
            if len(samples):
                yield samples

    def _silence(self, seconds: float) -> Iterator[Sound]:
        """Stands in for what is missing, so that the times of what follows stay right."""
        if not 1.0 <= seconds <= _MOST_MISSING_S:
            return
        self._damaged = True
        self._reader.moments.append(Moment(MomentKind.DAMAGED, self._reader.seconds, seconds))
        self._reader.missing_s += seconds
        for _ in range(int(seconds)):
            self._reader.seconds += 1.0
            yield np.zeros(SAMPLE_RATE, np.float32)


def _seconds_of(kinds: tuple[int, ...]) -> float:
    """Of sound that lost records held: a second each, but for those that never hold any."""
    return float(sum(kind not in (MOMENT, BEGIN) for kind in kinds))


def sealed_seconds(spool: Path) -> int:
    """How many full seconds a recording holds, counted without its key: to be shown, not to be trusted. 0
    where nothing can be read.
    """
    return sum(kind == SOUND for path in parts_of(spool) for kind, _ in outline(path))


def is_empty(spool: Path) -> bool:
    """Whether a recording holds no sound at all, as far as can be seen without its key. One that cannot be
    looked at is not empty.
    """
    if not spool.parent.is_dir() or not all(os.access(path, os.R_OK) for path in parts_of(spool)):
        return False
    return not any(full and kind in (SOUND, LAST) for path in parts_of(spool) for kind, full in outline(path))


def has_end(spool: Path) -> bool:
    """Whether a recording was ended, and not cut off."""
    return any(kind == LAST for path in parts_of(spool)[-1:] for kind, _ in outline(path))


def being_recorded(spool: Path) -> bool:
    """Whether a recorder that is alive writes this recording."""
    return any(being_written(path) for path in parts_of(spool)[-1:])


def _name(recording_id: str, part: int) -> str:
    return recording_id if part == 0 else f"{recording_id}/{part}"
