"""OGG: pages; a chained file begins where streams begin again (RFC 3533)."""

from __future__ import annotations

import struct

from .part import Part
from .walk import Walk

_BEGIN, _END = 2, 4


def is_ogg(start: bytes) -> bool:
    return start[:4] == b"OggS"


def read_ogg(walk: Walk, start: int) -> list[Part]:
    """One part for each link of a chain. Raises struct.error, OSError."""
    parts: list[Part] = []
    position, link = start, start
    open_streams: set[int] = set()
    carries_sound = False
    while position < walk.size:
        header = walk.at(position, 27)
        if header[:4] != b"OggS":
            following = walk.find(b"OggS", position)
            if following < 0:
                break  # something else was appended
            position = following
            continue
        kind, (serial,), count = header[5], struct.unpack("<I", header[14:18]), header[26]
        if kind & _BEGIN and carries_sound:
            parts.append(Part(link, position, cut=bool(open_streams)))
            link, carries_sound = position, False
            open_streams.clear()
        carries_sound = carries_sound or not kind & _BEGIN
        (open_streams.discard if kind & _END else open_streams.add)(serial)
        lacing = walk.at(position + 27, count)
        body = position + 27 + count
        position = body + sum(lacing)
        if walk.at(position, 4) != b"OggS" and (cut_at := walk.find(b"OggS", body, position)) >= 0:
            position = cut_at  # the page is cut, and another file follows
        elif len(lacing) < count or position > walk.size:
            return [*parts, Part(link, walk.size, cut=True)]
    return [*parts, Part(link, min(position, walk.size), cut=bool(open_streams))]
