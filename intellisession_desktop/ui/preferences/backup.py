"""Everything in one encrypted file, and a vault made from such a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar

from ...records import Progress
from ...sessions.backup import SUFFIX, last_backup, make_backup
from ...sessions.jobs import CancelToken, Report
from ..context import Context
from ..errand import Errand
from ..tokens import SPACE_2
from ..widgets.buttons import Button
from ..widgets.files import choose_save
from ..widgets.layouts import column, row
from ..widgets.paths import shown
from ..widgets.texts import Label, tip
from ..words import clock, day
from .page import Page, group
from .restore import RestoreDialog

_FILTER = f"Backups (*{SUFFIX})"
_NAME = "make a backup"


class BackupPage(Page):
    """A backup goes on when the settings are closed."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Backup",
            "Clients, notes and transcripts in one encrypted file. Recordings are not in it.",
        )
        self._last = Label("", role="muted")
        self._last.setObjectName("last-backup")
        self.make = Button("Back up now…", "primary", "archive", self._choose, "back-up")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Backing up")
        self._bar.hide()
        self._said = Label("", "small")
        self._said.setObjectName("backup-state")
        self._said.hide()
        self.restore = Button("Restore…", "", "archive-restore", self._restore, "restore")
        self._restored = Label("", "small", "good")
        self._restored.setObjectName("restored")
        self._restored.hide()
        self.add(
            group(
                "Back up",
                self._last,
                column(row(self.make, None), self._bar, self._said, spacing=SPACE_2),
                hint="Keep it on another drive, away from this computer.",
            ),
            tip(
                "The file is encrypted. It opens with your current passphrase or your recovery key. If "
                "you change the passphrase later, this backup keeps the current one."
            ),
            group(
                "Restore a backup",
                Label(
                    "A backup becomes a vault in a new folder. The vault that is open now does not change.",
                    role="muted",
                ),
                column(row(self.restore, None), self._restored, spacing=SPACE_2),
            ),
        )
        errand = context.findChild(Errand, _NAME)
        if errand is not None:
            self._follow(errand)
        self._look()

    def _look(self) -> None:
        vault = self.context.vault
        self.context.background.run(
            lambda: last_backup(vault), done=self._show_last, failed=self._complain, owner=self
        )

    def _show_last(self, at: dt.datetime | None) -> None:
        if at is None:
            self._last.setText("There is no backup yet.")
            self._last.set_role("caution")
        else:
            self._last.setText(f"Last backup: {day(at.astimezone().date())}, {clock(at)}")
            self._last.set_role("muted")

    def _choose(self) -> None:
        name = f"IntelliSession {dt.date.today().isoformat()}{SUFFIX}"
        choose_save(self, "Back up to", name, _FILTER, self._back_up)

    def _back_up(self, path: Path) -> None:
        vault = self.context.vault

        def work(report: Report, _: CancelToken) -> Path:
            make_backup(vault, path, report)
            return path

        errand = Errand(work, self.context, _NAME)
        self._follow(errand)
        errand.start()

    def _follow(self, errand: Errand) -> None:
        errand.progressed.connect(self._progress)
        errand.done.connect(self._done)
        errand.failed.connect(self._failed)
        self.make.setEnabled(False)
        self._bar.setValue(0)
        self._bar.show()
        self._say("Backing up…")

    @Slot(object)
    def _progress(self, progress: Progress) -> None:
        self._bar.setValue(round(1000 * (progress.done or 0.0)))

    @Slot(object)
    def _done(self, path: Path) -> None:
        self._rest()
        self._say(f"Backed up to {shown(path)}", "good")
        self._look()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._rest()
        self._complain(error)

    def _rest(self) -> None:
        self.make.setEnabled(True)
        self._bar.hide()

    def _restore(self) -> None:
        dialog = RestoreDialog(self.context, self.window())
        dialog.restored.connect(self._show_restored)
        dialog.open()

    @Slot(object)
    def _show_restored(self, folder: Path) -> None:
        self._restored.setText(
            f"Restored into {shown(folder)}. To use it, lock this vault, click Other vault and choose that "
            "folder."
        )
        self._restored.show()

    def _complain(self, error: Exception) -> None:
        self._say(self.context.told(error), "danger")

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.setVisible(bool(text))
