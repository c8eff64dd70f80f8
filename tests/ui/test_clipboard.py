"""The clipboard for clinical text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui import clipboard as module
from intellisession_desktop.ui.clipboard import PrivateClipboard


@pytest.fixture
def clipboard(window: QWidget) -> Iterator[PrivateClipboard]:
    yield PrivateClipboard(window)
    QGuiApplication.clipboard().clear()


def held() -> str:
    return QGuiApplication.clipboard().text()


def test_what_was_copied_is_gone_after_a_minute(
    clipboard: PrivateClipboard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.CLEARED_AFTER_S == 60
    clipboard.copy("Sleeps about five hours.")
    timer = clipboard.findChild(QTimer)
    assert timer is not None
    assert timer.remainingTime() > 59_000
    assert held() == "Sleeps about five hours."
    monkeypatch.setattr(module, "CLEARED_AFTER_S", 0.01)
    clipboard.copy("Sleeps about five hours.")
    qtbot.waitUntil(lambda: held() == "")


def test_what_somebody_else_copied_stays(clipboard: PrivateClipboard) -> None:
    clipboard.copy("Sleeps about five hours.")
    QGuiApplication.clipboard().setText("a shopping list")
    clipboard.clear()
    assert held() == "a shopping list"


def test_a_second_copy_gets_its_own_minute(clipboard: PrivateClipboard) -> None:
    clipboard.copy("first")
    clipboard.copy("second")
    assert held() == "second"
    clipboard.clear()
    assert held() == ""


def test_histories_are_asked_to_leave_it_out(clipboard: PrivateClipboard) -> None:
    clipboard.copy("Sleeps about five hours.")
    content = QGuiApplication.clipboard().mimeData()
    assert bytes(content.data("x-kde-passwordManagerHint").data()) == b"secret"
    assert any("ExcludeClipboardContentFromMonitorProcessing" in kind for kind in content.formats())
    assert any("CanUploadToCloudClipboard" in kind for kind in content.formats())
