"""The first page after unlocking: what waits, of all clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client
from intellisession_desktop.ui.another_note import AnotherNoteDialog
from intellisession_desktop.ui.clients.client_list import Heading
from intellisession_desktop.ui.clients.consent import ConsentDialog
from intellisession_desktop.ui.clients.timeline_rows import LINE, parts
from intellisession_desktop.ui.clients.today_list import TodayList
from intellisession_desktop.ui.clients.transcript_dialog import TranscriptDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.desk import Desk
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.tokens import ICON, SPACE_1
from intellisession_desktop.ui.widgets import painting
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import (
    TODAY,
    add_caseload,
    add_note,
    add_stopped_note,
    add_transcript,
    add_waiting_recording,
)
from tests.ui.conftest import settle, show_seen_last

Shot = Callable[[QWidget, str], None]
OpenDesk = Callable[[], Desk]


@pytest.fixture
def open_desk(context: Context, window: QWidget, qtbot: QtBot) -> Iterator[OpenDesk]:
    """Opens the desk on what is in the vault by then, as unlocking does."""

    def show() -> Desk:
        made = Desk(context)
        window.setLayout(column(made, spacing=0))
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        settle(qtbot, context.background)
        return made

    yield show
    for dialog in seen(window, GenerateDialog):
        dialog.close()


def lay_aside(vault: Vault, note_id: str, days: int) -> None:
    """As if a draft had been written some days ago."""
    made = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat()
    vault.overview._database.run("UPDATE note SET created = ? WHERE id = ?", (made, note_id))


def add_work(vault: Vault) -> Client:
    """The caseload with something in each group; gives Daniel, of whom a transcript is there."""
    maya = add_caseload(vault)
    late = add_note(vault, vault.clients.by_name("Sam and Lou"), 5, to_check=3)
    lay_aside(vault, late.id, 5)
    daniel = vault.clients.by_name("Daniel K.")
    add_transcript(vault, daniel, 3)
    add_waiting_recording(vault, vault.clients.by_name("Olu A."), 1)
    add_stopped_note(vault, vault.clients.by_name("Jana"), 2)
    vault.consents.revoke(maya.id, TODAY + dt.timedelta(days=9))
    return daniel


def seen(window: QWidget, kind: type) -> list[QWidget]:
    return [each for each in window.findChildren(kind) if each.isVisible()]


def listed(desk: Desk) -> list[str]:
    return [
        each.text if isinstance(each, Heading) else f"  {each.client.name}"
        for each in desk.clients.today.list.rows.entries
    ]


def click_row(desk: Desk, qtbot: QtBot, name: str) -> None:
    shown: TodayList = desk.clients.today.list
    row = listed(desk).index(f"  {name}")
    area = shown.visualRect(shown.rows.index(row))
    qtbot.mouseClick(
        shown.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(area.right() - 40, area.center().y()),
    )
    settle(qtbot, desk.context.background)


def press(desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(desk.clients.today.list, key)
    settle(qtbot, desk.context.background)


def test_it_is_shown_after_unlocking_with_all_that_waits(
    open_desk: OpenDesk, vault: Vault, window: QWidget, shot: Shot
) -> None:
    add_work(vault)
    desk = open_desk()
    assert desk.clients.today.isVisible()
    assert desk.clients.side.today.isChecked()
    assert desk.clients.side.today.text() == "Today · 7"
    assert listed(desk) == [
        *("Unsigned for more than three days", "  Sam and Lou"),
        *("Drafts to review", "  Daniel K.", "  Maya R."),
        *("No note yet", "  Jana", "  Olu A.", "  Daniel K."),
        *("Consents that end soon", "  Maya R."),
    ]
    for width, height in ((900, 600), (1366, 768)):
        window.resize(width, height)
        QApplication.processEvents()
        shot(window, f"24-today-{width}x{height}")


def test_with_nothing_to_do_it_says_that_all_is_done(
    open_desk: OpenDesk, vault: Vault, maya: Client, window: QWidget, shot: Shot
) -> None:
    add_note(vault, maya, 1, state="signed")
    desk = open_desk()
    assert desk.clients.side.today.text() == "Today"
    assert "All is done" in [each.text() for each in seen(desk.clients.today, QLabel)]  # type: ignore[attr-defined]
    window.resize(900, 600)
    QApplication.processEvents()
    shot(window, "24b-today-done")


def test_without_clients_there_is_no_entry_for_it(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert not desk.clients.side.today.isVisible()
    assert not desk.clients.today.isVisible()


def test_the_entry_leads_from_a_client_to_it_and_the_list_back(
    open_desk: OpenDesk, vault: Vault, qtbot: QtBot
) -> None:
    add_work(vault)
    desk = open_desk()
    page = desk.clients
    show_seen_last(page, qtbot)
    assert page.view.isVisible()
    assert not page.side.today.isChecked()
    qtbot.mouseClick(page.side.today, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.context.background)
    assert page.today.isVisible()
    assert page.side.today.isChecked()
    assert not page.side.list.selectionModel().hasSelection()
    qtbot.mouseClick(page.side.today, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.context.background)
    assert page.side.today.isChecked()
    page.side.list.setFocus(Qt.FocusReason.TabFocusReason)
    settle(qtbot, desk.context.background)
    assert page.view.isVisible()
    assert not page.side.today.isChecked()


def test_one_click_reviews_a_draft_and_leaving_it_leads_back(
    open_desk: OpenDesk, vault: Vault, qtbot: QtBot
) -> None:
    add_work(vault)
    desk = open_desk()
    click_row(desk, qtbot, "Sam and Lou")
    assert desk.review is not None
    qtbot.waitUntil(lambda: desk.review is not None and desk.review.note is not None)
    note = desk.review.note
    assert note is not None
    desk.leave_review()
    qtbot.waitUntil(desk.clients.isVisible)
    settle(qtbot, desk.context.background)
    assert desk.clients.today.isVisible()
    assert desk.clients.today.list.hasFocus()
    vault.notes.sign(note.id, "Dr. A. Field", dt.datetime.now(dt.UTC))
    desk.context.client_changed.emit(note.client_id)
    settle(qtbot, desk.context.background)
    assert listed(desk)[0] == "Drafts to review"


def test_one_click_finishes_a_recording_and_it_is_not_offered_meanwhile(
    open_desk: OpenDesk, vault: Vault, window: QWidget, qtbot: QtBot
) -> None:
    add_work(vault)
    desk = open_desk()
    click_row(desk, qtbot, "Olu A.")
    (dialog,) = seen(window, GenerateDialog)
    qtbot.waitUntil(lambda: "  Olu A." not in listed(desk))
    dialog.close()
    qtbot.waitUntil(lambda: "  Olu A." in listed(desk))


def test_one_click_goes_on_with_a_note_that_stopped(open_desk: OpenDesk, vault: Vault, qtbot: QtBot) -> None:
    add_work(vault)
    desk = open_desk()
    click_row(desk, qtbot, "Jana")
    qtbot.waitUntil(lambda: any(work.note_id for work in desk.context.jobs.works()), timeout=20_000)
    settle(qtbot, desk.context.background)
    qtbot.waitUntil(lambda: "  Jana" in listed(desk)[: listed(desk).index("No note yet")])


def test_one_click_shows_whose_consent_ends(
    open_desk: OpenDesk, vault: Vault, window: QWidget, qtbot: QtBot
) -> None:
    add_work(vault)
    desk = open_desk()
    desk.clients.today.list.acted.emit(desk.clients.today.list.rows.entries[-1])
    settle(qtbot, desk.context.background)
    (dialog,) = seen(window, ConsentDialog)
    dialog.close()


def test_a_transcript_is_written_from_or_read(
    open_desk: OpenDesk, vault: Vault, window: QWidget, qtbot: QtBot
) -> None:
    daniel = add_work(vault)
    desk = open_desk()
    shown = desk.clients.today.list
    due = next(
        each
        for each in reversed(shown.rows.entries)
        if not isinstance(each, Heading) and each.client == daniel
    )
    shown.acted.emit(due)
    settle(qtbot, desk.context.background)
    (write,) = seen(window, AnotherNoteDialog)
    write.close()
    actions = {action.text(): action for action in shown.menu_of(due).actions()}
    assert list(actions) == ["Write the note", "Read the transcript", "", "Go to the client"]
    actions["Read the transcript"].trigger()
    settle(qtbot, desk.context.background)
    (read,) = seen(window, TranscriptDialog)
    read.close()
    actions["Go to the client"].trigger()
    settle(qtbot, desk.context.background)
    assert desk.clients.client_id == daniel.id
    assert desk.clients.view.isVisible()


def test_the_keyboard_walks_over_the_headings(
    open_desk: OpenDesk, vault: Vault, window: QWidget, qtbot: QtBot, shot: Shot
) -> None:
    add_work(vault)
    desk = open_desk()
    shown = desk.clients.today.list
    qtbot.keyClick(desk, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk.context.background)
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    passed = []
    for _ in range(8):
        chosen = shown.chosen()
        assert chosen is not None
        passed.append(chosen.client.name)
        qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert passed == [
        *("Sam and Lou", "Daniel K.", "Maya R.", "Jana", "Olu A.", "Daniel K.", "Maya R.", "Maya R.")
    ]
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    shot(window, "24c-today-keyboard")
    press(desk, qtbot, Qt.Key.Key_Return)
    assert desk.review is not None


def test_control_t_leads_to_it_and_takes_the_keyboard_along(
    open_desk: OpenDesk, vault: Vault, qtbot: QtBot
) -> None:
    add_work(vault)
    desk = open_desk()
    show_seen_last(desk.clients, qtbot)
    desk.show_review(desk.clients.view.timeline.notes.notes[0].id)  # type: ignore[union-attr]
    settle(qtbot, desk.context.background)
    qtbot.keyClick(desk, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.clients.today.isVisible())
    assert desk.review is None
    assert desk.clients.today.list.hasFocus()


def test_each_row_is_told_to_a_screen_reader(open_desk: OpenDesk, vault: Vault) -> None:
    add_work(vault)
    shown = open_desk().clients.today.list
    said = [
        str(shown.rows.data(shown.rows.index(row), Qt.ItemDataRole.AccessibleTextRole))
        for row in range(shown.rows.rowCount())
    ]
    assert said[0] == "Unsigned for more than three days"
    assert said[1].startswith("Sam and Lou, ")
    assert said[1].endswith("3 to check. SOAP, in person, unsigned for 5 days. Review")
    assert said[-1].endswith("Consent to recording ends, client. Consent")


def test_what_a_row_offers_is_read_whole(open_desk: OpenDesk, vault: Vault) -> None:
    add_work(vault)
    shown = open_desk().clients.today.list
    strong = QFontMetrics(painting.font(shown.font(), strong=True))
    for row in range(shown.rows.rowCount()):
        index = shown.rows.index(row)
        line = index.data(LINE)
        if line is not None:
            room = parts(line, shown.visualRect(index), shown.font()).action.width() - ICON - SPACE_1
            assert strong.elidedText(line.action, Qt.TextElideMode.ElideRight, room) == line.action


def test_the_button_makes_a_note_for_a_client_who_is_still_to_be_chosen(
    open_desk: OpenDesk, vault: Vault, window: QWidget, qtbot: QtBot
) -> None:
    add_work(vault)
    desk = open_desk()
    button = desk.findChild(Button, "generate-any")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.context.background)
    (dialog,) = seen(window, GenerateDialog)
    assert dialog.form.details().client_id == ""  # type: ignore[attr-defined]
