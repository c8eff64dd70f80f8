"""How loud it is: a bar with a scale, and words that say whether that is good."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme import colour
from ..tokens import RADIUS, SMALL, SPACE_1

LOWEST_DB, LOUD_DB, CLIP_DB = -60.0, -12.0, -3.0
_TICKS = (-60, -40, -20, -12, -6, 0)
_HEIGHT = 10
_FALL_DB = 1.5  # how fast the mark of the loudest moment falls, per status
QUIET = "Very quiet. Move the microphone closer."
CLIPPED = "Too loud. Move the microphone away, or turn it down."
GOOD = "The level is good."
PAUSED = "Paused. Nothing is being recorded."
WAITING = "Nothing is heard. The microphone is disconnected."


class LevelMeter(QWidget):
    """Shows dBFS from -60 to 0, and the loudest of the last moments as a mark."""

    def __init__(self) -> None:
        super().__init__()
        self._level = self._peak = LOWEST_DB
        self._live = True
        self.setObjectName("level")
        self.setAccessibleName("Level")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level_db: float, live: bool = True) -> None:
        """`live`: False while it is paused, when nothing is shown."""
        self._live = live
        self._level = max(LOWEST_DB, min(0.0, level_db)) if live else LOWEST_DB
        self._peak = max(self._level, self._peak - _FALL_DB) if live else LOWEST_DB
        self.setAccessibleDescription(f"{self._level:.0f} dB" if live else "paused")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT + SPACE_1 + SMALL + SPACE_1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, 0, self.width(), _HEIGHT)
        painter.setBrush(colour("line"))
        painter.drawRoundedRect(bar, RADIUS / 2, RADIUS / 2)
        parts = ((LOWEST_DB, LOUD_DB, "good"), (LOUD_DB, CLIP_DB, "caution"), (CLIP_DB, 0.0, "danger"))
        filled = QRectF(bar)
        filled.setRight(self._x(bar, self._level))
        for low, high, role in parts:
            part = QRectF(bar)
            part.setLeft(self._x(bar, low))
            part.setRight(self._x(bar, high))
            painter.save()
            painter.setClipRect(part & filled)
            painter.setBrush(colour(role))
            painter.drawRoundedRect(bar, RADIUS / 2, RADIUS / 2)
            painter.restore()
        if self._peak > LOWEST_DB:
            painter.setBrush(colour("text"))
            painter.drawRect(QRectF(self._x(bar, self._peak) - 1, 0, 2, _HEIGHT))
        font = painter.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(colour("muted"))
        for tick in _TICKS:
            text = f"{tick} dBFS" if tick == 0 else str(tick)
            words = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(0.0, self._x(bar, tick) - words / 2), bar.right() - words)
            place = QRectF(left, _HEIGHT + SPACE_1, words + 1, SMALL + SPACE_1)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)

    def _x(self, bar: QRectF, level_db: float) -> float:
        return float(bar.left() + bar.width() * (level_db - LOWEST_DB) / -LOWEST_DB)
