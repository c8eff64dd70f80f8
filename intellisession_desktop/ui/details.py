"""What is copied when somebody is asked for help: versions, codes, places in the program, the log's end."""

from __future__ import annotations

import contextlib
import platform

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from .. import __version__
from ..errors import KnownError
from ..settings import data_folder
from .clipboard import copy_openly
from .widgets.buttons import Button
from .widgets.dialogs import Dialog, tell

LOG = "program.log"
_LINES = 40


def details(*happened: str) -> str:
    """Versions, then what happened, a line each; nothing of a person or a client."""
    return "\n".join(
        (
            f"IntelliSession Desktop {__version__}",
            f"Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.system()} {platform.release()}, {platform.machine()}",
            *happened,
        )
    )


def logged() -> tuple[str, ...]:
    """The end of the log, which holds codes, sizes, times and ids; empty where there is none."""
    with contextlib.suppress(OSError):
        return tuple((data_folder() / LOG).read_text(encoding="utf-8").splitlines()[-_LINES:])
    return ()


def tell_known(window: QWidget, title: str, error: KnownError, *buttons: Button) -> Dialog:
    """A known error's sentence, with the details by which others can be asked about it."""
    copy = Button("Copy details", "quiet", "copy", lambda: copy_openly(details(error.code)), "copy-details")
    return tell(window, title, error.sentence, *buttons, beside=copy)
