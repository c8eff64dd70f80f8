"""What long work needs of whoever started it: a way to report progress and a way to be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..errors import Cancelled
from ..records import Progress

Report = Callable[[Progress], None]


def unreported(_: Progress) -> None:
    """For work whose progress nobody watches."""


class CancelToken:
    """Set from any thread; long work looks at it between two steps and while it waits for a worker."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.for_now = False
        """Only for now: what is stopped goes on by itself the next time."""

    def cancel(self, for_now: bool = False) -> None:
        self.for_now = for_now
        self._event.set()

    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled once the token is set."""
        if self._event.is_set():
            raise Cancelled()
