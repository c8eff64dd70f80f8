"""Moving between the screens of an open vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.sessions.overview import client_rows
from intellisession_desktop.ui.clients.client_list import Heading
from intellisession_desktop.ui.clients.name_dialogs import NewClientDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.desk import Desk
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.help import HelpDialog
from intellisession_desktop.ui.preferences.dialog import PreferencesDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.widgets.texts import Banner
from intellisession_desktop.ui.work_row import WorkRow
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import add_caseload, add_waiting_recording
from tests.ui.conftest import settle, show_seen_last
from tests.ui.review_note import add_draft

Shot = Callable[[QWidget, str], None]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(context: Context, window: QWidget, vault: Vault, qtbot: QtBot) -> Iterator[Desk]:
    """The desk on a practice's records, with Maya shown."""
    add_caseload(vault)
    made = Desk(context)
    window.setLayout(column(made, spacing=0))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    settle(qtbot, context.background)
    show_seen_last(made.clients, qtbot)
    yield made
    for dialog in dialogs(window, GenerateDialog):
        dialog.reject()


def dialogs(window: QWidget, kind: type) -> list[QWidget]:
    return [each for each in window.findChildren(kind) if each.isVisible()]


def banners(desk: Desk) -> int:
    return sum(each.isVisible() for each in desk.clients.view.findChildren(Banner))


def press(qtbot: QtBot, desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    desk.window().activateWindow()
    qtbot.waitUntil(lambda: desk.window().isActiveWindow() and QApplication.activeModalWidget() is None)
    qtbot.keyClick(desk, key, modifiers or Qt.KeyboardModifier.NoModifier)
    settle(qtbot, desk.context.background)


def open_first_note(desk: Desk, qtbot: QtBot) -> None:
    desk.clients.view.opened.emit(desk.clients.view.timeline.notes.notes[0].id)
    settle(qtbot, desk.context.background)
    assert desk.review is not None


def test_a_note_is_opened_and_left_again(desk: Desk, qtbot: QtBot) -> None:
    open_first_note(desk, qtbot)
    assert desk.review is not None
    assert desk.review.isVisible()
    assert not desk.clients.isVisible()
    desk.leave_review()
    qtbot.waitUntil(desk.clients.isVisible)
    assert desk.review is None
    assert desk.clients.view.timeline.hasFocus()


def test_leaving_a_note_leads_to_its_client_and_not_to_the_one_shown_before(desk: Desk, qtbot: QtBot) -> None:
    note = desk.clients.view.timeline.notes.notes[1]
    whose = desk.clients.client_id
    desk.clients.show_client(next(each for each in _clients(desk) if each != whose))
    settle(qtbot, desk.context.background)
    desk.show_review(note.id)  # as from the strip
    settle(qtbot, desk.context.background)
    desk.leave_review()
    qtbot.waitUntil(desk.clients.isVisible)
    settle(qtbot, desk.context.background)
    assert desk.clients.client_id == whose
    chosen = desk.clients.view.timeline.chosen()
    assert chosen is not None
    assert chosen.id == note.id


def _clients(desk: Desk) -> list[str]:
    return [each.client.id for each in client_rows(desk.context.vault)]


def test_another_note_takes_the_place_of_the_open_one(desk: Desk, qtbot: QtBot) -> None:
    open_first_note(desk, qtbot)
    first = desk.review
    desk.show_review(desk.clients.view.timeline.notes.notes[1].id)
    qtbot.waitUntil(lambda: desk.review is not None and desk.review is not first)
    settle(qtbot, desk.context.background)
    assert desk.review is not None
    assert desk.review.isVisible()


def test_what_was_said_is_found_and_opened_at_its_turn(
    desk: Desk, vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    drafted = add_draft(vault, vault.clients.add("Zoe"))
    side = desk.clients.side
    side.search.setFocus()
    qtbot.keyClicks(side.search, "nausea")
    qtbot.waitUntil(lambda: side.searched == "nausea")
    assert [each.text for each in side.list.entries.entries if isinstance(each, Heading)] == [
        "In transcripts"
    ]
    shot(desk, "22-search-said")
    qtbot.keyClick(side.search, Qt.Key.Key_Down)
    settle(qtbot, desk.context.background)
    qtbot.keyClick(side.list, Qt.Key.Key_Return)
    settle(qtbot, desk.context.background)
    qtbot.waitUntil(lambda: desk.review is not None and desk.review.complete)
    assert desk.review is not None
    assert desk.review.note == drafted.note
    editing, transcript = desk.review.editing, desk.review.transcript
    assert editing is not None
    assert transcript is not None
    qtbot.waitUntil(lambda: editing.turn is not None)
    assert editing.turn is not None
    assert "nausea" in editing.content.turns[editing.turn].text
    seen = transcript.view.visualRect(transcript.view.turns.index_of(editing.turn))
    assert transcript.view.viewport().rect().intersects(seen)


def test_a_note_that_is_gone_leads_back(desk: Desk, qtbot: QtBot) -> None:
    desk.show_review("no such note")
    settle(qtbot, desk.context.background)
    assert desk.review is not None
    back = desk.review.findChild(Button, "back")
    assert back is not None
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert desk.clients.isVisible()


def test_a_client_has_one_dialog_for_a_note(desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    press(qtbot, desk, Qt.Key.Key_N, CONTROL)
    press(qtbot, desk, Qt.Key.Key_N, CONTROL)
    (dialog,) = dialogs(window, GenerateDialog)
    assert dialog.form.details().client_id == desk.clients.client_id  # type: ignore[attr-defined]
    dialog.reject()  # type: ignore[attr-defined]
    desk.generate(desk.clients.client_id)
    assert len(dialogs(window, GenerateDialog)) == 1


def test_a_waiting_recording_has_one_dialog_and_no_banner_meanwhile(
    desk: Desk, window: QWidget, vault: Vault, qtbot: QtBot
) -> None:
    job = add_waiting_recording(vault, vault.clients.by_name("Maya R."))
    desk.clients.refresh()
    settle(qtbot, desk.context.background)
    assert banners(desk) == 1
    desk.finish(job.id)
    desk.finish(job.id)
    settle(qtbot, desk.context.background)
    qtbot.waitUntil(lambda: banners(desk) == 0)
    (dialog,) = dialogs(window, GenerateDialog)
    dialog.reject()  # type: ignore[attr-defined]
    settle(qtbot, desk.context.background)
    qtbot.waitUntil(lambda: banners(desk) == 1)


def test_every_screen_has_its_keys(desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    press(qtbot, desk, Qt.Key.Key_N, CONTROL | SHIFT)
    (new,) = dialogs(window, NewClientDialog)
    new.close()
    press(qtbot, desk, Qt.Key.Key_Comma, CONTROL)
    desk.preferences()
    (preferences,) = dialogs(window, PreferencesDialog)
    preferences.close()
    press(qtbot, desk, Qt.Key.Key_F1)
    (help,) = dialogs(window, HelpDialog)
    help.close()
    with qtbot.waitSignal(desk.lock_requested):
        press(qtbot, desk, Qt.Key.Key_L, CONTROL)


def test_search_is_reached_from_a_note(desk: Desk, qtbot: QtBot) -> None:
    open_first_note(desk, qtbot)
    press(qtbot, desk, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(lambda: desk.clients.search.hasFocus())
    assert desk.review is None


def test_a_question_mark_can_be_searched_for(desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    desk.clients.search.setFocus()
    qtbot.keyClicks(desk.clients.search, "why?")
    assert desk.clients.search.text() == "why?"
    assert dialogs(window, HelpDialog) == []


def test_a_missing_model_opens_its_page(desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    desk.strip.models_wanted.emit()
    settle(qtbot, desk.context.background)
    (preferences,) = dialogs(window, PreferencesDialog)
    assert "Models" in [item.text() for item in preferences.findChild(QWidget, "pages").selectedItems()]  # type: ignore[union-attr]


def test_the_sample_becomes_a_note_to_review_while_other_things_are_done(
    desk: Desk, window: QWidget, context: Context, qtbot: QtBot, shot: Shot
) -> None:
    desk.clients.try_sample()
    qtbot.waitUntil(
        lambda: any(button.isVisible() for button in desk.strip.findChildren(Button, "review")),
        timeout=20_000,
    )
    settle(qtbot, context.background)
    assert desk.clients.view.shown is not None
    assert desk.clients.view.shown.client.name == "Maya R. (sample)"
    qtbot.waitUntil(lambda: desk.clients.view.timeline.notes.notes[0].destroyed is not None)
    shot(window, "28d-desk-note-ready")
    window.resize(853, 480)
    QApplication.processEvents()
    shot(window, "28e-desk-small")
    review = next(each for each in desk.strip.findChildren(Button, "review") if each.isVisible())
    qtbot.mouseClick(review, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    assert desk.review is not None
    assert desk.review.isVisible()
    assert not [row for row in desk.strip.findChildren(WorkRow) if row.isVisible()]


def test_what_is_said_for_a_moment_lies_over_the_page(desk: Desk, context: Context, shot: Shot) -> None:
    context.notify("The earlier note was added.")
    QApplication.processEvents()
    shot(desk, "28f-desk-message")
