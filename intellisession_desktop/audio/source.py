"""The therapist's own audio file: opened once, decoded in memory, known again when it is to be destroyed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from ..errors import AudioChanged, AudioNotFound, AudioTruncated, AudioUnreadable
from ..records import SAMPLE_RATE, FileIdentity
from .channels import ChannelComparison
from .decode import Tally, decode_frames
from .descriptor import identify, open_regular, sha256_of
from .mono import Mono16k, Sound
from .stereo import Stereo16k

_EMPTY = "This file is empty. It has not been changed. Look for a complete copy of the recording."
_FORBIDDEN = (
    "This file cannot be opened. It has not been changed. Check that you may read it and its drive works."
)


@dataclass(frozen=True, slots=True)
class Soundness:
    """How much of a file is there: `seconds`, of `expected_s` (None when the file does not say).

    `cut`: its end is missing. `lost_s`: what of `seconds` does not decode; `damaged` when that is more than 1
    %. `one_person_each`: it has two channels that hold one person each.
    """

    seconds: float
    expected_s: float | None
    lost_s: float
    cut: bool
    damaged: bool
    one_person_each: bool = False

    @property
    def whole(self) -> bool:
        return not (self.cut or self.damaged)

    def require_whole(self) -> None:
        """Raises AudioTruncated, with the seconds that can be read, when a part is missing."""
        if self.cut:
            raise AudioTruncated(readable_s=self.seconds)
        if self.damaged:
            raise AudioTruncated(
                f"This recording is damaged: {self.lost_s:.1f} of its {self.seconds:.1f} seconds cannot be "
                "read. It has not been changed. Look for a better copy, or make the note from what is there.",
                readable_s=self.seconds - self.lost_s,
            )


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

    def check(self) -> Soundness:
        """Decodes the file once, (seconds for an hour), to see whether all of it is there.

        Raises AudioUnreadable when nothing decodes, AudioChanged.
        """
        tally, channels = Tally(), ChannelComparison()
        for frame in decode_frames(self._descriptor, tally):
            channels.take(frame)
        self._require_unchanged()
        return Soundness(
            tally.seconds,
            tally.expected_s,
            tally.lost_s,
            tally.cut,
            tally.damaged,
            channels.one_person_each(),
        )

    def decode(self, block_s: float = 10.0, channels: bool = False) -> Iterator[Sound]:
        """Yields the sound in blocks of `block_s` seconds, the last one shorter.

        A block is float32, shape (n,), 16 kHz mono, [-1, 1]; with `channels`, of a file with two of them,
        shape (n, 2). Of a file that is cut or damaged, everything
        readable is yielded: `check` tells beforehand. Memory does not grow with the file's length. Raises
        AudioUnreadable when nothing decodes, and AudioChanged, before the last block, when the content is not
        what it was at the opening.
        """
        size = max(1, round(block_s * SAMPLE_RATE))
        held: list[Sound] = []
        samples = 0
        for part in self._parts(Stereo16k() if channels else Mono16k()):
            held.append(part)
            samples += len(part)
            while samples >= size:
                sound = np.concatenate(held)
                yield sound[:size]
                held, samples = [sound[size:]], samples - size
        self._require_unchanged()
        if samples:
            yield np.concatenate(held)

    def _parts(self, sound: Mono16k | Stereo16k) -> Iterator[Sound]:
        for frame in decode_frames(self._descriptor, Tally()):
            yield sound.push(frame)
        yield sound.flush()

    def _require_unchanged(self) -> None:
        try:
            now = sha256_of(self._descriptor)
        except OSError as error:
            raise AudioUnreadable(_FORBIDDEN) from error
        if now != self._identity.sha256:
            raise AudioChanged()
