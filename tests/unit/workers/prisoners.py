"""Engines that try what a worker may not do; the child imports this module by its name."""

from __future__ import annotations

import ctypes
import multiprocessing.connection
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from intellisession_desktop.workers.answers import result_frame
from intellisession_desktop.workers.confinement import Confinement
from intellisession_desktop.workers.descriptors import Handed
from intellisession_desktop.workers.engine import Engine


def outcome(work: Callable[[], object]) -> str:
    """'done', or the name of the error."""
    try:
        work()
    except Exception as error:
        return type(error).__name__
    return "done"


class Prisoner(Engine):
    """Tries to get out."""

    def __init__(self, folder: str = "", file: Handed | None = None) -> None:
        self._folder, self._file = folder, file

    def read_a_file(self) -> str:
        return outcome(lambda: os.open(os.path.join(self._folder, "there"), os.O_RDONLY))

    def write_a_file(self) -> str:
        return outcome(lambda: os.open(os.path.join(self._folder, "new"), os.O_WRONLY | os.O_CREAT))

    def list_a_folder(self) -> str:
        return outcome(lambda: os.listdir(self._folder))

    def remove_a_file(self) -> str:
        return outcome(lambda: os.unlink(os.path.join(self._folder, "there")))

    def rename_a_file(self) -> str:
        return outcome(
            lambda: os.rename(os.path.join(self._folder, "there"), os.path.join(self._folder, "new"))
        )

    def change_the_open_file(self) -> str:
        assert self._file is not None
        number = self._file.number
        return outcome(lambda: os.write(number, b"x"))

    def change_its_rights(self) -> str:
        assert self._file is not None
        number = self._file.number
        return outcome(lambda: os.fchmod(number, 0o777))

    def read_the_open_file(self) -> str:
        assert self._file is not None
        os.lseek(self._file.number, 0, os.SEEK_SET)
        return os.read(self._file.number, 100).decode()

    def open_a_socket(self) -> str:
        return outcome(lambda: socket.socket(socket.AF_INET))

    def open_a_local_socket(self) -> str:
        return outcome(lambda: socket.socket(socket.AF_UNIX))

    def start_a_program(self) -> str:
        return outcome(lambda: subprocess.run([sys.executable, "-c", ""], check=True))

    def become_a_program(self) -> str:
        return outcome(lambda: os.execv("/bin/true", ["true"]))

    def fork(self) -> str:
        def fork() -> None:
            if os.fork() == 0:
                os._exit(0)

        return outcome(fork)

    def look_into_the_parent(self) -> str:
        def trace() -> None:
            library = ctypes.CDLL(None, use_errno=True)
            if library.ptrace(16, os.getppid(), None, None) != 0:  # PTRACE_ATTACH
                raise OSError(ctypes.get_errno(), "refused")
            library.ptrace(17, os.getppid(), None, None)

        return outcome(trace)

    def end_the_parent(self) -> str:
        return outcome(lambda: os.kill(os.getppid(), signal.SIGCONT))

    def begin_a_thread(self) -> str:
        def run() -> None:
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()

        return outcome(run)

    def take_memory(self, size: int) -> str:
        return outcome(lambda: np.ones(size, np.uint8))

    def raise_its_limit(self) -> str:
        import resource

        return outcome(lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)))

    def privileges(self) -> int:
        """1 where the kernel gives this process no new ones."""
        return int(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))


class Sealed(Prisoner):
    confinement: ClassVar[Confinement] = Confinement.SEALED


class WithoutFiles(Prisoner):
    confinement: ClassVar[Confinement] = Confinement.NO_FILES


class Liar(Engine):
    """Says what it pleases to whoever listens, whatever was asked."""

    def __init__(self) -> None:
        import gc

        ours = [each for each in gc.get_objects() if isinstance(each, multiprocessing.connection.Connection)]
        (self._connection,) = [each for each in ours if not each.closed]

    def say(self, data: bytes) -> str:
        os.write(self._connection.fileno(), data)
        return "and goes on"

    def say_half(self, data: bytes) -> str:
        """And never the rest."""
        os.write(self._connection.fileno(), data)
        signal.pause()
        return ""

    def promise(self) -> str:
        return 3  # type: ignore[return-value]

    def plain(self) -> str:
        return "plain"


ANSWER = result_frame("what was asked")
