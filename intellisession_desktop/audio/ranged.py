"""A part of an open file, as a decoder reads it."""

from __future__ import annotations

import io
import os

from .containers.part import Part


class Ranged(io.RawIOBase):
    """The bytes of `part`: its head, then the file. Has a position of its own, so that several may read one
    descriptor in turn.

    `size`: how many there are. PyAV writes what is raised here to stderr, so nothing is raised: `failed` says
    that the disk failed.
    """

    def __init__(self, descriptor: int, part: Part) -> None:
        self._descriptor = descriptor
        self._head = part.head
        self._body = part.start if part.body is None else part.body
        end = part.end if part.usable is None else part.usable
        self.size = len(part.head) + max(0, end - self._body)
        self._at = 0
        self.failed = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, self.size - self._at)
        count = left if size is None or size < 0 else min(size, left)
        if self._at < len(self._head):
            data = self._head[self._at : self._at + count]
        else:
            try:
                os.lseek(self._descriptor, self._body + self._at - len(self._head), os.SEEK_SET)
                data = os.read(self._descriptor, count)
            except OSError:
                self.failed = True
                return b""
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        to = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}.get(whence, 0)
        if to < 0:  # a damaged file leads to places that do not exist
            return -1
        self._at = to
        return to
