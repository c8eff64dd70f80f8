"""What the steps of the start have in common: a card in a calm column, one main action, quiet ways out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from ... import logs
from ...errors import KnownError
from ..tokens import SPACE_2, SPACE_4
from ..widgets.buttons import Button
from ..widgets.layouts import add_to, box, column
from ..widgets.texts import Banner, Label

COLUMN = 440
"""The width of the column, px."""


class Panel(QWidget):
    """One step. It only shows and asks; StartPage does what is asked for."""

    takes_other_folder = False
    """Whether it goes on with another folder that holds no vault, by `use_folder`."""

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
        add_to(self.content, *parts)

    def start(self) -> None:
        """Called when it has come into sight: the cursor goes where one begins."""

    def set_busy(self, busy: bool) -> None:
        """While what was asked for is being done."""

    def use_folder(self, folder: Path) -> None:
        """Another folder is meant now."""

    def refuse(self, error: KnownError) -> None:
        """It did not work; says why, in its place."""
        self.say(refusal(error))

    def say(self, sentence: str) -> None:
        """A sentence below the content; an empty one takes it away."""
        self._banner.say(sentence, "danger")
        self._banner.setVisible(bool(sentence))


def refusal(error: KnownError) -> str:
    """What is said of an error."""
    logs.event("error_told", code=error.code)
    return error.sentence


def main_button(text: str, name: str) -> Button:
    """The one main action: as wide as the column."""
    button = Button(text, "primary", name=name)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
