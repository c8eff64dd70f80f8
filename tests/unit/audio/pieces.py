"""Sounds of exact lengths, joined in the ways in which recordings come to be joined."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from . import sounds
from .sounds import Container

WAV24 = Container("wav", "wav", "pcm_s24le")
WAV_FLOAT = Container("wav", "wav", "pcm_f32le")
OGG_FLAC = Container("ogg", "ogg", "flac")
CAF_ALAC = Container("caf", "caf", "alac")
M4A_ALAC = Container("m4a", "ipod", "alac")
W64 = Container("w64", "w64", "pcm_s16le")
AU_RATES = (8000, 16000)

_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}


@dataclass(frozen=True)
class Piece:
    """A tone of `samples` at `rate`."""

    container: Container
    samples: int
    rate: int = 8000
    channels: int = 1

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    def content(self) -> bytes:
        return file_of([np.repeat(sounds.tone(self.seconds, self.rate)[None], self.channels, axis=0)], self)


def file_of(
    tracks: list[NDArray[np.float32]], like: Piece, starts: list[float] | None = None, language: bool = False
) -> bytes:
    """A file in the container of `like` with a track for each array of shape (channels, n)."""
    memory = io.BytesIO()
    container = like.container
    with av.open(memory, "w", format=container.format, options=container.options) as output:
        streams = []
        for planes in tracks:
            stream = output.add_stream(container.codec, rate=like.rate)
            stream.codec_context.layout = _LAYOUTS[len(planes)]
            if container.codec == "wmav2":
                stream.codec_context.bit_rate = 64_000
            streams.append(stream)
        for i, (stream, planes) in enumerate(zip(streams, tracks, strict=True)):
            begin = round((starts[i] if starts else 0.0) * like.rate)
            for start in range(0, planes.shape[1], like.rate):
                part = np.ascontiguousarray(planes[:, start : start + like.rate].T.reshape(1, -1))
                frame = av.AudioFrame.from_ndarray(part, format="flt", layout=_LAYOUTS[len(planes)])
                frame.sample_rate = like.rate
                frame.time_base = Fraction(1, like.rate)
                frame.pts = start + begin
                for fitting in _fitting(frame, stream):
                    output.mux(stream.encode(fitting))
            output.mux(stream.encode(None))
    return memory.getvalue()


def _fitting(frame: av.AudioFrame, stream: av.AudioStream) -> list[av.AudioFrame]:
    resampler = av.AudioResampler(format=stream.codec_context.format, layout=frame.layout.name)
    return [part for part in resampler.resample(frame) if part is not None]


def wav(planes: NDArray[np.float32], rate: int, mask: int | None = None, floats: bool = False) -> bytes:
    """A WAV of any number of channels, by hand; `mask`: which loudspeakers they are."""
    channels = len(planes)
    width = 4 if floats else 2
    sound = planes.T.astype("<f4") if floats else (planes.T * 32767).astype("<i2")
    kind = 3 if floats else 1
    shape = struct.pack("<HIIHH", channels, rate, rate * width * channels, width * channels, 8 * width)
    if mask is None:
        fmt = struct.pack("<H", kind) + shape
    else:
        tail = bytes.fromhex("000000001000800000aa00389b71")
        fmt = b"\xfe\xff" + shape + struct.pack("<HHIH", 22, 8 * width, mask, kind) + tail
    data = sound.tobytes()
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def stale(content: bytes, share: float) -> bytes:
    """A WAV or Wave64 whose header was last written when `share` of the sound was there."""
    at = content.index(b"data")
    if content[:4] == b"riff":
        (length,) = struct.unpack("<Q", content[at + 16 : at + 24])
        return content[: at + 16] + struct.pack("<Q", 24 + int((length - 24) * share)) + content[at + 24 :]
    (length,) = struct.unpack("<I", content[at + 4 : at + 8])
    said = struct.pack("<I", int(length * share))
    return content[: at + 4] + said + content[at + 8 :]


def second_chunk(first: bytes, second: bytes) -> bytes:
    """One WAV of two: the second one's `fmt ` and `data` chunks behind the first one's sound."""
    joined = first + b"\0" * (len(first) % 2) + second[12:]
    return joined[:4] + struct.pack("<I", len(joined) - 8) + joined[8:]
