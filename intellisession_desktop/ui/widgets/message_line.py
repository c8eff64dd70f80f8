"""What was just done, or could not be, in a line of its own at a window's lower edge: it covers nothing."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame

from ..tokens import SPACE_2, SPACE_3
from .buttons import IconButton
from .layouts import row
from .texts import Banner

_TICK_MS = 500
_LEAST_MS = 8_000
_A_LETTER_MS = 90  # slow reading, about 130 words a minute


class MessageLine(QFrame):
    """What went well leaves once there was time to read it while the window was in use and the mouse was not
    on it; everything else stays until it is closed. Newer messages wait behind those that stay.
    """

    def __init__(self) -> None:
        super().__init__()
        self._close = IconButton("x", "Close this message", self.dismiss, name="close-message")
        self._banner = Banner("", "good", self._close)
        self._banner.label.setAccessibleName("Message")
        self.setLayout(row(self._banner, margins=(SPACE_3, SPACE_2, SPACE_3, SPACE_2)))
        self._waiting: list[tuple[str, str]] = []
        self._left_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty when nothing is."""
        return "" if self.isHidden() else self._banner.label.text()

    @Slot(str, str)
    def say(self, text: str, role: str) -> None:
        """At once, unless something is there that stays until it is closed."""
        if self.isHidden() or self._leaves:
            self._show(text, role)
        elif (text, role) not in self._waiting and text != self.text:
            self._waiting.append((text, role))

    @Slot()
    def dismiss(self) -> None:
        """It was read: the next one, if any."""
        if self._waiting:
            self._show(*self._waiting.pop(0))
        else:
            self._timer.stop()
            self.hide()

    @Slot()
    def tick(self) -> None:
        """Counts the time in which it could be read."""
        if self._leaves and self.isActiveWindow() and not self.underMouse():
            self._left_ms -= _TICK_MS
            if self._left_ms <= 0:
                self.dismiss()

    @property
    def _leaves(self) -> bool:
        return self._timer.isActive()

    def _show(self, text: str, role: str) -> None:
        self._banner.say(text, role)
        self._left_ms = max(_LEAST_MS, _A_LETTER_MS * len(text))
        if role == "good":
            self._timer.start()
        else:
            self._timer.stop()
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._banner.label, text))
