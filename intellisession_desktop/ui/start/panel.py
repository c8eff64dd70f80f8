"""What the steps of the start have in common: a card in a calm column, one main action, quiet ways out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from ...errors import KnownError, WrongPassphrase
from ..tokens import SPACE_2, SPACE_4
from ..widgets.buttons import Button
from ..widgets.layouts import box, column
from ..widgets.texts import Banner, Label

COLUMN = 440
"""The width of the column, px."""


class Panel(QWidget):
    """One step. It only shows and asks; StartPage does what is asked for."""

    def __init__(self, heading: str = "", text: str = "") -> None:
        super().__init__()
        self._banner = Banner("", "danger")
        self._banner.label.setObjectName("problem")
        self._banner.hide()
        self.content = column(spacing=SPACE_4)
        if heading:
            self.content.addWidget(Label(heading, "heading"))
        if text:
            self.content.addWidget(Label(text, role="muted"))
        inner = column(self.content, self._banner, spacing=SPACE_4, margins=SPACE_4 + SPACE_2)
        self.below = column(spacing=SPACE_2)
        self.setLayout(column(box(inner, "card"), self.below, spacing=SPACE_4))

    def add(self, *parts: QWidget | QLayout) -> None:
        """Adds to the card."""
        for part in parts:
            if isinstance(part, QWidget):
                self.content.addWidget(part)
            else:
                self.content.addLayout(part)

    def start(self) -> None:
        """Called when it has come into sight: the cursor goes where one begins."""

    def set_busy(self, busy: bool) -> None:
        """While what was asked for is being done."""

    def refuse(self, error: KnownError) -> None:
        """It did not work; says why, in its place."""
        self.say(told(error))

    def say(self, sentence: str) -> None:
        """A sentence below the content; an empty one takes it away."""
        self._banner.say(sentence, "danger")
        self._banner.setVisible(bool(sentence))


def told(error: KnownError) -> str:
    """An error's sentence, with its code where somebody may be asked about it."""
    return error.sentence if isinstance(error, WrongPassphrase) else f"{error.sentence} ({error.code})"


def main_button(text: str, name: str) -> Button:
    """The one main action: as wide as the column."""
    button = Button(text, "primary", name=name)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button


class PathLabel(Label):
    """Where something lies; a long path is shortened in its middle and whole in the tooltip."""

    def __init__(self, path: Path | None = None, kind: str = "small") -> None:
        super().__init__("", kind, wrap=False)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if path is not None:
            self.show_path(path)

    def show_words(self, words: str) -> None:
        """Something else in the same place, as long as there is no path."""
        self._whole = words
        self._shorten()

    def show_path(self, path: Path) -> None:
        self._whole = shown(path)
        self.setToolTip(str(path))
        self.setAccessibleName(str(path))
        self._shorten()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width() - 2)
        if short != self.text():
            self.setText(short)


def shown(path: Path) -> str:
    """A path as a person reads it: the own home folder is '~'."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
