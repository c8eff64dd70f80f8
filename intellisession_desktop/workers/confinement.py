"""What a worker gives up before it touches what strangers made: a model, a picture, a recording.

What the system does not offer is left out, and the log says which protections hold. On Linux tests try them.
macOS has the limits of memory and files only, untried, and Windows none: their own sandboxes (a profile, a
restricted token) are not used.
"""

from __future__ import annotations

import contextlib
import sys
from enum import StrEnum

from . import landlock, seccomp

SEALED_MEMORY = 1 << 30
"""Bytes that a sealed worker may take beyond what its program and libraries have."""
READER_MEMORY = 4 << 30
"""The same for one that reads pages: its models and a picture of 170 megapixels, several times over."""
_MOST_FILES = 32


class Confinement(StrEnum):
    """How much of the system is left to a worker once it stands."""

    NO_NETWORK = "no network"
    """No internet, no other program, no look into other processes: for those that need threads and files."""
    NO_FILES = "no files"
    """Neither any file from when its models are loaded."""
    SEALED = "sealed"
    """Nothing but to read what is open, to compute, and to answer."""


def confine_before_loading() -> list[str]:
    """What every worker gives up first, before it loads a model. The names of the protections that hold."""
    if sys.platform == "linux" and seccomp.refuse_network_and_programs():
        return ["privileges", "network"]
    return []


def confine(kind: Confinement) -> list[str]:
    """What it gives up once all that it needs is loaded. The names of the protections that hold."""
    if kind == Confinement.NO_NETWORK:
        return []
    held = _limited(SEALED_MEMORY if kind == Confinement.SEALED else READER_MEMORY)
    if sys.platform == "linux":
        if landlock.deny_everything():
            held.append("landlock")
        if kind == Confinement.SEALED and seccomp.seal():
            held.append("sealed")
        if kind == Confinement.NO_FILES and seccomp.refuse_files():
            held.append("no_files")
    return held


def _limited(memory: int) -> list[str]:
    """Bounds for memory and for files, none of which may be written."""
    if sys.platform == "win32":
        return []
    import resource  # not on Windows

    held = []
    limits = [("writing", resource.RLIMIT_FSIZE, 0), ("files", resource.RLIMIT_NOFILE, _MOST_FILES)]
    if sys.platform == "linux":
        limits.append(("memory", resource.RLIMIT_AS, _mapped() + memory))
    else:
        limits.append(("memory", resource.RLIMIT_DATA, memory))
    for name, limit, most in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
            held.append(name)
    return held


def _mapped() -> int:
    """Bytes of address space that this process has by now."""
    import resource  # not on Windows

    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
