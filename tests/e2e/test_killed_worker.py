"""A worker that is killed in the middle, by the system or a person, costs neither the audio nor the note."""

from __future__ import annotations

import json
import os
import signal
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.sessions.engines import Engines, installed_engines
from intellisession_desktop.settings import Settings
from intellisession_desktop.workers.worker import Worker

from ..unit.audio.sounds import M4A
from ..unit.cli.tool import CLIENT, DAY, Cli
from .excerpt import save_excerpt

pytestmark = pytest.mark.e2e


@dataclass
class Doomed:
    """A real worker that somebody kills a moment after its engine was asked for something the third time."""

    worker: Worker
    method: str
    asked: int = 0

    def __enter__(self) -> Doomed:
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.close()

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        self.asked += method == self.method
        if self.asked == 3 and method == self.method:
            kill = getattr(signal, "SIGKILL", signal.SIGTERM)
            threading.Timer(0.1, os.kill, (self.worker.pid, kill)).start()
        return self.worker.call(method, *arguments, **options)

    @property
    def load_s(self) -> float:
        return self.worker.load_s


@dataclass
class RealEngines:
    """The installed models; `kills` says which method's worker is to die."""

    real: Engines
    kills: str = ""
    started: list[str] = field(default_factory=list)

    def __call__(self) -> Engines:
        return Engines(self._speech, self._language, self.real.models)

    def _speech(self) -> Any:
        self.started.append("speech")
        worker = self.real.start_speech()
        return Doomed(worker, "hear") if self.kills == "hear" else worker

    def _language(self) -> Any:
        self.started.append("language")
        worker = self.real.start_language()
        return Doomed(worker, "write") if self.kills == "write" else worker


@pytest.fixture
def engines() -> RealEngines:
    return RealEngines(installed_engines(Settings()))


@pytest.fixture
def cli(
    engines: RealEngines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cli:
    made = Cli.make(tmp_path, monkeypatch, capsys)
    made.engines = engines  # type: ignore[assignment]
    made.ok("vault", "create", "--vault", made.vault)
    made.ok("client", "add", CLIENT, "--vault", made.vault)
    made.ok("consent", "record", CLIENT, "--date", DAY, "--vault", made.vault)
    return made


def test_killed_workers_cost_nothing(cli: Cli, engines: RealEngines, tmp_path: Path) -> None:
    (folder := tmp_path / "recordings").mkdir()
    audio = save_excerpt(folder, M4A, 16_000)
    before = audio.read_bytes()
    create = ("note", "create", audio, "--client", CLIENT, "--date", DAY, "--vault", cli.vault)

    engines.kills = "hear"
    cli.refused("engine_crashed", *create)
    assert audio.read_bytes() == before
    assert job(cli)["stage"] == "created"

    engines.kills = "write"
    cli.refused("engine_crashed", *create)  # the same command again goes on
    assert not audio.exists()
    assert job(cli)["stage"] == "shredded"
    with cli.open() as vault:
        (unfinished,) = vault.jobs.unfinished()
        assert vault.receipts.for_recording(unfinished.recording_id or "").destruction.complete  # type: ignore[union-attr]
        written = vault.drafts.load(unfinished.id)
        turns = vault.transcripts.load(unfinished.session_id)
    assert written
    assert len(turns) > 5

    engines.kills = ""
    cli.ok("job", "resume", job(cli)["id"][:8], "--json", tmp_path / "out.json", "--vault", cli.vault)
    out = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    texts = [each["text"] for section in out["note"]["sections"] for each in section["statements"]]
    assert "supermarket" in " ".join(texts)
    assert out["audio"]["shredded"] is True
    assert json.loads(cli.ok("job", "list", "--json", "--vault", cli.vault).out) == []
    # A hearing starts a worker that died twice more before it gives up; then the second try and the
    # resumed one.
    assert engines.started == ["speech"] * (3 + 1) + ["language"] * 2


def job(cli: Cli) -> dict[str, Any]:
    (row,) = json.loads(cli.ok("job", "list", "--json", "--vault", cli.vault).out)
    return dict(row)
