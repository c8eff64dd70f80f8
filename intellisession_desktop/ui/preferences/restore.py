"""A vault made from a backup: the file, a folder for it, and what opens it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from ...errors import WrongPassphrase
from ...sessions.backup import restore_backup
from ..context import Context
from ..start.places import place_for_restored
from ..tokens import SPACE_2
from ..widgets.buttons import Button, Segments
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, PassphraseEdit, RecoveryKeyEdit
from ..widgets.files import choose_file, choose_folder
from ..widgets.layouts import box, row
from ..widgets.paths import PathLabel
from ..widgets.texts import Label, Picture
from .errand import Errand
from .page import sentence

_PASSPHRASE, _KEY = "passphrase", "key"
_NOT_OPENED = (
    "This passphrase does not open the backup. Check Caps Lock. It is the one that was in use when the "
    "backup was made."
)
_NOT_OPENED_BY_KEY = "This recovery key does not open the backup. Compare it with what you printed."


_LEAD = "The backup becomes a vault in a folder of its own. The vault that is open stays as it is."


class _Chosen(QStackedWidget):
    """A path, once one is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._path = PathLabel(kind="")
        self.addWidget(Label("Not chosen yet", role="muted", wrap=False))
        self.addWidget(self._path)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_path(self, path: Path) -> None:
        self.setCurrentWidget(self._path)
        self._path.show_path(path)


class RestoreDialog(Dialog):
    """Never touches the vault that is open."""

    restored = Signal(object)
    """The folder (a Path) of the new vault."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, "Restore a backup", 520)
        self.context = context
        self._file: Path | None = None
        self._folder: Path | None = None
        self._busy = False
        self._file_place, self._folder_place = _Chosen(), _Chosen()
        self.choose_file = Button("Choose…", on_click=self._ask_file, name="choose-backup")
        self.choose_file.setAccessibleName("Choose the backup")
        self.choose_folder = Button("Choose…", on_click=self._ask_folder, name="choose-folder")
        self.choose_folder.setAccessibleName("Choose the new folder")
        self.which = Segments(((_PASSPHRASE, "Passphrase"), (_KEY, "Recovery key")), "What opens the backup")
        self.passphrase = PassphraseEdit("Passphrase of the backup", "backup-passphrase")
        self.key = RecoveryKeyEdit("backup-key")
        self._passphrase_field = Field("The passphrase when the backup was made", self.passphrase)
        self._key_field = Field("The recovery key", self.key)
        self._key_field.hide()
        self._said = Label("", "small", "danger")
        self._said.setObjectName("restore-state")
        self._said.hide()
        self.add(Label(_LEAD, role="muted"))
        names = Label("Backup", "small", wrap=False), Label("New folder", "small", wrap=False)
        widest = max(name.sizeHint().width() for name in names)
        for name, picture, place, button in (
            (names[0], "archive", self._file_place, self.choose_file),
            (names[1], "folder-open", self._folder_place, self.choose_folder),
        ):
            name.setMinimumWidth(widest)
            line = row(Picture(picture), name, place, button, spacing=SPACE_2, margins=SPACE_2)
            line.setStretch(2, 1)
            self.add(box(line, "inset"))
        self.add(self.which, self._passphrase_field, self._key_field, self._said)
        self.cancel = Button("Cancel", on_click=self.reject, name="cancel")
        self.go = Button("Restore", "primary", on_click=self._restore, name="restore-now")
        self.set_buttons(None, self.cancel, self.go)
        self.which.chosen.connect(self._choose_secret)
        self.passphrase.textChanged.connect(self._look)
        self.key.textChanged.connect(self._look)
        self._look()

    def use_file(self, path: Path) -> None:
        """Takes the backup."""
        self._file = path
        self._file_place.show_path(path)
        self._look()

    def use_folder(self, folder: Path) -> None:
        """Takes the folder; where it holds something, a new one in it or beside it."""
        self.context.background.run(
            lambda: place_for_restored(folder), done=self._show_folder, failed=self._refused, owner=self
        )

    def reject(self) -> None:
        """Cannot be left while it works: it takes seconds."""
        if not self._busy:
            super().reject()

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed, or hidden because the vault is being locked: what was typed is forgotten."""
        self.passphrase.clear()
        self.key.clear()
        super().hideEvent(event)

    def _show_folder(self, folder: Path) -> None:
        self._folder = folder
        self._folder_place.show_path(folder)
        self._look()

    def _ask_file(self) -> None:
        choose_file(self, "Choose a backup", "Backups (*.isbackup);;All files (*)", self.use_file)

    def _ask_folder(self) -> None:
        choose_folder(self, "Choose a folder for the restored vault", self.use_folder)

    @Slot(str)
    def _choose_secret(self, which: str) -> None:
        self._passphrase_field.setVisible(which == _PASSPHRASE)
        self._key_field.setVisible(which == _KEY)
        (self.key if which == _KEY else self.passphrase).setFocus()
        self._look()

    def _secret(self) -> str:
        return self.key.key() if self.which.current() == _KEY else self.passphrase.text()

    @Slot()
    def _look(self) -> None:
        if not self._busy:
            self._passphrase_field.say("")
            self._key_field.say("")
            self._said.hide()
        ready = self._file is not None and self._folder is not None and bool(self._secret())
        self.go.setEnabled(ready and not self._busy)

    def _restore(self) -> None:
        file, folder, secret = self._file, self._folder, self._secret()
        if file is None or folder is None or self._busy:
            return
        by_key = self.which.current() == _KEY
        self._set_busy(True)
        errand = Errand(lambda *_: restore_backup(file, folder, secret, by_key), self.context)
        errand.done.connect(self._done)
        errand.failed.connect(self._refused)
        errand.start()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for part in (
            self.choose_file,
            self.choose_folder,
            self.which,
            self.passphrase,
            self.key,
            self.cancel,
        ):
            part.setEnabled(not busy)
        self.go.setText("Restoring…" if busy else "Restore")
        self._look()

    @Slot(object)
    def _done(self, _: object) -> None:
        self._busy = False
        self.restored.emit(self._folder)
        self.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, WrongPassphrase):
            if self.which.current() == _KEY:
                self._key_field.say(_NOT_OPENED_BY_KEY)
            else:
                self._passphrase_field.say(_NOT_OPENED)
        else:
            self._said.setText(sentence(self.context, error))
            self._said.show()
