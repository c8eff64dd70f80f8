"""Makes the program that needs no Python, in dist/intellisession, and tries it: `build.py [--no-check]`.

Run by `dev.py build` in its environment. Standard library only, but for what it starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from try_window import window_appears

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "intellisession"
LOGS = ROOT / "build" / "logs"
ENDING = ".exe" if sys.platform == "win32" else ""
_KEPT = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "INTELLISESSION_MODELS",
)


def step(title: str, command: list[str], log: str, environment: dict[str, str] | None = None) -> bool:
    """Runs a command with its output in build/logs; `environment` takes the place of this process's own."""
    print(f"[build] {title}", flush=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    path, began = LOGS / f"{log}.log", time.monotonic()
    with path.open("wb") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        print(path.read_text("utf-8", "replace")[-3000:])
        print(f"[build]   failed with exit status {done.returncode}")
        return False
    print(f"[build]   done in {time.monotonic() - began:.0f} s", flush=True)
    return True


def without_python() -> dict[str, str]:
    """An environment in which no Python, and nothing else, can be found."""
    return {**{name: os.environ[name] for name in _KEPT if name in os.environ}, "PATH": ""}


def made() -> bool:
    licences = [sys.executable, "-m", "intellisession_desktop.sessions.licences", "build/licences.json"]
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build" / "pyinstaller")]
    bundle = [sys.executable, "-m", "PyInstaller", "--noconfirm", *folders, "build.spec"]
    return step("Listing the licences", licences, "licences") and step(
        "Building dist/intellisession, about a minute", bundle, "pyinstaller"
    )


def works() -> bool:
    """Whether the built program makes the sample's note, and shows its window."""
    command = [str(BUILT / f"intellisession{ENDING}"), "self-test"]
    if not step("Trying it: the sample session, about two minutes", command, "self-test", without_python()):
        return False
    print((LOGS / "self-test.log").read_text("utf-8", "replace")[-200:].strip())
    print("[build] Trying it: the window", flush=True)
    return window_appears(str(BUILT / f"intellisession-desktop{ENDING}"), without_python())


if __name__ == "__main__":
    raise SystemExit(0 if made() and ("--no-check" in sys.argv or works()) else 1)
