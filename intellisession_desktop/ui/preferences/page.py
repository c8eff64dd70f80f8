"""What every page of the settings is made of: a title, what it is for, and groups of fields."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from ..context import Context
from ..tokens import SPACE_1, SPACE_4, SPACE_5
from ..widgets.layouts import Part, add_to, box, column, row
from ..widgets.texts import Label

FIELD_WIDTH = 420
"""The most that a field is wide, px: longer lines are hard to read."""


class Page(QWidget):
    """One page; it is made when it is first looked at, and kept until the settings are closed."""

    sight_wanted = Signal(QWidget)
    """A part of it that shall be seen, wherever the page is scrolled to."""

    def __init__(self, context: Context, title: str, lead: str = "") -> None:
        super().__init__()
        self.context = context
        head = column(Label(title, "heading"), spacing=SPACE_1)
        if lead:
            head.addWidget(Label(lead, role="muted"))
        self.body = column(spacing=SPACE_4)
        self.setLayout(column(head, self.body, None, spacing=SPACE_4, margins=SPACE_5))

    def add(self, *parts: QWidget | QLayout) -> None:
        """Adds to the page."""
        add_to(self.body, *parts)

    def flush(self) -> None:
        """Has stored what was typed and is not stored yet; called when the page goes out of sight."""


def group(title: str, *parts: Part, hint: str = "") -> QFrame:
    """What belongs together, on a surface of its own."""
    head = column(Label(title, "lead"), spacing=SPACE_1)
    if hint:
        head.addWidget(Label(hint, "small"))
    return box(column(head, *parts, spacing=SPACE_4, margins=SPACE_4), "card")


def narrow(widget: QWidget) -> QLayout:
    """Keeps a field from growing with the window, also one whose words may need several lines."""
    widget.setMaximumWidth(FIELD_WIDTH)  # alone, Qt would reckon the height for the whole width
    layout = row(widget, None)
    layout.setStretch(0, 1000)
    return layout
