"""The recorder's process: it outlives the window, and ends with the recording.

It is told what to record through its standard input: nothing of it is on a command line or in a file.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ..hardening import harden_process, wipe
from .capture import clock
from .recorder import RecordingOrder, SoundRecorder
from .recorder_link import GO_ON, MARK, PAUSE, STOP, RecorderDoor, remove_left_door
from .recorder_status import RecorderReport
from .sealed import KEY_BYTES

ARGUMENT = "recorder-process"
"""What the program is started with to be a recorder."""

_LENGTH = struct.Struct(">I")
_OF_ITS_OWN = 0x0800_0000 | 0x0000_0200
"""Windows: without a console, in a process group of its own."""
_LINGERS_S = 10.0
"""For a window to see how it ended."""


def start_recorder(order: RecordingOrder, key: bytearray) -> Callable[[], bool]:
    """Starts a recorder in a process of its own, which goes on when this one ends. What is given says whether
    it is still running. Raises OSError.
    """
    command = [sys.executable, ARGUMENT]
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # it is no part of the program that starts it
    else:
        command[1:1] = ["-m", __package__.split(".")[0]]
        root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (environment.get("PYTHONPATH"), root)))
    process = subprocess.Popen(  # noqa: S603  (this very program)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=Path(order.spool).anchor,  # nothing that can be unmounted is held open by it
        start_new_session=sys.platform != "win32",
        creationflags=_OF_ITS_OWN if sys.platform == "win32" else 0,
    )
    if (pipe := process.stdin) is not None:
        text = json.dumps(asdict(order)).encode()
        with contextlib.suppress(BrokenPipeError), pipe:
            os.write(pipe.fileno(), _LENGTH.pack(len(text)) + text)
            os.write(pipe.fileno(), key)
    threading.Thread(target=process.wait, daemon=True).start()  # so that none is left over as a zombie
    return lambda: process.poll() is None


def main() -> int:
    """The whole life of the process."""
    harden_process()
    order, key = _told(sys.stdin.fileno())
    if sys.platform != "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that is in front
    serve(order, key, lambda recorder: signal.signal(signal.SIGTERM, recorder.end_soon))
    return 0


def serve(
    order: RecordingOrder, key: bytearray, begun: Callable[[SoundRecorder], object] = lambda _: None
) -> None:
    """Records, and answers meanwhile and for a moment afterwards. The key is wiped."""
    recorder = SoundRecorder(order, key)
    begun(recorder)

    def answer(request: bytes) -> RecorderReport:
        recorder.asked_at = clock()
        actions = {PAUSE: recorder.pause, GO_ON: recorder.go_on, STOP: recorder.stop, MARK: recorder.mark}
        if (action := actions.get(request)) is not None:
            action()
        return recorder.report

    door = RecorderDoor(Path(order.spool), key, answer)
    try:
        recorder.run()
        until = time.monotonic() + _LINGERS_S
        while not door.farewell.wait(0.05) and time.monotonic() < until:
            pass
    finally:
        door.close()
        remove_left_door(Path(order.spool))
        wipe(key)


def _told(descriptor: int) -> tuple[RecordingOrder, bytearray]:
    """The order and the key, which is read into memory that can be wiped."""
    with io.FileIO(descriptor, closefd=False) as pipe:
        (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
        order = RecordingOrder(**json.loads(_exactly(pipe, length)))
        return order, _exactly(pipe, KEY_BYTES)


def _exactly(pipe: io.FileIO, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = pipe.readinto(view)
        if not count:
            raise EOFError
        view = view[count:]
    return data
