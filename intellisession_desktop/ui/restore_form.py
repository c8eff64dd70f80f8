"""What a vault is made from again: a backup, a new folder, and what opens the backup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from ..sessions.backup import SUFFIX
from .tokens import SPACE_2, SPACE_3
from .widgets.buttons import Button, Segments
from .widgets.fields import Field, PassphraseEdit, RecoveryKeyEdit
from .widgets.files import choose_file, choose_folder
from .widgets.layouts import box, column, row
from .widgets.paths import PathLabel
from .widgets.texts import Label, Picture

_FILTER = f"Backups (*{SUFFIX});;All files (*)"
_PASSPHRASE, _KEY = "passphrase", "key"
_NOT_OPENED = (
    "This passphrase does not open the backup. Use the one from when the backup was made, and check "
    "Caps Lock."
)
_NOT_OPENED_BY_KEY = "This recovery key does not open the backup. Compare it with what you printed."


@dataclass(frozen=True, slots=True)
class Restoring:
    """What is to be restored, to where, and the secret that opens it."""

    file: Path
    folder: Path
    secret: str
    is_recovery_key: bool


class RestoreForm(QWidget):
    """Asks for all of it; whoever shows it says what a chosen folder becomes (`use_folder`)."""

    changed = Signal()
    entered = Signal()
    """Enter was pressed in the passphrase or the recovery key."""
    folder_chosen = Signal(object)
    """A Path."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: for the restored vault, as long as no other one is chosen."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._file: Path | None = None
        self._folder: Path | None = None
        self._file_place, self._folder_place = _Chosen(), _Chosen()
        self._choose_file = Button("Choose…", on_click=self._ask_file, name="choose-backup")
        self._choose_file.setAccessibleName("Choose the backup")
        self._choose_folder = Button("Choose…", on_click=self._ask_folder, name="choose-folder")
        self._choose_folder.setAccessibleName("Choose the new folder")
        self._which = Segments(((_PASSPHRASE, "Passphrase"), (_KEY, "Recovery key")), "What opens the backup")
        self._passphrase = PassphraseEdit("Passphrase of the backup", "backup-passphrase")
        self._key = RecoveryKeyEdit("backup-key")
        self._passphrase_field = Field("The passphrase when the backup was made", self._passphrase)
        self._key_field = Field("Recovery key", self._key)
        self._key_field.hide()
        self.setLayout(
            column(*self._places(), self._which, self._passphrase_field, self._key_field, spacing=SPACE_3)
        )
        self._which.chosen.connect(self._choose_secret)
        for edit in (self._passphrase, self._key):
            edit.textChanged.connect(self._typed)
            edit.returnPressed.connect(self.entered)
        if folder is not None:
            self.use_folder(folder)

    @property
    def file(self) -> Path | None:
        """The chosen backup."""
        return self._file

    @property
    def wanted(self) -> Restoring | None:
        """All that was asked for, or None while something is missing."""
        by_key = self._which.current() == _KEY
        secret = self._key.key() if by_key else self._passphrase.text()
        if self._file is None or self._folder is None or not secret:
            return None
        return Restoring(self._file, self._folder, secret, by_key)

    def use_file(self, path: Path) -> None:
        """Takes a backup."""
        self._file = path
        self._file_place.show_path(path)
        self.changed.emit()

    def use_folder(self, folder: Path) -> None:
        """Takes a folder for the restored vault."""
        self._folder = folder
        self._folder_place.show_path(folder)
        self.changed.emit()

    def start(self) -> None:
        """Puts the cursor where one begins."""
        self._choose_file.setFocus()

    def set_busy(self, busy: bool) -> None:
        """While it is being restored nothing can be changed."""
        self.setEnabled(not busy)

    def refuse_secret(self) -> None:
        """The passphrase, or the recovery key, does not open the backup."""
        by_key = self._which.current() == _KEY
        (self._key_field if by_key else self._passphrase_field).say(
            _NOT_OPENED_BY_KEY if by_key else _NOT_OPENED
        )
        edit = self._key if by_key else self._passphrase
        edit.selectAll()
        edit.setFocus()

    def forget(self) -> None:
        """Empties the fields of the secrets."""
        self._passphrase.clear()
        self._key.clear()

    def _places(self) -> list[QWidget]:
        """Two lines whose paths stand below each other."""
        names = Label("Backup", "small", wrap=False), Label("New folder", "small", wrap=False)
        widest = max(name.sizeHint().width() for name in names)
        lines: list[QWidget] = []
        for name, picture, place, button in (
            (names[0], "archive", self._file_place, self._choose_file),
            (names[1], "folder-open", self._folder_place, self._choose_folder),
        ):
            name.setMinimumWidth(widest)
            line = row(Picture(picture), name, place, button, spacing=SPACE_2, margins=SPACE_2)
            line.setStretch(2, 1)
            lines.append(box(line, "inset"))
        return lines

    def _ask_file(self) -> None:
        choose_file(self, "Choose a backup", _FILTER, self.use_file)

    def _ask_folder(self) -> None:
        choose_folder(self, "Choose a folder for the restored vault", self.folder_chosen.emit)

    @Slot(str)
    def _choose_secret(self, which: str) -> None:
        self._passphrase_field.setVisible(which == _PASSPHRASE)
        self._key_field.setVisible(which == _KEY)
        (self._key if which == _KEY else self._passphrase).setFocus()
        self._typed()

    @Slot()
    def _typed(self) -> None:
        self._passphrase_field.say("")
        self._key_field.say("")
        self.changed.emit()


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
