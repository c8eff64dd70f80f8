"""A transcript whose draft was deleted: it is in the client's list, can be read, written from and deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, RecordingState, Section, Statement
from intellisession_desktop.ui.another_note import AnotherNoteDialog
from intellisession_desktop.ui.clients.clients_page import ClientsPage
from intellisession_desktop.ui.clients.transcript_dialog import TranscriptDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.kept_audio import KeptAudioDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.fields import Select
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.widgets.texts import Banner
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import SAID, add_caseload, add_note, add_transcript
from tests.ui.conftest import settle

Shot = Callable[[QWidget, str], None]


def click(qtbot: QtBot, within: QWidget, name: str) -> None:
    button = within.findChild(Button, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_stands_in_the_list_with_what_it_has(
    open_page: Callable[[], ClientsPage], vault: Vault, shot: Shot
) -> None:
    maya = add_caseload(vault)
    add_transcript(vault, maya, 3)
    add_transcript(vault, maya, 10, recorded=False)
    page = open_page()
    timeline = page.view.timeline
    rows = [str(timeline.notes.data(timeline.notes.index(row))) for row in range(timeline.notes.rowCount())]
    assert [row.endswith("Transcript only · in person") for row in rows] == [
        *(False, True, False, True, False, False, False),
    ]
    spoken = timeline.notes.data(timeline.notes.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert "no note. Audio destroyed" in spoken
    assert spoken.endswith("Read")
    menu = [action.text() for action in timeline.menu_of(timeline.notes.notes[1]).actions()]
    assert menu == [
        *(
            "Read the transcript",
            "Write a note…",
            "Receipt for the destroyed audio",
            "",
            "Delete the transcript…",
        ),
    ]
    shot(page, "26-client-transcript-only")


def test_a_client_who_has_nothing_else_is_not_said_to_have_no_notes(
    open_page: Callable[[], ClientsPage], vault: Vault, maya: Client
) -> None:
    add_transcript(vault, maya, 3)
    page = open_page()
    assert page.view.timeline.isVisible()


def test_a_note_is_written_from_it_in_the_chosen_format(
    open_page: Callable[[], ClientsPage],
    context: Context,
    vault: Vault,
    maya: Client,
    qtbot: QtBot,
    shot: Shot,
) -> None:
    add_transcript(vault, maya, 3)
    page = open_page()
    page.view.timeline.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Return)
    reading = context.window.findChild(TranscriptDialog)
    assert reading is not None
    settle(qtbot, context.background)
    assert reading.said.turns == SAID
    shot(reading, "26b-transcript-dialog")
    click(qtbot, reading, "write-note")
    dialog = context.window.findChild(AnotherNoteDialog)
    assert dialog is not None
    settle(qtbot, context.background)
    assert dialog.format.key() == "DAP"
    dialog.format.choose("BIRP")
    length = dialog.findChild(Select, "wish-length")
    assert length is not None
    length.choose("brief")
    shot(dialog, "26c-another-note")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(vault.notes.list(maya.id)) == 1, timeout=10_000)
    settle(qtbot, context.background)
    assert vault.notes.list(maya.id)[0].format == "BIRP"


def test_it_is_deleted_after_a_question(
    open_page: Callable[[], ClientsPage], context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    session = add_transcript(vault, maya, 3)
    page = open_page()
    page.view.timeline.delete_wanted.emit(session.id)
    click(qtbot, page, "go")
    qtbot.waitUntil(lambda: vault.transcripts.load(session.id) == ())
    settle(qtbot, context.background)
    assert page.view.timeline.notes.rowCount() == 0


def test_why_it_cannot_be_deleted_is_said_where_one_reads(
    context: Context,
    opened: Callable[[TranscriptDialog], None],
    vault: Vault,
    maya: Client,
    qtbot: QtBot,
    shot: Shot,
) -> None:
    session = add_transcript(vault, maya, 3, recorded=False)
    vault.recordings.add(session.id, "[]", spool="kept.spool", state=RecordingState.KEPT)
    dialog = TranscriptDialog(context, session.id)
    opened(dialog)
    click(qtbot, dialog, "delete-transcript")
    click(qtbot, dialog, "go")
    banner = dialog.findChild(Banner)
    assert banner is not None
    qtbot.waitUntil(banner.isVisible)
    assert banner.label.text().startswith("The recording of this session was kept. Destroy it first")
    shot(dialog, "26d-transcript-audio-kept")
    click(qtbot, dialog, "kept-audio")
    assert dialog.findChild(KeptAudioDialog) is not None


def test_another_note_is_asked_for_beside_the_one_that_is_there(
    context: Context, window: QWidget, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    session = add_transcript(vault, maya, 3)
    sections = (Section("Subjective", (Statement("Client kept the log.", (1,)),)),)
    note = vault.notes.add(maya.id, session.id, "SOAP", session.date, sections)
    page = ReviewPage(context, note.id)
    window.setLayout(column(page, spacing=0))
    window.show()
    qtbot.waitUntil(lambda: page.complete)
    from PySide6.QtWidgets import QMenu

    menu = QMenu()
    page._fill_more(menu)
    action = next(each for each in menu.actions() if each.text() == "Write another note…")
    action.trigger()
    dialog = context.window.findChild(AnotherNoteDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Write another note"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(vault.notes.list(maya.id)) == 2, timeout=10_000)


def test_from_a_note_without_words_no_other_is_offered(
    context: Context, window: QWidget, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    note = add_note(vault, maya, 3)
    page = ReviewPage(context, note.id)
    window.setLayout(column(page, spacing=0))
    window.show()
    qtbot.waitUntil(lambda: page.complete)
    assert page.editing is not None
    assert not page.editing.opened().may_write_another
