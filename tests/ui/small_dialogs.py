"""What the tests of small dialogs do with them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.widgets.texts import Banner


def click(qtbot: QtBot, dialog: QWidget, name: str) -> None:
    button = next(each for each in dialog.findChildren(QWidget, name) if each.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def problem(dialog: QWidget) -> str:
    return " ".join(each.label.text() for each in dialog.findChildren(Banner) if each.isVisible())


def words(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
