"""Reads the structure of audio files, to see whether their end is missing.

Decoders stop quietly where a file stops. What a file should hold is written in its structure: sizes of
chunks, boxes, elements and pages, or counts of frames. Every reader here looks at the structure only and
jumps over the sound.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Structure:
    """What a file's structure says.

    `cut`: it reaches beyond the end of the file. `damaged`: it cannot be followed to the end. `expected_s`:
    the length it declares, in seconds. `usable`: how many bytes a decoder can make use of, when not all.
    """

    cut: bool = False
    expected_s: float | None = None
    damaged: bool = False
    usable: int | None = None


def read_structure(file: BinaryIO, size: int) -> Structure:
    """The structure of `file`, which has `size` bytes; nothing is concluded about a format not known here.

    Known: WAV, MP4/M4A/MOV, CAF, MP3, WEBM/MKV, OGG, WMA/ASF. Raises OSError.
    """
    start = _at(file, 0, 16)
    for known, reader in _READERS:
        if known(start):
            try:
                return reader(file, size)
            except (struct.error, IndexError):  # the file ends inside a header
                return Structure(cut=True)
    return Structure()


def frame_is_cut(codec: str, packet: bytes) -> bool:
    """Whether an MP3 or raw AAC frame is shorter than its own header says."""
    if codec.startswith("mp3") and len(packet) >= 4:
        frame = _mp3_frame(packet[:4])
        return frame is not None and len(packet) < frame.length
    if codec == "aac" and len(packet) >= 7 and packet[0] == 0xFF and packet[1] & 0xF6 == 0xF0:
        length = (packet[3] & 0x03) << 11 | packet[4] << 3 | packet[5] >> 5  # ISO/IEC 13818-7, ADTS header
        return len(packet) < length
    return False


def _at(file: BinaryIO, position: int, count: int) -> bytes:
    file.seek(position)
    return file.read(count)


# --- WAV (RIFF, RF64)

_RIFF_UNKNOWN = (0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Sizes written by programs that stream and cannot come back to the header; some subtract the header."""


def _riff(file: BinaryIO, size: int) -> Structure:
    position, byte_rate, long_size = 12, 0, None
    while position + 8 <= size:
        name, length = struct.unpack("<4sI", _at(file, position, 8))
        if name == b"fmt ":
            (byte_rate,) = struct.unpack("<I", _at(file, position + 16, 4))
        elif name == b"ds64":
            (long_size,) = struct.unpack("<Q", _at(file, position + 16, 8))
        elif name == b"data":
            if long_size is not None and length == 0xFFFFFFFF:
                length = long_size
            elif length == 0 or any(0 <= mark - length <= 4096 for mark in _RIFF_UNKNOWN):
                return Structure()
            cut = position + 8 + length > size + 1  # the padding byte is often left out
            return Structure(cut, length / byte_rate if byte_rate else None)
        position += 8 + length + length % 2
    return Structure()


# --- MP4, M4A, MOV


_BOXES = frozenset(
    b"ftyp styp moov mdat moof mfra free skip wide uuid sidx ssix meta pnot udta prft emsg pdin".split()
)
"""Boxes at the top level (ISO/IEC 14496-12, QuickTime); what else follows was appended."""


def _mp4(file: BinaryIO, size: int) -> Structure:
    position = 0
    while position < size:
        header = _at(file, position, 16)
        length, name = struct.unpack(">I4s", header[:8])
        if name not in _BOXES:
            return Structure()
        if length == 1:
            (length,) = struct.unpack(">Q", header[8:16])
        if length < 8:  # 0: reaches to the end, wherever that is
            return Structure()
        if name == b"moof" and position + length > size:
            return Structure(cut=True, usable=position)  # half an index makes ffmpeg refuse the whole file
        position += length
    return Structure(cut=position > size)


# --- CAF


_CAF_CHUNKS = frozenset(
    b"desc data pakt kuki chan info free strg mark regn inst midi ovvw peak edct uuid umid".split()
)


def _caf(file: BinaryIO, size: int) -> Structure:
    position = 8
    while position < size:
        name, length = struct.unpack(">4sq", _at(file, position, 12))
        if length < 0 or name not in _CAF_CHUNKS:  # -1: not known
            return Structure()
        position += 12 + length
    return Structure(cut=position > size)


# --- MP3

_MP3_RATES = (44100, 48000, 32000)
_MP3_KBITS = {  # layer III: MPEG-1, then MPEG-2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


@dataclass(frozen=True, slots=True)
class _Mp3Frame:
    length: int  # bytes
    samples: int
    rate: int
    side: int  # bytes between the header and a Xing mark


def _mp3_frame(header: bytes) -> _Mp3Frame | None:
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # sync, layer III
        return None
    version, kbit, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate == 3 or kbit in (0, 15):
        return None
    first = version == 3
    hertz = _MP3_RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    samples = 1152 if first else 576
    mono = header[3] >> 6 == 3
    side = (17 if mono else 32) if first else (9 if mono else 17)
    length = samples // 8 * _MP3_KBITS[first][kbit] * 1000 // hertz + (header[2] >> 1 & 1)
    return _Mp3Frame(length, samples, hertz, side)


def _mp3(file: BinaryIO, size: int) -> Structure:
    position = 0
    while (tag := _at(file, position, 10))[:3] == b"ID3":
        position += 10 + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9])
    frame = _mp3_frame(_at(file, position, 4))
    if frame is None:
        return Structure(cut=position > size)
    mark, flags = struct.unpack(">4sI", _at(file, position + 4 + frame.side, 8))
    if mark not in (b"Xing", b"Info") or flags & 3 != 3:
        return Structure()
    frames, declared = struct.unpack(">II", _at(file, position + 12 + frame.side, 8))
    end = size - 128 if _at(file, max(0, size - 128), 3) == b"TAG" else size
    # Encoders disagree whether the frame with the mark counts: a difference of two frames means nothing.
    return Structure(declared > end - position + 2 * frame.length, frames * frame.samples / frame.rate)


# --- WEBM, MKV

_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
_ELEMENTS = frozenset(
    {
        *(
            0x1A45DFA3,
            _SEGMENT,
            0x114D9B74,
            0x1549A966,
            0x1654AE6B,
            0x1043A770,
            _CLUSTER,
            0x1C53BB6B,
            0x1941A469,
        ),
        *(0x1254C367, 0xEC, 0xBF),  # tags; padding and checksums, which may stand anywhere
        *(0xE7, 0xA3, 0xA0, 0xAB, 0xA7, 0x5854, 0xAF),  # inside a cluster
    }
)
"""Elements at the levels that are walked (RFC 9559)."""


def _ebml(file: BinaryIO, size: int) -> Structure:
    position = reach = 0
    while position < size:
        header = _at(file, position, 12)
        if not any(header):
            break  # padding
        name, id_length = _variable(header, 0, keep_mark=True)
        if name not in _ELEMENTS:
            return Structure(cut=reach > size, damaged=True)
        length, size_length = _variable(header, id_length, keep_mark=False)
        position += id_length + size_length
        known = length != (1 << 7 * size_length) - 1  # a live recorder cannot know it
        reach = max(reach, position + length if known else position)
        if name not in (_SEGMENT, _CLUSTER):  # their children follow
            position += length
    return Structure(cut=reach > size)


def _variable(header: bytes, start: int, keep_mark: bool) -> tuple[int, int]:
    """A number of variable length, and its bytes. Raises IndexError where the file ends inside it."""
    width = 9 - header[start].bit_length()
    if start + width > len(header):
        raise IndexError
    value = int.from_bytes(header[start : start + width], "big")
    return value if keep_mark else value & (1 << 7 * width) - 1, width


# --- OGG

_OGG_END = 4


def _ogg(file: BinaryIO, size: int) -> Structure:
    position = 0
    open_streams: set[int] = set()
    while position < size:
        header = _at(file, position, 27)
        if header[:4] != b"OggS":
            position += 1 if position + 4 <= size else 4
            following = _at(file, position, 1 << 16).find(b"OggS")
            if following < 0:
                break  # something else was appended
            position += following
            continue
        kind, (serial,), count = header[5], struct.unpack("<I", header[14:18]), header[26]
        (open_streams.discard if kind & _OGG_END else open_streams.add)(serial)
        lacing = _at(file, position + 27, count)
        position += 27 + count + sum(lacing)
        if len(lacing) < count or position > size:
            return Structure(cut=True)
    return Structure(cut=bool(open_streams))


# --- WMA, ASF

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def _asf(file: BinaryIO, size: int) -> Structure:
    (header_length,) = struct.unpack("<Q", _at(file, 16, 8))
    position = 30
    while position + 24 <= min(size, header_length):
        name = _at(file, position, 16)
        (length,) = struct.unpack("<Q", _at(file, position + 16, 8))
        if name == _ASF_FILE:
            (declared,) = struct.unpack("<Q", _at(file, position + 40, 8))
            (flags,) = struct.unpack("<I", _at(file, position + 88, 4))
            broadcast = bool(flags & 1)
            return Structure(cut=not broadcast and declared > size)
        position += max(24, length)
    return Structure()


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO, int], Structure]], ...] = (
    (lambda start: start[:4] in (b"RIFF", b"RF64") and start[8:12] == b"WAVE", _riff),
    (lambda start: start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"), _mp4),
    (lambda start: start[:3] == b"ID3" or _mp3_frame(start[:4]) is not None, _mp3),
    (lambda start: start[:4] == b"\x1a\x45\xdf\xa3", _ebml),
    (lambda start: start[:4] == b"OggS", _ogg),
    (lambda start: start[:4] == b"caff", _caf),
    (lambda start: start == _ASF, _asf),
)
