"""Keeps what a process holds in memory from leaving it: no core dumps, no attaching, no network."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from typing import Any

from .errors import NetworkRefused

_PR_SET_DUMPABLE = 4
_NETWORK_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_LOOK_UPS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)

_network_allowed = False
_hook_installed = False


def harden_process() -> None:
    """Turns core dumps off, forbids attaching to this process, and refuses internet sockets from here on.
    What libraries write (a note printed to a file, the size of a window) is its owner's alone.

    Each process calls it first thing. What the system does not offer is left out without a word.
    """
    _forbid_core_dumps()
    _refuse_network()
    os.umask(0o077)


def lower_priority() -> None:
    """Lets the window and other programs go first."""
    if sys.platform == "win32":
        below_normal = 0x4000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        with contextlib.suppress(OSError):
            os.nice(10)


@contextlib.contextmanager
def network_for_models() -> Iterator[None]:
    """Lifts the refusal while a person's request to fetch a model is carried out."""
    global _network_allowed
    _network_allowed = True
    try:
        yield
    finally:
        _network_allowed = False


def wipe(secret: bytearray) -> None:
    """Overwrites a key in place."""
    for i in range(len(secret)):
        secret[i] = 0


def _forbid_core_dumps() -> None:
    if sys.platform == "win32":
        no_error_boxes = 0x0001 | 0x0002
        ctypes.windll.kernel32.SetErrorMode(no_error_boxes)
        return
    import resource  # not on Windows

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _refuse_network() -> None:
    global _hook_installed
    if not _hook_installed:
        sys.addaudithook(_refuse)
        _hook_installed = True


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuses INET connect, bind and send, and looking up a name, which asks a server; socket pairs are
    needed by pipes.
    """
    if _network_allowed:
        return
    # An INET address is a tuple (host, port, ...); a Unix socket's is a string or bytes.
    if event in _LOOK_UPS or (event in _NETWORK_EVENTS and isinstance(arguments[-1], tuple)):
        raise NetworkRefused()
