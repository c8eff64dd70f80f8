"""Which recordings are being made right now: until they are stopped, nothing else may be done with them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import StillRecording

_lock = threading.Lock()
_live: set[str] = set()


@contextmanager
def being_recorded(recording_id: str) -> Iterator[None]:
    """Marks a recording for as long as the block runs. A vault has one program, so memory is enough."""
    with _lock:
        _live.add(recording_id)
    try:
        yield
    finally:
        with _lock:
            _live.discard(recording_id)


def is_live(recording_id: str | None) -> bool:
    """Whether somebody is speaking into it."""
    with _lock:
        return recording_id in _live


def refuse_live(recording_id: str | None) -> None:
    """Raises StillRecording."""
    if is_live(recording_id):
        raise StillRecording()
