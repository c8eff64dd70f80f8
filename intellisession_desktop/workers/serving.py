"""The child's side of a worker: hardened first, then the engine, then one answer after another.

Nothing heavy is imported at the top: a library that starts threads of its own must find this process settled.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

from .. import logs
from ..errors import KnownError
from ..hardening import harden_process, lower_priority
from .confinement import Confinement, confine, confine_before_loading
from .descriptors import Handed, close_others
from .frames import send_frame

_PR_SET_PDEATHSIG = 1
_POOLS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def serve(
    connection: Connection, module: str, name: str, kind: Confinement, arguments: tuple[Any, ...]
) -> None:
    """The child's whole life: it hosts the engine `name` of `module`."""
    _settle_in(connection, arguments)
    held = confine_before_loading()
    if kind == Confinement.SEALED:
        # Landlock holds for this thread and those it starts, so numpy must not have started some before.
        os.environ |= dict.fromkeys(_POOLS, "1")
    from .answers import bug_frame, error_frame, result_frame

    def refused(error: Exception) -> bytes:
        """A known error as itself, a bug by its place only."""
        return error_frame(error) if isinstance(error, KnownError) else bug_frame(logs.bug(error))

    try:
        host = attrgetter(name)(importlib.import_module(module))(*arguments)
        host.stop_requested = connection.poll
        ready = result_frame((*held, *confine(kind)))
    except Exception as error:
        _answer(connection, refused(error))
        return
    _answer(connection, ready)
    while True:
        try:
            request = connection.recv()  # from the parent, which may be trusted
        except (EOFError, OSError):
            return
        if request is None:
            return
        method, values = request
        try:
            answer = result_frame(getattr(host, method)(*values))
        except Exception as error:
            answer = refused(error)
        _answer(connection, answer)


def _answer(connection: Connection, frame: bytes) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more: the next request says so
        send_frame(connection, frame)


def _settle_in(connection: Connection, arguments: tuple[Any, ...]) -> None:
    harden_process()
    lower_priority()
    close_others([connection.fileno(), *(each.number for each in arguments if isinstance(each, Handed))])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this child
    if sys.platform == "linux":
        import ctypes

        # Dies with its parent, also when that is killed and this child is deep in native code.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(quiet, stream)
