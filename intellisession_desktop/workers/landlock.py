"""Linux: no file of any path, no TCP, no signal to others for this thread and those it starts (Landlock).

The numbers are those of linux/landlock.h. The package on PyPI is a pre-release, and what is needed is this.
"""

from __future__ import annotations

import ctypes
import os
import struct

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every architecture
_ASK_VERSION = 1
_PR_SET_NO_NEW_PRIVS = 38
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many kinds of file access each version knows; 16 from the fifth on."""
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract Unix sockets, signals


def version() -> int:
    """The kernel's version of Landlock, 0 without."""
    found = ctypes.CDLL(None, use_errno=True).syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    return max(0, int(found))


def deny_everything() -> bool:
    """No rule allows anything, so what is not open yet cannot be opened. Whether the system does that."""
    known = version()
    if known == 0:
        return False
    rights = struct.pack("=Q", (1 << _FILE_RIGHTS.get(known, 16)) - 1)
    if known >= 4:
        rights += struct.pack("=Q", _TCP)
    if known >= 6:
        rights += struct.pack("=Q", _SCOPES)
    library = ctypes.CDLL(None, use_errno=True)
    ruleset = library.syscall(_CREATE_RULESET, rights, ctypes.c_size_t(len(rights)), 0)
    if ruleset < 0:
        return False
    try:
        if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(library.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)
