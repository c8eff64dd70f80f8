"""The date field: what is typed is understood or stays and is marked, and its calendar can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client
from intellisession_desktop.sessions.typed_dates import read_day
from intellisession_desktop.ui.clients.consent import ConsentDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.calendar import CalendarPopup
from intellisession_desktop.ui.widgets.dates import DayEdit, DayHint, date_words
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.fields import Field, LineEdit
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.words import full_day
from intellisession_desktop.vault.vault import Vault
from tests.ui.audit import contrast_of
from tests.ui.generating import button, opened, rest, said
from tests.ui.small_dialogs import click

DAY = dt.date(2026, 11, 12)
YESTERDAY = dt.date.today() - dt.timedelta(days=1)


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> QWidget:
    """A date, what is wrong with it, and the next field."""
    page, edit = QWidget(), DayEdit(DAY, name="day")
    page.setProperty("kind", "page")
    page.setLayout(
        column(
            Field("Date", edit),
            DayHint(edit),
            LineEdit(accessible_name="Next", name="next"),
            None,
            margins=24,
        )
    )
    page.resize(420, 200)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    return page


def edit_of(page: QWidget) -> DayEdit:
    edit = page.findChild(DayEdit)
    assert edit is not None
    return edit


def popup_of(edit: DayEdit) -> CalendarPopup:
    return next(each for each in edit.findChildren(CalendarPopup) if each.isVisible())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("28 Nov 2026", dt.date(2026, 11, 28)),
        ("28.11.2026", dt.date(2026, 11, 28)),
        ("2026-11-28", dt.date(2026, 11, 28)),
        ("yesterday", YESTERDAY),
    ],
)
def test_typing_over_the_date_gives_the_day_that_was_typed(
    page: QWidget, qtbot: QtBot, typed: str, meant: dt.date
) -> None:
    edit = edit_of(page)
    assert edit.selectedText() == "Thu 12 Nov 2026"
    qtbot.keyClicks(edit, typed)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert (edit.day(), edit.text(), edit.problem) == (meant, full_day(meant), "")


def test_what_is_not_understood_stays_is_marked_and_says_how_to_type_it(
    page: QWidget, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    edit = edit_of(page)
    qtbot.keyClicks(edit, "9 Dezz")
    with qtbot.waitSignal(edit.changed):
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert (edit.text(), edit.settled(), edit.property("role")) == ("9 Dezz", None, "danger")
    sentence = "“9 Dezz” was not understood. Type a date, as 28 Nov 2026, or yesterday."
    hint = page.findChild(QLabel, "day-hint")
    assert hint is not None
    assert (hint.isVisible(), hint.text(), edit.accessibleDescription()) == (True, sentence, sentence)
    shot(page, "02-date-not-understood")
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(edit, "9 Dec 2026")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.settled(), edit.property("role"), hint.isVisible()) == (dt.date(2026, 12, 9), "", False)


def test_arrow_keys_go_by_a_day_up_to_the_last_one_allowed(page: QWidget, qtbot: QtBot) -> None:
    edit = edit_of(page)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.day() == dt.date(2026, 11, 13)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.day() == dt.date(2026, 11, 11)
    past = DayEdit(past_only=True)
    qtbot.addWidget(past)
    qtbot.keyClick(past, Qt.Key.Key_Up)
    assert past.day() == dt.date.today()


def test_a_day_is_chosen_from_the_calendar(page: QWidget, qtbot: QtBot) -> None:
    edit = edit_of(page)
    qtbot.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = popup_of(edit)
    click(qtbot, popup, "later")
    assert "December 2026" in [label.text() for label in popup.findChildren(QLabel)]
    table = popup.findChild(QTableView)
    assert table is not None
    places = [table.model().index(i, j) for i in range(1, 7) for j in range(7)]
    first = next(place for place in places if place.data() == 1)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(first).center())
    assert edit.day() == dt.date(2026, 12, 1)
    assert edit.text() == "Tue 1 Dec 2026"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_every_day_and_weekday_of_the_calendar_is_whole_and_can_be_read(
    page: QWidget, theme: Theme, qtbot: QtBot, choice: str, shot: Callable[[QWidget, str], None]
) -> None:
    theme.choose(choice)
    edit = edit_of(page)
    edit.open_calendar()
    popup = popup_of(edit)
    table = popup.findChild(QTableView)
    assert table is not None
    metrics = table.fontMetrics()
    for row in range(7):
        for column_ in range(7):
            place = table.visualRect(table.model().index(row, column_))
            assert metrics.horizontalAdvance("30") <= place.width() - 4
            cell = table.viewport().grab(place).toImage()
            assert contrast_of(cell) >= 4.5, (row, column_)
            if not row:  # three dots would be low and narrow: a name has high letters up to both its ends
                inked = [x for x in range(cell.width()) if _inked(cell, x)]
                assert inked[-1] - inked[0] >= metrics.horizontalAdvance("Fri") - 4
    for name in ("earlier", "later"):
        arrow = popup.findChild(QWidget, name)
        assert arrow is not None
        corner = arrow.mapTo(popup, QPoint(0, 0))
        assert contrast_of(popup.grab(arrow.rect().translated(corner)).toImage()) >= 3
    shot(popup, "02-calendar")
    popup.close()


def _inked(cell: QImage, x: int) -> bool:
    ground = cell.pixel(1, 1)
    return any(cell.pixel(x, y) != ground for y in range(cell.height() // 4, cell.height() // 2))


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("en_US", "11/9/2026", dt.date(2026, 11, 9)),
        ("en_GB", "11/9/2026", dt.date(2026, 9, 11)),
        ("de_DE", "9. Dez. 2026", dt.date(2026, 12, 9)),
        ("de_DE", "Mi 9.12.26", dt.date(2026, 12, 9)),
        ("es_ES", "28 de noviembre de 2026", dt.date(2026, 11, 28)),
        ("fr_FR", "1 févr. 2026", dt.date(2026, 2, 1)),
        ("sv_SE", "26-12-09", dt.date(2026, 12, 9)),
        ("de_DE", "9 Dec 2026", dt.date(2026, 12, 9)),
    ],
)
def test_it_takes_what_people_type_where_they_live(name: str, typed: str, meant: dt.date) -> None:
    assert read_day(typed, DAY, date_words(QLocale(name))) == meant


def test_no_consent_is_stored_for_a_day_that_was_not_understood(
    context: Context, vault: Vault, window: QWidget, qtbot: QtBot
) -> None:
    client = vault.clients.add("Jana")
    dialog: Dialog = ConsentDialog(context, client.id, client.name)
    window.show()
    dialog.open()
    rest(qtbot, context)
    since = edit_of(dialog)
    since.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(since, "9 Dezz")
    click(qtbot, dialog, "go")
    rest(qtbot, context)
    assert vault.consents.list(client.id) == ()
    since.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(since, "9 Nov 2026")
    qtbot.keyClick(since, Qt.Key.Key_Return)
    assert vault.consents.list(client.id) == ()  # what was understood is seen first
    qtbot.keyClick(since, Qt.Key.Key_Return)
    rest(qtbot, context)
    assert [each.since for each in vault.consents.list(client.id)] == [dt.date(2026, 11, 9)]


def test_no_note_is_made_for_a_day_that_was_not_understood(
    qtbot: QtBot, context: Context, maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    dialog = opened(qtbot, context, maya.id)
    dialog.summary_only.setChecked(True)
    dialog.inputs.boxes[0].choose("text")
    dialog.inputs.boxes[0].text.area.setPlainText("She slept better.")
    rest(qtbot, context)
    assert button(dialog, "create").isEnabled()
    date = dialog.form.date
    date.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(date, "30 Feb 2026")
    dialog.create_note()
    rest(qtbot, context)
    assert said(dialog, "about-date") == "February 2026 has no day 30. Type a date, as 28 Nov 2026."
    assert said(dialog, "missing") == "Check the date."
    assert not button(dialog, "create").isEnabled()
    assert context.jobs.works() == ()
    dialog.summary_only.setChecked(False)
    assert said(dialog, "locked-reason") == "Check the date first."
    date.selectAll()
    qtbot.keyClicks(date, "yesterday")
    qtbot.keyClick(date, Qt.Key.Key_Tab)
    rest(qtbot, context)
    assert dialog.form.details().date == YESTERDAY
    assert said(dialog, "about-date") == ""
