"""MP4, M4A, MOV: boxes; a second file begins at a second `ftyp`."""

from __future__ import annotations

import struct

from .part import Part
from .walk import Walk

_BOXES = frozenset(
    b"""ftyp styp moov mdat moof mfra free skip wide uuid sidx ssix meta pnot udta prft emsg pdin PICT junk
    bloc beam""".split()
)
"""Boxes at the top level (ISO/IEC 14496-12, QuickTime); what else follows was appended."""


def is_mp4(start: bytes) -> bool:
    return start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


def read_mp4(walk: Walk, start: int) -> list[Part]:
    """One part. Raises struct.error where the file ends inside a header, OSError."""
    position, before, usable = start, start, None
    seen: set[bytes] = set()
    while position < walk.size:
        header = walk.at(position, 16)
        if len(header) < 8:
            break
        length, name = struct.unpack(">I4s", header[:8])
        if name == b"ftyp" and seen & {b"moov", b"mdat", b"moof"}:
            break
        if name not in _BOXES:
            if (following := _next(walk, before + 8)) < position:  # cut, and another file follows
                return [Part(start, following, cut=True)]
            break
        seen.add(name)
        if length == 1:
            (length,) = struct.unpack(">Q", header[8:16])
        elif length == 0:  # reaches to the end, wherever that is
            return [Part(start, walk.size)]
        if length < 8:
            break
        if position + length > walk.size:
            if (following := _next(walk, position + 8)) < walk.size:
                return [Part(start, following, cut=True)]
            if name == b"moof":
                usable = position  # half an index makes ffmpeg refuse the whole file
        before, position = position, position + length
    return [Part(start, min(position, walk.size), usable=usable, cut=position > walk.size)]


def _next(walk: Walk, position: int) -> int:
    """Where the next file begins: a box `ftyp`, which holds a few names of four letters."""
    while (position := walk.find(b"ftyp", position)) >= 0:
        (length,) = struct.unpack(">I", walk.at(position - 4, 4))
        if 16 <= length <= 256 and length % 4 == 0:
            return position - 4
        position += 4
    return walk.size
