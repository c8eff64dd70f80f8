"""Engines that a worker process can host in a moment; the child imports this module by its name."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import time

import numpy as np
from numpy.typing import NDArray

from intellisession_desktop.errors import AudioTruncated, Cancelled, ModelDamaged, NetworkRefused
from intellisession_desktop.workers.engine import Engine

SECRET = "Maya said she takes sertraline"


class Host(Engine):
    """Does what a test asks for."""

    def __init__(self, greeting: str = "hello") -> None:
        self._greeting = greeting
        self._calls = 0

    def greet(self, name: str) -> str:
        self._calls += 1
        return f"{self._greeting} {name} {self._calls}"

    def doubled(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        return sound * 2

    def cut_off(self) -> None:
        raise AudioTruncated(readable_s=12.5)

    def stumble(self) -> None:
        raise RuntimeError(SECRET)

    def shout(self) -> None:
        """Talks like a native library, and like a careless one of Python's."""
        print(SECRET)
        print(SECRET, file=sys.stderr)
        os.write(1, SECRET.encode())
        os.write(2, SECRET.encode())

    def environment(self, name: str) -> bool:
        return name in os.environ

    def nap(self, seconds: float) -> None:
        time.sleep(seconds)

    def native_nap(self, seconds: int) -> None:
        """Deep in C, with the interpreter's lock held: nothing of Python runs meanwhile."""
        ctypes.PyDLL(None).sleep(seconds)

    def listen(self) -> None:
        """Works in small pieces and asks between them whether it is to stop."""
        while not self.stop_requested():
            time.sleep(0.01)
        raise Cancelled

    def die(self) -> None:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    def connect(self) -> None:
        try:
            one = socket.socket()
        except PermissionError as error:  # where the kernel refuses it already
            raise NetworkRefused from error
        with one:
            one.connect(("127.0.0.1", 9))

    def pair(self) -> str:
        one, other = socket.socketpair()
        with one, other:
            one.send(b"here")
            return other.recv(4).decode()

    def core_limit(self) -> tuple[int, int]:
        import resource

        return resource.getrlimit(resource.RLIMIT_CORE)


class Damaged(Engine):
    def __init__(self) -> None:
        raise ModelDamaged


class Broken(Engine):
    def __init__(self) -> None:
        raise RuntimeError(SECRET)
