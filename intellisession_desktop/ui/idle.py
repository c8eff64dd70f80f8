"""Notices that the window is to be locked: its key was pressed, or nobody has used it for a while."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from .shortcuts import SHORTCUTS

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_LOOK_MS = 5_000


class IdleWatch(QObject):
    """Emits `idle` once when no key, mouse or touch was used for the set minutes."""

    idle = Signal()
    lock_pressed = Signal()
    """The key for locking, in whichever window: a shortcut would not reach through a dialog."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._limit_s = 0.0
        self._last = now()
        self._lock_key = QKeySequence(SHORTCUTS["lock"].keys)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def set_minutes(self, minutes: float) -> None:
        """0: never."""
        self._limit_s = minutes * 60.0
        self.restart()

    @Slot()
    def restart(self) -> None:
        """Counts from now on."""
        self._last = now()
        if self._limit_s:
            self._timer.start(_LOOK_MS)
        else:
            self._timer.stop()

    def stop(self) -> None:
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    @Slot()
    def look(self) -> None:
        if now() - self._last >= self._limit_s:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            if self._timer.isActive() and self._limit_s and now() - self._last >= self._limit_s:
                self.look()  # the computer slept, and was woken by this
                return True
            self._last = now()
            if isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) == self._lock_key:
                self.lock_pressed.emit()
                return True
        return False


def now() -> float:
    """Seconds of a clock that also runs while the computer sleeps."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW"):  # Linux, macOS
        clock = getattr(time, name, None)
        if clock is not None:
            return time.clock_gettime(clock)
    return time.monotonic()  # on Windows it is such a clock
