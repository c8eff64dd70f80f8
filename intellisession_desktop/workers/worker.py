"""One engine in a child process of its own: it can be cancelled, it can die, and it never sees the vault.

The parent calls methods of the engine one at a time, by pipe: shared memory would be a file. Arguments go to
the child as they are; what comes back is data of the type that the method declares (workers/answers.py). A
child that dies, or that answers with anything else, becomes `EngineCrashed`. The child writes nothing to the
terminal: native libraries talk too much, and a traceback could quote a transcript.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any

from .. import logs
from ..errors import Cancelled, EngineCrashed
from .answers import AnswerRefused, BugElsewhere, expected_of, read_answer
from .engine import Engine as Engine
from .frames import FrameRefused, receive_frame
from .serving import serve

GRACE_S = 2.0
"""How long a child that was asked to stop may take before it is killed."""

_POLL_S = 0.05
# Turns that the engines' threads wait for each other at full speed before they sleep. Measured on 2 cores:
# without a limit, words are written ten times slower as soon as another program wants the processor; without
# waiting, a third slower when nothing else does.
_SPINS = "1000"


class _OutOfPatience(Exception):
    pass


class Worker:
    """The parent's end. Use as a context manager; `call` raises what the engine raised, or EngineCrashed."""

    def __init__(
        self,
        name: str,
        engine: type[Engine],
        *arguments: Any,
        grace_s: float = GRACE_S,
        patience_s: float | None = None,
    ) -> None:
        """Starts the child and waits until `engine(*arguments)` is built there; `load_s` is how long that
        took.

        `engine` must be importable by name. `patience_s`: a call that takes longer has the child killed, and
        is EngineCrashed. Raises the engine's own KnownError (a damaged model), EngineCrashed.
        """
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)  # read by OpenMP when the child loads it
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.name = name
        self._engine, self._grace_s, self._patience_s = engine, grace_s, patience_s
        given = (theirs, engine.__module__, engine.__qualname__, engine.confinement, arguments)
        self._process = context.Process(target=serve, args=given, name=name, daemon=True)
        began = time.monotonic()
        self._process.start()
        theirs.close()
        try:
            held = self._wait(lambda: False, tuple[str, ...], None)
        except BaseException:
            self.close()
            raise
        self.load_s = time.monotonic() - began
        logs.event("worker_ready", worker=name, seconds=self.load_s, protections="+".join(held))

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
        expected = expected_of(self._engine, method)
        try:
            self._connection.send((method, arguments))
        except (OSError, ValueError) as error:
            self.close()
            raise EngineCrashed() from error
        return self._wait(cancelled, expected, self._patience_s)

    def close(self) -> None:
        """Asks the child to end, waits 2 s, kills it."""
        with contextlib.suppress(OSError, ValueError):
            self._connection.send(None)
        with contextlib.suppress(OSError):
            self._connection.close()
        self._process.join(self._grace_s)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, cancelled: Callable[[], bool], expected: Any, patience_s: float | None) -> Any:
        """The next answer, of the type `expected`."""
        ends = None if patience_s is None else time.monotonic() + patience_s

        def wait() -> None:
            while not self._connection.poll(_POLL_S):
                if cancelled():
                    self.close()
                    raise Cancelled()
                if not self._process.is_alive() and not self._connection.poll():
                    raise EOFError
                if ends is not None and time.monotonic() > ends:
                    raise _OutOfPatience

        try:
            return read_answer(receive_frame(self._connection, wait), expected)
        except BugElsewhere as bug:
            logs.bug_elsewhere(self.name, str(bug))
            raise EngineCrashed() from None
        except (AnswerRefused, FrameRefused, _OutOfPatience) as error:
            self._process.kill()
            logs.event("worker_refused", worker=self.name, reason=type(error).__name__.strip("_"))
            raise EngineCrashed() from None
        except (EOFError, OSError) as error:
            self._process.join(GRACE_S)
            logs.event("worker_died", worker=self.name, exit_code=self._process.exitcode)
            raise EngineCrashed() from error
