"""How long to wait after wrong passphrases in a row."""

from __future__ import annotations

import time

_FREE = 2  # wrong tries without a wait: a slip of the finger, and Caps Lock
_LONGEST_S = 30.0


class Tries:
    """Counts wrong tries; from the third in a row on, each costs a longer wait: 1, 2, 4 ... 30 s."""

    def __init__(self) -> None:
        self._wrong = 0
        self._until = 0.0

    def wrong(self) -> None:
        """One more was wrong."""
        self._wrong += 1
        if self._wrong > _FREE:
            self._until = time.monotonic() + min(_LONGEST_S, 2.0 ** (self._wrong - _FREE - 1))

    def right(self) -> None:
        """Starts afresh."""
        self._wrong, self._until = 0, 0.0

    def left_s(self) -> float:
        """Seconds until the next try; 0 when it may be made now."""
        return max(0.0, self._until - time.monotonic())
