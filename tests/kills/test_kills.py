"""Processes are killed at random moments: nothing that was sealed is lost, and the audio is gone at the end.

Six kills by default; `dev.py test --slow` has 45 with fake engines and 5 with the real ones.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.audio.spool import sealed_seconds
from intellisession_desktop.errors import NotFound
from intellisession_desktop.records import ConsentScope, RecordingState
from intellisession_desktop.settings import resources_folder
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault

from .window import PASSPHRASE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks for the processes in /proc")

ROOT = Path(__file__).parents[2]
TARGETS = ("window", "recorder", "worker")
SPEED = 10.0
RECORDED_S = 22.0
WITHIN_S = 5.0  # from the start of the recording to the draft, with fake engines


class Played:
    """A vault with a client, a sound that is played to recorders, and the processes that work on them."""

    def __init__(self, folder: Path, sound: Path, speed: float, kind: str = "fake") -> None:
        self.vault, self.kind = folder / "vault", kind
        self._windows: list[subprocess.Popen[str]] = []
        vault, _ = Vault.create(self.vault, PASSPHRASE, CHEAPEST)
        with vault:
            client = vault.clients.add("Maya R.")
            vault.consents.record(client.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
        paths = (ROOT / "tests" / "played", ROOT)
        self.environment = os.environ | {
            "PLAYED_SOUND": str(sound),
            "PLAYED_SPEED": str(speed),
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
        }

    def window(self, mode: str, seconds: float) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.kills.window", mode, str(self.vault), self.kind, str(seconds)]
        self._windows.append(
            subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        )
        return self._windows[-1]

    def close(self) -> None:
        for window in self._windows:
            window.kill()
            window.wait()
            if window.stdout is not None:
                window.stdout.close()

    @property
    def spools(self) -> list[Path]:
        return sorted(each for each in (self.vault / "spool").glob("*.spool") if each.name.count(".") == 1)

    @property
    def sealed_s(self) -> int:
        with contextlib.suppress(FileNotFoundError):
            return sum(map(sealed_seconds, self.spools))
        return 0


def until_said(window: subprocess.Popen[str], word: str) -> str:
    assert window.stdout is not None
    for line in window.stdout:
        if line.startswith(word):
            return line.strip()
    raise AssertionError(f"it ended without {word!r}: {window.wait()}")


def below(pid: int) -> dict[str, list[int]]:
    """The processes that a window has started, by what they are."""
    found: dict[str, list[int]] = {"window": [pid], "recorder": [], "worker": []}
    for each in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            parent = int((each / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (each / "cmdline").read_bytes()
            if parent == pid:
                kind = "recorder" if b"recorder-process" in command else "worker"
                if kind == "recorder" or b"spawn_main" in command:
                    found[kind].append(int(each.name))
    return found


def kill_one_of(pids: list[int]) -> bool:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def settled(played: Played, sealed_s: int) -> None:
    """The next start ends in one note, with everything that was sealed, and without any sound."""
    again = played.window("again", 0.0)
    assert again.stdout is not None
    said = again.stdout.read().split("\n")
    assert again.wait() == 0, said
    with Vault.open(played.vault, PASSPHRASE) as vault:
        (client,) = vault.clients.list()
        notes, recordings = vault.notes.list(client.id), vault.recordings.of_client(client.id)
        if not recordings:
            assert sealed_s == 0
            return
        (recording,) = recordings
        if recording.seconds == 0:
            assert sealed_s == 0
        else:
            assert len(notes) == 1, said
            assert recording.seconds >= sealed_s
        assert recording.state == RecordingState.SHREDDED
        assert vault.receipts.for_recording(recording.id) is not None
        with pytest.raises(NotFound):
            vault.recordings.key(recording.id)
        assert vault.jobs.unfinished() == ()
    assert list((played.vault / "spool").iterdir()) == []


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes that no file of ours holds but as ciphertext."""
    path = tmp_path_factory.mktemp("played") / "noise.wav"
    sound = np.random.default_rng(11).uniform(-0.3, 0.3, 120 * 16_000).astype(np.float32)
    soundfile.write(path, sound, 16_000, subtype="PCM_16")
    return path


@pytest.fixture
def played(tmp_path: Path, noise: Path) -> Iterator[Played]:
    with contextlib.closing(Played(tmp_path, noise, SPEED)) as made:
        yield made


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    slow = metafunc.config.getoption("--slow")
    if "moment" in metafunc.fixturenames:
        metafunc.parametrize("moment", range(45 if slow else 6))
    if "real_moment" in metafunc.fixturenames:
        metafunc.parametrize("real_moment", range(5 if slow else 0))


def test_a_kill_at_any_moment_loses_nothing_that_was_sealed(played: Played, moment: int) -> None:
    _killed_and_settled(played, moment, RECORDED_S, WITHIN_S)


@pytest.mark.e2e
def test_a_kill_at_any_moment_with_the_real_models(tmp_path: Path, real_moment: int) -> None:
    path = tmp_path / "session.wav"
    with AttachedFile.open(resources_folder() / "sample_session" / "session.m4a") as file:
        blocks = [each if each.ndim == 1 else each.mean(axis=1) for each in file.decode(10.0)]
    soundfile.write(path, np.concatenate(blocks), 16_000, subtype="PCM_16")
    with contextlib.closing(Played(tmp_path, path, 2.0, "real")) as played:
        _killed_and_settled(played, real_moment, 60.0, 60.0)


def _killed_and_settled(played: Played, moment: int, recorded_s: float, within_s: float) -> None:
    chance = random.Random(moment)
    target, after_s = TARGETS[moment % len(TARGETS)], chance.uniform(0.0, within_s)
    window = played.window("record", recorded_s)
    until_said(window, "recording")
    time.sleep(after_s)
    sealed_s = played.sealed_s
    killed = kill_one_of(below(window.pid)[target])
    if target == "window":
        window.wait()
    else:
        window.wait(timeout=180)
    assert killed or target != "window"
    settled(played, sealed_s)


def test_killing_the_window_alone_loses_nothing_at_all(played: Played) -> None:
    """The recorder goes on, the next window finds it, and there is no gap in its file."""
    window = played.window("record", 60.0)
    until_said(window, "recording")
    time.sleep(0.5)
    window.kill()
    window.wait()
    before_s = played.sealed_s
    again = played.window("again", 0.5)
    until_said(again, "live")
    recorded = until_said(again, "recorded").split()
    assert again.wait() == 0
    seconds, gaps = float(recorded[1]), int(recorded[2])
    assert seconds > before_s + 4
    assert gaps == 0


def test_a_killed_recorder_is_followed_by_another_and_the_gap_is_told(played: Played) -> None:
    window = played.window("record", 40.0)
    until_said(window, "recording")
    time.sleep(1.0)
    before_s = played.sealed_s
    assert kill_one_of(below(window.pid)["recorder"])
    recorded = until_said(window, "recorded").split()
    assert window.wait() == 0
    assert float(recorded[1]) >= 40.0 > before_s
    settled(played, before_s)


def test_no_process_has_the_sound_in_a_file_it_holds_open(played: Played, noise: Path) -> None:
    """Every byte of the spool is ciphertext: the known signal is in no file but the one it is played from."""
    whole, _ = soundfile.read(noise, dtype="int16")
    parts = [whole[at : at + 16] for at in range(0, 20 * 16_000, 400)]
    signals = [each.tobytes() for each in parts]
    signals += [(each / 32768).astype(np.float32).tobytes() for each in parts]
    window = played.window("record", 60.0)
    until_said(window, "recording")
    time.sleep(2.0)
    looked_at: set[Path] = set()
    for pid in [pid for pids in below(window.pid).values() for pid in pids]:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                path = Path(os.readlink(descriptor))
                if path.is_file() and path != noise and path.stat().st_size < 100_000_000:
                    data = descriptor.read_bytes()
                    assert not [each for each in signals if each in data], path.name
                    looked_at.add(path)
    assert set(played.spools) <= looked_at
    assert any(path.name.endswith((".db", "-wal")) for path in looked_at), looked_at
    window.kill()
    window.wait()
    settled(played, played.sealed_s)
    rest = b"".join(path.read_bytes() for path in played.vault.rglob("*") if path.is_file())
    assert not [each for each in signals if each in rest]
