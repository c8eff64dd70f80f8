"""When the vault that was opened last is not where it was: its drive may only not be connected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from ..tokens import SPACE_1, SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import row
from ..widgets.paths import PathLabel
from ..widgets.texts import Picture
from .panel import Panel, main_button


class MissingPanel(Panel):
    """Does not offer to make a new vault where the old one should be; that would look like a loss."""

    again_requested = Signal()
    other_requested = Signal()
    restore_requested = Signal()
    create_requested = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "The vault was not found",
            "The vault you opened last is no longer in its folder. If it is on another drive, connect that "
            "drive first.",
        )
        self._button = main_button("Look again", "look-again")
        self._button.clicked.connect(self.again_requested)
        self.add(row(Picture("hard-drive"), PathLabel(folder), spacing=SPACE_2), self._button)
        for words, name, signal in (
            ("Other vault…", "other-vault", self.other_requested),
            ("Restore a backup…", "restore", self.restore_requested),
            ("Create a new vault", "create-new", self.create_requested),
        ):
            self._add_link(Button(words, "quiet", on_click=signal.emit, name=name))

    def start(self) -> None:
        self._button.setFocus()

    def _add_link(self, link: Button) -> None:
        if self.below.count() == 0:
            self._links = row(None, None, spacing=SPACE_1)
            self.below.addLayout(self._links)
        self._links.insertWidget(self._links.count() - 1, link)
