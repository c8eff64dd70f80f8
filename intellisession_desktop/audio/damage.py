"""Finds the next record of a sealed file behind a damaged place by trying: the cipher says what is one."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

FRAME = struct.Struct(">IB")
"""Before each record: its length and its kind."""
TAG_BYTES = 16
KINDS = 4
_LONGEST = 1 << 17
"""A second of 16-bit sound is 32 kB, so that no record that is looked for is longer."""
_SHORTEST_FRAME = FRAME.size + TAG_BYTES
_WINDOW = 1 << 20
_NEAR = 1 << 18
"""Within so many bytes every place is tried; further on those only that are followed by another record."""
_MOST_LOST_NEARBY = 2048
_BUDGET = 2 << 30
"""Bytes that are looked at or opened for one file, some seconds' worth, whatever somebody has made of it."""
_EACH_TRY = 1000


@dataclass(slots=True)
class Budget:
    left: int = _BUDGET

    def spend(self, amount: int) -> bool:
        self.left -= amount
        return self.left > 0


def find_record(
    read: Callable[[int, int], bytes],
    size: int,
    opens: Callable[[bytes, int, int], bool],
    place: int,
    index: int,
    budget: Budget,
) -> tuple[int, int] | None:
    """Where the first whole record at or after `place` begins, and its index; None where none is found.

    `read` gives bytes of the file by place and length, of which it has `size`. `opens` says whether a
    ciphertext is the record with this index and kind. The record with `index` is not at `place`.
    """

    def index_at(at: int, most: int) -> int | None:
        length, kind = FRAME.unpack(read(at, FRAME.size))
        ciphertext = read(at + FRAME.size, length)
        for each in range(index + (at == place), index + most + 1):
            if not budget.spend(length + _EACH_TRY):
                return None
            if opens(ciphertext, each, kind):
                return each
        return None

    framed = read(place, FRAME.size)
    if len(framed) == FRAME.size:  # mostly, only what is in the frame was damaged
        after = place + FRAME.size + FRAME.unpack(framed)[0]
        if _is_plausible(read, after, size) and (found := index_at(after, 1)) is not None:
            return after, found
    for at in _places(read, place, size, budget):
        if budget.left <= 0:
            return None
        near = at - place <= _NEAR
        if not near and not _is_followed(read, at, size):
            continue
        most = max(1, (at - place) // _SHORTEST_FRAME + 1) if at > place else _MOST_LOST_NEARBY
        if (found := index_at(at, min(most, _MOST_LOST_NEARBY) if near else most)) is not None:
            return at, found
    return None


def _places(read: Callable[[int, int], bytes], start: int, size: int, budget: Budget) -> Iterator[int]:
    """Where a frame may begin, by its length and kind."""
    for base in range(start, size - _SHORTEST_FRAME + 1, _WINDOW):
        data = np.frombuffer(read(base, _WINDOW + FRAME.size - 1), np.uint8)
        if len(data) < FRAME.size or not budget.spend(len(data)):
            return
        b0, b1, b2, b3, kind = (data[i : len(data) - FRAME.size + 1 + i].astype(np.int64) for i in range(5))
        length = (b0 << 24) | (b1 << 16) | (b2 << 8) | b3
        ends = np.arange(len(length)) + base + FRAME.size + length
        fits = (length >= TAG_BYTES) & (length <= _LONGEST) & (kind < KINDS) & (ends <= size)
        yield from (base + int(offset) for offset in np.flatnonzero(fits))


def _is_plausible(read: Callable[[int, int], bytes], at: int, size: int) -> bool:
    frame = read(at, FRAME.size)
    if len(frame) < FRAME.size:
        return False
    length, kind = _unpacked(frame)
    return TAG_BYTES <= length <= _LONGEST and kind < KINDS and at + FRAME.size + length <= size


def _is_followed(read: Callable[[int, int], bytes], at: int, size: int) -> bool:
    """Whether another record, or the end, comes after the one at `at`."""
    after: int = at + FRAME.size + FRAME.unpack(read(at, FRAME.size))[0]
    return after + FRAME.size > size or _is_plausible(read, after, size)


def _unpacked(frame: bytes) -> tuple[int, int]:
    length, kind = FRAME.unpack(frame)
    return int(length), int(kind)
