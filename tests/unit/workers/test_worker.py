"""A worker is a real process: what crosses to it and back, how it dies, and what it may not do."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.cli import entry
from intellisession_desktop.cli.terminal import PASSPHRASE_VARIABLE
from intellisession_desktop.errors import (
    AudioTruncated,
    Cancelled,
    EngineCrashed,
    ModelDamaged,
    NetworkRefused,
)
from intellisession_desktop.workers.worker import Worker

from .engines import Broken, Damaged, Host

ROOT = Path(__file__).parents[3]
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child's life to its parent's")
posix = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")

PATIENCE_S = 30.0  # for what takes a moment: a busy computer must not fail a test


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One process for all tests that leave it alive."""
    with Worker("test", Host, "good day") as started:
        yield started


@pytest.fixture
def mortal() -> Iterator[Worker]:
    """A process of one's own, to be killed."""
    with Worker("mortal", Host) as started:
        yield started


def gone(pid: int) -> bool:
    """Whether the process has ended (one that nobody has waited for yet counts as ended)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def soon(happened: object) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():  # type: ignore[operator]
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_results_cross_and_the_engine_is_built_once(worker: Worker) -> None:
    first, second = worker.call("greet", "Maya"), worker.call("greet", "Daniel")
    assert first.startswith("good day Maya ")
    assert int(second.rsplit(" ", 1)[1]) == int(first.rsplit(" ", 1)[1]) + 1
    assert worker.pid != os.getpid()
    assert worker.load_s > 0


def test_sound_crosses_both_ways(worker: Worker) -> None:
    sound = np.linspace(-0.5, 0.5, 480_000, dtype=np.float32)  # more than a pipe holds
    back = worker.call("doubled", sound)
    assert back.dtype == np.float32
    assert np.array_equal(back, sound * 2)


def test_a_known_error_crosses_as_itself(worker: Worker) -> None:
    with pytest.raises(AudioTruncated, match=r"12\.5 seconds") as raised:
        worker.call("cut_off")
    assert raised.value.code == "audio_truncated"
    assert raised.value.readable_s == 12.5
    assert worker.call("greet", "Maya").startswith("good day Maya")


def test_a_bug_becomes_a_crash_and_its_message_is_in_no_log(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(EngineCrashed) as raised:
        worker.call("stumble")
    shown = f"{caplog.text} {raised.value.sentence} {raised.value!r} {raised.value.__cause__!r}"
    assert "Maya" not in shown
    assert "sertraline" not in shown
    assert "bug in test: RuntimeError at" in caplog.text  # but where it is, is told
    assert "engines.py" in caplog.text


def test_a_known_error_of_the_start_is_raised_by_the_start() -> None:
    with pytest.raises(ModelDamaged):
        Worker("damaged", Damaged)


def test_a_bug_of_the_start_is_a_crash() -> None:
    with pytest.raises(EngineCrashed):
        Worker("broken", Broken)


def test_nothing_a_child_prints_is_seen(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    worker.call("shout")
    assert capfd.readouterr() == ("", "")


def test_memory_is_told(worker: Worker) -> None:
    peak = worker.call("peak_memory")
    assert peak == 0 if sys.platform == "win32" else 5e6 < peak < 5e9


def test_a_child_that_was_killed_is_a_crash(mortal: Worker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(EngineCrashed):
        mortal.call("die")
    assert not mortal.alive
    assert "worker_died worker=mortal" in caplog.text
    with pytest.raises(EngineCrashed):  # and stays one
        mortal.call("greet", "Maya")


def test_a_child_that_is_killed_in_the_middle_of_a_call_is_a_crash(mortal: Worker) -> None:
    killer = threading.Timer(0.2, os.kill, (mortal.pid, getattr(signal, "SIGKILL", signal.SIGTERM)))
    killer.start()
    with pytest.raises(EngineCrashed):
        mortal.call("nap", 600.0)
    killer.join()


def test_a_child_that_listens_is_cancelled(mortal: Worker) -> None:
    with pytest.raises(Cancelled):
        mortal.call("listen", cancelled=lambda: True)
    assert not mortal.alive


@posix
@pytest.mark.parametrize("nap", ["nap", "native_nap"])
def test_a_child_that_cannot_listen_is_killed_when_it_is_cancelled(mortal: Worker, nap: str) -> None:
    an_hour = 3600  # waiting for its end would hit the limit that every test has
    with pytest.raises(Cancelled):
        mortal.call(nap, an_hour, cancelled=lambda: True)
    assert not mortal.alive


@posix
def test_ctrl_c_is_for_the_parent_only(worker: Worker) -> None:
    os.kill(worker.pid, signal.SIGINT)
    assert worker.call("greet", "Maya").startswith("good day Maya")


def test_a_call_is_not_cancelled_while_nobody_asks(worker: Worker) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(False)
        return False

    worker.call("nap", 0.3, cancelled=cancelled)
    assert asked


def test_leaving_the_block_ends_the_child() -> None:
    with Worker("short", Host) as short:
        assert short.alive
    assert not short.alive
    short.close()  # may be called again


def test_no_child_inherits_the_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "harden_process", lambda: None)
    monkeypatch.setattr(entry.logs, "to_stderr", lambda: None)
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "correct horse battery")
    with Worker("before", Host) as before:
        assert before.call("environment", PASSPHRASE_VARIABLE)  # so it would be
    assert entry.main(["--help"]) == 0
    with Worker("after", Host) as after:
        assert not after.call("environment", PASSPHRASE_VARIABLE)


class TestHardened:
    def test_the_network_is_refused(self, worker: Worker) -> None:
        with pytest.raises(NetworkRefused):
            worker.call("connect")

    @posix
    def test_a_socket_pair_works(self, worker: Worker) -> None:
        assert worker.call("pair") == "here"

    @posix
    def test_no_core_is_dumped(self, worker: Worker) -> None:
        assert worker.call("core_limit") == (0, 0)


PARENT = """
import threading
from intellisession_desktop.workers.worker import Worker
from tests.unit.workers.engines import Host
if __name__ == "__main__":
    worker = Worker("orphan", Host)
    print(worker.pid, flush=True)
    worker.call({method!r}, 600)
"""


@linux
@pytest.mark.parametrize("method", ["nap", "native_nap"])
def test_a_child_dies_with_its_parent(tmp_path: Path, method: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(method=method))
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not gone(child)
        parent.kill()
    assert soon(lambda: gone(child))
