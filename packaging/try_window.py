"""Starts a program and looks whether its window appears and stays. Standard library only.

On Linux a display of its own (Xvfb) is used, and the window is looked for by its title; elsewhere the program
only has to stay alive.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

TITLE = "IntelliSession"
PATIENCE_S, STAYS_S = 60.0, 3.0
XVFB, XWININFO = "/usr/bin/Xvfb", "/usr/bin/xwininfo"


def window_appears(program: str, environment: dict[str, str]) -> bool:
    """Says how long it took. The program gets a data folder of its own, which is empty."""
    with _display(environment) as shown_there, tempfile.TemporaryDirectory() as data:
        shown_there["INTELLISESSION_DATA"] = data
        began = time.monotonic()
        with subprocess.Popen([program], env=shown_there) as child:
            try:
                while not _shown(shown_there):
                    if child.poll() is not None or time.monotonic() - began > PATIENCE_S:
                        print(f"No window after {time.monotonic() - began:.0f} s (exit {child.poll()}).")
                        return False
                    time.sleep(0.05)
                print(f"The window is there after {time.monotonic() - began:.1f} s.")
                time.sleep(STAYS_S)
                if child.poll() is not None:
                    print(f"The program ended by itself with {child.returncode}.")
                    return False
            finally:
                child.terminate()
                child.wait()
    return True


@contextmanager
def _display(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment with a display of its own."""
    if sys.platform != "linux":
        yield dict(environment)
        return
    read, write = os.pipe()
    # Without -noreset it starts anew whenever the last look at it ends, just when the program comes.
    options = ["-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"]
    command = [XVFB, "-displayfd", str(write), *options]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        number = os.read(read, 16).decode().strip()
        os.close(read)
        try:
            yield {**environment, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


def _shown(environment: dict[str, str]) -> bool:
    if sys.platform != "linux":
        return True
    listing = subprocess.run(
        [XWININFO, "-root", "-tree"], env=environment, capture_output=True, text=True, check=False
    )
    return f'"{TITLE}"' in listing.stdout
