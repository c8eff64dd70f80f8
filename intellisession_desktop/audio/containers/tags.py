"""What programs write in front of and behind a recording: titles, pictures, padding."""

from __future__ import annotations

import struct

from .walk import Walk

A_TAG = 1024
"""Bytes behind a recording that mean nothing, whatever they are: half a second of speech at 16 kbit/s."""
_PADDING = 4096
"""So many zeros are no frame."""


def behind_id3(walk: Walk, position: int) -> int:
    """The first byte behind the ID3v2 tags at `position` (id3.org, ID3v2.4, 3.1). Raises OSError."""
    while (tag := walk.at(position, 10))[:3] == b"ID3" and len(tag) == 10:
        position += 10 + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9])
    return position


def behind_tags(walk: Walk, position: int) -> int:
    """The first byte behind all the tags and zeros that begin at `position`. Raises OSError."""
    while position < walk.size:
        begun = position
        position = walk.skip_zeros(position)
        start = walk.at(position, 32)
        if start[:3] == b"ID3":
            position = behind_id3(walk, position)
        elif start[:4] == b"TAG+":
            position += 227
        elif start[:3] == b"TAG":
            position += 128
        elif start[:8] == b"APETAGEX" and len(start) == 32:  # its header: the size is without it
            (length,) = struct.unpack("<I", start[12:16])
            position += 32 + (length if start[23] & 0x20 else 0)
        elif start[:11] == b"LYRICSBEGIN":
            end = walk.find(b"LYRICS200", position, position + (1 << 20))
            position = end + 9 if end >= 0 else position
        if position == begun:
            break
    position = min(position, walk.size)
    return walk.size if without_tags(walk, position, walk.size) == position else position


def without_tags(walk: Walk, start: int, end: int) -> int:
    """Where the frames up to `end` end without ID3v1, APE and lyrics tags, and zeros. Raises OSError."""
    while True:
        before = end
        if end - start >= 128 and walk.at(end - 128, 3) == b"TAG":
            end -= 128
        foot = walk.at(end - 32, 32) if end - start >= 32 else b""
        if foot[:8] == b"APETAGEX":
            (length,) = struct.unpack("<I", foot[12:16])
            end -= length + (32 if foot[23] & 0x80 else 0)
        if end - start >= 15 and (lyrics := walk.at(end - 15, 15))[6:] == b"LYRICS200":
            end -= 15 + (int(lyrics[:6]) if lyrics[:6].isdigit() else 0)
        zeros = _zeros_before(walk, start, end)
        if zeros > _PADDING:
            end -= zeros - A_TAG  # a frame may end with some
        if end < start:
            return before
        if end == before:
            return end


def _zeros_before(walk: Walk, start: int, end: int) -> int:
    """How many zeros stand in front of `end`."""
    position = end
    while position > start:
        count = min(_PADDING, position - start)
        if rest := walk.at(position - count, count).rstrip(b"\0"):
            return end - (position - count + len(rest))
        position -= count
    return end - start
