"""Where the window's calls to sessions/ run: one thread beside the main one, in the order they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from .. import logs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Task:
    work: Callable[[], Any]
    done: Callable[[Any], object] | None
    failed: Callable[[Exception], object] | None
    owner: QObject | None


@dataclass(frozen=True, slots=True)
class _Ended:
    task: _Task
    result: Any
    error: Exception | None


class Background(QObject):
    """Runs one call after another on its own thread; the answers come back on the main thread."""

    _ended = Signal(object)

    def __init__(self, show_error: Callable[[Exception], None], parent: QObject | None = None) -> None:
        """`show_error` takes what nobody else asked to be told of."""
        super().__init__(parent)
        self._show_error = show_error
        self._tasks: deque[_Task | None] = deque()
        self._waiting = threading.Condition()
        self._running = 0
        self._ended.connect(self._answer)
        self._thread = threading.Thread(target=self._serve, name="vault", daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Has `work` done, then calls `done` with its result or `failed` with its error on the main thread.

        Nothing is called once `owner` is deleted; the work itself is done all the same.
        """
        with self._waiting:
            self._tasks.append(_Task(work, done, failed, owner))
            self._running += 1
            self._waiting.notify()

    @property
    def busy(self) -> bool:
        """Whether something asked for has not been answered yet."""
        return self._running > 0

    def close(self) -> None:
        """Does what was asked for, then ends the thread. Answers no more."""
        with self._waiting:
            self._tasks.append(None)
            self._waiting.notify()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            with self._waiting:
                while not self._tasks:
                    self._waiting.wait()
                task = self._tasks.popleft()
            if task is None:
                return
            result: Any = None
            error: Exception | None = None
            try:
                result = task.work()
            except Exception as caught:  # the thread's edge: shown on the main thread
                error = caught
            self._ended.emit(_Ended(task, result, error))

    @Slot(object)
    def _answer(self, ended: _Ended) -> None:
        with self._waiting:
            self._running -= 1
        task = ended.task
        if task.owner is not None and not shiboken6.isValid(task.owner):
            if ended.error is not None:
                logs.bug(ended.error)
            return
        if ended.error is not None:
            (task.failed or self._show_error)(ended.error)
        elif task.done is not None:
            task.done(ended.result)
