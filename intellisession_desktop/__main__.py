"""The entry points: hardening first, then the command line (the window comes later)."""

from __future__ import annotations

import multiprocessing
import sys


def command_line() -> None:
    """The console script `intellisession`."""
    multiprocessing.freeze_support()
    # Imported here: a worker process imports this module too, and needs none of it.
    from .cli.entry import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    command_line()
