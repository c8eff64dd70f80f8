"""How long a recording the disk has room for."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from .capture import clock

LEAST_S = 120.0
"""A recording ends cleanly while there is room for this much more."""
SHORT_S = 30 * 60.0
"""From here on it is told."""
_BYTES_A_SECOND = 24_000
"""Of the spool: FLAC of speech at 16 kHz takes 12 to 20 kB, of noise up to 32."""
_RESERVE = 50 << 20
"""Bytes left free for the transcript and the note, which the recording is worth nothing without."""
_LOOKED_AT_S = 2.0


class DiskRoom:
    """Looks every now and then how much room there is in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked_at = -math.inf
        self.free_bytes = 0
        self.left_s = 0.0

    def look(self) -> float:
        """Seconds of sound that there is room for."""
        now = clock()
        if now - self._looked_at >= _LOOKED_AT_S:
            self._looked_at = now
            self.free_bytes = free_bytes(self._folder)
            self.left_s = max(0.0, (self.free_bytes - _RESERVE) / _BYTES_A_SECOND)
        return self.left_s


def free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # then writing will tell
        return 1 << 40
