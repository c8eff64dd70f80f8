"""WEBM and MKV: elements; a second file begins at a second EBML header."""

from __future__ import annotations

from .part import Part
from .walk import Walk

_MAGIC = b"\x1a\x45\xdf\xa3"
_HEADER, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_ELEMENTS = frozenset(
    {
        *(
            _HEADER,
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


def is_ebml(start: bytes) -> bool:
    return start[:4] == _MAGIC


def read_ebml(walk: Walk, start: int) -> list[Part]:
    """One part. Raises IndexError where the file ends inside an element's header, OSError."""
    position = reach = start
    began = False
    while position < walk.size:
        header = walk.at(position, 12)
        if not any(header):
            break  # padding
        name, id_length = _variable(header, 0, keep_mark=True)
        if name == _HEADER and began:
            break
        if name not in _ELEMENTS:
            # Appended; or damaged; or cut, and another file follows within what an element should hold.
            end = _next(walk, start + 4)
            if began and position == reach and position <= end:
                break
            return [Part(start, end, cut=reach > end, damaged=True)]
        began = began or name == _SEGMENT
        length, size_length = _variable(header, id_length, keep_mark=False)
        position += id_length + size_length
        known = length != (1 << 7 * size_length) - 1  # a live recorder cannot know it
        reach = max(reach, position + length if known else position)
        if name not in (_SEGMENT, _CLUSTER):  # their children follow
            position += length
    end = min(position, walk.size)
    if reach > end or position > end:
        end = min(end, _next(walk, start + 4))
    return [Part(start, end, cut=reach > end)]


def _next(walk: Walk, position: int) -> int:
    """Where the next file begins: an EBML header that names its kind."""
    while (position := walk.find(_MAGIC, position)) >= 0:
        start = walk.at(position, 80)
        if b"webm" in start or b"matroska" in start:
            return position
        position += 4
    return walk.size


def _variable(header: bytes, start: int, keep_mark: bool) -> tuple[int, int]:
    """A number of variable length, and its bytes. Raises IndexError where the file ends inside it."""
    width = 9 - header[start].bit_length()
    if start + width > len(header):
        raise IndexError
    value = int.from_bytes(header[start : start + width], "big")
    return value if keep_mark else value & (1 << 7 * width) - 1, width
