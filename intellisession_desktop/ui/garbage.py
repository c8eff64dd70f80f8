"""Cycles of Python objects are collected on the main thread only, and never while Qt is busy with one.

By itself Python collects on whichever thread happens to allocate, between any two steps. A widget that is
part of such a cycle would be destroyed beside the main thread, or while Qt goes through all widgets, and the
program would fall over with what the therapist is typing.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 500
"""Milliseconds between two looks."""


class Collector(QObject):
    """Collects from the event loop for as long as it lives. Made on the main thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.collect()
        gc.freeze()  # modules and classes stay anyway: they need not be gone through again and again
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collects the oldest generation that is due by Python's own thresholds."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > threshold > 0
        ]
        if due:
            gc.collect(due[-1])
