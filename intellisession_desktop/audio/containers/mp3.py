"""MP3, raw AAC and FLAC: frames one after another, joined with `cat` without anything in between."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .part import Part
from .tags import behind_id3, without_tags
from .walk import Walk

_RATES = (44100, 48000, 32000)
_KBITS = {  # layer III: MPEG-1, then MPEG-2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SIDES = (9, 17, 32)
_FLAC = b"fLaC\0\0\0\x22"


@dataclass(frozen=True, slots=True)
class Mp3Frame:
    length: int  # bytes
    samples: int
    rate: int
    side: int  # bytes between the header and a Xing mark


def mp3_frame(header: bytes) -> Mp3Frame | None:
    """What the four bytes in front of an MP3 frame say, or None (ISO/IEC 11172-3, 2.4.1.3)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # sync, layer III
        return None
    version, kbit, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate == 3 or kbit in (0, 15):
        return None
    first = version == 3
    hertz = _RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    samples = 1152 if first else 576
    mono = header[3] >> 6 == 3
    side = (17 if mono else 32) if first else (9 if mono else 17)
    length = samples // 8 * _KBITS[first][kbit] * 1000 // hertz + (header[2] >> 1 & 1)
    return Mp3Frame(length, samples, hertz, side)


def is_mp3(start: bytes) -> bool:
    return mp3_frame(start[:4]) is not None


def read_mp3(walk: Walk, start: int) -> list[Part]:
    """One part, up to the next file's tags or mark. Raises struct.error, OSError."""
    frame = mp3_frame(walk.at(start, 4))
    if frame is None:
        raise struct.error
    end = min(_next_mp3s(walk, start + frame.length), default=walk.size)
    sound_end = without_tags(walk, start, end)
    mark, flags = struct.unpack(">4sI", walk.at(start + 4 + frame.side, 8))
    if mark not in (b"Xing", b"Info") or flags & 3 != 3:
        return [Part(start, end, usable=sound_end, follows_frames=True)]
    frames, declared = struct.unpack(">II", walk.at(start + 12 + frame.side, 8))
    # Encoders disagree whether the frame with the mark counts: a difference of two frames means nothing.
    cut = declared > sound_end - start + 2 * frame.length
    samples = frames * frame.samples - _own_silence(walk, start + 4 + frame.side, flags)
    expected_s = max(0, samples) / frame.rate
    return [Part(start, end, usable=sound_end, cut=cut, expected_s=expected_s, follows_frames=True)]


def _own_silence(walk: Walk, mark: int, flags: int) -> int:
    """The encoder's delay and padding, in samples, where it says them behind its mark (the LAME tag)."""
    tag = walk.at(mark + 16 + (100 if flags & 4 else 0) + (4 if flags & 8 else 0), 24)
    if len(tag) < 24 or tag[:4] not in (b"LAME", b"Lavf", b"Lavc"):
        return 0
    return (tag[21] << 4 | tag[22] >> 4) + ((tag[22] & 0x0F) << 8 | tag[23])


def _next_mp3s(walk: Walk, position: int) -> Iterator[int]:
    """Where another MP3 file begins: at its ID3 tag, or at its first frame, which holds a mark."""
    yield from _next_titles(walk, position)
    for mark in (b"Xing", b"Info"):
        at = position
        while (at := walk.find(mark, at)) >= 0:
            begins = [
                begin
                for begin in (at - 4 - side for side in _SIDES)
                if begin >= position and (f := mp3_frame(walk.at(begin, 4))) and f.side == at - 4 - begin
            ]
            if begins:
                yield begins[0]
                break
            at += 4


def _next_titles(walk: Walk, position: int) -> Iterator[int]:
    """The next ID3 tag that frames, or nothing, follow."""
    at = position
    while (at := walk.find(b"ID3", at)) >= 0:
        tag = walk.at(at, 10)
        if len(tag) == 10 and tag[3] in (2, 3, 4) and tag[4] != 0xFF and max(tag[6:]) < 0x80:
            behind = behind_id3(walk, at)
            following = walk.at(behind, 4)
            if not any(following) or following == b"fLaC" or is_mp3(following) or is_adts(following):
                yield at
                break
        at += 3


def is_adts(start: bytes) -> bool:
    return len(start) >= 2 and start[0] == 0xFF and start[1] & 0xF6 == 0xF0


def read_adts(walk: Walk, start: int) -> list[Part]:
    """One part: frames of another rate may follow in the midst of it. Raises OSError."""
    end = min(_next_titles(walk, start + 7), default=walk.size)
    return [Part(start, end, usable=without_tags(walk, start, end), follows_frames=True)]


def is_frame(packet: bytes) -> bool:
    """Whether it begins as an MP3 or raw AAC frame does."""
    return len(packet) >= 2 and packet[0] == 0xFF and packet[1] & 0xE0 == 0xE0


def frame_is_cut(codec: str, packet: bytes) -> bool:
    """Whether an MP3 or raw AAC frame is shorter than its own header says."""
    if codec.startswith("mp3") and len(packet) >= 4:
        frame = mp3_frame(packet[:4])
        return frame is not None and len(packet) < frame.length
    if codec == "aac" and len(packet) >= 7 and is_adts(packet):
        length = (packet[3] & 0x03) << 11 | packet[4] << 3 | packet[5] >> 5  # ISO/IEC 13818-7, ADTS header
        return len(packet) < length
    return False


def is_flac(start: bytes) -> bool:
    return start[:4] == b"fLaC"


def read_flac(walk: Walk, start: int) -> list[Part]:
    """One part, up to the next file's mark. Raises struct.error, OSError."""
    next_one = walk.find(_FLAC, start + 42)
    end = next_one if next_one >= 0 else walk.size
    (facts,) = struct.unpack(">Q", walk.at(start + 18, 8))  # 20 bits rate, 3 channels, 5 width, 36 samples
    rate, samples = facts >> 44, facts & (1 << 36) - 1
    expected_s = samples / rate if samples and rate else None
    return [Part(start, end, usable=without_tags(walk, start, end), expected_s=expected_s)]
