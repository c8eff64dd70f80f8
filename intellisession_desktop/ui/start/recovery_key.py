"""The recovery key, shown once: to be printed or written down, and saved nowhere by us."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from ...notes.documents.recovery import recovery_document
from ..clipboard import PrivateClipboard
from ..printing import print_document
from ..tokens import SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import row, show_if
from ..widgets.paths import shown
from ..widgets.texts import Banner, Label
from .panel import Panel, main_button

_IN_A_LINE = 4  # groups


class RecoveryKeyPanel(Panel):
    """Shows the key; it goes on once the person says that it is kept."""

    kept = Signal()

    def __init__(self, key: str, clipboard: PrivateClipboard) -> None:
        super().__init__(
            "Keep this recovery key",
            "If you forget the passphrase, only this key opens the vault. Nobody else has it, and neither do "
            "we. It is shown only this once.",
        )
        self._key, self._clipboard = key, clipboard
        groups = key.split("-")
        lines = ["  ".join(groups[i : i + _IN_A_LINE]) for i in range(0, len(groups), _IN_A_LINE)]
        # So that the groups stand in columns.
        lines[-1] = lines[-1].ljust(len(lines[0]), "\N{NO-BREAK SPACE}")
        shown = Label("\n".join(lines), "recovery-key", wrap=False)
        shown.setObjectName("recovery-key")
        shown.setAccessibleName("Recovery key: " + " ".join(groups))
        self._copied = Banner("Copied. The clipboard will be cleared in a minute.", "good")
        self._copied.hide()
        self._file: Path | None = None
        self._filed = Banner("", "caution")
        self._filed.label.setObjectName("key-file")
        self._delete = Button("Delete the file", on_click=self._delete_file, name="delete-key-file")
        self._say_file("")
        self._check = QCheckBox("I have put it in a safe place")
        self._check.setObjectName("kept")
        self._button = main_button("Continue", "go-on")
        self._button.setEnabled(False)
        self._check.toggled.connect(self._button.setEnabled)
        self._button.clicked.connect(self.kept)
        self._print = Button("Print…", "", "printer", on_click=self._print_it, name="print-key")
        copy = Button("Copy", "", "copy", on_click=self._copy, name="copy-key")
        self.add(shown, row(None, self._print, copy, None, spacing=SPACE_3), self._copied)
        self.add(self._filed, row(self._delete, None))
        self.add(self._check, self._button)

    def start(self) -> None:
        self._print.setFocus()

    def _copy(self) -> None:
        self._clipboard.copy(self._key)
        self._copied.show()

    def _print_it(self) -> None:
        document = recovery_document(self._key, dt.date.today())
        print_document(self, document, "Recovery key", self._printed)

    def _printed(self, file: Path | None) -> None:
        """Printed into a file it lies open on this computer, where the vault lies too: that is said."""
        self._file = file
        where = "" if file is None else shown(file)
        self._say_file(
            f"The key is now in the file {where}, where everyone who uses this computer can read it. Put "
            "the file in a safe place, such as on a USB stick, or print it and delete it."
            if where
            else ""
        )

    def _delete_file(self) -> None:
        if self._file is not None:
            try:
                self._file.unlink(missing_ok=True)
            except OSError:
                self._say_file(f"{shown(self._file)} could not be deleted. Delete it yourself.")
                return
        self._say_file("")

    def _say_file(self, text: str) -> None:
        self._filed.label.setText(text)
        for part in (self._filed, self._delete):
            show_if(part, bool(text))
