"""A sentence that is shown for a moment above the lower edge of a window, in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from ..tokens import SPACE_5
from .texts import Banner

_SHOWN_MS = 5_000
_WIDEST = 520


class Toast(Banner):
    """Lies over its parent; a new sentence takes the place of the one before."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("", "good")
        self.setParent(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.setAccessibleName("Message")
        self._over = over
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    @Slot(str, str)
    def show_for_a_moment(self, text: str, role: str) -> None:
        self.say(text, role)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        width = min(_WIDEST, self._over.width() - 2 * SPACE_5)
        needed = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 3 * SPACE_5
        self.setFixedWidth(min(width, max(needed, 200)))
        height = self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setFixedHeight(height)
        self.move((self._over.width() - self.width()) // 2, self._over.height() - height - 3 * SPACE_5)
