"""The parts of a file, one after another: what each holds, and what belongs to none."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from .asf import is_asf, read_asf
from .ebml import is_ebml, read_ebml
from .iff import is_aiff, is_caf, read_aiff, read_caf
from .mp3 import is_adts, is_flac, is_mp3, read_adts, read_flac, read_mp3
from .mp4 import is_mp4, read_mp4
from .ogg import is_ogg, read_ogg
from .part import Part
from .riff import is_wave, is_wave64, read_wave, read_wave64
from .tags import A_TAG, behind_id3, behind_tags
from .walk import EndlessError, Walk

_MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Structure:
    """`parts` in the file's order, at least one. `unread`: bytes that are in none and are no tag."""

    parts: tuple[Part, ...]
    unread: int = 0


def read_structure(file: BinaryIO, size: int, tick: Callable[[], None]) -> Structure:
    """The structure of `file`, which has `size` bytes; of a format not known here it is one part.

    Known: WAV, Wave64, AIFF, CAF, MP4/M4A/MOV, MP3, raw AAC, FLAC, WEBM/MKV, OGG, WMA/ASF. `tick` is called
    every few milliseconds and may raise. Raises OSError.
    """
    walk = Walk(file, size, tick)
    parts: list[Part] = []
    position = 0
    try:
        while position < size and len(parts) < _MOST_PARTS:
            begin = behind_id3(walk, position)
            if begin >= size:  # a title at the end, or a file that is cut inside its title
                return Structure(tuple(parts) or (Part(0, size, cut=begin > size),))
            reader = _reader(walk.at(begin, 16))
            if reader is not None:
                parts += _read(reader, walk, begin)
                position = max(parts[-1].end, begin + 1)
            elif not parts:
                return Structure((Part(0, size),))
            elif (behind := behind_tags(walk, position)) > position:
                position = behind
            else:
                break
    except EndlessError:
        parts = parts or [Part(0, size, damaged=True)]
    left = size - position
    unread = sum(part.unread for part in parts) + (left if left > A_TAG else 0)
    return Structure(tuple(parts), unread)


def _read(reader: Reader, walk: Walk, begin: int) -> list[Part]:
    try:
        return reader(walk, begin)
    except (struct.error, IndexError):  # the file ends inside a header
        return [Part(begin, walk.size, cut=True)]


Reader = Callable[[Walk, int], list[Part]]


def _reader(start: bytes) -> Reader | None:
    return next((reader for known, reader in _READERS if known(start)), None)


_READERS: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (is_wave, read_wave),
    (is_wave64, read_wave64),
    (is_aiff, read_aiff),
    (is_caf, read_caf),
    (is_mp4, read_mp4),
    (is_mp3, read_mp3),
    (is_adts, read_adts),
    (is_flac, read_flac),
    (is_ebml, read_ebml),
    (is_ogg, read_ogg),
    (is_asf, read_asf),
)
