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


class Background(QObject):
    """Runs one call after another on its own thread; the answers come back on the main thread."""

    _ended = Signal(int, object, object)
    """The task's number, its result, its error."""

    def __init__(self, show_error: Callable[[Exception], None], parent: QObject | None = None) -> None:
        """`show_error` takes what nobody else asked to be told of."""
        super().__init__(parent)
        self._show_error = show_error
        self._open: dict[int, _Task] = {}  # until answered: the thread is never the last to hold a widget
        self._waiting: deque[int | None] = deque()
        self._changed = threading.Condition()
        self._last = 0
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
        with self._changed:
            self._last += 1
            self._open[self._last] = _Task(work, done, failed, owner)
            self._waiting.append(self._last)
            self._changed.notify()

    @property
    def busy(self) -> bool:
        """Whether something asked for has not been answered yet."""
        return bool(self._open)

    def close(self) -> None:
        """Does what was asked for, then ends the thread. Answers no more."""
        with self._changed:
            self._waiting.append(None)
            self._changed.notify()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                number = self._waiting.popleft()
            if number is None:
                return
            self._ended.emit(number, *self._outcome(number))

    def _outcome(self, number: int) -> tuple[Any, Exception | None]:
        try:
            return self._open[number].work(), None
        except Exception as error:  # the thread's edge: shown on the main thread
            return None, error

    @Slot(int, object, object)
    def _answer(self, number: int, result: Any, error: Exception | None) -> None:
        task = self._open.pop(number)
        if task.owner is not None and not shiboken6.isValid(task.owner):
            if error is not None:
                logs.bug(error)
            return
        if error is not None:
            (task.failed or self._show_error)(error)
        elif task.done is not None:
            task.done(result)
