"""The entry points: the window, and the command line."""

from __future__ import annotations

import multiprocessing
import sys

# Imported inside the functions: a worker process imports this module too, and needs none of it.


def command_line() -> None:
    """The console script `intellisession`."""
    multiprocessing.freeze_support()
    from .cli.entry import main

    sys.exit(main(sys.argv[1:]))


def window() -> None:
    """The windowed script `intellisession-desktop`."""
    multiprocessing.freeze_support()
    from .ui.app import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        command_line()
    else:
        window()
