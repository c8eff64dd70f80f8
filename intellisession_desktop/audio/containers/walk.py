"""The bytes of an open file by position, with a bound on how often they are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

MOST_LOOKS = 5_000_000
"""A day of sound in a container with a header for each 20 ms needs 4.3 million; about ten seconds."""
_TICK_LOOKS = 4096
_PAGE = 4096
"""Bytes that count as a look of their own when more is read at once."""
_BLOCK = 1 << 20


class EndlessError(Exception):
    """The structure has more pieces than any recording: it was made to keep us busy."""


class Walk:
    """`size`: bytes. `tick` is called every few milliseconds while something is sought, and may raise to end
    it.
    """

    def __init__(self, file: BinaryIO, size: int, tick: Callable[[], None]) -> None:
        self.size = size
        self._file, self._tick = file, tick
        self._looks = 0

    def at(self, position: int, count: int) -> bytes:
        """Up to `count` bytes; fewer at the end. Raises OSError, EndlessError."""
        before = self._looks
        self._looks += 1 + count // _PAGE
        if self._looks // _TICK_LOOKS > before // _TICK_LOOKS:
            self._tick()
            if self._looks > MOST_LOOKS:
                raise EndlessError
        if not 0 <= position < self.size:
            return b""
        self._file.seek(position)
        return self._file.read(count)

    def find(self, wanted: bytes, start: int, end: int | None = None) -> int:
        """Where `wanted` stands for the first time between `start` and `end`, or -1. Raises OSError."""
        end = self.size if end is None else min(end, self.size)
        position, count = start, _PAGE
        while position < end:
            block = self.at(position, min(count, end - position) + len(wanted) - 1)
            if (found := block.find(wanted)) >= 0:
                return position + found if position + found < end else -1
            position += count
            count = min(2 * count, _BLOCK)  # what is sought is often near
        return -1

    def skip_zeros(self, position: int) -> int:
        """The first byte at or behind `position` that is not zero, or the size. Raises OSError."""
        count = 64  # usually there are none
        while position < self.size:
            block = self.at(position, count)
            if rest := block.lstrip(b"\0"):
                return position + len(block) - len(rest)
            position += max(1, len(block))
            count = _BLOCK
        return self.size
