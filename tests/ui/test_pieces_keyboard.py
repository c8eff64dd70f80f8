"""What the keyboard does on the pieces the screens are made of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.widgets.buttons import Button, IconButton
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.widgets.message_line import MessageLine
from intellisession_desktop.ui.widgets.new_passphrase import NewPassphrase


def test_one_tab_leads_from_a_passphrase_to_its_second_field(qtbot: QtBot) -> None:
    piece = NewPassphrase()
    qtbot.addWidget(piece)
    piece.show()
    qtbot.waitExposed(piece)
    piece.first.setFocus()
    qtbot.keyClicks(piece.first, "harbour otter violet")
    qtbot.keyClick(piece.first, Qt.Key.Key_Tab)
    assert piece.focusWidget() is piece.again
    qtbot.keyClicks(piece.again, "harbour otter violet")
    assert piece.ready
    assert piece.first.echoMode() == QLineEdit.EchoMode.Password


def test_a_passphrase_is_shown_by_a_key_too(qtbot: QtBot) -> None:
    piece = NewPassphrase()
    qtbot.addWidget(piece)
    qtbot.keyClick(piece.first, Qt.Key.Key_F8, Qt.KeyboardModifier.AltModifier)
    assert piece.first.echoMode() == QLineEdit.EchoMode.Normal
    qtbot.keyClick(piece.first, Qt.Key.Key_F8, Qt.KeyboardModifier.AltModifier)
    assert piece.first.echoMode() == QLineEdit.EchoMode.Password


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_button_with_the_focus_is_pressed_and_not_the_default_one(
    qtbot: QtBot, window: QWidget, key: Qt.Key
) -> None:
    pressed: list[str] = []
    dialog = Dialog(window, "Goals")
    icon = IconButton("check", "Close this goal", lambda: pressed.append("icon"))
    other = Button("Other", on_click=lambda: pressed.append("other"))
    dialog.add(icon)
    dialog.set_buttons(other, Button("Done", "primary", on_click=lambda: pressed.append("done")))
    dialog.open()
    qtbot.waitExposed(dialog)
    for each in (icon, other):
        each.setFocus()
        qtbot.keyClick(each, key)
    assert pressed == ["icon", "other"]


def message_line(qtbot: QtBot) -> tuple[QWidget, QWidget, MessageLine]:
    page, body, line = QWidget(), QWidget(), MessageLine()
    layout = column(body, line, spacing=0)
    layout.setStretch(0, 1)
    page.setLayout(layout)
    page.resize(900, 600)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
    return page, body, line


def test_a_message_covers_nothing(qtbot: QtBot) -> None:
    _page, body, line = message_line(qtbot)
    line.say("The note is being made.", "good")
    qtbot.waitUntil(lambda: line.y() > 0)
    assert body.geometry().bottom() < line.y()
    assert line.geometry().bottom() <= 600


def test_what_did_not_work_stays_until_it_is_closed_and_others_wait_behind_it(qtbot: QtBot) -> None:
    _page, _, line = message_line(qtbot)
    line.say("It could not be saved.", "danger")
    line.say("Copied.", "good")
    for _ in range(100):
        line.tick()
    assert line.text == "It could not be saved."
    close = line.findChild(IconButton, "close-message")
    assert close is not None
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert line.text == "Copied."
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert line.isHidden()


def test_what_went_well_leaves_after_it_could_be_read_in_a_window_in_use(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page, _, line = message_line(qtbot)
    line.say("Copied.", "good")
    monkeypatch.setattr(line, "isActiveWindow", lambda: False)
    for _ in range(100):
        line.tick()
    assert line.text == "Copied."  # nobody was looking
    monkeypatch.setattr(line, "isActiveWindow", lambda: True)
    monkeypatch.setattr(line, "underMouse", lambda: False)
    for _ in range(15):
        line.tick()
    assert line.text == "Copied."
    line.tick()
    assert line.text == ""
