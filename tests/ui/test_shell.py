"""The main window as a whole: opening, locking, unlocking, closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import VaultInUse, VaultLocked
from intellisession_desktop.ui.context import SettingsStore
from intellisession_desktop.ui.idle import IdleWatch
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines
from tests.ui.conftest import PASSPHRASE, settle


@pytest.fixture
def shell(
    qtbot: QtBot, theme: Theme, data: Path, engines: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """The window on a vault with one client, still closed."""
    monkeypatch.setattr("intellisession_desktop.ui.shell.missing_defaults", tuple)
    vault, _ = Vault.create(data / "vault", PASSPHRASE, CHEAPEST)
    vault.clients.add("Maya R.")
    vault.close()
    made = Shell(SettingsStore(), theme, engines)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def unlock(shell: Shell, qtbot: QtBot) -> None:
    field = shell.start.findChild(QLineEdit, "passphrase")
    assert field is not None
    qtbot.waitUntil(field.isVisible)
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.desk is not None and shell.desk.isVisible(), timeout=10_000)
    settle(qtbot, shell.background)


def test_unlocking_shows_the_clients(
    shell: Shell, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    unlock(shell, qtbot)
    assert shell.desk is not None
    qtbot.waitUntil(lambda: shell.desk is not None and shell.desk.clients.rows_shown() == 1)
    shot(shell, "20-window")


def test_locking_hides_everything_and_drops_the_key(shell: Shell, qtbot: QtBot, data: Path) -> None:
    unlock(shell, qtbot)
    assert shell.context is not None
    assert shell.desk is not None
    vault = shell.context.vault
    shell.desk.preferences()
    shell.context.clipboard.copy("what was said")
    qtbot.keyClick(shell.desk, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: vault.locked)
    assert not shell.desk.isVisible()
    assert [window for window in QApplication.topLevelWidgets() if window.isVisible()] == [shell]
    assert QGuiApplication.clipboard().text() == ""
    vault.never_wait()  # for this thread, which would wait otherwise
    with pytest.raises(VaultLocked):
        vault.clients.list()
    with pytest.raises(VaultInUse):
        Vault.open(data / "vault", PASSPHRASE)


def test_unlocking_again_brings_back_what_was_open(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    assert shell.desk is not None
    dialog = shell.desk.preferences()
    shell.lock()
    qtbot.waitUntil(lambda: shell.context is not None and shell.context.vault.locked)
    assert not dialog.isVisible()
    unlock(shell, qtbot)
    assert dialog.isVisible()
    assert (
        [client.name for client in shell.context.vault.clients.list()] == ["Maya R."]
        if shell.context
        else False
    )


def test_a_wrong_passphrase_leaves_it_locked(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    shell.lock()
    qtbot.waitUntil(lambda: shell.context is not None and shell.context.vault.locked)
    field = shell.start.findChild(QLineEdit, "passphrase")
    assert field is not None
    qtbot.keyClicks(field, "not the right one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, shell.background)
    assert shell.locked
    assert shell.context is not None
    assert shell.context.vault.locked


def test_closing_lets_others_open_the_vault(shell: Shell, qtbot: QtBot, data: Path) -> None:
    unlock(shell, qtbot)
    shell.close()
    Vault.open(data / "vault", PASSPHRASE).close()


def test_idleness_is_noticed_and_activity_forgotten(
    qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("intellisession_desktop.ui.idle.time.monotonic", lambda: now[0])
    watch = IdleWatch(window)
    watch.set_minutes(10)
    now[0] += 9 * 60
    qtbot.keyClick(window, Qt.Key.Key_A)
    now[0] += 9 * 60
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    now[0] += 2 * 60
    with qtbot.waitSignal(watch.idle):
        watch.look()
    watch.stop()


def test_the_window_remembers_its_size(
    shell: Shell, qtbot: QtBot, theme: Theme, engines: FakeEngines
) -> None:
    shell.resize(780, 600)  # the screen of these tests is 800 px wide
    shell.close()
    again = Shell(SettingsStore(), theme, engines)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (780, 600)
    again.close()
