"""The big round button that begins a recording, and the dot that says that one is running."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ..theme import colour
from ..tokens import ICON_LARGE, LEAD, SPACE_2, SPACE_3

_ROUND = 56
_DOT = 22


class RecordButton(QAbstractButton):
    """A calm ring with the recording dot in it, and its words to the right."""

    def __init__(self, text: str, name: str = "record") -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPixelSize(LEAD)
        font.setWeight(font.Weight.DemiBold)
        self._words_font = font

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._words_font).horizontalAdvance(self.text())
        return QSize(_ROUND + SPACE_3 + words + SPACE_2, _ROUND)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(2, 2, _ROUND - 4, _ROUND - 4)
        lively = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setBrush(colour("danger_soft" if lively else "surface"))
        painter.setPen(QPen(colour("accent"), 3) if self.hasFocus() else QPen(colour("edge"), 1.5))
        painter.drawEllipse(ring)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("danger" if self.isEnabled() else "edge"))
        painter.drawEllipse(QPointF(ring.center()), _DOT / 2, _DOT / 2)
        painter.setFont(self._words_font)
        painter.setPen(colour("text" if self.isEnabled() else "muted"))
        words = self.rect().adjusted(_ROUND + SPACE_3, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


class RecordDot(QWidget):
    """A full dot while something is recorded, a ring while it is not. It does not blink."""

    def __init__(self) -> None:
        super().__init__()
        self._live = False
        self.setFixedSize(ICON_LARGE, ICON_LARGE)

    def show_live(self, live: bool) -> None:
        if live != self._live:
            self._live = live
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "danger" if self._live else "muted"
        painter.setPen(QPen(colour(role), 2))
        painter.setBrush(colour(role) if self._live else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(self.rect()).adjusted(3, 3, -3, -3))
