"""What the therapist writes: a summary, or what was not part of the recording."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from ..tokens import TARGET
from ..widgets.fields import TextArea
from ..widgets.layouts import column

_SUMMARY = "What you talked about, in your own words. One thought per sentence works best."
_BESIDE = "What is not in the recording: what you saw, what was agreed at the door."


class TextPanel(QWidget):
    """Text that stays whatever is switched around it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.area = _Area()
        self.area.setObjectName("text")
        self.area.setAcceptDrops(False)  # a file dropped here goes to the dialog
        self.area.textChanged.connect(self.changed)
        self.set_beside(False)
        self.setLayout(column(self.area))

    def set_beside(self, beside: bool) -> None:
        """`beside`: it goes with a recording."""
        self.area.setPlaceholderText(_BESIDE if beside else _SUMMARY)
        self.area.setAccessibleName("What was not part of the recording" if beside else "Summary")

    def text(self) -> str:
        return self.area.toPlainText().strip()

    def set_text(self, text: str) -> None:
        self.area.setPlainText(text)


class _Area(TextArea):
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 4 * TARGET)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 3 * TARGET)
