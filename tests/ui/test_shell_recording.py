"""Closing the window in the middle of a recording, locked or not: what was said is found again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import ConsentScope
from intellisession_desktop.sessions.overview import client_page
from intellisession_desktop.ui import leaving
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.ui.conftest import PASSPHRASE, settle
from tests.ui.test_shell import answer, asked, lock, shell, unlock, words

__all__ = ["shell"]


@pytest.fixture
def microphone(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    monkeypatch.setattr(leaving, "_STOPPED_WITHIN_S", 0.3)
    return FakeMicrophones("Built-in microphone", silent_s=0.1).install(monkeypatch)


def record(shell: Shell, qtbot: QtBot, microphone: FakeMicrophones) -> None:
    assert shell.context is not None
    assert shell.desk is not None
    vault = shell.context.vault
    (client,) = vault.clients.list()
    vault.consents.record(client.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
    shell.desk.generate(client.id)
    settle(qtbot, shell.background)
    dialog = shell.findChild(GenerateDialog)
    assert dialog is not None
    panel = dialog.inputs.boxes[0].record
    qtbot.waitUntil(panel.ready.button.isVisible)
    qtbot.mouseClick(panel.ready.button, Qt.MouseButton.LeftButton)
    microphone.silent_s = 60
    microphone.hear(3.0)
    qtbot.waitUntil(lambda: panel.recorded_s > 2.8)


def found_again(data: Path) -> float:
    with Vault.open(data / "vault", PASSPHRASE) as vault:
        (client,) = vault.clients.list()
        (waiting,) = client_page(vault, client.id, dt.date.today()).waiting
        return waiting.seconds


@pytest.mark.parametrize("locked", [False, True])
def test_closing_keeps_the_recording(
    shell: Shell, qtbot: QtBot, data: Path, microphone: FakeMicrophones, locked: bool
) -> None:
    unlock(shell, qtbot)
    record(shell, qtbot, microphone)
    if locked:
        lock(shell, qtbot)
    shell.close()
    question = asked(shell, "A recording is running")
    assert "Maya" not in words(question)
    answer(question, "go", qtbot)
    qtbot.waitUntil(microphone.going_on_until(lambda: not shell.isVisible()), timeout=10_000)
    assert found_again(data) == pytest.approx(3.0, abs=0.3)


def test_a_recorder_that_takes_long_to_stop_does_not_keep_the_window_open(
    shell: Shell, qtbot: QtBot, data: Path, microphone: FakeMicrophones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "_STOPPED_WITHIN_S", -1.0)
    unlock(shell, qtbot)
    record(shell, qtbot, microphone)
    shell.close()
    answer(asked(shell, "A recording is running"), "go", qtbot)
    qtbot.waitUntil(microphone.going_on_until(lambda: not shell.isVisible()), timeout=10_000)
    assert found_again(data) == pytest.approx(3.0, abs=0.3)
