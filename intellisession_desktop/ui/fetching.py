"""Gets models on a thread of its own; stopping it keeps what has arrived."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from ..errors import Cancelled
from ..records import Progress
from ..sessions.jobs import CancelToken, Report
from ..sessions.models import ModelChoice, fetch_model, import_model

_SETTLED_S = 3.0  # before the speed says something about the time that is left


@dataclass(frozen=True, slots=True)
class Standing:
    """How far all of it is: the model at hand, the done share of all, and the seconds left (if known)."""

    name: str
    done: float
    left_s: float | None


class Fetching(QObject):
    """One run at a time. Its signals arrive on the main thread."""

    moved = Signal(object)
    """A Standing."""
    ended = Signal(object)
    """What came of it: the name of an imported model, None, or an exception; Cancelled when it was paused."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cancel = CancelToken()
        self._thread: threading.Thread | None = None

    def fetch(self, models: tuple[ModelChoice, ...]) -> None:
        """Fetches these, one after another; what is there already, whole or in part, is not fetched again."""
        self._start(lambda cancel: self._fetch_all(models, cancel))

    def import_file(self, path: Path) -> None:
        """Takes a model in from disk."""
        report = self._reporter(path.name, 0, 1, 1)
        self._start(lambda _: import_model(path, report))

    def pause(self) -> None:
        """Asks it to stop soon; `ended` says when it has."""
        self._cancel.cancel()

    @Slot()
    def let_go(self) -> None:
        """Deletes it, once it has `ended`: only when its thread is through with the signal."""
        if self._thread is not None:
            self._thread.join()
        self.deleteLater()

    def _start(self, work: Callable[[CancelToken], object]) -> None:
        self._cancel = cancel = CancelToken()
        self._thread = threading.Thread(target=self._run, args=(work, cancel), name="models", daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[CancelToken], object], cancel: CancelToken) -> None:
        result: object
        try:
            result = work(cancel)
        except Exception as error:  # the thread's edge: shown on the page
            result = error
        try:
            self.ended.emit(result)
        except RuntimeError:
            return  # the page is gone; what has arrived is kept

    def _fetch_all(self, models: tuple[ModelChoice, ...], cancel: CancelToken) -> None:
        total = sum(model.size for model in models)
        before = 0
        for model in models:
            if cancel.cancelled():
                raise Cancelled()
            fetch_model(model.name, self._reporter(model.title, before, model.size, total), cancel)
            before += model.size

    def _reporter(self, title: str, before: int, size: int, total: int) -> Report:
        began = time.monotonic()
        first: list[float] = []

        def report(progress: Progress) -> None:
            share = progress.done or 0.0
            first.append(share) if not first else None
            took, moved = time.monotonic() - began, share - first[0]
            left = None
            if took > _SETTLED_S and moved > 0:
                left = ((1 - share) * size + total - before - size) * took / (moved * size)
            try:
                self.moved.emit(Standing(title, (before + share * size) / total, left))
            except RuntimeError:
                self._cancel.cancel()  # the page is gone: leaving it pauses

        return report
