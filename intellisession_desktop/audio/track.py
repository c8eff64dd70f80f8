"""One sound track of one part of a file: its decoded frames, and an account of what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import av

from .containers.mp3 import frame_is_cut, is_frame

DECODER_ERRORS = (
    av.error.FFmpegError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RuntimeError,
    MemoryError,
)
"""What PyAV raises for a file that it cannot follow; which, depends on how it is broken."""

_GAPS_ARE_LOSS = ("flac", "ogg", "asf")
"""Formats without natural gaps: where the time stamps jump, something is missing."""
_JUMP_S = 0.1
"""Time stamps that run ahead of the sound by more than this mean a gap; less is rounding."""
_RESET_S = 600.0
"""A longer jump is no gap but a clock that was set."""
_S_PER_BYTE = 8 / 200
"""Seconds that a byte can plausibly stand for: silence that is not transmitted still costs 200 bit a second
(a packet each 400 ms, Opus in a container)."""
_PACKET_S = 10.0
"""No codec puts more into one packet."""
_SKIPPED = 4096
"""Bytes between frames that are tolerated: pictures and tags in the midst of a file, a few bad frames."""
_EXACT, _ROUNDS = ("pcm", "flac", "alac"), "matroska,webm"
_SHORT_S, _SHORT_EXACT_S = 0.5, 0.01
"""A file may end this much before its declared length: encoders round, and count their own padding. Codecs
that lose nothing count samples."""
_LOSSLESS_PADDING = "alac"
"""Its decoder gives the samples that are there and no padding; ffmpeg would take the padding off again."""


@dataclass(slots=True)
class Tally:
    """What one pass over a track found; complete when the pass is.

    `seconds` decoded (with silence for what is lost in between), `lost_s` seconds that do not decode though
    their place is there, `expected_s` as the file declares (None when it does not), `cut` when its end is
    missing. `began_s`: the time stamp of its first frame.
    """

    seconds: float = 0.0
    lost_s: float = 0.0
    expected_s: float | None = None
    cut: bool = False
    began_s: float = 0.0


def plausible_s(size: int) -> float:
    """The seconds of sound that `size` bytes can plausibly stand for."""
    return _RESET_S + size * _S_PER_BYTE


@dataclass(slots=True)
class Track:
    """`size`: bytes of the part it is in. `frames_only`: that part is nothing but frames.

    Where time stamps show a gap, silence of its length stands in, so that times stay right; there is never
    more of it than the part can plausibly hold.
    """

    container: av.container.InputContainer
    stream: av.AudioStream
    tally: Tally
    size: int
    damaged: bool
    frames_only: bool
    tick: Callable[[], None]
    failed_s: float = 0.0  # of packets that did not decode since the last one that did
    due: float | None = None  # time stamp at which the next frame should begin, seconds
    filled_s: float = 0.0
    carried: int = 0
    """Bytes of its packets so far."""

    @property
    def short_s(self) -> float:
        """By how much it may end early and still be whole."""
        exact = self.stream.codec_context.name.startswith(_EXACT) and self.container.format.name != _ROUNDS
        return _SHORT_EXACT_S if exact else _SHORT_S

    def frames(self) -> Iterator[av.AudioFrame]:
        """All of them, once. Raises what `tick` does; a decoder's errors are counted, not raised."""
        if self.stream.codec_context.name == _LOSSLESS_PADDING:
            self.stream.codec_context.options = {"flags2": "+skip_manual"}
        last, packets_s = None, 0.0
        packets = self.container.demux(self.stream)
        while True:
            self.tick()
            try:
                packet = next(packets, None)
            except DECODER_ERRORS:  # the container cannot be followed any further
                self.tally.cut = True
                break
            if packet is None:
                break
            if packet.size:
                last = packet
                self.carried += packet.size
            try:
                decoded = packet.decode()
            except DECODER_ERRORS:
                if self.frames_only and not is_frame(bytes(packet)):
                    self.carried -= packet.size  # something between the frames
                elif packet.duration and packet.time_base:
                    self.failed_s += min(_PACKET_S, max(0.0, float(packet.duration * packet.time_base)))
                continue
            for frame in decoded:
                if frame.sample_rate <= 0 or not frame.samples:
                    continue
                yield from self._fill(frame)
                length_s = frame.samples / frame.sample_rate
                self.tally.seconds += length_s
                packets_s += length_s
                yield frame
        self.tally.lost_s += self.failed_s
        # Without a declared length, an end that does not decode is all there is to see of a cut.
        if self.failed_s and self.tally.expected_s is None:
            self.tally.cut = True
        if last is not None and frame_is_cut(self.stream.codec_context.name, bytes(last)):
            self.tally.cut = True
        skipped = self.size - self.carried
        if self.frames_only and self.carried and skipped > _SKIPPED:
            self.tally.lost_s += skipped * packets_s / self.carried

    def _fill(self, frame: av.AudioFrame) -> Iterator[av.AudioFrame]:
        """Silence for what is missing before `frame`."""
        gap_s = 0.0
        length_s = frame.samples / frame.sample_rate
        if (time := _time_of(frame)) is not None:
            if self.due is None:
                self.tally.began_s = time
            else:
                gap_s = time - self.due
            self.due = time
        if self.due is not None:
            self.due += length_s
        jumped = _JUMP_S < gap_s < _RESET_S
        missing_s = gap_s if jumped else self.failed_s
        if self.failed_s or (jumped and (self.damaged or self.container.format.name in _GAPS_ARE_LOSS)):
            self.tally.lost_s += missing_s
        self.failed_s = 0.0
        if missing_s and self.tally.seconds and self.filled_s + missing_s <= plausible_s(self.size):
            self.filled_s += missing_s
            self.tally.seconds += missing_s
            yield from _silence(frame, missing_s)


def _time_of(frame: av.AudioFrame) -> float | None:
    """The frame's time stamp in seconds."""
    try:
        time = frame.time
    except ArithmeticError:  # a damaged file may have no unit of time
        return None
    return float(time) if time is not None and math.isfinite(time) else None


def _silence(like: av.AudioFrame, seconds: float) -> Iterator[av.AudioFrame]:
    """Silent frames of a second or less, in the format of `like`."""
    left = round(seconds * like.sample_rate)
    # PyAV finds the planes of a planar frame up to the seventh channel only; behind them it reads anywhere.
    layout = like.layout
    kind = like.format if len(layout.channels) < 8 else like.format.packed
    zero = b"\x80" if kind.name.startswith("u8") else b"\0"
    while left > 0:
        samples = min(left, like.sample_rate)
        frame = av.AudioFrame(format=kind, layout=layout, samples=samples)
        frame.sample_rate = like.sample_rate
        for plane in frame.planes:
            plane.update(zero * plane.buffer_size)
        yield frame
        left -= samples
