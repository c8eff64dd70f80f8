"""Goes through the real window as a therapist does: by clicks and keys on what can be seen."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Status
from intellisession_desktop.sessions.job_queue import Work, WorkState
from intellisession_desktop.ui import saving
from intellisession_desktop.ui.clients.consent import ConsentDialog
from intellisession_desktop.ui.clients.name_dialogs import NewClientDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.desk import Desk
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.sign_dialog import SignDialog
from intellisession_desktop.ui.review.statement_row import StatementRow
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.ui.widgets.buttons import Button, IconButton
from intellisession_desktop.ui.widgets.dialogs import Dialog
from tests.ui.conftest import settle
from tests.ui.generating import attach, press, rest

Seen = TypeVar("Seen", bound=QWidget)


class Therapist:
    """Each method is one thing a person wants done, and waits until it is done."""

    def __init__(self, shell: Shell, qtbot: QtBot, passphrase: str) -> None:
        self.shell, self.qtbot, self.passphrase = shell, qtbot, passphrase

    @property
    def context(self) -> Context:
        assert self.shell.context is not None
        return self.shell.context

    @property
    def desk(self) -> Desk:
        assert self.shell.desk is not None
        return self.shell.desk

    @property
    def review(self) -> ReviewPage:
        assert self.desk.review is not None
        return self.desk.review

    def create_vault(self) -> None:
        """With the passphrase twice, and the recovery key kept."""
        first, second = (self._field("new-passphrase"), self._field("passphrase-again"))
        self.qtbot.keyClicks(first, self.passphrase)
        self.qtbot.keyClicks(second, self.passphrase)
        self.qtbot.keyClick(second, Qt.Key.Key_Return)
        self.qtbot.keyClick(self._seen(QCheckBox, "kept"), Qt.Key.Key_Space)
        press(self.qtbot, self.shell, "go-on")
        self._until_at_the_desk()

    def unlock(self) -> None:
        field = self._field("passphrase")
        self.qtbot.keyClicks(field, self.passphrase)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self._until_at_the_desk()

    def lock(self) -> None:
        self.qtbot.keyClick(self.desk, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: self.context.vault.locked)

    def add_client(self, name: str) -> None:
        press(self.qtbot, self.desk, "first-client")
        dialog = self._window(NewClientDialog)
        self.qtbot.keyClicks(dialog.name, name)
        press(self.qtbot, dialog, "go")
        self._rest()

    def record_consent(self) -> None:
        press(self.qtbot, self.desk, "consent")
        dialog = self._window(ConsentDialog)
        self._rest()
        press(self.qtbot, dialog, "go")
        self._rest()

    def generate(self) -> GenerateDialog:
        """The dialog for the client who is shown."""
        press(self.qtbot, self.desk, "generate")
        dialog = self._window(GenerateDialog)
        self._rest()
        return dialog

    def attach_and_create(self, recording: Path) -> Work:
        """Drops a file on the dialog and has its note made; gives the work as it ended."""
        dialog = self.generate()
        attach(self.qtbot, dialog, recording)
        press(self.qtbot, dialog, "create")
        return self.wait_for_the_note()

    def wait_for_the_note(self, patience_s: float = 30.0) -> Work:
        """Until the newest work has ended."""
        self.qtbot.waitUntil(lambda: bool(self.context.jobs.works()), timeout=10_000)
        over = (WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED)
        self.qtbot.waitUntil(
            lambda: self.context.jobs.works()[-1].state in over, timeout=round(patience_s * 1000)
        )
        self._rest()
        return self.context.jobs.works()[-1]

    def open_review(self) -> ReviewPage:
        """By the strip's button."""
        press(self.qtbot, self.desk.strip, "review")
        self.qtbot.waitUntil(lambda: bool(self._rows()), timeout=10_000)
        self._rest()
        return self.review

    def decide(self) -> int:
        """Keeps the first flagged statement and removes the others; how many there were."""
        decided = 0
        while flagged := [row for row in self._rows() if row.statement.status == Status.FLAGGED]:
            row = flagged[0]
            self.qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
            self.qtbot.keyClick(row, Qt.Key.Key_Space if not decided else Qt.Key.Key_Delete)
            decided += 1
            self._rest()
        return decided

    def sign(self, name: str) -> None:
        press(self.qtbot, self.review, "sign")
        asked = self._window(Dialog)
        if not isinstance(asked, SignDialog):  # a section is empty
            press(self.qtbot, asked, "go")
        dialog = self._window(SignDialog)
        self.qtbot.keyClicks(self._field("therapist"), name)
        press(self.qtbot, dialog, "confirm-sign")
        self._seen(Button, "addendum")
        self._rest()

    def export(self, kind: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
        """By the export menu; the system's dialog answers with `path`."""
        monkeypatch.setattr(saving, "choose_save", lambda *arguments: arguments[-1](path))
        menu = next(each for each in self.review.findChildren(Button, "export") if each.isVisible()).menu()
        action = next(each for each in menu.actions() if each.objectName() == f"export-{kind}")
        action.trigger()
        self.qtbot.waitUntil(path.exists, timeout=10_000)
        self._rest()
        return path.read_bytes()

    def back(self) -> None:
        """To the clients."""
        self.qtbot.mouseClick(self._seen(IconButton, "back"), Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(self.desk.clients.isVisible)
        self._rest()

    def search(self, text: str) -> list[str]:
        """What the list at the left shows for it."""
        side = self.desk.clients.side
        side.search.setFocus()
        side.search.clear()
        self.qtbot.keyClicks(side.search, text)
        self.qtbot.waitUntil(lambda: side.searched == text.casefold(), timeout=10_000)
        entries = side.list.entries
        return [str(entries.data(entries.index(row))) for row in range(entries.rowCount())]

    def _rows(self) -> list[StatementRow]:
        return [row for row in self.review.findChildren(StatementRow) if row.isVisible()]

    def _rest(self) -> None:
        rest(self.qtbot, self.context)

    def _until_at_the_desk(self) -> None:
        def there() -> bool:
            return self.shell.desk is not None and self.shell.desk.isVisible()

        self.qtbot.waitUntil(there, timeout=20_000)
        settle(self.qtbot, self.shell.background)
        self._rest()

    def _field(self, name: str) -> QLineEdit:
        return self._seen(QLineEdit, name)

    def _seen(self, kind: type[Seen], name: str) -> Seen:
        """The widget of this name that can be seen in any window, once it can."""

        def all_of_them() -> list[Seen]:
            return [
                each
                for window in QApplication.topLevelWidgets()
                for each in window.findChildren(kind, name)
                if each.isVisible()
            ]

        self.qtbot.waitUntil(lambda: bool(all_of_them()), timeout=10_000)
        return all_of_them()[0]

    def _window(self, kind: type[Seen]) -> Seen:
        def open_ones() -> list[Seen]:
            return [
                each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()
            ]

        self.qtbot.waitUntil(lambda: bool(open_ones()), timeout=10_000)
        return open_ones()[-1]
