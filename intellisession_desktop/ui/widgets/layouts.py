"""Columns, rows, cards and scrolling pages, with the distances of the tokens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ..tokens import SPACE_2, SPACE_3, SPACE_4

Part = QWidget | QLayout | int | None
"""A widget, a layout, a distance in px, or None for what stretches."""


TO_EDGE = -SPACE_2 - 1
"""The last part of a row that ends with a quiet button: its words, not its unseen frame, end at the edge."""


def column(*parts: Part, spacing: int = SPACE_3, margins: int | tuple[int, int, int, int] = 0) -> QVBoxLayout:
    """The parts below each other."""
    layout = QVBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def row(*parts: Part, spacing: int = SPACE_3, margins: int | tuple[int, int, int, int] = 0) -> QHBoxLayout:
    """The parts beside each other."""
    layout = QHBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def box(layout: QLayout, kind: str = "", role: str = "", parent: QWidget | None = None) -> QFrame:
    """A frame around a layout; `kind` is the style sheet's: card, inset, side, bar, strip, drop."""
    frame = QFrame(parent)
    if kind:
        frame.setProperty("kind", kind)
    if role:
        frame.setProperty("role", role)
    frame.setLayout(layout)
    return frame


def add_to(layout: QBoxLayout, *parts: Part) -> None:
    """Adds the parts at the end of a column or a row."""
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def show_if(part: QWidget, shown: bool) -> None:
    """Shows or hides a part that may not stand in its window yet: shown alone it would be a window of its
    own, and take the focus.
    """
    if not shown:
        part.hide()
    elif part.parentWidget() is not None:
        part.show()


def card(*parts: Part, spacing: int = SPACE_3) -> QFrame:
    """A surface with the parts below each other."""
    return box(column(*parts, spacing=spacing, margins=SPACE_4), "card")


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setFixedHeight(1)
    return line


def scrolling(content: QWidget) -> QScrollArea:
    """Lets `content` scroll up and down when there is more of it than place."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content.setProperty("kind", "column")
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def fit_scrolling(area: QScrollArea, width: int, highest: int) -> None:
    """Makes a scrolling area as high as its content at `width` px, at most `highest` px."""
    content = area.widget()
    layout = content.layout() if content is not None else None
    if content is None or layout is None:
        return
    layout.activate()
    wanted = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
    area.setFixedHeight(min(highest, wanted))


def clear(layout: QLayout) -> None:
    """Deletes everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def set_role(widget: QWidget, role: str) -> None:
    """Changes a widget's `role` and has the style sheet look at it again."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _fill(
    layout: QBoxLayout, parts: tuple[Part, ...], spacing: int, margins: int | tuple[int, int, int, int]
) -> None:
    layout.setSpacing(spacing)
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    layout.setContentsMargins(*sides)
    add_to(layout, *parts)
