"""Short sounds in any container, made by the tests themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

TONE_HZ = 440.0


@dataclass(frozen=True)
class Container:
    """How to make a file: ffmpeg's format and codec, the name's ending, the options."""

    ending: str
    format: str
    codec: str
    options: dict[str, str] = field(default_factory=dict)


WAV = Container("wav", "wav", "pcm_s16le")
MP3 = Container("mp3", "mp3", "libmp3lame")
MP3_PLAIN = Container("mp3", "mp3", "libmp3lame", {"write_xing": "0"})
M4A = Container("m4a", "ipod", "aac")
M4A_INDEX_FIRST = Container("m4a", "ipod", "aac", {"movflags": "faststart"})
M4A_FRAGMENTS = Container(
    "m4a", "ipod", "aac", {"movflags": "frag_keyframe+empty_moov", "frag_duration": "1000000"}
)
MP4 = Container("mp4", "mp4", "aac")
AAC = Container("aac", "adts", "aac")
WEBM = Container("webm", "webm", "libopus")
WEBM_LIVE = Container("webm", "webm", "libopus", {"live": "1"})
OPUS = Container("opus", "ogg", "libopus")
WAV_LONG = Container("wav", "wav", "pcm_s16le", {"rf64": "always"})
AIFF = Container("aiff", "aiff", "pcm_s16be")
CAF = Container("caf", "caf", "pcm_s16le")
MKV_FLAC = Container("mkv", "matroska", "flac")
FLAC = Container("flac", "flac", "flac")
WMA = Container("wma", "asf", "wmav2")

OPUS_RATES = (8000, 16000, 24000, 48000)
WMA_RATES = (8000, 16000, 22050, 44100, 48000)
MP3_RATES = (8000, 11025, 16000, 22050, 32000, 44100, 48000)
RATES = (8000, 16000, 22050, 44100, 48000, 96000)


def rates(container: Container) -> tuple[int, ...]:
    """The rates that a container's encoder can make."""
    return {"libopus": OPUS_RATES, "libmp3lame": MP3_RATES, "wmav2": WMA_RATES}.get(container.codec, RATES)


def tone(seconds: float, rate: int, hz: float = TONE_HZ) -> NDArray[np.float32]:
    return (0.4 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def save(path: Path, container: Container, planes: NDArray[np.float32], rate: int) -> Path:
    """Writes float planes, shape (channels, n), as one file."""
    layout = {1: "mono", 2: "stereo", 3: "2.1", 6: "5.1"}[len(planes)]
    packed = np.ascontiguousarray((planes.T * 32767).astype(np.int16).reshape(1, -1))
    with av.open(str(path), "w", format=container.format, options=container.options) as output:
        stream = output.add_stream(container.codec, rate=rate)
        stream.codec_context.layout = layout
        if container.codec == "wmav2":
            stream.codec_context.bit_rate = 64_000
        for start in range(0, planes.shape[1], rate):
            part = packed[:, start * len(planes) : (start + rate) * len(planes)]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="s16", layout=layout)
            frame.sample_rate = rate
            frame.pts = start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def make(
    folder: Path, container: Container = WAV, *, seconds: float = 2.0, rate: int = 48000, channels: int = 1
) -> Path:
    """A tone of `TONE_HZ`, the same in all channels."""
    planes = np.repeat(tone(seconds, rate)[None, :], channels, axis=0)
    return save(folder / f"session.{container.ending}", container, planes, rate)


def strongest_hz(sound: NDArray[np.float32], rate: int = 16_000) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * rate / len(sound))


def level(sound: NDArray[np.float32]) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(sound))))
