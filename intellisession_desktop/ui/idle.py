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
        self._last = time.monotonic()
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
        self._last = time.monotonic()
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
        if time.monotonic() - self._last >= self._limit_s:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            self._last = time.monotonic()
            if isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) == self._lock_key:
                self.lock_pressed.emit()
                return True
        return False
