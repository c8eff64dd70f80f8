#!/usr/bin/env python3
"""One command for everything a developer does: set up, run, test, lint, bench, build. Standard library only.

    python3 dev.py setup | run [-- ARGUMENTS] | test [PYTEST ARGUMENTS] | lint | bench [...] | fuzz | build

Each command first does what is missing of the set-up and says so: system libraries, `.venv`, the packages at
the versions of constraints.txt, the native build of llama-cpp-python, the default models. What is done is
remembered in `.venv`, so a second start adds next to nothing. Everything stays in this folder, but for system
libraries, the models (in the user's data folder, or INTELLISESSION_MODELS) and pip's own cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOGS = ROOT / "build" / "logs"
DONE = VENV / "set-up.json"
WINDOWS, MACOS = sys.platform == "win32", sys.platform == "darwin"

SUPPORTED = ("3.13", "3.12", "3.11")
NATIVE = "llama-cpp-python"
LIBRARIES = {  # Debian packages, by what they are for
    "building llama-cpp-python": "build-essential",
    "the microphone": "libportaudio2",
    "the window": "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 "
    "libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 libxcb-randr0 "
    "libxcb-xinerama0",
    "tests of the window": "xvfb x11-utils fonts-dejavu-core",
}
BUILD_TOOLS = (
    'winget install Microsoft.VisualStudio.2022.BuildTools --override "--wait --passive '
    '--add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"'
)

# Older GCCs drop most of what llama.cpp sets up for Intel's AMX: built so, it dies at its first long prompt.
WITHOUT_AMX = {"CFLAGS": "-U__AMX_INT8__", "CXXFLAGS": "-U__AMX_INT8__"}

SELF_CHECK = ROOT / "packaging" / "self_check.py"

MODELS_CHECK = """
from intellisession_desktop.engine.catalogue import Catalogue
raise SystemExit(1 if Catalogue.load().to_fetch() else 0)
"""


def say(text: str) -> None:
    print(f"[dev] {text}", flush=True)


def stop(text: str) -> NoReturn:
    say(text)
    raise SystemExit(1)


def quiet(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def logged(title: str, command: list[str], log: str) -> bool:
    """Runs a long command with its output in build/logs, shows that it is alive, and says if it succeeded."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    say(f"{title} (details in {path.relative_to(ROOT)})")
    terminal, began, said = sys.stdout.isatty(), time.monotonic(), 0
    with path.open("w", encoding="utf-8") as output:
        child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while child.poll() is None:
                seconds = int(time.monotonic() - began)
                if terminal:
                    print(f"\r      {seconds} s ", end="", flush=True)
                elif seconds - said >= 30:
                    said = seconds
                    say(f"  still at it, {seconds} s")
                time.sleep(0.2)
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()
    if terminal:
        print("\r", end="")
    if child.returncode != 0:
        say(f"  failed with exit status {child.returncode}; the last lines were:")
        print("\n".join(path.read_text("utf-8", "replace").splitlines()[-25:]), flush=True)
    else:
        say(f"  done in {time.monotonic() - began:.0f} s")
    return child.returncode == 0


# --- the set-up, step by step ----------------------------------------------------------------------------


def prepare(models: bool) -> None:
    """Everything a command needs. Linting needs no models and no libraries of the window."""
    remembered = done_so_far()
    if remembered.get("place", str(ROOT)) != str(ROOT) or not environment_works():
        make_environment()  # a copied .venv still points to where it was
        remembered = {}
    remembered["place"] = str(ROOT)
    packages = packages_key()
    libraries = " ".join(LIBRARIES.values())
    if models and remembered.get("libraries") != libraries:
        install_libraries(libraries.split())
        remembered["libraries"] = libraries
    if remembered.get("packages") != packages:
        install_packages()
        remembered["packages"] = packages
    if remembered != done_so_far():
        DONE.write_text(json.dumps(remembered, indent=1), "utf-8")
    if models:
        fetch_models()


def done_so_far() -> dict[str, str]:
    try:
        found = json.loads(DONE.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and venv_python().exists() else {}


def packages_key() -> str:
    """Changes when packages must be looked at again: other versions, another Python, another processor."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", ROOT / "constraints.txt", SELF_CHECK):
        digest.update(path.read_bytes())
    configuration = (VENV / "pyvenv.cfg").read_text("utf-8").splitlines()
    digest.update("".join(line for line in configuration if line.startswith("version")).encode())
    digest.update(f"{platform.machine()} {processor_features()}".encode())
    return digest.hexdigest()


def processor_features() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.lower().startswith(("flags", "features"))), "")


def venv_python() -> Path:
    return VENV / "Scripts" / "python.exe" if WINDOWS else VENV / "bin" / "python"


def environment_works() -> bool:
    if not venv_python().exists():
        return False
    if DONE.exists():
        return True
    shown = quiet([str(venv_python()), "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"])
    return shown.stdout.strip() in SUPPORTED


def make_environment() -> None:
    python = find_python()
    if VENV.exists():
        say("The .venv here belongs to another folder, or does not work: making it new.")
    if quiet([python, "-c", "import ensurepip, venv"]).returncode != 0:
        version = quiet([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).stdout.strip()
        install_libraries([f"python{version}-venv"])
    if not logged(f"Making .venv with {python}", [python, "-m", "venv", "--clear", str(VENV)], "venv"):
        stop("The environment could not be made.")


def find_python() -> str:
    """An interpreter of a version that all packages support: this one, or another one on the path."""
    if "%d.%d" % sys.version_info[:2] in SUPPORTED:  # noqa: UP031 - must run on old Pythons to say so
        return sys.executable
    for version in SUPPORTED:
        command = ["py", f"-{version}"] if WINDOWS else [f"python{version}"]
        if shutil.which(command[0]):
            found = quiet([*command, "-c", "import sys; print(sys.executable)"])
            if found.returncode == 0:
                return found.stdout.strip()
    stop(
        f"This is Python {platform.python_version()}; IntelliSession needs 3.11, 3.12 or 3.13. Install one "
        "(Debian: apt-get install python3 python3-venv; macOS: brew install python@3.12; Windows: winget "
        "install Python.Python.3.12; else python.org/downloads) and start again."
    )


def install_libraries(wanted: list[str]) -> None:
    """System libraries: on Debian with apt-get if that is allowed, else the exact command to type."""
    if WINDOWS or MACOS:
        return  # the packages bring their own
    if not shutil.which("dpkg-query"):
        say(
            "Not a Debian system: install what these Debian packages hold, if it is missing: "
            + " ".join(wanted)
        )
        return
    missing = missing_libraries(wanted)
    if not missing:
        return
    say("Missing system libraries: " + " ".join(missing))
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    root = root_prefix()
    if root is None or not shutil.which("apt-get"):
        stop(f"Please type:\n\n    sudo {' '.join(install)}\n\nand start again.")
    logged("Refreshing the list of system packages", [*root, "apt-get", "update"], "apt-update")
    if not logged("Installing system libraries", [*root, *install], "apt-install"):
        stop(f"Please type:\n\n    sudo {' '.join(install)}\n\nand start again.")


def missing_libraries(wanted: list[str]) -> list[str]:
    shown = quiet(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]).stdout
    installed = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root without a question; None if that cannot be."""
    if os.geteuid() == 0:  # type: ignore[attr-defined,unused-ignore]
        return []
    if shutil.which("sudo") and quiet(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_packages() -> None:
    pip = [str(venv_python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    pip += ["-c", str(ROOT / "constraints.txt")]
    if quiet([str(venv_python()), "-m", "pip", "show", NATIVE]).returncode != 0:
        require_compiler()
    say(f"{NATIVE} is built for this processor: some minutes the first time (about 4 on 2 cores).")
    os.environ.update({name: f"{os.environ.get(name, '')} {flag}" for name, flag in WITHOUT_AMX.items()})
    built = logged(f"Installing {NATIVE}", [*pip, NATIVE], "llama-cpp-python")
    if built and quiet([str(venv_python()), str(SELF_CHECK)]).returncode != 0:
        say("The kept build does not run on this processor: building it again.")
        quiet([*pip[:3], "cache", "remove", NATIVE.replace("-", "_")])
        anew = ["--force-reinstall", "--no-deps", NATIVE]
        built = logged(f"Building {NATIVE}", [*pip, *anew], "llama-cpp-python")
        if built and quiet([str(venv_python()), str(SELF_CHECK)]).returncode != 0:
            stop(f"{NATIVE} was built but does not run here. See the log of its build.")
    if not built or not logged("Installing the other packages", [*pip, "-e", ".[dev]"], "packages"):
        stop("The packages could not be installed. Check the network and the lines above, and start again.")


def require_compiler() -> None:
    """A C++ compiler, or the exact thing to install."""
    if WINDOWS:
        installer = Path(os.environ.get("PROGRAMFILES(X86)", "C:/")) / "Microsoft Visual Studio" / "Installer"
        tools = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"
        search = [str(installer / "vswhere.exe"), "-products", "*", "-requires", tools]
        if shutil.which("cl") or ((installer / "vswhere.exe").exists() and quiet(search).stdout.strip()):
            return
        stop(f"A C++ compiler is needed (Visual Studio Build Tools). Please type:\n\n    {BUILD_TOOLS}\n")
    if MACOS:
        if quiet(["xcode-select", "-p"]).returncode != 0:
            stop("A C++ compiler is needed. Please type:\n\n    xcode-select --install\n\nand start again.")
    elif shutil.which("dpkg-query"):
        install_libraries(["build-essential"])
    elif not (shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")):
        stop("A C++ compiler is needed: install g++ (Fedora: sudo dnf install gcc-c++; Arch: pacman -S gcc).")


def fetch_models() -> None:
    if quiet([str(venv_python()), "-c", MODELS_CHECK]).returncode == 0:
        return
    say("The default models are missing: about 1.3 GB, fetched once and checked.")
    if call(program("models", "fetch")) != 0:
        stop("The models are not complete. Start again: what has arrived is kept.")


# --- the commands ----------------------------------------------------------------------------------------


def program(*arguments: str) -> list[str]:
    return [str(venv_python()), "-m", "intellisession_desktop", *arguments]


def tool(name: str, *arguments: str) -> list[str]:
    return [str(venv_python()), "-m", name, *arguments]


def call(command: list[str]) -> int:
    """Runs a command in the foreground. Ctrl-C goes to it as well; it decides when it ends."""
    with subprocess.Popen(command, cwd=ROOT) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def has_display() -> bool:
    return WINDOWS or MACOS or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def setup(arguments: list[str]) -> int:
    prepare(models=True)
    say("Ready. Try: python3 dev.py run")
    return 0


def run(arguments: list[str]) -> int:
    prepare(models=True)
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if arguments:
        return call(program(*arguments))
    if has_display():
        return call(program())
    say("There is no display here, so the sample session runs in the terminal: a made-up recording, in a")
    say("throw-away vault.")
    return call(program("sample"))


def test(arguments: list[str]) -> int:
    prepare(models=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return call(tool("pytest", *arguments))


def lint(arguments: list[str]) -> int:
    prepare(models=False)
    imports = venv_python().with_name("lint-imports.exe" if WINDOWS else "lint-imports")
    checks = [
        tool("ruff", "check", "."),
        tool("ruff", "format", "--check", "."),
        tool("mypy"),
        [str(imports)],
    ]
    failed = 0
    for command in checks:
        say(" ".join([Path(command[0]).name, *command[1:]]))
        failed += call(command) != 0
    say("Clean." if not failed else f"{failed} of {len(checks)} checks failed.")
    return min(failed, 1)


def bench(arguments: list[str]) -> int:
    prepare(models=True)
    return call(tool("benchmarks", *arguments))


def fuzz(arguments: list[str]) -> int:
    prepare(models=False)
    return call(tool("benchmarks.fuzz", *arguments))


def build(arguments: list[str]) -> int:
    """The program as people get it, in dist/intellisession, tried afterwards (unless --no-check)."""
    prepare(models=True)
    pip = tool("pip", "install", "--no-input", "--disable-pip-version-check", "-c", "constraints.txt")
    if not logged("Installing PyInstaller", [*pip, "-e", ".[build]"], "build-packages"):
        return 1
    return call([str(venv_python()), str(ROOT / "packaging" / "build.py"), *arguments])


COMMANDS = {each.__name__: each for each in (setup, run, test, lint, bench, fuzz, build)}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("Stopped. Start again to go on.")
        raise SystemExit(130) from None
