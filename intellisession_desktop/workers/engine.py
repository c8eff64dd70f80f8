"""What a worker hosts: the base of every engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ClassVar

from .confinement import Confinement


class Engine:
    """What a worker hosts. Between two pieces of work an engine asks `stop_requested` and raises
    Cancelled.

    The return annotations of its methods are what its parent takes from it (workers/answers.py), and nothing
    else comes through.
    """

    confinement: ClassVar[Confinement] = Confinement.NO_NETWORK
    stop_requested: Callable[[], bool] = staticmethod(lambda: False)

    def peak_memory(self) -> int:
        """Bytes of physical memory this process held at most (0 where the system does not tell)."""
        if sys.platform == "win32":
            return 0
        import resource  # not on Windows

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
