"""AIFF and CAF: chunks in big-endian order, in which headers can say less than is there as well."""

from __future__ import annotations

import struct

from .part import Part
from .tags import behind_tags
from .walk import Walk

_AIFF_CHUNKS = frozenset(
    b"COMM SSND FVER MARK INST MIDI AESD APPL COMT NAME AUTH ANNO CHAN FLLR PEAK".split()
) | {b"(c) ", b"ID3 "}
_PCM_AIFC = (b"NONE", b"sowt", b"twos", b"fl32", b"FL32", b"fl64", b"FL64", b"in24", b"in32", b"raw ")
_CAF_CHUNKS = frozenset(
    b"desc data pakt kuki chan info free strg mark regn inst midi ovvw peak edct uuid umid ldsc".split()
)
_CAF_START = b"caff\0\1\0\0"


def is_aiff(start: bytes) -> bool:
    return start[:4] == b"FORM" and start[8:12] in (b"AIFF", b"AIFC")


def read_aiff(walk: Walk, start: int) -> list[Part]:
    """One part; plain samples are followed behind their declared end. Raises struct.error, OSError."""
    position, shape, version = start + 12, b"", walk.at(start + 8, 4)
    part: Part | None = None
    while position + 8 <= walk.size:
        name, length = struct.unpack(">4sI", walk.at(position, 8))
        end = position + 8 + length + length % 2
        if part is not None and (name not in _AIFF_CHUNKS or end > walk.size + 1):
            break
        if name == b"COMM":
            shape = walk.at(position + 8, min(length, 1024))
        elif name == b"SSND" and len(shape) >= 18:
            plain = version == b"AIFF" or shape[18:22] in _PCM_AIFC
            following = walk.at(end, 12)
            exact = is_aiff(following) or following[:4] in _AIFF_CHUNKS or behind_tags(walk, end) == walk.size
            if plain and length >= 8 and not (exact and end <= walk.size + 1):
                end = _next_aiff(walk, position + 16)
                part = _plain_aiff(walk, start, end, version, shape, position)
            else:
                part = Part(start, min(end, walk.size))
        position = end
    end = min(max(position, start + 12), walk.size)
    if part is None:
        return [Part(start, end)]
    return [Part(start, end, part.head, part.body, part.usable)]


def _next_aiff(walk: Walk, position: int) -> int:
    while (position := walk.find(b"FORM", position)) >= 0:
        if is_aiff(walk.at(position, 12)):
            return position
        position += 4
    return walk.size


def _plain_aiff(walk: Walk, start: int, end: int, version: bytes, shape: bytes, sound: int) -> Part:
    channels, declared, bits = struct.unpack(">HIH", shape[:8])
    frame = max(1, channels * ((bits + 7) // 8))
    usable = end - 128 if end - sound > 144 and walk.at(end - 128, 3) == b"TAG" else end
    frames = max(0, usable - sound - 16) // frame
    if declared > frames:  # cut: the decoder is to know what is missing
        frames = declared
    shape = shape[:2] + struct.pack(">I", min(frames, 0xFFFFFFFF)) + shape[6:]
    length = min(usable - sound - 8, 0xFFFFFFFF)
    form = b"FORM" + struct.pack(">I", min(0xFFFFFFFF, length + len(shape) + 20)) + version
    comm = b"COMM" + struct.pack(">I", len(shape)) + shape + b"\0" * (len(shape) % 2)
    return Part(start, end, form + comm + b"SSND" + struct.pack(">I", length), sound + 8, usable)


def is_caf(start: bytes) -> bool:
    return start[:4] == b"caff"


def read_caf(walk: Walk, start: int) -> list[Part]:
    """One part; plain samples are followed behind their declared end. Raises struct.error, OSError."""
    position, shape = start + 8, b""
    rate, expected_s = 0.0, None
    sound: int | None = None
    while position < walk.size:
        header = walk.at(position, 12)
        if len(header) < 12 or header[:4] not in _CAF_CHUNKS:
            break
        name, length = struct.unpack(">4sq", header)
        if name == b"desc":
            shape = walk.at(position + 12, 32)
            (rate,) = struct.unpack(">d", shape[:8])
        elif name == b"pakt":
            # What is declared elsewhere counts the last packet's padding (Apple's CAF specification, pakt).
            _packets, valid = struct.unpack(">qq", walk.at(position + 12, 16))
            expected_s = valid / rate if rate > 0 and valid > 0 else None
        elif name == b"data":
            sound = position
            if length < 0:  # not known
                found = walk.find(_CAF_START, position + 12)
                position = found if found >= 0 else walk.size
                break
        if length < 0:
            break
        position += 12 + length
    cut = position > walk.size
    if sound is not None and shape[8:12] == b"lpcm":
        following = walk.at(position, 8)
        if not cut and (is_caf(following) or behind_tags(walk, position) == walk.size):
            return [Part(start, position, expected_s=expected_s)]
        found = walk.find(_CAF_START, sound + 12)
        end = found if found >= 0 else walk.size
        (declared,) = struct.unpack(">q", walk.at(sound + 4, 8))
        (packet,) = struct.unpack(">I", shape[16:20])
        (frames,) = struct.unpack(">I", shape[20:24])
        per_s = rate * packet / max(1, frames)
        cut = declared > end - sound - 12
        expected_s = (declared - 4) / per_s if cut and per_s > 0 else None
        usable = end - 128 if end - sound > 144 and walk.at(end - 128, 3) == b"TAG" else end
        head = _CAF_START + b"desc" + struct.pack(">q", 32) + shape
        head += b"data" + struct.pack(">q", usable - sound - 12)
        return [Part(start, end, head, sound + 12, usable, cut, expected_s)]
    if cut or behind_tags(walk, position) < walk.size:
        found = walk.find(_CAF_START, start + 8)  # perhaps within what the last chunk should hold
        if 0 <= found < position:
            return [Part(start, found, cut=True, expected_s=expected_s)]
    return [Part(start, min(position, walk.size), cut=cut, expected_s=expected_s)]
