"""What the layout promises and no other tool holds: who loads what, how long a file is, what a file names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "intellisession_desktop"


def loaded_by(*modules: str) -> set[str]:
    """The names of all modules that importing these loads in a fresh interpreter."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in ran.stdout.split()}


def all_modules(*parts: str) -> list[str]:
    files = [file for part in parts for file in (PACKAGE / part).rglob("*.py")]
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files
    ]


def named_by(name: str, file: Path, known: dict[str, Path]) -> set[str]:
    """The modules of ours that a module imports anywhere in it, also for types only."""
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {
                f"{base}.{each.name}" if f"{base}.{each.name}" in known else base for each in node.names
            }
    return (found & known.keys()) - {name}


def tracked_files() -> list[Path]:
    """Everything that is shipped as source: what git tracks, or all there is where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = {".venv", "build", "dist", "__pycache__"}
        found = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return [path for path in found if path.is_file()]


def test_neither_the_work_nor_the_command_line_loads_qt() -> None:
    modules = all_modules("sessions", "cli", "notes", "audio", "engine", "vault")
    assert len(modules) > 50
    assert not {"PySide6", "shiboken6", "PyQt6"} & loaded_by(*modules)


def test_the_command_line_loads_no_engine() -> None:
    """Each engine lives in a worker: two copies of ggml must not meet, and starting must be quick."""
    loaded = loaded_by(*all_modules("cli", "sessions"))
    assert "numpy" in loaded
    assert not {"llama_cpp", "pywhispercpp", "_pywhispercpp", "onnxruntime", "tokenizers"} & loaded


def test_no_modules_import_each_other_in_a_circle() -> None:
    """A part that knows what it is part of: signals go up, calls come down."""
    known = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in PACKAGE.rglob("*.py")
    }
    left = {name: named_by(name, file, known) for name, file in known.items()}
    while free := [name for name, names in left.items() if not names & left.keys()]:
        for name in free:
            del left[name]
    while ends := [name for name in left if not any(name in names for names in left.values())]:
        for name in ends:
            del left[name]
    assert sorted(left) == []  # those in a circle, or between two


@pytest.mark.parametrize(
    ("engine", "not_its_own"),
    [("language", "_pywhispercpp"), ("speech", "llama_cpp"), ("whisper", "llama_cpp")],
)
def test_no_engine_loads_the_other_ones_library(engine: str, not_its_own: str) -> None:
    assert not_its_own not in loaded_by(f"intellisession_desktop.engine.{engine}")


def test_no_file_of_the_package_is_long() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in [*PACKAGE.rglob("*.py"), ROOT / "dev.py"]
    }
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in PACKAGE.rglob("*.py")
        if not file.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


FORBIDDEN = re.compile(
    "|".join(
        (  # written in pieces, for this file is searched too
            r"/wo" r"rk/(?:main|shared)",
            r"/ro" r"ot/",
            r"py" r"pi\.org",
            r"python" r"hosted",
            r"arti" r"factory",
            r"index-" r"url",
        )
    )
)


def test_no_file_names_a_place_on_one_machine_or_a_package_registry() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # sound and models
        if FORBIDDEN.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_that_search_would_find_them() -> None:
    assert FORBIDDEN.search("/ro" + "ot/models")
    assert FORBIDDEN.search("https://py" + "pi.org/simple")


def test_every_icon_that_ships_is_shown_and_every_error_is_raised() -> None:
    code = "\n".join(
        file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py") if file.name != "errors.py"
    )
    icons = {file.stem for file in (ROOT / "resources" / "icons").glob("*.svg")}
    assert [name for name in sorted(icons) if f'"{name}"' not in code] == []
    errors = re.findall(r"^class (\w+)\(", (PACKAGE / "errors.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in errors if not re.search(rf"\b{name}\b", code)] == []
