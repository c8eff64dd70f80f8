"""The clipboard for clinical text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui import clipboard as module
from intellisession_desktop.ui.clipboard import PrivateClipboard, copy_openly
from intellisession_desktop.ui.review.growing_edit import GrowingEdit


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


class TestCopiedOutOfAField:
    """By its own keys or menu, not by a button of ours."""

    @pytest.fixture
    def field(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QLineEdit:
        monkeypatch.setattr(module, "_ours", lambda _: True)  # the offscreen platform never says so
        made = QLineEdit("Sleeps about five hours.")
        made.selectAll()
        qtbot.addWidget(made)
        return made

    def test_histories_are_asked_to_leave_it_out(self, clipboard: PrivateClipboard, field: QLineEdit) -> None:
        field.copy()
        assert held() == "Sleeps about five hours."
        content = QGuiApplication.clipboard().mimeData()
        assert any("CanUploadToCloudClipboard" in kind for kind in content.formats())

    def test_it_goes_when_the_window_is_locked(self, clipboard: PrivateClipboard, field: QLineEdit) -> None:
        field.copy()
        clipboard.forget()
        assert held() == ""

    def test_what_was_cut_is_not_lost_after_a_minute(
        self,
        clipboard: PrivateClipboard,
        field: QLineEdit,
        qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(module, "CLEARED_AFTER_S", 0.01)
        clipboard.copy("the whole note")
        field.cut()
        qtbot.wait(30)
        assert held() == "Sleeps about five hours."

    def test_a_report_about_the_program_outlives_the_window(
        self, clipboard: PrivateClipboard, field: QLineEdit
    ) -> None:
        copy_openly("ValueError at storing.py")
        clipboard.forget()
        assert held() == "ValueError at storing.py"

    def test_two_of_them_do_not_fight(self, clipboard: PrivateClipboard, field: QLineEdit) -> None:
        another = PrivateClipboard(clipboard)
        field.copy()
        another.copy("XXXX-XXXX")
        assert held() == "XXXX-XXXX"
        clipboard.forget()
        assert held() == ""

    def test_a_statement_that_is_edited_never_gives_it_out_openly(
        self, field: QLineEdit, qtbot: QtBot
    ) -> None:
        edit = GrowingEdit("Sleeps about five hours.", "Words", "edit")
        qtbot.addWidget(edit)
        edit.selectAll()
        edit.copy()
        assert held() == "Sleeps about five hours."
        assert QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")


def test_a_report_left_on_the_clipboard_lets_the_program_end_in_peace() -> None:
    script = (
        "from PySide6.QtWidgets import QApplication\n"
        "from intellisession_desktop.ui.clipboard import copy_openly, leave_plain\n"
        "application = QApplication([])\n"
        "copy_openly('ValueError at storing.py')\n"
        "leave_plain()\n"
        "assert application.clipboard().text() == 'ValueError at storing.py'\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
