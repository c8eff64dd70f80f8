"""Labels, chips, banners and empty states: everything that only says something."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ..icons import pixmap
from ..tokens import ICON, SPACE_2, SPACE_3, SPACE_4, SPACE_6
from .buttons import Button, IconButton
from .layouts import box, column, row, set_role


class Label(QLabel):
    """Text. `kind`: title, heading, lead, strong, small, key or '' (body); `role`: muted, good, danger..."""

    def __init__(self, text: str = "", kind: str = "", role: str = "", wrap: bool = True) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)  # what was said must never be read as markup
        if kind:
            self.setProperty("kind", kind)
        if role:
            self.setProperty("role", role)
        self.setWordWrap(wrap)

    def set_role(self, role: str) -> None:
        set_role(self, role)


class RoomyLabel(Label):
    """Text in a place of at least so many lines, used or not: nothing below jumps when the text changes."""

    def __init__(self, lines: int, kind: str = "") -> None:
        super().__init__("", kind)
        self._lines = lines
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), self._room())

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, self._room()))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self._room()))

    def _room(self) -> int:
        flags = int(Qt.TextFlag.TextWordWrap)  # so that Qt reckons as it does for a label with words
        return self.fontMetrics().boundingRect(QRect(), flags, "\n".join("x" * self._lines)).height()


class SteadyLabel(Label):
    """Text in a place that only grows: nothing below jumps back when there is less to say."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__(text, kind)
        self._room: dict[int, int] = {}
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def heightForWidth(self, width: int) -> int:
        self._room[width] = max(super().heightForWidth(width), self._room.get(width, 0))
        return self._room[width]


class Chip(Label):
    """A short word on a soft ground: a state."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__(text, "chip", role, wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Picture(QLabel):
    """An icon that is only looked at; it takes the colours of the theme."""

    def __init__(self, name: str, role: str = "muted", size: int = ICON) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self.setPixmap(pixmap(self._name, self._role, self._size, self.devicePixelRatioF()))


_BANNER_ICONS = {
    "info": "info",
    "caution": "triangle-alert",
    "danger": "circle-alert",
    "good": "circle-check",
}
_BANNER_COLOURS = {"info": "accent", "caution": "caution", "danger": "danger", "good": "good"}


class Banner(QFrame):
    """A sentence with a coloured edge, and what can be done about it. `role`: info, caution, danger, good."""

    def __init__(self, text: str, role: str = "info", *buttons: Button | IconButton) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("role", role)
        self.picture = Picture(_BANNER_ICONS[role], _BANNER_COLOURS[role])
        self.label = Label(text)
        line = row(self.picture, self.label, *buttons, margins=(SPACE_3, SPACE_2, SPACE_3, SPACE_2))
        line.setStretch(1, 1)
        self.setLayout(line)

    def say(self, text: str, role: str) -> None:
        """Another sentence in the same place."""
        self.label.setText(text)
        self.picture.show_icon(_BANNER_ICONS[role], _BANNER_COLOURS[role])
        set_role(self, role)


class EmptyState(QWidget):
    """What a place is for while nothing is there, with the button that fills it (and a second, quiet one)."""

    def __init__(self, icon: str, title: str, text: str, *buttons: Button) -> None:
        super().__init__()
        heading, body = Label(title, "lead"), Label(text, role="muted")
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (heading, body):
            label.setAlignment(middle)
        words = row(None, body, None)
        words.setStretch(1, 4)
        picture = row(None, Picture(icon, "accent", SPACE_6), None)
        layout = column(None, picture, heading, words, spacing=SPACE_3, margins=SPACE_4)
        for button in buttons:
            layout.addWidget(button, alignment=middle)
        layout.addStretch(1)
        self.setLayout(layout)


def tip(text: str) -> QFrame:
    """A quiet hint in a frame of its own."""
    return box(row(Picture("info"), Label(text, "small"), margins=SPACE_3), "inset")
