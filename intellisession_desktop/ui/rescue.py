"""Of a damaged vault that is open: what can still be read, saved as text where the therapist wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QWidget

from .. import logs
from ..errors import VaultDamaged
from ..sessions.rescue import LEFT_OUT, Rescued, rescue
from ..sessions.vault_places import place_for_texts
from ..vault.vault import Vault
from .details import tell_known
from .errand import Errand
from .widgets.buttons import Button
from .widgets.dialogs import Dialog
from .widgets.files import choose_folder
from .widgets.paths import shown
from .widgets.texts import Label
from .words import counted

_DAMAGED = "damaged"  # the message's name
_LEAD = (
    "Each note and each transcript that can still be read becomes a text file. The files are not encrypted: "
    "anyone who can open their folder can read them. Delete them when you no longer need them."
)


def tell_damaged(window: QWidget, vault: Vault, error: VaultDamaged, say: Callable[[Exception], str]) -> None:
    """Says it, once at a time, and offers to save what can be read. `say`: what is said of another error."""
    logs.event("error_shown", code=error.code)
    if window.findChild(QDialog, _DAMAGED) is None:
        save = Button(
            "Save what can be read…",
            "primary",
            on_click=lambda: RescueDialog(window, vault, say).open(),
            name="rescue",
        )
        tell_known(window, "The vault is damaged", error, save).setObjectName(_DAMAGED)


class RescueDialog(Dialog):
    """Never changes the vault."""

    def __init__(self, window: QWidget, vault: Vault, say: Callable[[Exception], str]) -> None:
        super().__init__(window, "Save what can be read", 520)
        self._window, self._vault, self._said_of = window, vault, say
        self._busy = False
        self._said = Label("", "small")
        self._said.setObjectName("rescue-state")
        self._said.hide()
        self.add(Label(_LEAD), self._said)
        self.close_button = Button("Close", on_click=self.reject, name="close")
        self.go = Button("Choose a folder…", "primary", on_click=self._choose, name="choose-folder")
        self.set_buttons(None, self.close_button, self.go)

    def reject(self) -> None:
        """Cannot be left while it works: it takes seconds."""
        if not self._busy:
            super().reject()

    def _choose(self) -> None:
        choose_folder(self, "Choose a folder for the texts", self._save)

    def _save(self, folder: Path) -> None:
        vault = self._vault
        self._set_busy(True)
        self._say("Saving…")

        def work(*_: object) -> tuple[Path, Rescued]:
            place = place_for_texts(folder)
            return place, rescue(vault, place)

        errand = Errand(work, self._window)
        errand.done.connect(self._done)
        errand.failed.connect(self._failed)
        errand.start()

    @Slot(object)
    def _done(self, result: tuple[Path, Rescued]) -> None:
        self._set_busy(False)
        place, rescued = result
        lost = len(rescued.unreadable)
        missing = f" {lost} could not be read, as listed in “{LEFT_OUT}”." if lost else ""
        self._say(
            f"Saved {counted(rescued.notes, 'note')} and {counted(rescued.transcripts, 'transcript')} in "
            f"{shown(place)}.{missing}",
            "caution" if lost else "good",
        )

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self._say(self._said_of(error), "danger")

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.close_button.setEnabled(not busy)
        self.go.setEnabled(not busy)

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.show()
        self.fit()
