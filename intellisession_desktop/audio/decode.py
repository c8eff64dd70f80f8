"""Decodes an open audio file in memory, as a stream, and judges whether all of it is there."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass

import av

from ..errors import AudioUnreadable
from .containers import Structure, frame_is_cut, read_structure

_TRUSTED = ("mov,mp4,m4a,3gp,3g2,mj2", "flac", "asf", "aiff", "caf", "w64", "matroska,webm")
"""Formats whose duration comes from the file's header; elsewhere ffmpeg estimates it from what is there."""
_GAPS_ARE_LOSS = ("flac", "ogg", "asf")
"""Formats without natural gaps: where the time stamps jump, something is missing."""
_JUMP_S = 0.1
"""Time stamps that run ahead of the sound by more than this mean a gap; less is rounding."""
_RESET_S = 600.0
"""A longer jump is no gap but a clock that was set."""
_SHORT_S, _SHORT_EXACT_S = 0.5, 0.01
"""A file may end this much before its declared length: encoders round, and count their own padding. Codecs
that lose nothing count samples."""
_EXACT, _ROUNDS = ("pcm", "flac", "alac"), "matroska,webm"
_LOST_SHARE = 0.01
"""A recording of which more than this share does not decode counts as damaged."""

_NO_SOUND = "There is no sound in this file. It has not been changed. Choose the recording itself."
_NOT_AUDIO = "This file is not a recording we can read, whatever its name says. It has not been changed."
_NOTHING_LEFT = (
    "This recording is cut off, and what is there cannot be read without the rest. It has not been changed. "
    "Look for a complete copy."
)
_DISK = (
    "The disk does not give this file's content. Check that its drive is connected, or look for another copy."
)


@dataclass(slots=True)
class Tally:
    """What one pass over a file found; complete when the pass is.

    `seconds` decoded (with silence for what is lost in between), `lost_s` seconds that do not decode though
    their place is there, `expected_s` as the file declares (None when it does not), `cut` when the file's end
    is missing.
    """

    seconds: float = 0.0
    lost_s: float = 0.0
    expected_s: float | None = None
    cut: bool = False

    @property
    def damaged(self) -> bool:
        return self.lost_s > _LOST_SHARE * self.seconds


def decode_frames(descriptor: int, tally: Tally) -> Iterator[av.AudioFrame]:
    """Yields the decoded frames of the best audio stream, in order, and fills `tally`.

    Where time stamps show a gap, silence of its length stands in, so that times stay right. Nothing but the
    descriptor is read: references inside a file to other files or addresses are refused. Raises
    AudioUnreadable when nothing decodes.
    """
    short_s = _SHORT_S
    failed = False
    try:
        with io.BufferedReader(io.FileIO(descriptor, closefd=False)) as file:
            structure = read_structure(file, os.fstat(descriptor).st_size)
        tally.cut, tally.expected_s = structure.cut, structure.expected_s
        source = _Source(descriptor, structure.usable)
        with _open(source, structure) as container:
            stream = container.streams.best("audio")
            if stream is None:
                raise AudioUnreadable(_NO_SOUND)
            if stream.codec_context is None:
                raise AudioUnreadable()
            if container.format.name in _TRUSTED:
                tally.expected_s = _declared_s(container, stream)
            if stream.codec_context.name.startswith(_EXACT) and container.format.name != _ROUNDS:
                short_s = _SHORT_EXACT_S
            gaps_are_loss = structure.damaged or container.format.name in _GAPS_ARE_LOSS
            yield from _Pass(tally, gaps_are_loss).frames(container, stream)
        failed = source.failed
    except av.error.FFmpegError as error:
        raise AudioUnreadable() from error
    except OSError as error:
        raise AudioUnreadable(_DISK) from error
    if failed:
        raise AudioUnreadable(_DISK)
    if tally.seconds == 0:
        raise AudioUnreadable(_NOTHING_LEFT if tally.cut else _NOT_AUDIO)
    if tally.expected_s is not None and tally.seconds < tally.expected_s - short_s:
        tally.cut = True


class _Source(io.FileIO):
    """The open file as PyAV reads it, up to `end`.

    PyAV writes what is raised here to stderr, so nothing is raised: `failed` says that the disk failed.
    """

    def __init__(self, descriptor: int, end: int | None) -> None:
        super().__init__(descriptor, closefd=False)
        self._end = os.fstat(descriptor).st_size if end is None else end
        self.failed = False

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            left = max(0, self._end - self.tell())
            return super().read(left if size is None or size < 0 else min(size, left)) or b""
        except OSError:
            self.failed = True
            return b""

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            if whence == os.SEEK_END:
                return super().seek(self._end + offset)
            return super().seek(offset, whence)
        except (OSError, ValueError):  # a damaged file leads to places that do not exist
            return -1


def _open(source: _Source, structure: Structure) -> av.container.InputContainer:
    source.seek(0)
    try:
        return av.open(
            source,
            metadata_errors="ignore",  # titles in broken encodings
            container_options={"protocol_whitelist": "none"},  # nothing but `source` is opened
        )
    except av.error.FFmpegError as error:
        raise AudioUnreadable(_NOTHING_LEFT if structure.cut else _NOT_AUDIO) from error


def _declared_s(container: av.container.InputContainer, stream: av.AudioStream) -> float | None:
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    covers = av.stream.Disposition.attached_pic
    film = any(covers not in video.disposition for video in container.streams.video)
    if container.duration is None or film:  # a film lasts as long as its pictures
        return None
    return float(container.duration / av.time_base)


@dataclass(slots=True)
class _Pass:
    """One pass over the packets of a stream."""

    tally: Tally
    gaps_are_loss: bool
    failed_s: float = 0.0  # of packets that did not decode since the last one that did
    due: float | None = None  # time stamp at which the next frame should begin, seconds

    def frames(
        self, container: av.container.InputContainer, stream: av.AudioStream
    ) -> Iterator[av.AudioFrame]:
        last = None
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:  # the container cannot be followed any further
                self.tally.cut = True
                break
            if packet is None:
                break
            last = packet if packet.size else last
            try:
                decoded = packet.decode()
            except av.error.FFmpegError:
                self.failed_s += float((packet.duration or 0) * packet.time_base)
                continue
            for frame in decoded:
                yield from self._fill(frame)
                self.tally.seconds += frame.samples / frame.sample_rate
                yield frame
        self.tally.lost_s += self.failed_s
        # Without a declared length, an end that does not decode is all there is to see of a cut.
        if self.failed_s and self.tally.expected_s is None:
            self.tally.cut = True
        if last is not None and frame_is_cut(stream.codec_context.name, bytes(last)):
            self.tally.cut = True

    def _fill(self, frame: av.AudioFrame) -> Iterator[av.AudioFrame]:
        """Silence for what is missing before `frame`."""
        gap_s = 0.0
        if frame.pts is not None and frame.time_base is not None:
            time = float(frame.pts * frame.time_base)
            gap_s = time - self.due if self.due is not None else 0.0
            self.due = time
        if self.due is not None:
            self.due += frame.samples / frame.sample_rate
        jumped = _JUMP_S < gap_s < _RESET_S
        missing_s = gap_s if jumped else self.failed_s
        if self.failed_s or (jumped and self.gaps_are_loss):
            self.tally.lost_s += missing_s
        self.failed_s = 0.0
        if self.tally.seconds:
            yield from _silence(frame, missing_s)
            self.tally.seconds += missing_s


def _silence(like: av.AudioFrame, seconds: float) -> Iterator[av.AudioFrame]:
    """Silent frames of a second or less, in the format of `like`."""
    left = round(seconds * like.sample_rate)
    while left > 0:
        samples = min(left, like.sample_rate)
        frame = av.AudioFrame(format=like.format, layout=like.layout, samples=samples)
        frame.sample_rate = like.sample_rate
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        yield frame
        left -= samples
