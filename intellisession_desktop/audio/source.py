"""The therapist's own audio file: opened once, decoded in memory, known again when it is to be destroyed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from ..errors import AudioChanged, AudioNotFound, AudioTruncated, AudioUnreadable
from ..records import SAMPLE_RATE, FileIdentity
from .channels import ChannelComparison
from .decode import Account, open_sections
from .descriptor import identify, open_regular, sha256_of
from .mixing import Sound
from .together import sound_of

_EMPTY = "This file is empty. It has not been changed. Look for a complete copy of the recording."
_FORBIDDEN = (
    "This file cannot be opened. It has not been changed. Check that you may read it and its drive works."
)


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Soundness:
    """How much of a file is there: `seconds`, of `expected_s` (None when the file does not say).

    `cut`: its end, or the end of a part of it, is missing. `lost_s`: what of `seconds` does not decode;
    `damaged` when that is more than 1 %. `one_person_each`: it has two channels, or two tracks, that hold one
    person each. `missing_s`: seconds that are known to be missing; what was heard and what is missing are
    together all that was recorded, as far as the file tells. `unread_bytes`, `unread_tracks`: what lies in it
    and cannot be decoded. `cut_inside`: what is missing is not at the end.
    """

    seconds: float
    expected_s: float | None
    lost_s: float
    cut: bool
    damaged: bool
    one_person_each: bool = False
    missing_s: float = 0.0
    unread_bytes: int = 0
    unread_tracks: int = 0
    cut_inside: bool = False

    @property
    def whole(self) -> bool:
        return not (self.cut or self.damaged or self.unread_bytes or self.unread_tracks)

    @property
    def heard_s(self) -> float:
        """The seconds that can be heard."""
        return self.seconds - self.lost_s

    def require_whole(self) -> None:
        """Raises AudioTruncated, which says what is missing and what can be read, unless it is whole."""
        if self.whole:
            return
        if self.cut and not (self.cut_inside or self.unread_bytes or self.unread_tracks):
            raise AudioTruncated(readable_s=self.seconds)
        if not (self.cut or self.unread_bytes or self.unread_tracks):
            what = f"is damaged: {self.lost_s:.1f} of its {self.seconds:.1f} seconds cannot be read"
        else:
            what = f"is not all there: {self._missing()}"
        raise AudioTruncated(
            f"This recording {what}. It has not been changed. Look for a better copy, or make the note from "
            "what is there.",
            readable_s=self.heard_s,
        )

    def _missing(self) -> str:
        parts = []
        if self.missing_s >= 0.05:
            parts.append(f"{self.missing_s:.1f} seconds of it are missing")
        elif self.cut:
            parts.append("the end of a part of it is missing")
        if self.unread_tracks:
            count = "one" if self.unread_tracks == 1 else str(self.unread_tracks)
            parts.append(f"{count} of its sound tracks cannot be decoded")
        if self.unread_bytes:
            size = max(1, round(self.unread_bytes / 1000))
            parts.append(f"{size:,} kB in it are in no form that can be read, and may be sound")
        return "; ".join(parts) + f". {self.heard_s:.1f} seconds can be read"


class AttachedFile:
    """An audio file, held open by one descriptor, from which its sound and its fingerprint are read.

    A file takes one reader at a time. It is closed at the end of the `with` block.
    """

    def __init__(self, descriptor: int, identity: FileIdentity) -> None:
        self._descriptor = descriptor
        self._identity = identity
        self._closed = False

    @classmethod
    def open(cls, path: Path) -> AttachedFile:
        """Opens `path` without following a link, and takes its fingerprint; the file is never written to.

        Raises AudioNotFound, AudioLink, AudioUnreadable (a folder, a special file, empty, not allowed).
        """
        try:
            descriptor = open_regular(path)
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a NUL in the name
            raise AudioNotFound() from error
        except OSError as error:
            raise AudioUnreadable(_FORBIDDEN) from error
        try:
            identity = identify(descriptor, path)
            if identity.size == 0:
                raise AudioUnreadable(_EMPTY)
            return cls(descriptor, identity)
        except OSError as error:
            os.close(descriptor)
            raise AudioUnreadable(_FORBIDDEN) from error
        except AudioUnreadable:
            os.close(descriptor)
            raise

    def __enter__(self) -> AttachedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            os.close(self._descriptor)

    def identity(self) -> FileIdentity:
        """Which file this is: device, inode, size and SHA-256 as they were when it was opened."""
        return self._identity

    def check(self, tick: Callable[[], None] = _nothing) -> Soundness:
        """Decodes the file once, (seconds for an hour), to see whether all of it is there.

        `tick` is called every few milliseconds, and may raise to end it. Raises AudioUnreadable when nothing
        decodes, AudioChanged.
        """
        account, channels = Account(), ChannelComparison()
        for section in open_sections(self._descriptor, account, tick):
            channels.begin(len(section.tracks))
            for number, track in enumerate(section.tracks):
                for frame in track.frames():
                    channels.take(frame, number)
            channels.end([track.tally.began_s for track in section.tracks])
        self._require_unchanged()
        return Soundness(
            account.seconds,
            account.expected_s,
            account.lost_s,
            account.cut,
            account.damaged,
            channels.one_person_each(),
            account.missing_s + account.lost_s,
            account.unread,
            account.unread_tracks,
            account.cut_inside,
        )

    def decode(
        self, block_s: float = 10.0, channels: bool = False, tick: Callable[[], None] = _nothing
    ) -> Iterator[Sound]:
        """Yields the sound of all parts and tracks in blocks of `block_s` seconds, the last one shorter.

        A block is float32, shape (n,), 16 kHz mono, [-1, 1]; with `channels`, of a file with two of them, or
        with two tracks, shape (n, 2). Of a file that is cut or damaged, everything readable is yielded:
        `check` tells beforehand. Memory does not grow with the file's length. Raises AudioUnreadable when
        nothing decodes, and AudioChanged, before the last block, when the content is not what it was at the
        opening; and what `tick` raises, as in `check`.
        """
        size = max(1, round(block_s * SAMPLE_RATE))
        held: list[Sound] = []
        samples = 0
        for part in self._parts(channels, tick):
            held.append(part)
            samples += len(part)
            while samples >= size:
                sound = np.concatenate(held)
                yield sound[:size]
                held, samples = [sound[size:]], samples - size
        self._require_unchanged()
        if samples:
            yield np.concatenate(held)

    def _parts(self, apart: bool, tick: Callable[[], None]) -> Iterator[Sound]:
        for section in open_sections(self._descriptor, Account(), tick):
            if section.tracks:
                yield from sound_of(section.tracks, apart)

    def _require_unchanged(self) -> None:
        try:
            now = sha256_of(self._descriptor)
        except OSError as error:
            raise AudioUnreadable(_FORBIDDEN) from error
        if now != self._identity.sha256:
            raise AudioChanged()
