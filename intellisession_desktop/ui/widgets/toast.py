"""A sentence that is shown for a moment above what can be clicked at the lower edge of a window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from ..tokens import SPACE_5
from .texts import Banner

_SHOWN_MS = 5_000
_WIDEST = 520
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class Toast(Banner):
    """Lies over its parent; a new sentence takes the place of the one before."""

    def __init__(self, over: QWidget, foot: QWidget) -> None:
        """`foot`: what may stand at the lower edge of `over`, and may grow."""
        super().__init__("", "good")
        self.setParent(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.setAccessibleName("Message")
        self._over, self._foot = over, foot
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        foot.installEventFilter(self)
        self.hide()

    @Slot(str, str)
    def show_for_a_moment(self, text: str, role: str) -> None:
        self.say(text, role)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        width = min(_WIDEST, self._over.width() - 2 * SPACE_5)
        needed = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 3 * SPACE_5
        self.setFixedWidth(min(width, max(needed, 200)))
        height = self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setFixedHeight(height)
        floor = self._over.height() if self._foot.isHidden() else self._foot.y()
        self.move((self._over.width() - self.width()) // 2, floor - height - 3 * SPACE_5)
