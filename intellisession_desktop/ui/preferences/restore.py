"""A vault made from a backup, while another one is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ...errors import WrongPassphrase
from ...sessions.backup import restore_backup
from ...sessions.vault_places import place_for_restored
from ..context import Context
from ..errand import Errand
from ..restore_form import RestoreForm
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.texts import Label

_LEAD = "The backup becomes a vault in a new folder. The vault that is open now does not change."


class RestoreDialog(Dialog):
    """Never touches the vault that is open."""

    restored = Signal(object)
    """The folder (a Path) of the new vault."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, "Restore a backup", 520)
        self.context = context
        self._busy = False
        self.form = RestoreForm()
        self._said = Label("", "small", "danger")
        self._said.setObjectName("restore-state")
        self._said.hide()
        self.add(Label(_LEAD, role="muted"), self.form, self._said)
        self.cancel = Button("Cancel", on_click=self.reject, name="cancel")
        self.go = Button("Restore", "primary", on_click=self._restore, name="restore-now")
        self.set_buttons(None, self.cancel, self.go)
        self.form.changed.connect(self._look)
        self.form.folder_chosen.connect(self._place)
        self._look()

    def reject(self) -> None:
        """Cannot be left while it works: it takes seconds."""
        if not self._busy:
            super().reject()

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed, or hidden because the vault is being locked: what was typed is forgotten."""
        self.form.forget()
        super().hideEvent(event)

    @Slot(object)
    def _place(self, folder: Path) -> None:
        """Where the folder holds something, a new one in it or beside it."""
        self.context.background.run(
            lambda: place_for_restored(folder),
            done=self.form.use_folder,
            failed=self._refused,
            owner=self,
        )

    @Slot()
    def _look(self) -> None:
        if not self._busy:
            self._said.hide()
        self.go.setEnabled(not self._busy and self.form.wanted is not None)

    def _restore(self) -> None:
        wanted = self.form.wanted
        if wanted is None or self._busy:
            return
        self._set_busy(True)

        def work(*_: object) -> Path:
            restore_backup(wanted.file, wanted.folder, wanted.secret, wanted.is_recovery_key)
            return wanted.folder

        errand = Errand(work, self.context)
        errand.done.connect(self._done)
        errand.failed.connect(self._refused)
        errand.start()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.form.set_busy(busy)
        self.cancel.setEnabled(not busy)
        self.go.setText("Restoring…" if busy else "Restore")
        self._look()

    @Slot(object)
    def _done(self, folder: Path) -> None:
        self._busy = False
        self.restored.emit(folder)
        self.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, WrongPassphrase):
            self.form.refuse_secret()
        else:
            self._said.setText(self.context.told(error))
            self._said.show()
