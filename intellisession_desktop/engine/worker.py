"""One engine in a child process of its own: it can be cancelled, it can die, and it never sees the vault.

The parent calls methods of the engine one at a time; arguments and results travel by pipe (sound too: shared
memory would be a file). A child that dies becomes `EngineCrashed`. The child writes nothing to the terminal:
native libraries talk too much, and a traceback could quote a transcript.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from .. import logs
from ..errors import Cancelled, EngineCrashed, KnownError
from ..hardening import harden_process, lower_priority

GRACE_S = 2.0
"""How long a child that was asked to stop may take before it is killed."""

_POLL_S = 0.05
# Turns that the engines' threads wait for each other at full speed before they sleep. Measured on 2 cores:
# without a limit, words are written ten times slower as soon as another program wants the processor; without
# waiting, a third slower when nothing else does.
_SPINS = "1000"
_PR_SET_PDEATHSIG = 1


class Engine:
    """What a worker hosts. Between two pieces of work an engine asks `stop_requested` and raises
    Cancelled.
    """

    stop_requested: Callable[[], bool] = staticmethod(lambda: False)

    def peak_memory(self) -> int:
        """Bytes of physical memory this process held at most (0 where the system does not tell)."""
        if sys.platform == "win32":
            return 0
        import resource  # not on Windows

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


class Worker:
    """The parent's end. Use as a context manager; `call` raises what the engine raised, or EngineCrashed."""

    def __init__(self, name: str, engine: Callable[..., Engine], *arguments: Any) -> None:
        """Starts the child and waits until `engine(*arguments)` is built there; `load_s` is how long that
        took.

        `engine` must be importable by name. Raises the engine's own KnownError (a damaged model),
        EngineCrashed.
        """
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)  # read by OpenMP when the child loads it
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.name = name
        self._process = context.Process(
            target=_serve, args=(theirs, engine, arguments), name=name, daemon=True
        )
        began = time.monotonic()
        self._process.start()
        theirs.close()
        try:
            self._wait(lambda: False)
        except BaseException:
            self.close()
            raise
        self.load_s = time.monotonic() - began
        logs.event("worker_ready", worker=name, seconds=self.load_s)

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def call(self, method: str, *arguments: Any, cancelled: Callable[[], bool] = lambda: False) -> Any:
        """The engine's `method(*arguments)`. Raises Cancelled (the child is gone then), EngineCrashed,
        known errors.
        """
        try:
            self._connection.send((method, arguments))
        except (OSError, ValueError) as error:
            self.close()
            raise EngineCrashed() from error
        return self._wait(cancelled)

    def close(self) -> None:
        """Asks the child to end, waits 2 s, kills it."""
        with contextlib.suppress(OSError, ValueError):
            self._connection.send(None)
        with contextlib.suppress(OSError):
            self._connection.close()
        self._process.join(GRACE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, cancelled: Callable[[], bool]) -> Any:
        try:
            while not self._connection.poll(_POLL_S):
                if cancelled():
                    self.close()
                    raise Cancelled()
                if not self._process.is_alive() and not self._connection.poll():
                    raise EOFError
            kind, value = self._connection.recv()
        except (EOFError, OSError) as error:
            self._process.join(GRACE_S)
            logs.event("worker_died", worker=self.name, exit_code=self._process.exitcode)
            raise EngineCrashed() from error
        if kind == "result":
            return value
        if kind == "known":
            raise value
        logs.bug_elsewhere(self.name, str(value))
        raise EngineCrashed()


def _serve(connection: Connection, engine: Callable[..., Engine], arguments: tuple[Any, ...]) -> None:
    """The child's whole life."""
    _settle_in()
    try:
        host = engine(*arguments)
        host.stop_requested = connection.poll
    except Exception as error:
        _answer_with(connection, error)
        return
    connection.send(("result", None))
    while True:
        try:
            request = connection.recv()
        except (EOFError, OSError):
            return
        if request is None:
            return
        method, values = request
        try:
            result = getattr(host, method)(*values)
        except Exception as error:
            _answer_with(connection, error)
        else:
            connection.send(("result", result))


def _answer_with(connection: Connection, error: Exception) -> None:
    """Sends a known error as itself, a bug by its place only."""
    with contextlib.suppress(OSError):
        connection.send(("known", error) if isinstance(error, KnownError) else ("bug", logs.bug(error)))


def _settle_in() -> None:
    harden_process()
    lower_priority()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this child
    if sys.platform == "linux":
        import ctypes

        # Dies with its parent, also when that is killed and this child is deep in native code.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(quiet, stream)
