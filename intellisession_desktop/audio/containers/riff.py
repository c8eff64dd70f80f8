"""WAV (RIFF, RF64) and Wave64: the sound behind a header that says less, and behind a second one.

A recorder that loses its power leaves the size of an earlier moment; sizes of 32 bits begin anew at 4 GB;
some programs write a size that nobody ever corrects. What lies behind the declared end and is no chunk is
sound.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .part import Part
from .tags import behind_tags
from .walk import Walk

_UNKNOWN = (0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Sizes written by programs that stream and cannot come back to the header; some subtract the header."""
_CHUNKS = frozenset(
    name.ljust(4)
    for name in b"""LIST INFO fact PEAK JUNK junk FLLR PAD bext iXML cue smpl inst plst note labl ltxt axml
    aXML chna levl _PMX cart DISP acid strc afsp minf elm1 regn umid DGDA id3 ID3 ds64 fmt data slnt
    wavl MD5 SyLp Cr8r bwfx ovwf AFAn ResU cset IDIT link clm qlty dbmd R64m SNDM LGWV""".split()
)


def is_wave(start: bytes) -> bool:
    return start[:4] in (b"RIFF", b"RF64", b"BW64") and start[8:12] == b"WAVE"


def read_wave(walk: Walk, start: int) -> list[Part]:
    """A part for each `data` chunk. Raises struct.error where the file ends inside a header, OSError."""
    position, shape, long_size = start + 12, b"", None
    parts: list[Part] = []
    while position + 8 <= walk.size:
        name, length = struct.unpack("<4sI", walk.at(position, 8))
        if parts and not _is_chunk(walk, position, name, length):
            break
        if name == b"fmt ":
            shape = walk.at(position + 8, min(length, 4096))
        elif name == b"ds64":
            (long_size,) = struct.unpack("<Q", walk.at(position + 16, 8))
        elif name == b"data" and len(shape) >= 16:
            body = position + 8
            if length == 0xFFFFFFFF and long_size and body + long_size <= walk.size:
                length = long_size
            elif length == 0xFFFFFFFF and long_size:
                parts.append(_to_the_end(walk, start, shape, body, long_size))
                break
            if (end := _exact_end(walk, body, length)) is None:
                parts.append(_to_the_end(walk, start, shape, body, length))
                break
            if length:
                parts.append(wave_part(start, end, shape, body, body + length, length))
            position = end
            continue
        position += 8 + length + length % 2
    if not parts:
        end = min(position, walk.size)
        return [Part(start, max(end, start + 12), cut=position > walk.size)]
    last = parts[-1]
    end = min(max(position, last.end), walk.size) if last.end <= position else last.end
    parts[-1] = _ending(last, end)
    return parts


def wave_part(
    start: int, end: int, shape: bytes, body: int, usable: int, declared: int | None, cut: bool = False
) -> Part:
    """Sound from `body` to `usable` under a header of our own, of which the sizes are right; `shape` is what
    the `fmt ` chunk holds. `declared`: bytes that the file's header speaks of, None when it does not know.
    """
    (byte_rate,) = struct.unpack("<I", shape[8:12])
    length = usable - body
    head = b"".join(
        [
            *(b"RF64", b"\xff\xff\xff\xff", b"WAVE"),
            *(b"ds64", struct.pack("<IQQQI", 28, length + 60 + len(shape), length, 0, 0)),
            *(b"fmt ", struct.pack("<I", len(shape)), shape, b"\0" * (len(shape) % 2)),
            *(b"data", b"\xff\xff\xff\xff"),
        ]
    )
    expected_s = declared / byte_rate if declared is not None and byte_rate else None
    return Part(start, end, head, body, usable, cut, expected_s)


def _ending(part: Part, end: int) -> Part:
    return Part(part.start, end, part.head, part.body, part.usable, part.cut, part.expected_s)


def _is_chunk(walk: Walk, position: int, name: bytes, length: int) -> bool:
    """Whether a chunk begins here, behind the sound: a known one, or one that ends where the file does."""
    reach = position + 8 + length
    if not all(0x20 <= letter < 0x7F for letter in name) or name in (b"RIFF", b"RF64", b"TAG+"):
        return False
    if name == b"data":
        return True
    return (name in _CHUNKS and reach <= walk.size + 1) or walk.size - 1 <= reach <= walk.size + 1


def _exact_end(walk: Walk, body: int, length: int) -> int | None:
    """Where sound of the declared length ends, if something that makes sense follows; else None."""
    if any(0 <= mark - length <= 4096 for mark in _UNKNOWN):
        return None
    ends = (body + length + length % 2, body + length)  # the padding byte is often left out
    for end in ends:
        if walk.size <= end <= walk.size + 1:
            return walk.size
        following = walk.at(end, 12)
        if end < walk.size and (is_wave(following) or behind_tags(walk, end) == walk.size):
            return end
        if len(following) >= 8 and _is_chunk(walk, end, *struct.unpack("<4sI", following[:8])):
            return end
    return None


def _to_the_end(walk: Walk, start: int, shape: bytes, body: int, declared: int) -> Part:
    """All sound up to the next file's header, or to the end of the file."""
    end = min(next_waves(walk, body), default=walk.size)
    known = declared != 0 and not any(0 <= mark - declared <= 4096 for mark in _UNKNOWN)
    cut = known and body + declared > end + 1
    usable = _without_trailing_tag(walk, body, end)
    return wave_part(start, end, shape, body, usable, declared if cut else None, cut)


def next_waves(walk: Walk, position: int) -> Iterator[int]:
    """Where the next file begins, as one of each kind."""
    for mark in (b"RIFF", b"RF64"):
        at = position
        while (at := walk.find(mark, at)) >= 0:
            if is_wave(walk.at(at, 12)):
                yield at
                break
            at += 4


def _without_trailing_tag(walk: Walk, body: int, end: int) -> int:
    if end - body > 128 and walk.at(end - 128, 3) == b"TAG":
        return end - 128
    return end


# --- Wave64 (Sony, "Sonic Foundry 64-bit wave"): names are GUIDs, sizes have 64 bits and count the header

_W64_TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")
_W64_RIFF = b"riff" + bytes.fromhex("2e91cf11a5d628db04c10000")


def is_wave64(start: bytes) -> bool:
    return start[:16] == _W64_RIFF


def read_wave64(walk: Walk, start: int) -> list[Part]:
    """As `read_wave`. Raises struct.error, OSError."""
    position, shape = start + 40, b""
    parts: list[Part] = []
    while position + 24 <= walk.size:
        name, tail, length = struct.unpack("<4s12sQ", walk.at(position, 24))
        if tail != _W64_TAIL or (parts and position + length > walk.size and name != b"data"):
            break
        if name == b"fmt ":
            shape = walk.at(position + 24, min(max(0, length - 24), 4096))
        elif name == b"data" and len(shape) >= 16:
            body, declared = position + 24, max(0, length - 24)
            end = position + length + -length % 8
            following = walk.at(end, 24)
            sensible = is_wave64(following) or following[4:16] == _W64_TAIL
            if declared and (
                sensible or end >= walk.size >= position + length or behind_tags(walk, end) == walk.size
            ):
                end = min(end, walk.size)
                cut = position + length > walk.size
                usable = min(position + length, walk.size)
                parts.append(wave_part(start, end, shape, body, usable, declared, cut))
                position = end
                continue
            end = at if (at := walk.find(_W64_RIFF, body)) >= 0 else walk.size
            cut = position + length > end
            parts.append(wave_part(start, end, shape, body, end, declared if cut else None, cut))
            position = end
            break
        position += max(24, length + -length % 8)
    if not parts:
        return [Part(start, min(position, walk.size), cut=position > walk.size)]
    parts[-1] = _ending(parts[-1], min(position, walk.size))
    return parts
