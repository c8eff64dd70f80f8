"""The therapist's audio file, held open here and read in a process that holds nothing else.

Whatever a file does to a decoder, it happens to a child without a key, a network or any other file. This side
never looks into the file: it takes its fingerprint, and it checks what comes back.
"""

from __future__ import annotations

import math
import os
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import logs
from ..errors import AudioTruncated, AudioUnreadable, Cancelled, EngineCrashed, KnownError
from ..records import SAMPLE_RATE, FileIdentity
from ..workers.confinement import Confinement
from ..workers.descriptors import Handed
from ..workers.engine import Engine
from ..workers.worker import Worker
from .source import AttachedFile, Soundness

Sound = NDArray[np.float32]

_PATIENCE_S = 60.0
_SLOWEST_DISK = 200_000
"""Bytes a second. A call may read the whole file; one that takes longer than that, and a minute, hangs."""
_FULL_SCALE = 1.0 + 1e-6
_NOBODY = FileIdentity("", 0, 0, 0, "")

_GAVE_UP = (
    "This file cannot be read: the part of the program that decodes it gave up on it. It has not been "
    "changed. Save it in another format with the program that made it, for example as WAV, and try again."
)
_TOO_MUCH = (
    "This recording needs more memory to be decoded than it may take. It has not been changed. Save it with "
    "one or two channels, for example as WAV, and try again."
)


class HeldFile:
    """An attached file whose sound is decoded in a worker of its own, which is started when it is needed
    first and ends with the `with` block. A file takes one reader at a time.
    """

    def __init__(self, file: _Kept) -> None:
        self._file = file
        self._worker: Worker | None = None
        self._reading: object = None

    @classmethod
    def open(cls, path: Path) -> HeldFile:
        """As AttachedFile.open: nothing of the content is looked into."""
        file = _Kept.open(path)
        assert isinstance(file, _Kept)  # noqa: S101
        return cls(file)

    def __enter__(self) -> HeldFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._end()
        self._file.close()

    def identity(self) -> FileIdentity:
        """Which file this is: device, inode, size and SHA-256 as they were when it was opened."""
        return self._file.identity()

    def check(self, cancelled: Callable[[], bool] = lambda: False) -> Soundness:
        """As AttachedFile.check. Raises also EngineCrashed (no worker could be started), Cancelled."""
        soundness: Soundness = self._ask("check", cancelled=cancelled)
        self._file.require_unchanged()
        return soundness

    def decode(
        self, block_s: float = 10.0, channels: bool = False, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Sound]:
        """As AttachedFile.decode. Raises also EngineCrashed (no worker could be started), Cancelled."""
        reading = self._reading = object()
        self._ask("begin", block_s, channels, cancelled=cancelled)
        last: Sound | None = None
        while True:
            if self._reading is not reading:
                raise RuntimeError("a file takes one reader at a time")
            block: Sound | None = self._ask("block", cancelled=cancelled)
            if block is None:
                break
            self._require_sound(block)
            if last is not None:
                yield last
            last = block
        self._file.require_unchanged()
        if last is not None:
            yield last

    def _ask(self, method: str, *arguments: Any, cancelled: Callable[[], bool]) -> Any:
        if self._worker is None:
            patience_s = _PATIENCE_S + self.identity().size / _SLOWEST_DISK
            self._worker = start_decoder(self._file.descriptor, patience_s)
        try:
            return self._worker.call(method, *arguments, cancelled=cancelled)
        except (AudioUnreadable, AudioTruncated):
            raise
        except Cancelled:
            self._end()
            raise
        except EngineCrashed:
            self._end()
            raise AudioUnreadable(_GAVE_UP) from None
        except KnownError as error:  # none that a decoder has a say in
            self._end()
            logs.event("decoder_refused", code=error.code)
            raise AudioUnreadable(_GAVE_UP) from None

    def _require_sound(self, block: Sound) -> None:
        shaped = block.ndim in (1, 2) and len(block) > 0
        if not shaped or not math.isfinite(peak := float(np.abs(block).max())) or peak > _FULL_SCALE:
            self._end()
            logs.event("decoder_refused", code="no_sound")
            raise AudioUnreadable(_GAVE_UP)

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()


def start_decoder(descriptor: int, patience_s: float) -> Worker:
    """A worker for one file, which gets a descriptor of its own for it. Raises EngineCrashed."""
    return Worker("decoder", DecoderEngine, Handed(descriptor), grace_s=0.0, patience_s=patience_s)


class DecoderEngine(Engine):
    """The worker's side: one open file, and nothing to open another one with."""

    confinement = Confinement.SEALED

    def __init__(self, file: Handed) -> None:
        _warm_up()
        self._file = _Unknown(file.number, _NOBODY)
        self._blocks: Iterator[Sound] = iter(())

    def check(self) -> Soundness:
        """Raises AudioUnreadable."""
        try:
            return self._file.check()
        except MemoryError as error:
            raise AudioUnreadable(_TOO_MUCH) from error

    def begin(self, block_s: float, channels: bool) -> None:
        self._blocks = self._file.decode(block_s, channels)

    def block(self) -> Sound | None:
        """The next block, None after the last one. Raises AudioUnreadable."""
        try:
            return next(self._blocks, None)
        except MemoryError as error:
            raise AudioUnreadable(_TOO_MUCH) from error


class _Kept(AttachedFile):
    """The parent's side: the descriptor and the fingerprint."""

    @property
    def descriptor(self) -> int:
        return self._descriptor

    def require_unchanged(self) -> None:
        """Raises AudioChanged, AudioUnreadable (the disk does not give it)."""
        self._require_unchanged()


class _Unknown(AttachedFile):
    """Whether it is still the same file is for the parent to see, who has its fingerprint."""

    def _require_unchanged(self) -> None:
        pass


def _warm_up() -> None:
    """Decodes a second of silence from memory, so that all that Python and FFmpeg load on first use is there
    before nothing can be loaded any more.
    """
    if sys.platform != "linux":  # nothing is sealed elsewhere
        return
    descriptor = os.memfd_create("silence")
    try:
        data = bytes(4 * SAMPLE_RATE)
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, SAMPLE_RATE, 4 * SAMPLE_RATE, 4, 16)
        chunks = b"WAVE" + form + struct.pack("<4sI", b"data", len(data)) + data
        os.write(descriptor, struct.pack("<4sI", b"RIFF", len(chunks)) + chunks)
        silence = _Unknown(descriptor, _NOBODY)
        silence.check()
        for channels in (False, True):
            for _ in silence.decode(channels=channels):
                pass
    finally:
        os.close(descriptor)
