"""Starts the window: hardening first, then Qt, the theme and the shell."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from .. import logs
from ..hardening import harden_process
from ..settings import data_folder
from .clipboard import leave_plain
from .context import SettingsStore, show_bug
from .details import LOG
from .garbage import Collector
from .icons import DrawnFiles, icon
from .shell import Shell
from .theme import Theme
from .tokens import SPACE_6

_PASSPHRASE_VARIABLE = "INTELLISESSION_PASSPHRASE"  # noqa: S105  (a name, not a secret)


def main(arguments: Sequence[str]) -> int:
    """Runs the window until it is closed. The exit code is 0."""
    harden_process()
    os.environ.pop(_PASSPHRASE_VARIABLE, None)  # of the command line; no child must inherit it
    logs.to_file(data_folder() / LOG)
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("IntelliSession")
    QGuiApplication.setDesktopFileName("intellisession-desktop")
    Collector(application)
    settings = SettingsStore()
    theme = Theme(application, DrawnFiles())
    shell = Shell(settings, theme)
    application.setWindowIcon(icon("notebook-pen", "accent", 2 * SPACE_6))
    errors = ErrorsShown(shell)
    sys.excepthook = errors.of_main
    threading.excepthook = errors.of_thread
    shell.show()
    code = application.exec()
    leave_plain()
    return code


class ErrorsShown(QObject):
    """What nobody caught, on whichever thread: logged without its words, and shown as our mistake."""

    _found = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._found.connect(self._show)

    def of_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For sys.excepthook."""
        self._found.emit(logs.bug(error.with_traceback(trace)))

    def of_thread(self, found: threading.ExceptHookArgs) -> None:
        """For threading.excepthook."""
        if isinstance(found.exc_value, Exception):
            self._found.emit(logs.bug(found.exc_value))

    @Slot(str)
    def _show(self, place: str) -> None:
        show_bug(self._shell, place)
