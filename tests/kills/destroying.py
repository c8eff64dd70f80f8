"""Destroys recordings for `test_destruction.py`, in children that are killed, or whose disk fails, at a step.

    python -m tests.kills.destroying

reads a line of JSON for each try, forks, and says in a line how the child ended. It stays alive, so that a
try costs no start of Python.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intellisession_desktop import logs
from intellisession_desktop.errors import DiskFull, KnownError
from intellisession_desktop.sessions.destruction import destroy, finish_pending
from intellisession_desktop.vault.database import Database
from intellisession_desktop.vault.vault import Vault

from .window import PASSPHRASE


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(attempt(json.loads(line)))
        status = os.waitpid(child, 0)[1]
        killed = os.WIFSIGNALED(status)
        print("killed" if killed else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


def attempt(order: dict[str, Any]) -> int:
    """0: done; 3: a known error; 5: a bug. `order`: vault, how (resume or opening), fault, at (which one)."""
    logs.to_stderr()
    try:
        with Vault.open(Path(order["vault"]), PASSPHRASE) as vault:
            step = _with_fault(order["fault"], order["at"])
            for entry in vault.destructions.unfinished():
                if order["how"] == "resume":
                    destroy(vault, entry.recording_id, step)
                else:
                    finish_pending(vault)
    except KnownError:
        return 3
    except Exception as error:
        logs.bug(error)
        return 5
    return 0


def _with_fault(fault: str, at: int) -> Callable[[str], None]:
    """Arms the fault; gives what is told each step."""
    if fault == "kill":
        return _Countdown(at, lambda: os.kill(os.getpid(), signal.SIGKILL))
    if fault == "fsync":
        real, count = os.fsync, _Countdown(at, _fail)

        def fsync(descriptor: int) -> None:
            count("")
            real(descriptor)

        os.fsync = fsync  # type: ignore[assignment]
    if fault == "full":
        run, full = Database.run, _Countdown(at, _full)

        def commit(self: Database, sql: str, parameters: Any = ()) -> int:
            if sql == "COMMIT":
                full("")
            return run(self, sql, parameters)

        Database.run = commit  # type: ignore[method-assign]
    return lambda _: None


class _Countdown:
    def __init__(self, at: int, strike: Callable[[], None]) -> None:
        self._left, self._strike = at, strike

    def __call__(self, _: str) -> None:
        self._left -= 1
        if self._left == 0:
            self._strike()


def _fail() -> None:
    raise OSError(errno.EIO, "the disk failed")


def _full() -> None:
    raise DiskFull()


if __name__ == "__main__":
    main()
