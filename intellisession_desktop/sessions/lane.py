"""A thread that does one thing after another, and lives as long as the program: a worker process ends with
the thread that started it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from .. import logs

Deed = Callable[[], None]


class Lane:
    """Deeds are done in the order they came. One that fails is logged, and the next one is done."""

    def __init__(self, name: str) -> None:
        self._deeds: deque[Deed] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def add(self, deed: Deed) -> None:
        """Once the lane is closing, nothing is taken any more."""
        with self._changed:
            if not self._closing:
                self._deeds.append(deed)
                self._changed.notify()

    def forget(self, deed: Deed) -> bool:
        """Takes a deed out that was not begun; False when it is too late."""
        with self._changed:
            if deed in self._deeds:
                self._deeds.remove(deed)
                return True
            return False

    def close(self, finish: bool = False) -> None:
        """No new deeds; those that wait are done first (`finish`) or not at all. Returns at once."""
        with self._changed:
            self._closing = True
            if not finish:
                self._deeds.clear()
            self._changed.notify()

    def join(self, until: float) -> bool:
        """Waits for the end, at most until `time.monotonic()` is `until`. Whether it has ended."""
        if threading.current_thread() is not self._thread:
            self._thread.join(max(0.0, until - time.monotonic()))
        return not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._deeds and not self._closing:
                    self._changed.wait()
                if not self._deeds:
                    return
                deed = self._deeds.popleft()
            try:
                deed()
            except Exception as error:  # the thread's edge: what comes after is done all the same
                logs.bug(error)
