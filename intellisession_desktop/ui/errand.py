"""Something long that a screen has done on a thread of its own, as a backup. It outlives its window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from ..records import Progress
from ..sessions.jobs import CancelToken, Report

Task = Callable[[Report, CancelToken], Any]

_BETWEEN_REPORTS_S = 0.1


class Errand(QObject):
    """One piece of work on a thread of its own; tells on the main thread how it goes."""

    progressed = Signal(object)
    """A Progress."""
    done = Signal(object)
    failed = Signal(object)

    _reported = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, task: Task, parent: QObject, name: str = "") -> None:
        """`name`: by which it is found again among the children of `parent`."""
        super().__init__(parent)
        self.setObjectName(name)
        self.progress: Progress | None = None
        self._task = task
        self._token = CancelToken()
        self._last = 0.0
        self._reported.connect(self._tell)
        self._ended.connect(self._end)
        self._thread = threading.Thread(target=self._run, name="errand", daemon=True)
        self.destroyed.connect(self._token.cancel)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Asks it to stop; it fails with Cancelled then."""
        self._token.cancel()

    @property
    def stopping(self) -> bool:
        return self._token.cancelled()

    def _run(self) -> None:
        result: Any = None
        error: Exception | None = None
        try:
            result = self._task(self._report, self._token)
        except Exception as caught:  # the thread's edge: shown on the main thread
            error = caught
        if shiboken6.isValid(self):
            self._ended.emit(result, error)

    def _report(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= _BETWEEN_REPORTS_S and shiboken6.isValid(self):
            self._last = now
            self._reported.emit(progress)

    @Slot(object)
    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self.progressed.emit(progress)

    @Slot(object, object)
    def _end(self, result: Any, error: Exception | None) -> None:
        self.setObjectName("")  # is not found any more
        self._thread.join()  # it must be through with its signal before that is deleted
        self.deleteLater()
        if error is not None:
            self.failed.emit(error)
        else:
            self.done.emit(result)
