"""WMA and ASF: objects under names of 16 bytes; a second file begins at a second header object."""

from __future__ import annotations

import struct

from .part import Part
from .tags import A_TAG, behind_tags
from .walk import Walk

_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def is_asf(start: bytes) -> bool:
    return start[:16] == _HEADER


def read_asf(walk: Walk, start: int) -> list[Part]:
    """One part. Raises struct.error, OSError."""
    following = walk.find(_HEADER, start + 16)
    end = following if following >= 0 else walk.size
    (header_length,) = struct.unpack("<Q", walk.at(start + 16, 8))
    position = start + 30
    while position + 24 <= min(end, start + header_length):
        name = walk.at(position, 16)
        (length,) = struct.unpack("<Q", walk.at(position + 16, 8))
        if name == _FILE:
            (declared,) = struct.unpack("<Q", walk.at(position + 40, 8))
            (flags,) = struct.unpack("<I", walk.at(position + 88, 4))
            if flags & 1 or not declared:  # broadcast: it says nothing
                break
            usable = min(start + declared, end)
            left = end - min(behind_tags(walk, usable), end)
            cut = start + declared > end
            return [Part(start, end, usable=usable, cut=cut, unread=left if left > A_TAG else 0)]
        position += max(24, length)
    return [Part(start, end)]
