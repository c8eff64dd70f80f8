"""What is said of times, of what was destroyed, and of errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop import __version__
from intellisession_desktop.errors import DiskFull, ModelMissing, SpoolDamaged
from intellisession_desktop.records import Destruction, Receipt
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.words import destroyed, duration

AT = dt.datetime(2026, 11, 12, 10, 52).astimezone()


def receipt(complete: bool) -> Receipt:
    return Receipt("r", "recording", AT, Destruction("key destroyed", 100, complete))


@pytest.mark.parametrize(
    ("complete", "today", "said"),
    [
        (True, AT.date(), "Audio destroyed 10:52"),
        (True, dt.date(2026, 11, 13), "Audio destroyed yesterday 10:52"),
        (True, dt.date(2027, 2, 1), "Audio destroyed 12 Nov 2026 10:52"),
        (False, AT.date(), "Audio not quite destroyed yet, 10:52"),
        (False, dt.date(2026, 11, 13), "Audio not quite destroyed yet, yesterday 10:52"),
    ],
)
def test_a_receipt_claims_no_more_than_what_was_done(complete: bool, today: dt.date, said: str) -> None:
    assert destroyed(receipt(complete), today) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (89, "89 seconds"),
        (90, "2 minutes"),
        (3000, "50 minutes"),
        (5400, "1 h 30 min"),
        (7200, "2 h"),
    ],
)
def test_a_duration_is_said_as_a_person_would(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_no_code_stands_in_what_an_error_says(context: Context) -> None:
    for error in (DiskFull(), ModelMissing(), SpoolDamaged(missing_s=3.0)):
        assert context.told(error) == error.sentence
        assert error.code not in context.told(error)


def test_details_for_a_helper_can_be_copied_where_an_error_is_told(
    context: Context, window: QWidget, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    window.show()
    context.show_error(DiskFull())
    button = window.findChild(Button, "copy-details")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "disk_full" in copied
    assert __version__ in copied
    assert button.window().isVisible()
    shot(button.window(), "11-error-told")
