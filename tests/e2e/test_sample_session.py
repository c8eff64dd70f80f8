"""The whole way, as a person goes it: the sample session becomes a note, and nothing else remains of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from operator import eq, ge, le
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.sessions import draft_writing, hearing, note_creation
from intellisession_desktop.settings import models_folder, resources_folder
from tests.eval.score import score
from tests.traces import files_in, holds_sound, holds_text, pieces_of_file, pieces_of_sound, runs_of

from ..unit.speech.sounds import sample_session

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
SAMPLE = resources_folder() / "sample_session"
SHARED_MEMORY = Path("/dev/shm")


def without_network() -> list[str]:
    """What to put before a command to run it where there is no network; nothing where the system forbids it.

    The program refuses internet sockets by itself in any case; so not even the kernel would reach anything.
    """
    for prefix in (["unshare", "-rn"], ["unshare", "-n"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        ):
            return prefix
    return []


@dataclass(frozen=True)
class Run:
    """What `note create` left: its JSON, what it printed, and the folders that it could have written to."""

    folder: Path
    out: dict[str, Any]
    stdout: str
    stderr: str
    new_shared_memory: list[Path]

    @property
    def statements(self) -> list[dict[str, Any]]:
        return [each for section in self.out["note"]["sections"] for each in section["statements"]]

    def left(self) -> list[Path]:
        """Every file but the JSON that was asked for."""
        return [path for path in files_in(self.folder) if path.name != "OUT.json"] + self.new_shared_memory


@dataclass(frozen=True)
class Computer:
    """A computer of one's own: home, data, temporary and working folder in one folder, and no network."""

    folder: Path

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            [*without_network(), sys.executable, "-m", "intellisession_desktop", *map(str, arguments)],
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
                "HOME": str(self.folder / "home"),
                "XDG_DATA_HOME": str(self.folder / "home" / "data"),
                "TMPDIR": str(self.folder / "tmp"),
                "INTELLISESSION_MODELS": str(models_folder()),
                "INTELLISESSION_PASSPHRASE": "correct horse battery",
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            cwd=self.folder / "work",
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("computer")
    for name in ("home", "tmp", "work", "recordings"):
        (folder / name).mkdir()
    intellisession = Computer(folder)
    facts = json.loads((SAMPLE / "facts.json").read_text(encoding="utf-8"))
    client, earlier = facts["client"], facts["previous_note"]
    audio = folder / "recordings" / "session.m4a"
    shutil.copyfile(SAMPLE / "session.m4a", audio)

    intellisession("vault", "create")
    intellisession("client", "add", client)
    for goal in earlier["goals"]:
        intellisession("goal", "add", client, goal)
    intellisession("consent", "record", client, "--scope", "recording", "--date", earlier["date"])
    (text := folder / "work" / "earlier.txt").write_text(earlier["text"], encoding="utf-8")
    intellisession("note", "import", client, "--date", earlier["date"], "--format", facts["format"], text)
    text.unlink()  # the therapist's own file, not ours to leave or to take

    before = set(files_in(SHARED_MEMORY))
    given = ("--client", client, "--format", facts["format"], "--date", facts["date"])
    ran = intellisession("note", "create", audio, *given, "--json", "OUT.json")
    new = [path for path in files_in(SHARED_MEMORY) if path not in before]
    out = json.loads((folder / "work" / "OUT.json").read_text(encoding="utf-8"))
    return Run(folder, out, ran.stdout, ran.stderr, new)


@pytest.fixture(scope="module")
def figures(run: Run) -> dict[str, Any]:
    return score(SAMPLE, run.out)


@pytest.mark.parametrize(
    ("figure", "holds", "bound"),
    [
        ("wer", le, 0.08),
        ("speaker_acc", ge, 0.90),
        ("role_acc", ge, 0.90),
        ("fact_recall", ge, 0.5),
        ("risk_recall", eq, 1.0),
        ("wrong", eq, []),
        ("cited", eq, 1.0),
        ("evidence_max", le, 6),
        ("grounded", ge, 0.95),
        ("duplicates", eq, 0),
        ("verbatim", le, 0.15),
        ("first_person", eq, 0),
        ("length", le, 0.52),
        ("therapist", eq, 0),
    ],
)
def test_the_note_is_good_enough(
    figures: dict[str, Any], figure: str, holds: Callable[[Any, Any], bool], bound: Any
) -> None:
    assert holds(figures[figure], bound), figures


def test_the_plan_of_the_week_before_is_carried_forward(run: Run) -> None:
    carried = [each["text"] for each in run.statements if each["status"] == "carried"]
    assert any("panic log" in text.lower() for text in carried)


def test_the_audio_is_gone_and_its_receipt_is_there(run: Run) -> None:
    assert list((run.folder / "recordings").iterdir()) == []
    receipt = run.out["audio"]["receipt"]
    assert run.out["audio"]["shredded"] is True
    assert receipt["complete"] is True
    assert receipt["bytes"] == (SAMPLE / "session.m4a").stat().st_size
    assert run.out["audio"]["seconds"] == pytest.approx(303.1, abs=0.5)
    assert receipt["id"][:8] in run.stdout


def test_what_it_took_and_with_which_models_is_told(run: Run) -> None:
    timings = run.out["timings"]
    assert all(timings[stage] > 0 for stage in ("load", "decode", "speakers", "transcribe", "draft"))
    assert timings["to_draft"] > timings["to_transcript"] > 0
    assert set(run.out["models"]) == {"speech", "writing"}
    assert all(re.fullmatch(r"[0-9a-f]{64}", model["sha256"]) for model in run.out["models"].values())


def test_no_file_but_the_one_asked_for_holds_four_words_of_it(run: Run) -> None:
    runs = runs_of(turn["text"] for turn in run.out["transcript"])
    runs |= runs_of(each["text"] for each in run.statements)
    assert len(runs) > 500
    assert holds_text((run.folder / "work" / "OUT.json").read_bytes(), runs)  # so the search does find them
    left = run.left()
    assert any(path.name == "vault.db" for path in left)
    assert [path.name for path in left if holds_text(path.read_bytes(), runs)] == []


def test_no_file_holds_any_of_its_sound(run: Run) -> None:
    pieces = pieces_of_file((SAMPLE / "session.m4a").read_bytes()) + pieces_of_sound(sample_session())
    assert len(pieces) > 500
    assert [path.name for path in run.left() if holds_sound(path.read_bytes(), pieces)] == []


def test_nothing_is_left_where_things_are_left(run: Run) -> None:
    assert list((run.folder / "tmp").iterdir()) == []
    assert [path.name for path in (run.folder / "work").iterdir()] == ["OUT.json"]
    vault = run.folder / "home" / "data" / "IntelliSession" / "vault"
    assert sys.platform != "linux" or {path.name for path in files_in(vault)} <= {
        *("vault.json", "vault.json.copy", "vault.lock", "vault.db", "vault.db-wal", "vault.db-shm")
    }
    assert [path for path in files_in(run.folder / "home") if vault not in path.parents] == []


def test_no_word_of_it_is_in_the_log(run: Run) -> None:
    """The log and the progress on stderr share none of the transcript's longer words but our stages' own."""
    stages = (hearing.LISTENING, hearing.TELLING_VOICES, note_creation.DESTROYING, draft_writing.WRITING)
    ours = " ".join(stages).split()
    said = " ".join(turn["text"] for turn in run.out["transcript"])
    long_words = {word for word in re.findall(r"[a-z]{6,}", said.lower()) if word not in ours}
    assert len(long_words) > 50
    assert hearing.LISTENING in run.stderr
    assert not long_words & set(re.findall(r"[a-z]+", run.stderr.lower()))
