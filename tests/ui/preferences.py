"""What the tests of the settings share: opening a page and doing what a person does on it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.preferences.dialog import PreferencesDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.fields import Select
from tests.ui.conftest import settle


def open_page(context: Context, qtbot: QtBot, page: str) -> PreferencesDialog:
    """The settings on a page, with everything on it that is read beside the main thread."""
    context.window.show()
    dialog = PreferencesDialog(context, page)
    dialog.open()
    qtbot.waitExposed(dialog)
    settle(qtbot, context.background)
    QApplication.processEvents()  # shows what the answers brought
    return dialog


def shown(dialog: PreferencesDialog) -> str:
    """The title of the page that is shown."""
    return next(
        each.text() for each in dialog.page.findChildren(QLabel) if each.property("kind") == "heading"
    )


def choose(dialog: QWidget, name: str, key: str) -> None:
    select = dialog.findChild(Select, name)
    assert select is not None, name
    select.choose(key)


def click(dialog: QWidget, name: str, qtbot: QtBot) -> None:
    button = dialog.findChild(Button, name)
    assert button is not None, name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def text_of(dialog: QWidget, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None, name
    return label.text() if label.isVisible() else ""


def texts(widget: QWidget) -> list[str]:
    """Everything that is said on it."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def scroll_down(dialog: PreferencesDialog) -> None:
    """To the end of the page."""
    area: QWidget | None = dialog.page
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    assert isinstance(area, QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def choosing(monkeypatch: pytest.MonkeyPatch, place: ModuleType, asks: str, path: Path) -> list[str]:
    """Has the file dialogs of a module answer `path` at once. Gives the names that they suggested."""
    suggested: list[str] = []

    def answer(*said: object) -> None:
        *texts, on_chosen = said
        suggested.extend(str(each) for each in texts[2:3] if asks == "choose_save")
        assert callable(on_chosen)
        on_chosen(path)

    monkeypatch.setattr(place, asks, answer)
    return suggested
