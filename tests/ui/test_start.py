"""The start: creating, unlocking, recovering and restoring a vault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import WrongPassphrase
from intellisession_desktop.settings import default_vault
from intellisession_desktop.ui.background import Background
from intellisession_desktop.ui.context import SettingsStore
from intellisession_desktop.ui.start import start_page
from intellisession_desktop.ui.start.recovery_key import key_page, print_page
from intellisession_desktop.ui.start.start_page import StartPage
from intellisession_desktop.ui.start.strength import judge
from intellisession_desktop.ui.start.tries import Tries
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle

PASSPHRASE = "plum ladder seven rivers"
Shot = Callable[[QWidget, str], None]


class Start:
    """A start page and what came out of it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.errors: list[Exception] = []
        self.background = Background(self.errors.append)
        self.settings = SettingsStore()
        self.page = StartPage(self.background, self.settings, folder)
        self.vaults: list[Vault] = []
        self.page.opened.connect(self.vaults.append)
        self.page.resize(1180, 720)
        qtbot.addWidget(self.page)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.focus()

    def edit(self, name: str) -> QLineEdit:
        found = self.page.findChild(QLineEdit, name)
        assert found is not None, name
        return found

    def button(self, name: str) -> Button:
        found = self.page.findChild(Button, name)
        assert found is not None, name
        return found

    def type(self, name: str, text: str) -> None:
        self.edit(name).clear()
        self.qtbot.keyClicks(self.edit(name), text)

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)
        self.settle()

    def enter(self, name: str) -> None:
        self.qtbot.keyClick(self.edit(name), Qt.Key.Key_Return)
        self.settle()

    def settle(self) -> None:
        settle(self.qtbot, self.background)

    def words(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def start_in(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Start]]:
    """Makes start pages; at the end everything is closed."""
    monkeypatch.setattr("intellisession_desktop.vault.vault.tuned_argon2", lambda: CHEAPEST)
    made: list[Start] = []

    def make(folder: Path) -> Start:
        made.append(Start(qtbot, folder))
        return made[-1]

    yield make
    for start in made:
        start.page.close_vault()
        for vault in start.vaults:
            vault.close()
        start.settle()
        start.background.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def closed(tmp_path: Path) -> tuple[Path, str]:
    """A vault that is closed, and its recovery key."""
    vault, key = Vault.create(tmp_path / "closed", PASSPHRASE, CHEAPEST)
    vault.close()
    return tmp_path / "closed", key


def test_a_first_start_creates_a_vault_and_shows_its_key_once(
    start_in: Callable[[Path], Start], shot: Shot
) -> None:
    start = start_in(default_vault())
    shot(start.page, "01-create")
    start.type("new-passphrase", "sunshine11")
    shot(start.page, "02-create-weak")
    assert not start.button("create-vault").isEnabled()
    start.type("new-passphrase", PASSPHRASE)
    start.type("passphrase-again", PASSPHRASE)
    shot(start.page, "03-create-strong")
    start.enter("passphrase-again")
    assert start.page.key_not_kept
    shot(start.page, "04-recovery-key")
    assert not start.vaults
    assert not start.button("go-on").isEnabled()
    kept = start.page.findChild(QCheckBox, "kept")
    assert kept is not None
    kept.click()
    start.click("go-on")
    assert [vault.folder for vault in start.vaults] == [default_vault()]
    assert not start.page.key_not_kept


def test_unlocking_by_enter(start_in: Callable[[Path], Start], closed: tuple[Path, str], shot: Shot) -> None:
    start = start_in(closed[0])
    shot(start.page, "05-unlock")
    start.type("passphrase", PASSPHRASE)
    start.enter("passphrase")
    assert [vault.folder for vault in start.vaults] == [closed[0]]
    assert SettingsStore().current.vault_folder == str(closed[0])
