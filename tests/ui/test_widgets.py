"""The pieces the screens are made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.tokens import DARK, LIGHT, Colours
from intellisession_desktop.ui.widgets.buttons import Button, IconButton, Segments, Switch
from intellisession_desktop.ui.widgets.dialogs import ask
from intellisession_desktop.ui.widgets.fields import Field, LineEdit, PassphraseEdit, Select, TextArea
from intellisession_desktop.ui.widgets.layouts import card, column, row
from intellisession_desktop.ui.widgets.texts import Banner, Chip, EmptyState, Label, tip
from tests.ui.audit import problems


def test_every_piece_can_be_looked_at(
    qtbot: QtBot, theme: Theme, shot: Callable[[QWidget, str], None]
) -> None:
    page = QWidget()
    page.setProperty("kind", "page")
    check = QCheckBox("Keep the transcript")
    check.setChecked(True)
    progress = QProgressBar()
    progress.setValue(62)
    progress.setTextVisible(False)
    left = column(
        Label("Title", "title"),
        Label("Heading", "heading"),
        Label("Lead", "lead"),
        Label("Body text that says something calm about the note."),
        Label("Muted text", role="muted"),
        Label("Small text", "small"),
        row(
            Chip("draft"),
            Chip("2 to check", "caution"),
            Chip("signed", "good"),
            Chip("stopped", "danger"),
            None,
        ),
        row(
            Button("Generate Note", "primary", "mic"),
            Button("Copy", icon_name="copy"),
            Button("Export", "quiet"),
            Button("Destroy", "danger"),
            IconButton("settings", "Settings"),
            None,
        ),
        Segments((("record", "Record"), ("attach", "Attach")), "Input"),
        Switch("Summary Only"),
        Switch("Summary Only", on=True),
        check,
        progress,
        None,
    )
    right = column(
        Field("Client", LineEdit("Maya R.")),
        Field("Passphrase", PassphraseEdit("Passphrase"), "Four or five unrelated words are good."),
        Field("Format", Select((("SOAP", "SOAP"), ("DAP", "DAP")), "Format")),
        Field("Summary", TextArea("What was talked about")),
        Banner("A consent is missing.", "caution", Button("Add consent")),
        Banner("Audio destroyed 10:52", "good"),
        Banner("This file is not a recording we can read.", "danger"),
        tip("Audio is destroyed once it is transcribed."),
        card(
            EmptyState(
                "users", "No clients yet", "Your clients are listed here.", Button("New client", "primary")
            )
        ),
    )
    page.setLayout(row(left, right, spacing=32, margins=24))
    page.resize(1100, 760)
    qtbot.addWidget(page)
    page.show()
    shot(page, "00-pieces")


def test_a_label_never_reads_markup(qtbot: QtBot, theme: Theme) -> None:
    label = Label("<b>what was said</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize(("loses", "kind"), [(True, "danger"), (False, "")])
def test_a_question_is_answered_by_enter_with_what_keeps_and_is_red_only_where_something_is_lost(
    qtbot: QtBot, window: QWidget, loses: bool, kind: str
) -> None:
    gone: list[bool] = []
    dialog = ask(
        window,
        "Destroy this recording?",
        "It cannot be brought back.",
        "Keep",
        "Destroy",
        lambda: gone.append(True),
        loses=loses,
    )
    qtbot.waitExposed(dialog)
    button = dialog.findChild(Button, "go")
    assert button is not None
    assert (button.property("kind") or "") == kind
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert gone == []


def test_the_dangerous_answer_does_it(qtbot: QtBot, window: QWidget) -> None:
    gone: list[bool] = []
    dialog = ask(window, "Destroy this recording?", "", "Keep", "Destroy", lambda: gone.append(True))
    button = dialog.findChild(Button, "go")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert gone == [True]


_ON_CANVAS = ("text", "muted", "accent", "caution", "danger", "good")
_PAIRS = (
    *((name, ground) for name in _ON_CANVAS for ground in ("canvas", "surface", "raised")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("text", "accent_soft"),
    ("text", "evidence"),
    ("muted", "evidence"),
    ("muted", "accent_soft"),
    ("text", "line"),
    ("caution", "caution_soft"),
    ("text", "caution_soft"),
    ("text", "danger_soft"),
    ("danger", "danger_soft"),
    ("text", "good_soft"),
    ("good", "good_soft"),
)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), _PAIRS)
def test_text_can_be_read_on_its_ground(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours #RRGGBB."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_label_has_its_buddy(qtbot: QtBot, theme: Theme) -> None:
    edit = LineEdit()
    field = Field("Name", edit)
    qtbot.addWidget(field)
    assert edit.accessibleName() == "Name"
    assert any(label.buddy() is edit for label in field.findChildren(QLabel))


def test_the_audit_finds_what_is_wrong(qtbot: QtBot, window: QWidget) -> None:
    unnamed, clipped, faint = (
        LineEdit("text"),
        Label("far too long for its place", wrap=False),
        Label("faint"),
    )
    clipped.setFixedWidth(40)
    faint.setStyleSheet("color: #d0d0d0")
    small = Button("Small")
    small.setStyleSheet("min-height: 10px; max-height: 10px")
    window.setLayout(column(unnamed, clipped, faint, small, None))
    window.show()
    qtbot.waitExposed(window)
    found = "\n".join(problems(window))
    for expected in ("no accessible name", "cut off", "contrast", "px high"):
        assert expected in found


def test_no_keyboard_learns_a_passphrase_even_while_it_is_shown(qtbot: QtBot) -> None:
    edit = PassphraseEdit("Passphrase")
    qtbot.addWidget(edit)
    sensitive = Qt.InputMethodHint.ImhSensitiveData
    assert edit.inputMethodHints() & sensitive
    edit.findChild(IconButton).click()  # type: ignore[union-attr]
    assert edit.echoMode() == PassphraseEdit.EchoMode.Normal
    assert edit.inputMethodHints() & sensitive
    assert edit.inputMethodHints() & Qt.InputMethodHint.ImhNoPredictiveText


def test_what_is_copied_from_a_text_is_kept_out_of_histories(qtbot: QtBot) -> None:
    area = TextArea("Sleeps about five hours.", accessible_name="Text")
    qtbot.addWidget(area)
    area.selectAll()
    area.copy()
    assert QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_the_keyboard_shows_our_ring_on_the_box_and_no_frame_of_qt_around_the_words(
    kind: type[QCheckBox] | type[QRadioButton], theme: Theme, qtbot: QtBot
) -> None:
    page, before, box = QWidget(), LineEdit(), kind("Words")
    page.setLayout(column(before, box))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    box.setFocus(Qt.FocusReason.MouseFocusReason)  # Qt draws no frame then
    by_mouse = box.grab().toImage()
    before.setFocus()
    assert box.grab().toImage() != by_mouse
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    qtbot.waitUntil(box.hasFocus)
    assert box.grab().toImage() == by_mouse
