"""What the keyboard does on the pieces the screens are made of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.widgets.buttons import Button, IconButton
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.widgets.new_passphrase import NewPassphrase
from intellisession_desktop.ui.widgets.toast import Toast


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


def test_a_message_stays_clear_of_what_stands_at_the_foot(qtbot: QtBot) -> None:
    page, body, foot = QWidget(), QWidget(), QWidget()
    foot.setFixedHeight(90)
    layout = column(body, foot, spacing=0)
    layout.setStretch(0, 1)
    page.setLayout(layout)
    page.resize(900, 600)
    toast = Toast(page, foot)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    toast.show_for_a_moment("The note is being made.", "good")
    above = toast.geometry().bottom()
    assert above < foot.y() - 60
    foot.hide()
    qtbot.waitUntil(lambda: toast.geometry().bottom() > above)
