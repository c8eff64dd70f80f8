"""Carries bytes from a worker to its parent: bounded, and never a reason to wait for somebody who stalls."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

MOST_BYTES = 64 << 20
"""Of one answer. Twelve hours of words have 15 MB, a block of sound has 1."""
MOST_PROMISED = 64 << 10
"""Bytes that are set aside before they are there."""

_LENGTH = struct.Struct("<I")


class FrameRefused(Exception):
    """What came is no frame of ours."""


def send_frame(connection: Connection, frame: bytes) -> None:
    """The worker's side. Raises OSError, ValueError (longer than MOST_BYTES)."""
    if len(frame) > MOST_BYTES:
        raise ValueError("an answer that nobody would take")
    if sys.platform == "win32":
        connection.send_bytes(frame)
        return
    view = memoryview(_LENGTH.pack(len(frame)) + frame)
    while view:
        view = view[os.write(connection.fileno(), view) :]


def receive_frame(connection: Connection, wait: Callable[[], None]) -> bytearray:
    """The parent's side: one whole frame.

    `wait` comes back when there is something to read, and raises when nobody wants to wait any longer; it is
    called before every read, so that a worker that stops in the middle of a frame holds nobody up. Raises
    FrameRefused, EOFError, OSError.
    """
    if sys.platform == "win32":  # a pipe of messages there: one comes whole or not at all
        wait()
        return bytearray(connection.recv_bytes(MOST_BYTES))
    (length,) = _LENGTH.unpack(_exactly(connection.fileno(), _LENGTH.size, wait))
    if length > MOST_BYTES:
        raise FrameRefused
    return _exactly(connection.fileno(), length, wait)


def _exactly(descriptor: int, count: int, wait: Callable[[], None]) -> bytearray:
    data = bytearray()
    while len(data) < count:
        wait()
        piece = os.read(descriptor, min(count - len(data), MOST_PROMISED))
        if not piece:
            raise EOFError
        data += piece
    return data
