"""dev.py decides rightly what is missing and says it; nothing is installed here."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py, as if it lay in an empty folder with a project of its own."""
    spec = importlib.util.spec_from_file_location("dev_under_test", REPOSITORY / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOGS", tmp_path / "build" / "logs")
    monkeypatch.setattr(module, "DONE", tmp_path / ".venv" / "set-up.json")
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(name)
    return module


@pytest.fixture
def steps(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which steps of the set-up were taken, in order; none of them does anything."""
    taken: list[str] = []

    def make_environment() -> None:
        taken.append("environment")
        dev.venv_python().parent.mkdir(parents=True, exist_ok=True)
        dev.venv_python().touch()
        (dev.VENV / "pyvenv.cfg").write_text("version = 3.11.7\n")

    monkeypatch.setattr(dev, "make_environment", make_environment)
    monkeypatch.setattr(dev, "install_libraries", lambda wanted: taken.append("libraries"))
    monkeypatch.setattr(dev, "install_packages", lambda: taken.append("packages"))
    monkeypatch.setattr(dev, "fetch_models", lambda: taken.append("models"))
    return taken


def answers(
    monkeypatch: pytest.MonkeyPatch, dev: ModuleType, code: int = 0, out: str = ""
) -> list[list[str]]:
    """Lets every quiet command end with `code` and `out`; gives the list of what was run."""
    run: list[list[str]] = []

    def quiet(command: list[str]) -> subprocess.CompletedProcess[str]:
        run.append(command)
        return subprocess.CompletedProcess(command, code, out, "")

    monkeypatch.setattr(dev, "quiet", quiet)
    return run


def test_the_first_start_does_everything_and_the_second_only_looks_at_the_models(
    dev: ModuleType, steps: list[str]
) -> None:
    dev.prepare(models=True)
    assert steps == ["environment", "libraries", "packages", "models"]
    steps.clear()
    dev.prepare(models=True)
    assert steps == ["models"]


def test_linting_needs_no_libraries_and_no_models_and_leaves_them_for_later(
    dev: ModuleType, steps: list[str]
) -> None:
    dev.prepare(models=False)
    assert steps == ["environment", "packages"]
    steps.clear()
    dev.prepare(models=True)
    assert steps == ["libraries", "models"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_packages_are_installed_again_when_their_versions_change(
    dev: ModuleType, steps: list[str], name: str
) -> None:
    dev.prepare(models=False)
    steps.clear()
    (dev.ROOT / name).write_text("changed")
    dev.prepare(models=False)
    assert steps == ["packages"]


def test_packages_are_looked_at_again_on_another_processor(
    dev: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.prepare(models=False)
    steps.clear()
    monkeypatch.setattr(dev, "processor_features", lambda: "flags: none at all")
    dev.prepare(models=False)
    assert steps == ["packages"]


def test_an_environment_copied_from_another_folder_is_made_new(dev: ModuleType, steps: list[str]) -> None:
    dev.prepare(models=False)
    steps.clear()
    record = json.loads(dev.DONE.read_text())
    dev.DONE.write_text(json.dumps(record | {"place": "elsewhere"}))
    dev.prepare(models=False)
    assert steps == ["environment", "packages"]


def test_a_step_that_failed_is_tried_again(
    dev: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    working = dev.install_packages
    monkeypatch.setattr(dev, "install_packages", lambda: dev.stop("no network"))
    with pytest.raises(SystemExit):
        dev.prepare(models=False)
    monkeypatch.setattr(dev, "install_packages", working)
    answers(monkeypatch, dev, out="3.11\n")
    steps.clear()
    dev.prepare(models=False)
    assert steps == ["packages"]


def test_this_python_is_taken_when_it_is_supported(dev: ModuleType) -> None:
    assert dev.find_python() == sys.executable


def test_an_old_python_looks_for_a_newer_one_on_the_path(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name in ("python3.12", "py") else None)
    answers(monkeypatch, dev, out="the/python3.12\n")
    assert dev.find_python() == "the/python3.12"


def test_without_a_supported_python_it_says_what_to_install(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit):
        dev.find_python()
    assert "needs 3.11, 3.12 or 3.13" in capsys.readouterr().out


def test_only_libraries_that_are_not_installed_are_missing(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, dev, code=1, out="libgl1 installed\nlibegl1 not-installed\nxvfb config-files\n")
    assert dev.missing_libraries(["libgl1", "libegl1", "xvfb", "unheard-of"]) == [
        "libegl1",
        "xvfb",
        "unheard-of",
    ]


def on_debian(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, root: list[str] | None) -> list[list[str]]:
    monkeypatch.setattr(dev, "WINDOWS", False)
    monkeypatch.setattr(dev, "MACOS", False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: name)
    monkeypatch.setattr(dev, "missing_libraries", lambda wanted: ["libportaudio2", "xvfb"])
    monkeypatch.setattr(dev, "root_prefix", lambda: root)
    run: list[list[str]] = []
    monkeypatch.setattr(dev, "logged", lambda title, command, log: run.append(command) or True)
    return run


def test_libraries_are_installed_where_that_is_allowed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = on_debian(dev, monkeypatch, root=["sudo", "-n"])
    dev.install_libraries(["libportaudio2", "xvfb"])
    install = ["sudo", "-n", "apt-get", "install", "-y", "--no-install-recommends", "libportaudio2", "xvfb"]
    assert run == [["sudo", "-n", "apt-get", "update"], install]


def test_elsewhere_the_exact_command_is_printed_and_nothing_is_run(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = on_debian(dev, monkeypatch, root=None)
    with pytest.raises(SystemExit):
        dev.install_libraries(["libportaudio2", "xvfb"])
    assert "sudo apt-get install -y --no-install-recommends libportaudio2 xvfb" in capsys.readouterr().out
    assert run == []


def test_a_build_that_dies_on_this_processor_is_built_again_without_the_cache(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = iter([-4, 0])  # an unknown instruction, then well

    def quiet(command: list[str]) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        code = next(checks) if command[-1] == str(dev.SELF_CHECK) else 0
        return subprocess.CompletedProcess(command, code, "", "")

    run: list[list[str]] = []
    asked: list[list[str]] = []
    for name in dev.WITHOUT_AMX:
        monkeypatch.setenv(name, "-O2")
    monkeypatch.setattr(dev, "quiet", quiet)
    monkeypatch.setattr(dev, "logged", lambda title, command, log: run.append(command) or True)
    dev.install_packages()
    assert {os.environ[name] for name in ("CFLAGS", "CXXFLAGS")} == {"-O2 -U__AMX_INT8__"}
    assert any(command[-3:] == ["cache", "remove", "llama_cpp_python"] for command in asked)
    assert [("--force-reinstall" in command, command[-1]) for command in run] == [
        (False, "llama-cpp-python"),
        (True, "llama-cpp-python"),
        (False, ".[dev]"),
    ]


def test_the_self_check_runs_on_this_processor(dev: ModuleType) -> None:
    assert dev.quiet([sys.executable, str(dev.SELF_CHECK)]).returncode == 0


def test_a_long_command_keeps_its_output_and_shows_its_end_when_it_fails(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    good = [sys.executable, "-c", "print('all of it')"]
    assert dev.logged("Working", good, "good")
    assert (dev.LOGS / "good.log").read_text() == "all of it\n"
    bad = [sys.executable, "-c", "raise SystemExit('why it failed')"]
    assert not dev.logged("Working", bad, "bad")
    assert "why it failed" in capsys.readouterr().out


def test_running_without_a_display_says_so_and_plays_the_sample(
    dev: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(dev, "call", lambda command: called.append(command) or 0)
    monkeypatch.setattr(dev, "has_display", lambda: False)
    assert dev.main(["run"]) == 0
    assert called == [dev.program("sample")]
    assert "no display" in capsys.readouterr().out


def test_run_hands_arguments_to_the_program(
    dev: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(dev, "call", lambda command: called.append(command) or 3)
    assert dev.main(["run", "--", "note", "list"]) == 3
    assert called == [dev.program("note", "list")]


def test_linting_runs_every_check_and_fails_if_one_does(
    dev: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(dev, "call", lambda command: called.append(" ".join(command)) or len(called) == 1)
    assert dev.main(["lint"]) == 1
    assert [
        name
        for name in ("ruff check", "ruff format", "mypy", "lint-imports")
        if any(name in c for c in called)
    ] == [
        "ruff check",
        "ruff format",
        "mypy",
        "lint-imports",
    ]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["dance"], 2), (["--help"], 0)])
def test_other_words_print_how_to_use_it(
    dev: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    assert dev.main(arguments) == code
    assert "setup | run" in capsys.readouterr().out


def test_constraints_pin_every_dependency_of_the_project() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    pinned = [line.split("==")[0] for line in lines if line and not line.startswith("#")]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split("[<>=!~]", each)[0] for each in wanted} <= set(pinned)
    assert len(pinned) == len(set(pinned))
