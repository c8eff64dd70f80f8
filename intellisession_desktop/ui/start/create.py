"""Making a vault: the passphrase, twice, and where it lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from ..tokens import SPACE_1, SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import TO_EDGE, row
from ..widgets.paths import PathLabel
from ..widgets.texts import Picture
from .passphrase_panel import PassphrasePanel


class CreatePanel(PassphrasePanel):
    """The first start, or a folder that holds no vault yet."""

    other_requested = Signal()
    restore_requested = Signal()
    takes_other_folder = True

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "Create your vault",
            "It holds everything about your clients, encrypted. Only your passphrase opens it.",
            "Passphrase",
            "Create the vault",
            "create-vault",
            "Creating the vault…",
        )
        self._where = PathLabel(folder)
        where = row(
            Picture("hard-drive"),
            self._where,
            Button("Other folder…", "quiet", on_click=self.other_requested.emit, name="other-folder"),
            TO_EDGE,
            spacing=SPACE_2,
        )
        restore = Button(
            "Restore a backup instead…", "quiet", on_click=self.restore_requested.emit, name="restore"
        )
        self.fill(where)
        self.below.addLayout(row(None, restore, None, spacing=SPACE_1))

    def use_folder(self, folder: Path) -> None:
        """The vault is made there instead; what was typed stays."""
        self.say("")
        self._where.show_path(folder)
