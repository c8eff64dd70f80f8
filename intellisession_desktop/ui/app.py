"""Starts the window: hardening first, then Qt, the theme and the shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from .. import logs
from ..hardening import harden_process
from ..settings import data_folder
from .context import SettingsStore
from .icons import DrawnFiles
from .shell import Shell
from .theme import Theme
from .widgets.dialogs import tell_bug

_PASSPHRASE_VARIABLE = "INTELLISESSION_PASSPHRASE"  # noqa: S105  (a name, not a secret)


def main(arguments: Sequence[str]) -> int:
    """Runs the window until it is closed. The exit code is 0."""
    harden_process()
    os.environ.pop(_PASSPHRASE_VARIABLE, None)  # of the command line; no child must inherit it
    logs.to_file(data_folder() / "program.log")
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("IntelliSession")
    QGuiApplication.setDesktopFileName("intellisession-desktop")
    settings = SettingsStore()
    theme = Theme(application, DrawnFiles())
    shell = Shell(settings, theme)
    sys.excepthook = _ErrorsShown(shell)
    shell.show()
    return application.exec()


class _ErrorsShown:
    """What nobody caught: shown once as our mistake, and logged without its words."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        report = logs.bug(error.with_traceback(trace))
        if not self._shown:
            self._shown = True
            tell_bug(self._shell, report).finished.connect(self._again)

    def _again(self) -> None:
        self._shown = False
