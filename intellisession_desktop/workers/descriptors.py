"""What of a parent's open files a worker gets: the one that is handed to it, and nothing else."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterable
from multiprocessing import reduction, resource_tracker
from typing import Any

_LAST = 4096
"""Descriptors up to here are closed where the system does not list the open ones."""

_GENERIC_READ = 0x80000000


class Handed:
    """An open file among a worker's arguments: the worker gets a descriptor of its own for the same file.

    It travels while the worker is started (on Windows as a handle: written, not tried). `number` is the
    descriptor in the process that asks.
    """

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self) -> tuple[Callable[[Any], Handed], tuple[Any]]:
        if sys.platform == "win32":
            import msvcrt

            return _from_handle, (reduction.DupHandle(msvcrt.get_osfhandle(self.number), _GENERIC_READ),)
        return _from_duplicate, (reduction.DupFd(self.number),)


def close_others(kept: Iterable[int]) -> None:
    """Closes whatever else this process inherited, but for the three standard streams and the pipes by which
    its parent knows that it lives.
    """
    if sys.platform == "win32":  # nothing is inherited there but what was handed over
        return
    keep = {0, 1, 2, *kept}
    # A process of multiprocessing's own removes shared memory by name for whoever writes to this pipe.
    tracker = getattr(resource_tracker, "_resource_tracker", None)
    unwanted = getattr(tracker, "_fd", None)
    for number in _open_ones():
        with contextlib.suppress(OSError):
            if number not in keep and (number == unwanted or not stat.S_ISFIFO(os.fstat(number).st_mode)):
                os.close(number)


def _open_ones() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return [int(name) for name in os.listdir(folder)]
    return list(range(3, _LAST))


def _from_duplicate(duplicate: Any) -> Handed:
    return Handed(duplicate.detach())


def _from_handle(duplicate: Any) -> Handed:
    if sys.platform != "win32":
        raise RuntimeError("a handle of Windows")
    import msvcrt

    return Handed(msvcrt.open_osfhandle(duplicate.detach(), os.O_RDONLY | os.O_BINARY))
