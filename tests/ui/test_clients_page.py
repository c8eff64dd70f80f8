"""The main page: the list of clients, search, and one client's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.sessions.overview import client_page
from intellisession_desktop.ui.clients.clients_page import ClientsPage
from intellisession_desktop.ui.clients.goals_line import GoalsLine
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.buttons import Button, IconButton
from intellisession_desktop.ui.widgets.texts import Banner
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import TODAY, add_caseload, add_note, add_stopped_note, add_waiting_recording
from tests.ui.conftest import settle

Shot = Callable[[QWidget, str], None]


def names(page: ClientsPage) -> list[str]:
    entries = page.side.list.entries
    return [str(entries.data(entries.index(row))) for row in range(page.rows_shown())]


def type_search(page: ClientsPage, qtbot: QtBot, text: str) -> None:
    page.search.setFocus()
    qtbot.keyClicks(page.search, text)
    if len(text) >= 3:
        qtbot.waitUntil(lambda: page.side.searched == text.casefold())


def banners(page: ClientsPage) -> list[str]:
    return [each.label.text() for each in page.view.findChildren(Banner) if each.isVisible()]


def test_without_clients_the_page_says_what_it_is_for(
    open_page: Callable[[], ClientsPage], qtbot: QtBot, shot: Shot
) -> None:
    page = open_page()
    button = page.findChild(Button, "first-client")
    assert button is not None
    assert button.isVisible()
    shot(page, "20-clients-none")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.context.window.findChild(QWidget, "name") is not None


def test_the_sample_session_runs_with_one_click(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot
) -> None:
    page = open_page()
    button = page.findChild(Button, "try-sample")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(context.jobs.works()) == 1, timeout=10_000)
    settle(qtbot, context.background)
    assert page.view.shown is not None
    assert page.view.shown.client.name == "Maya R. (sample)"
    assert page.side.list.hasFocus()
    assert page.side.list.currentIndex().data() == "Maya R. (sample)"
    qtbot.waitUntil(lambda: context.jobs.works()[0].note_id != "", timeout=20_000)
    page.refresh()
    settle(qtbot, context.background)
    assert not page.view.offers_sample
    assert page.view.timeline.notes.notes[0].state == "draft"


def test_a_client_is_shown_with_their_notes(
    open_page: Callable[[], ClientsPage], vault: Vault, shot: Shot
) -> None:
    add_caseload(vault)
    page = open_page()
    assert page.view.shown is not None
    assert page.view.shown.client.name == "Maya R."
    assert [note.state for note in page.view.timeline.notes.notes] == [
        "draft",
        "signed",
        "signed",
        "signed",
        "imported",
    ]
    shot(page, "21-clients")


def test_it_fits_a_small_screen(
    open_page: Callable[[], ClientsPage], window: QWidget, vault: Vault, shot: Shot
) -> None:
    maya = add_caseload(vault)
    add_waiting_recording(vault, maya, 1)
    window.resize(853, 480)
    page = open_page()
    assert page.width() == 853
    shot(page, "21b-clients-small")


def test_arrows_walk_through_the_clients_and_down_leaves_the_search(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    add_caseload(vault)
    page = open_page()
    page.search.setFocus()
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.side.list.hasFocus()
    qtbot.keyClick(page.side.list, Qt.Key.Key_Home)
    qtbot.keyClick(page.side.list, Qt.Key.Key_Down)
    settle(qtbot, context.background)
    assert page.view.shown is not None
    assert page.view.shown.client.name == names(page)[1]
    shot(page, "21c-clients-keyboard")
    page.view.timeline.setFocus(Qt.FocusReason.TabFocusReason)
    chosen = page.view.timeline.chosen()
    assert chosen == page.view.timeline.notes.notes[0]
    shot(page, "21d-notes-keyboard")
    page.side.list.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.side.list, Qt.Key.Key_Up)
    qtbot.keyClick(page.side.list, Qt.Key.Key_Up)
    assert page.search.hasFocus()


def test_tab_goes_through_the_page_as_it_is_read(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot
) -> None:
    add_waiting_recording(vault, add_caseload(vault), 1)
    page = open_page()
    page.search.setFocus()
    passed = []
    for _ in range(17):
        focused = QApplication.focusWidget()
        assert focused is not None
        passed.append(focused.objectName() or focused.accessibleName()[:5])
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    order = [
        "search",
        "today",
        "clients",
        "new-client",
        "preferences",
        "help",
        "lock",
        "consent",
        "client-menu",
    ]
    assert passed[:16] == [*order, "Goal:", "Goal:", "goals", "destroy", "write", "timeline", "generate"]


def test_delete_and_backspace_in_the_list_delete_nobody(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot
) -> None:
    add_caseload(vault)
    page = open_page()
    page.side.list.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        qtbot.keyClick(page.side.list, key)
    settle(qtbot, context.background)
    assert len(vault.clients.list()) == 8


def test_search_finds_names_at_once_and_notes_from_three_letters_on(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    add_caseload(vault)
    page = open_page()
    type_search(page, qtbot, "ma")
    assert names(page) == ["Maya R.", "Tomás Ibáñez"]
    page.search.clear()
    type_search(page, qtbot, "panic")
    assert names(page)[0] == "In notes"
    assert set(names(page)[1:]) == {"Maya R.", "Sam and Lou"}
    shot(page, "22-clients-search")
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.search.text() == ""
    assert page.rows_shown() == 8


def test_enter_on_a_hit_opens_its_note(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot
) -> None:
    add_caseload(vault)
    page = open_page()
    type_search(page, qtbot, "supermarket")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    settle(qtbot, page.context.background)
    assert page.view.shown is not None
    assert page.view.shown.client.name == "Daniel K."
    with qtbot.waitSignal(page.review_requested) as asked:
        qtbot.keyClick(page.side.list, Qt.Key.Key_Return)
    assert asked.args == [page.view.timeline.notes.notes[0].id]


@pytest.mark.parametrize("text", ["zz", "zzzz", "%", "'; DROP TABLE client; --", "\\", "☃️☃️☃️☃️"])
def test_what_is_found_nowhere_is_said(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot, text: str
) -> None:
    add_caseload(vault)
    page = open_page()
    page.search.setText(text)
    qtbot.waitUntil(lambda: page.rows_shown() == 0)
    label = page.findChild(QLabel, "nothing-found")
    assert label is not None
    qtbot.waitUntil(lambda: label.text().startswith("Nothing found"))
    settle(qtbot, context.background)
    page.search.clear()
    assert page.rows_shown() == 8


def test_nothing_found_can_be_looked_at(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    add_caseload(vault)
    page = open_page()
    type_search(page, qtbot, "zeppelin")
    shot(page, "22b-clients-nothing-found")


def test_many_clients_and_many_notes(open_page: Callable[[], ClientsPage], vault: Vault, shot: Shot) -> None:
    maya = add_caseload(vault)
    for number in range(52):
        vault.clients.add(f"Client {number:02d} with a rather long name that cannot fit")
    for day in range(30, 70):
        add_note(vault, maya, day, state="signed")
    add_waiting_recording(vault, vault.clients.by_name("Aisha B."))
    page = open_page()
    assert page.rows_shown() == 60
    assert page.view.timeline.notes.rowCount() == 45
    shot(page, "23-clients-many")


def test_a_client_without_notes_is_told_what_comes_next(
    open_page: Callable[[], ClientsPage], maya: Client, qtbot: QtBot, shot: Shot
) -> None:
    page = open_page()
    shot(page, "24-client-without-notes")
    with qtbot.waitSignal(page.generate_requested) as asked:
        qtbot.mouseClick(page.view.generate, Qt.MouseButton.LeftButton)
    assert asked.args == [maya.id]


@pytest.mark.parametrize(
    ("scopes", "words", "role"),
    [
        ((), "no consent yet", "caution"),
        ((("client", ConsentScope.RECORDING),), "consent: recording", "good"),
        ((("client", ConsentScope.DICTATION),), "consent: dictation only", "caution"),
        ((("client", ConsentScope.DECLINED),), "declined", "danger"),
        ((("partner", ConsentScope.RECORDING),), "no consent yet", "caution"),
        (
            (("client", ConsentScope.RECORDING), ("partner", ConsentScope.DECLINED)),
            "declined · 2 people",
            "danger",
        ),
    ],
)
def test_the_chip_says_the_worst_consent(
    open_page: Callable[[], ClientsPage],
    vault: Vault,
    scopes: tuple[tuple[str, ConsentScope], ...],
    words: str,
    role: str,
) -> None:
    client = vault.clients.add("Jana")
    for person, scope in scopes:
        vault.consents.record(client.id, scope, dt.date(2026, 1, 1), person)
    page = open_page()
    assert page.view.consent.text() == words
    assert page.view.consent.property("role") == role


def test_what_waits_is_offered(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    maya = add_caseload(vault)
    job = add_waiting_recording(vault, maya, 1)
    add_stopped_note(vault, maya, 2)
    page = open_page()
    said = banners(page)
    assert said[0] == "A recording of 38 minutes from yesterday is waiting."
    assert "A part of the program stopped unexpectedly." in said[1]
    shot(page, "25-client-waiting")
    write = page.view.findChild(Button, "write")
    assert write is not None
    with qtbot.waitSignal(page.finish_requested) as asked:
        qtbot.mouseClick(write, Qt.MouseButton.LeftButton)
    assert asked.args == [job.id]


def test_more_than_two_that_wait_are_shown_when_asked_for(
    open_page: Callable[[], ClientsPage], vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    for day in range(4):
        add_waiting_recording(vault, maya, day)
    page = open_page()
    assert len(banners(page)) == 2
    more = page.view.findChild(Button, "more-waiting")
    assert more is not None
    assert more.text() == "2 more waiting"
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(banners(page)) == 4)


def test_a_waiting_recording_is_destroyed_only_after_a_question(
    open_page: Callable[[], ClientsPage],
    context: Context,
    vault: Vault,
    maya: Client,
    qtbot: QtBot,
    shot: Shot,
) -> None:
    job = add_waiting_recording(vault, maya)
    page = open_page()
    destroy = page.view.findChild(Button, "destroy")
    assert destroy is not None
    qtbot.mouseClick(destroy, Qt.MouseButton.LeftButton)
    dialog = page.findChild(Button, "go")
    assert dialog is not None
    shot(dialog.window(), "25b-destroy-question")
    qtbot.keyClick(dialog.window(), Qt.Key.Key_Escape)
    settle(qtbot, context.background)
    assert vault.jobs.get(job.id) == job
    qtbot.mouseClick(destroy, Qt.MouseButton.LeftButton)
    go = next(each for each in page.findChildren(Button, "go") if each.isVisible())
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    qtbot.waitUntil(lambda: banners(page) == [])
    assert vault.jobs.unfinished() == ()
    assert list(vault.spool_folder.iterdir()) == []
    assert len(vault.overview.receipts(maya.id)) == 1


def test_while_the_first_note_is_made_nobody_is_told_to_make_one(
    open_page: Callable[[], ClientsPage], vault: Vault, maya: Client, shot: Shot
) -> None:
    page = open_page()
    page.view.show_page(client_page(vault, maya.id, TODAY), (), making=True)
    said = [each.text() for each in page.view.findChildren(QLabel) if each.isVisible()]
    assert "The first note is being made" in said
    assert "No notes yet" not in said
    shot(page, "24b-first-note-in-the-making")


def test_a_stopped_note_goes_on(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    job = add_stopped_note(vault, maya)
    page = open_page()
    go_on = page.view.findChild(Button, "go-on")
    assert go_on is not None
    qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    assert [work.job_id for work in context.jobs.works()] == [job.id]


def test_a_recording_in_somebodys_hands_is_not_offered(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    job = add_waiting_recording(vault, maya)
    page = open_page()
    assert len(banners(page)) == 1
    page.recorded_now = lambda: (job.id,)
    page.refresh()
    settle(qtbot, context.background)
    assert banners(page) == []


def test_a_note_is_opened_by_enter_and_by_click(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot
) -> None:
    add_caseload(vault)
    page = open_page()
    timeline = page.view.timeline
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.review_requested) as asked:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert asked.args == [timeline.notes.notes[1].id]
    place = timeline.visualRect(timeline.notes.index(2)).center()
    with qtbot.waitSignal(page.review_requested) as asked:
        qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [timeline.notes.notes[2].id]


def test_the_receipt_is_one_click_away(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot
) -> None:
    add_caseload(vault)
    page = open_page()
    timeline = page.view.timeline
    area = timeline.receipt_area(0)
    assert not area.isEmpty()
    with qtbot.assertNotEmitted(page.review_requested):
        qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert page.context.window.findChild(QWidget, "receipts") is not None
    actions = [action.text() for action in timeline.menu_of(timeline.notes.notes[0]).actions()]
    assert actions == ["Review", "Receipt for the destroyed audio"]
    assert timeline.receipt_area(3) == timeline.receipt_area(3).__class__()


def test_the_menu_offers_everything(
    open_page: Callable[[], ClientsPage], vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    add_caseload(vault)
    page = open_page()
    button = page.findChild(IconButton, "client-menu")
    assert button is not None
    menu = button.menu()
    menu.aboutToShow.emit()
    assert [action.objectName() for action in menu.actions() if not action.isSeparator()] == [
        "rename",
        "consent",
        "goals",
        "themes",
        "private",
        "drafts",
        "earlier",
        "receipts",
        "form",
        "sample",
        "delete",
    ]
    menu.adjustSize()
    shot(menu, "26-client-menu")  # without being shown: it would grab the keyboard


@pytest.mark.parametrize(
    "name",
    ["rename", "consent", "goals", "themes", "private", "drafts", "earlier", "receipts", "form", "delete"],
)
def test_every_entry_of_the_menu_opens_its_dialog(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot, name: str
) -> None:
    add_caseload(vault)
    page = open_page()
    page.view.asked.emit(name)
    settle(qtbot, context.background)
    dialogs = [each for each in context.window.children() if each.inherits("QDialog")]
    assert len(dialogs) == 1


def test_goals_that_do_not_fit_are_counted(
    open_page: Callable[[], ClientsPage], window: QWidget, vault: Vault, maya: Client
) -> None:
    for number in range(9):
        vault.goals.add(maya.id, f"Goal {number}: sleep through the night, & walk every day after work")
    window.resize(853, 480)
    page = open_page()
    goals = page.view.findChild(GoalsLine)
    assert goals is not None
    chips = [button for button in goals.findChildren(Button) if button.isVisible()]
    assert [chip.text() for chip in chips if chip.text().startswith("+ ")] == ["+ 7"]
    assert max(chip.geometry().right() for chip in chips) <= goals.width()


def test_screen_readers_hear_whole_rows(open_page: Callable[[], ClientsPage], vault: Vault) -> None:
    add_caseload(vault)
    page = open_page()
    role = Qt.ItemDataRole.AccessibleTextRole
    entries, notes = page.side.list.entries, page.view.timeline.notes
    row = names(page).index("Maya R.")
    assert entries.data(entries.index(row), role) == (
        "Maya R., today 10:00, 1 draft to review, 2 statements to check"
    )
    said = str(notes.data(notes.index(0), role))
    assert f"{TODAY:%a} {TODAY.day}" in said
    assert "draft, 2 to check. Audio destroyed" in said


def test_a_client_deleted_elsewhere_leaves_the_page(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot
) -> None:
    maya = add_caseload(vault)
    page = open_page()
    vault.clients.delete(maya.id)
    context.client_changed.emit("")
    settle(qtbot, context.background)
    qtbot.waitUntil(lambda: page.rows_shown() == 7)
    assert not [each for each in context.window.children() if each.inherits("QDialog")]
    assert page.client_id == ""
    assert not page.view.isVisible()


def test_nothing_of_a_client_is_in_a_windows_title(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, qtbot: QtBot
) -> None:
    add_caseload(vault)
    page = open_page()
    for name in ("rename", "consent", "goals", "earlier", "receipts", "form", "delete"):
        page.view.asked.emit(name)
    settle(qtbot, context.background)
    for child in context.window.children():
        if isinstance(child, QWidget) and child.isWindow() and not isinstance(child, QMenu):
            assert "Maya" not in child.windowTitle()


def test_below_a_note_that_waits_it_is_not_said_that_there_are_none(
    open_page: Callable[[], ClientsPage], vault: Vault, maya: Client, shot: Shot
) -> None:
    add_stopped_note(vault, maya)
    page = open_page()
    said = [label.text() for label in page.view.findChildren(QLabel) if label.isVisible()]
    assert "The first note is not written yet" in said
    assert "No notes yet" not in said
    shot(page, "24b-client-first-note-waits")
