"""Logging that cannot carry clinical text: events with codes, sizes, times and ids, nothing else."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .errors import KnownError
from .files import make_private_folder

_LOGGER = logging.getLogger("intellisession")
_EVENT = re.compile(r"[a-z][a-z0-9_.]*")
_TOKEN = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")


def event(name: str, **facts: str | int | float | bool | None) -> None:
    """Logs one event. Texts must be single tokens (ids, codes, states); a text with a space is replaced by
    its length.

    The rule is what keeps a sentence, a name with its surname, or a path out of the log.
    """
    if not _EVENT.fullmatch(name):
        raise ValueError("an event's name is lower-case words with underscores")
    _LOGGER.info("%s %s", name, " ".join(f"{key}={_safe(value)}" for key, value in facts.items()))


def bug(error: BaseException) -> str:
    """Logs an unexpected error without its message (which may quote clinical text), and gives its place."""
    frames = traceback.extract_tb(error.__traceback__)
    place = "; ".join(
        f"{os.path.basename(frame.filename)}:{frame.lineno}:{frame.name}" for frame in frames[-4:]
    )
    _LOGGER.error("bug %s at %s", type(error).__name__, place)
    return f"{type(error).__name__} at {place}"


def bug_elsewhere(process: str, place: str) -> None:
    """Logs a bug of another process of ours; `place` is what `bug` gave there."""
    _LOGGER.error("bug in %s: %s", process, place)


def to_stderr(verbose: bool = False) -> None:
    """Sends the program's own events to stderr (only warnings and bugs unless `verbose`)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO if verbose else logging.WARNING)
    _LOGGER.propagate = False


def to_file(path: Path) -> None:
    """Sends the program's own events to a small file that is begun anew when it is full (two are kept).

    A folder that cannot be written to is no reason not to start.
    """
    with contextlib.suppress(KnownError, OSError):
        make_private_folder(path.parent)
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=1, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _LOGGER.addHandler(handler)
        _LOGGER.setLevel(logging.INFO)
        _LOGGER.propagate = False


def _safe(value: str | int | float | bool | None) -> str:
    if isinstance(value, str) and not _TOKEN.fullmatch(value):
        return f"<{len(value)}>"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
