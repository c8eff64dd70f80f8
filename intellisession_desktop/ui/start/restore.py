"""Getting a vault back from a backup: the file, a new folder, and what opens it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot

from ...errors import KnownError, WrongPassphrase
from ..tokens import SPACE_2
from ..widgets.buttons import Button, Segments
from ..widgets.fields import Field, PassphraseEdit, RecoveryKeyEdit
from ..widgets.files import choose_file, choose_folder
from ..widgets.layouts import box, row
from ..widgets.paths import PathLabel
from ..widgets.texts import Label, Picture
from .panel import Panel, main_button

_PASSPHRASE, _KEY = "passphrase", "key"


@dataclass(frozen=True, slots=True)
class Restoring:
    """What is to be restored, to where, and the secret that opens it."""

    file: Path
    folder: Path
    secret: str
    is_recovery_key: bool


class RestorePanel(Panel):
    """Asks for all three."""

    restore_requested = Signal(object)
    """A Restoring."""
    folder_chosen = Signal(object)
    """A Path in which a vault shall be; StartPage answers with `use_folder`."""
    back_requested = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "Restore a backup",
            "The backup becomes a vault in a new folder. A vault that is there already is not touched.",
        )
        self._file: Path | None = None
        self._folder, self._busy = folder, False
        self._file_label = PathLabel(kind="")
        self._file_label.show_words("No backup chosen yet")
        self._choose = Button("Choose…", on_click=self._choose_file, name="choose-backup")
        self._folder_label = PathLabel(folder, kind="")
        folder_button = Button("Choose…", on_click=self._choose_folder, name="choose-folder")
        self._secret = Segments(
            ((_PASSPHRASE, "Passphrase"), (_KEY, "Recovery key")), "What opens the backup"
        )
        self._passphrase = PassphraseEdit("Passphrase of the backup", "backup-passphrase")
        self._passphrase_field = Field("The passphrase when the backup was made", self._passphrase)
        self._key = RecoveryKeyEdit("backup-key")
        self._key_field = Field("Recovery key", self._key)
        self._key_field.hide()
        self._button = main_button("Restore", "restore-now")
        self._missing = Label("", "small")
        for icon, words, label, button in (
            ("archive", "Backup", self._file_label, self._choose),
            ("folder-open", "New folder", self._folder_label, folder_button),
        ):
            self.add(
                box(
                    row(Picture(icon), Label(words, "small", wrap=False), label, button, spacing=SPACE_2,
                        margins=SPACE_2),
                    "inset",
                )
            )  # fmt: skip
        self.add(self._secret, self._passphrase_field, self._key_field, self._button, self._missing)
        back = Button("Back", "quiet", "arrow-left", on_click=self.back_requested.emit, name="back")
        self.below.addLayout(row(None, back, None))
        self._secret.chosen.connect(self._choose_secret)
        for edit in (self._passphrase, self._key):
            edit.textChanged.connect(self._look)
            edit.returnPressed.connect(self._enter)
        self._button.clicked.connect(self._enter)
        self._look()

    def start(self) -> None:
        self._choose.setFocus()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._passphrase.setReadOnly(busy)
        self._key.setReadOnly(busy)
        self._button.setText("Restoring…" if busy else "Restore")
        self._look()

    def refuse(self, error: KnownError) -> None:
        if isinstance(error, WrongPassphrase):
            by_key = self._secret.current() == _KEY
            (self._key_field if by_key else self._passphrase_field).say(
                error.sentence
                if by_key
                else "This passphrase does not open the backup. Check Caps Lock. It is "
                "the one that was in use when the backup was made."
            )
            field = self._key if by_key else self._passphrase
            field.selectAll()
            field.setFocus()
        else:
            super().refuse(error)

    def use_file(self, path: Path) -> None:
        """Takes a backup to restore."""
        self._file = path
        self._file_label.show_path(path)
        self.say("")
        self._look()

    def use_folder(self, folder: Path) -> None:
        """Takes the folder for the restored vault."""
        self._folder = folder
        self._folder_label.show_path(folder)
        self.say("")
        self._look()

    def _choose_file(self) -> None:
        choose_file(self, "Choose a backup", "Backups (*.isbackup);;All files (*)", self.use_file)

    def _choose_folder(self) -> None:
        choose_folder(self, "Choose a folder for the restored vault", self.folder_chosen.emit)

    @Slot(str)
    def _choose_secret(self, which: str) -> None:
        self._passphrase_field.setVisible(which == _PASSPHRASE)
        self._key_field.setVisible(which == _KEY)
        (self._key if which == _KEY else self._passphrase).setFocus()
        self._look()

    def _typed(self) -> str:
        return self._key.key() if self._secret.current() == _KEY else self._passphrase.text()

    @Slot()
    def _enter(self) -> None:
        if not self._busy and self._file is not None and self._typed():
            self.say("")
            self.restore_requested.emit(
                Restoring(self._file, self._folder, self._typed(), self._secret.current() == _KEY)
            )

    @Slot()
    def _look(self) -> None:
        if not self._busy:
            self._passphrase_field.say("")
            self._key_field.say("")
        missing = "Choose the backup file first." if self._file is None else ""
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self._button.setEnabled(not self._busy and not missing and bool(self._typed()))
