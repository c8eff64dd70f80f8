"""How a window speaks with its recorder, and finds it again after a crash: a local pipe, never the network.

Its address follows from the recording's place, and only who has the recording's key is let in. A request is
one word, the answer a `RecorderReport`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from .. import logs
from .recorder_status import RecorderReport
from .sealed import Key, derived_key
from .spool import DOOR

_LONGEST = 100
"""Bytes of an address; systems allow 104 to 108."""
_ANSWER_S = 5.0

STATUS, PAUSE, GO_ON, STOP, MARK, FAREWELL = b"status", b"pause", b"go on", b"stop", b"mark", b"farewell"


class RecorderGone(Exception):
    """There is no recorder, or it does not answer."""


class RecorderLink:
    """The window's end."""

    def __init__(self, spool: Path, key: Key) -> None:
        """Raises RecorderGone."""
        for address in addresses(spool):
            with contextlib.suppress(OSError, EOFError, AuthenticationError):
                self._connection = Client(address, authkey=_password(key))
                return
        raise RecorderGone()

    def ask(self, request: bytes) -> RecorderReport:
        """Raises RecorderGone."""
        try:
            self._connection.send_bytes(request)
            if self._connection.poll(_ANSWER_S):
                return RecorderReport.from_json(self._connection.recv_bytes())
        except (OSError, EOFError, ValueError, TypeError) as error:
            raise RecorderGone() from error
        raise RecorderGone()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._connection.close()


class RecorderDoor:
    """The recorder's end: answers whoever comes with the key, each on a thread of its own."""

    def __init__(self, spool: Path, key: Key, answer: Callable[[bytes], RecorderReport]) -> None:
        """Raises OSError when no address can be had."""
        self._answer = answer
        self._listener = _listener(spool, _password(key))
        self.farewell = threading.Event()
        """A window has seen the end."""
        threading.Thread(target=self._open, name="door", daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.close()

    def _open(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except AuthenticationError:
                continue
            except OSError:
                return  # closed
            except EOFError:
                continue
            threading.Thread(target=self._serve, args=(connection,), name="guest", daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        with contextlib.suppress(OSError, EOFError), connection:
            while True:
                request = connection.recv_bytes(64)
                report = self._answer(request)
                connection.send_bytes(report.to_json())
                if request == FAREWELL:
                    self.farewell.set()


def addresses(spool: Path) -> tuple[str, ...]:
    """Where a recording's recorder may be spoken to, the best place first."""
    name = hashlib.sha256(os.fsencode(spool.absolute())).hexdigest()[:24]
    if sys.platform == "win32":
        return (rf"\\.\pipe\intellisession-{name}",)
    near, far = spool.with_suffix(DOOR).absolute(), Path(tempfile.gettempdir()) / f"intellisession-{name}"
    return tuple(str(path) for path in (near, far) if len(os.fsencode(path)) <= _LONGEST)


def remove_left_door(spool: Path) -> None:
    """Removes what a killed recorder left of its address."""
    if sys.platform != "win32":
        for address in addresses(spool):
            with contextlib.suppress(OSError):
                os.unlink(address)


def _listener(spool: Path, password: bytes) -> Listener:
    remove_left_door(spool)
    refused: OSError | None = None
    for address in addresses(spool):
        try:
            return Listener(address, authkey=password)
        except OSError as error:  # not every file system can hold one
            refused = error
            logs.event("recorder_door_refused", code=error.errno or 0)
    raise refused or OSError("no address")


def _password(key: Key) -> bytes:
    return derived_key(key, b"IntelliSession recorder door")
