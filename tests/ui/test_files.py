"""Choosing files leaves no trace of the folders beside the vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.widgets.files import choose_file


def test_no_folder_is_written_down(window: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    native, user = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    before = Path(QSettings(native, user, "QtProject").fileName()).parent
    QSettings.setPath(native, user, str(tmp_path / "config"))
    try:
        folder = tmp_path / "Maya R"
        folder.mkdir()
        (folder / "session.mp3").touch()
        chosen: list[Path] = []
        dialog = choose_file(window, "Choose", "Recordings (*.mp3)", chosen.append)
        dialog.setDirectory(str(folder))
        dialog.selectFile("session.mp3")
        QApplication.processEvents()
        dialog.accept()
        qtbot.waitUntil(lambda: bool(chosen))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QSettings(user, "QtProject").sync()
        written = [each.read_text() for each in (tmp_path / "config").rglob("*") if each.is_file()]
        assert written  # Qt did write its file
        assert not any("Maya" in text for text in written)
    finally:
        QSettings.setPath(native, user, str(before))
