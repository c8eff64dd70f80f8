"""The entry points: the window, and the command line."""

from __future__ import annotations

import multiprocessing
import sys

# Imported inside the functions: a worker process imports this module too, and needs none of it.


def command_line() -> None:
    """The console script `intellisession`."""
    multiprocessing.freeze_support()
    _be_a_recorder_if_told_so()
    from .cli.entry import main

    sys.exit(main(sys.argv[1:]))


def window() -> None:
    """The windowed script `intellisession-desktop`."""
    multiprocessing.freeze_support()
    _be_a_recorder_if_told_so()
    from .ui.app import main

    sys.exit(main(sys.argv[1:]))


def _be_a_recorder_if_told_so() -> None:
    """Both programs start their recorders as another process of themselves."""
    if sys.argv[1:] == ["recorder-process"]:
        from .audio.recorder_process import main

        sys.exit(main())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        command_line()
    else:
        window()
