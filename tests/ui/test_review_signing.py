"""Signing: what is asked first, what the vault holds then, and what a signed note still allows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    DiskFull,
    sentence_of,
)
from intellisession_desktop.records import Client, Practice, Section, Statement
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.addenda import AddendumDialog
from intellisession_desktop.ui.review.receipt import ReceiptDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.sign_dialog import SignDialog, UndecidedDialog
from intellisession_desktop.ui.widgets.buttons import IconButton
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.review_note import (
    DAY,
    RISK,
    add_draft,
    choose,
    click,
    open_page,
    pane_of,
    press,
    row_of,
    statement_menu,
    stored_turns,
)

JANA = Practice("Jana Koehler", "LPC", "Praxis am Fluss")
DECIDED = (
    Section("Risk", RISK),
    Section("Subjective", (Statement("Client reported two panic attacks this week.", (1, 2)),)),
    Section("Objective", (Statement("Client was calm.", ()),)),
    Section("Assessment", (Statement("Client is better than last month.", (25,)),)),
    Section("Plan last time"),
    Section("Plan", (Statement("Client will keep the log.", (25,)),)),
)
CITED = {1, 2, 18, 19, 20, 21, 25}


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    """A draft in which everything is decided."""
    return open_page(context, qtbot, add_draft(vault, maya, DECIDED).note.id)


def dialog_of(page: ReviewPage, kind: type[Dialog]) -> Dialog:
    return next(each for each in page.findChildren(kind) if each.isVisible())


def confirm(page: ReviewPage, qtbot: QtBot) -> None:
    dialog = dialog_of(page, SignDialog)
    button = dialog.findChild(QAbstractButton, "confirm-sign")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, page.context.background)
    settle(qtbot, page.context.background)  # the note is opened again
    qtbot.waitUntil(lambda: page.complete and pane_of(page).rows()[0].isVisible())


def note_of(page: ReviewPage):  # type: ignore[no-untyped-def]
    assert page.editing is not None
    return page.context.vault.notes.get(page.editing.opened().note.id)


def test_signing_waits_for_decisions_and_leads_to_them(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya).note.id)
    press(qtbot, page, "sign")
    dialog = dialog_of(page, UndecidedDialog)
    assert dialog.windowTitle() == "2 statements wait for you"
    waiting = dialog.findChild(QListWidget, "undecided")
    assert waiting is not None
    assert (
        waiting.item(1).text().startswith("Client will call her mother on Monday.\nNot found")
    )  # as it is said
    assert not waiting.verticalScrollBar().isVisible()
    second = waiting.visualItemRect(waiting.item(1)).center()
    qtbot.mouseClick(waiting.viewport(), Qt.MouseButton.LeftButton, pos=second)
    row = row_of(page, "Client will call her mother")
    assert page.editing is not None
    assert page.editing.place == row.place
    assert note_of(page).state == "draft"


def test_the_first_signing_asks_for_name_and_transcript(page: ReviewPage, qtbot: QtBot) -> None:
    press(qtbot, page, "sign")
    dialog = dialog_of(page, SignDialog)
    button = dialog.findChild(QAbstractButton, "confirm-sign")
    assert button is not None
    assert not button.isEnabled()  # no name yet
    for name, words in (("therapist", "Jana Koehler"), ("credentials", "LPC")):
        field = dialog.findChild(QLineEdit, name)
        assert field is not None
        qtbot.keyClicks(field, words)
    line = dialog.findChild(QLabel, "signature-line")
    assert line is not None
    assert line.text().startswith("Jana Koehler, LPC\n")
    choice = dialog.findChild(QRadioButton, "delete-transcript")
    assert choice is not None
    choice.click()
    confirm(page, qtbot)
    note = note_of(page)
    assert (note.state, note.signed_by) == ("signed", "Jana Koehler, LPC")
    assert page.context.vault.practice.get() == Practice("Jana Koehler", "LPC")
    assert page.context.settings.current.transcripts == "delete"
    turns = stored_turns(page, qtbot)
    assert {n for n, turn in enumerate(turns) if turn.text} == CITED


def test_what_was_chosen_once_is_not_asked_again(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    settings = page.context.settings
    settings.replace(replace(settings.current, transcripts="keep"))
    vault.practice.set(JANA)
    page.read_again()
    settle(qtbot, page.context.background)
    press(qtbot, page, "sign")
    dialog = dialog_of(page, SignDialog)
    assert dialog.findChildren(QRadioButton) == []
    assert [each for each in dialog.findChildren(QLineEdit) if each.isVisible()] == []
    confirm(page, qtbot)
    assert all(turn.text for turn in stored_turns(page, qtbot))


def test_nothing_is_signed_when_the_dialog_is_left(page: ReviewPage, qtbot: QtBot) -> None:
    press(qtbot, page, "sign")
    qtbot.keyClick(dialog_of(page, SignDialog), Qt.Key.Key_Escape)
    settle(qtbot, page.context.background)
    assert note_of(page).state == "draft"
    assert page.context.settings.current.transcripts == "ask"


def test_a_failed_signing_says_why_and_signs_nothing(
    page: ReviewPage, vault: Vault, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull()

    vault.practice.set(JANA)
    page.read_again()
    settle(qtbot, page.context.background)
    monkeypatch.setattr("intellisession_desktop.ui.review.final_steps.sign", full)
    press(qtbot, page, "sign")
    confirm(page, qtbot)
    dialog = dialog_of(page, SignDialog)
    assert any(sentence_of("disk_full") in label.text() for label in dialog.findChildren(QLabel))
    monkeypatch.undo()
    confirm(page, qtbot)
    assert note_of(page).state == "signed"


def sign(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    vault.practice.set(JANA)
    page.read_again()
    settle(qtbot, page.context.background)
    press(qtbot, page, "sign")
    confirm(page, qtbot)


def test_a_signed_note_is_locked(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    sign(page, vault, qtbot)
    row = row_of(page, "Client reported two panic")
    click(qtbot, row)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Space):
        qtbot.keyClick(row, key)
    qtbot.mouseDClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
    assert row.editor is None
    assert [each.text() for each in statement_menu(qtbot, page, "Client reported").actions()] == ["Copy"]
    assert page.editing is not None
    view = page.transcript.view if page.transcript else None
    assert view is not None
    view.edit_turn(view.turns.index(0))
    assert view.delegate.editor is None
    assert not any(each.isVisible() for each in page.findChildren(QAbstractButton, "sign"))
    chip = page.findChild(QLabel, "state")
    assert chip is not None
    assert chip.text().startswith("signed today ")
    assert note_of(page).sections == DECIDED


def test_signed_is_said_once_the_page_says_so(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    states: list[str] = []

    def said(text: str, _: str) -> None:
        chips = [each for each in page.findChildren(QLabel, "state") if each.isVisible()]
        states.append(f"{text} {chips[0].text().partition(' ')[0]}")

    page.context.notified.connect(said)
    sign(page, vault, qtbot)
    qtbot.waitUntil(lambda: bool(states))
    assert states == ["Signed. signed"]


def test_an_addendum_is_added_and_shown(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    sign(page, vault, qtbot)
    press(qtbot, page, "addendum")
    dialog = dialog_of(page, AddendumDialog)
    assert isinstance(dialog, AddendumDialog)
    words = "Client called: <b>Thursday</b> is moved."
    qtbot.keyClicks(dialog.text, words)
    button = dialog.findChild(QAbstractButton, "add-addendum")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, page.context.background)
    qtbot.waitUntil(lambda: page.findChild(QLabel, "addendum") is not None)
    (addendum,) = note_of(page).addenda
    assert (addendum.text, addendum.author) == (
        "Client called: <b>Thursday</b> is moved.",
        "Jana Koehler, LPC",
    )
    shown = page.findChild(QLabel, "addendum")
    assert shown is not None
    assert shown.textFormat() == Qt.TextFormat.PlainText


def test_escape_does_not_lose_an_addendum(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    sign(page, vault, qtbot)
    press(qtbot, page, "addendum")
    dialog = dialog_of(page, AddendumDialog)
    assert isinstance(dialog, AddendumDialog)
    qtbot.keyClicks(dialog.text, "Not ready")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    (question,) = (each for each in dialog.findChildren(Dialog) if each.isVisible())
    button = question.findChild(QAbstractButton, "go")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    settle(qtbot, page.context.background)
    assert note_of(page).addenda == ()


def test_the_receipt_is_one_click_away(page: ReviewPage, qtbot: QtBot) -> None:
    press(qtbot, page, "receipt")
    dialog = dialog_of(page, ReceiptDialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Key destroyed, overwritten and deleted" in said


def test_an_imported_note_is_only_read(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> None:
    note = vault.notes.add(
        maya.id, None, "imported", DAY, (Section("Note", (Statement("Seen by a colleague."),)),), "imported"
    )
    page = open_page(context, qtbot, note.id)
    assert page.transcript is None
    row = pane_of(page).rows()[0]
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is None
    assert not any(each.isVisible() for each in page.findChildren(QAbstractButton, "sign"))


def more_menu(page: ReviewPage) -> QMenu:
    button = next(each for each in page.findChildren(IconButton) if each.accessibleName() == "More")
    menu = button.menu()
    menu.aboutToShow.emit()  # a popup grabs the keyboard, which the offscreen platform cannot
    return menu


def test_a_draft_is_deleted_after_asking(page: ReviewPage, vault: Vault, qtbot: QtBot) -> None:
    note_id = note_of(page).id
    choose(more_menu(page), "Delete this note…")
    question = dialog_of(page, Dialog)
    button = question.findChild(QAbstractButton, "go")
    assert button is not None
    with qtbot.waitSignal(page.closed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert note_id not in [note.id for note in vault.notes.list()]


def test_a_note_that_is_gone_says_so(context: Context, qtbot: QtBot, window: object) -> None:
    page = ReviewPage(context, "0" * 16)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, context.background)
    assert any(sentence_of("not_found") in label.text() for label in page.findChildren(QLabel))
    with qtbot.waitSignal(page.closed):
        press(qtbot, page, "back")
    assert QApplication.activeModalWidget() is None
