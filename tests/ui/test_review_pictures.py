"""Pictures of the review in its states, each looked at for names, clipped text and contrast."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import DiskFull
from intellisession_desktop.records import Client, Practice, Section, Statement
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.addenda import AddendumDialog
from intellisession_desktop.ui.review.receipt import ReceiptDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.sign_dialog import SignDialog, UndecidedDialog
from intellisession_desktop.ui.review.speaker_menu import NameDialog
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.review_note import (
    DAY,
    add_draft,
    choose,
    click,
    open_page,
    pane_of,
    press,
    row_of,
    section_menu,
    sections,
    stored,
    transcript_of,
)
from tests.ui.small_dialogs import words
from tests.ui.test_review_handing_out import long_note
from tests.ui.test_review_signing import DECIDED, JANA
from tests.ui.test_review_transcript import click_turn, correct, editor_of

Shot = Callable[[QWidget, str], None]


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


def dialog_of(page: ReviewPage, kind: type[Dialog]) -> Dialog:
    return next(each for each in page.findChildren(kind) if each.isVisible())


def test_a_draft_with_flags(page: ReviewPage, shot: Shot) -> None:
    shot(page, "40-review-draft")


def test_a_statement_with_its_evidence(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    click(qtbot, row_of(page, "Client denied thoughts"))
    shot(page, "41-review-evidence")


def test_a_flagged_statement_by_the_keyboard(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    shot(page, "41-review-to-check")


def test_editing(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    row = row_of(page, "Client sleeps")
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClicks(row.editor, " She lies awake for an hour, then gets up and reads until it is time to go.")
    shot(page, "42-review-editing")


def test_answering_a_question(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    pane_of(page).add(3)
    row = next(each for each in pane_of(page).rows() if each.editor is not None)
    qtbot.keyClicks(row.editor, "Fewer attacks, and she stays.")
    shot(page, "42-review-answering")


def test_risk_not_spoken_of(context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya, sections(())).note.id)
    shot(page, "43-review-risk-not-spoken-of")


def test_kept_and_own_words_with_a_warning(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    row = row_of(page, "Client takes 15 mg")
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    own = row_of(page, "Client sleeps")
    click(qtbot, own)
    qtbot.keyClick(own, Qt.Key.Key_Return)
    assert own.editor is not None
    own.editor.selectAll()
    qtbot.keyClicks(own.editor, "Client sleeps 9 hours a night.")
    qtbot.keyClick(own.editor, Qt.Key.Key_Escape)
    stored(page, qtbot)
    qtbot.waitUntil(lambda: bool(own.statement.reason))
    shot(page, "44-review-kept-and-own-words")


def test_a_turn_with_its_statements(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    click_turn(page, qtbot, 1)
    shot(page, "45-review-turn")


def test_correcting_a_turn(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    click_turn(page, qtbot, 15, double=True)
    editor_of(page).put_cursor(3)
    shot(page, "45-review-correcting")


def test_a_corrected_turn_with_its_offer(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    correct(page, qtbot, 1, "I had three panic attacks this week. Before that it was four a week.")
    shot(page, "46-review-turn-corrected")


def test_searching(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    qtbot.keyClicks(transcript_of(page).search_field, "log")
    shot(page, "46-review-search")


def test_another_name(page: ReviewPage, shot: Shot) -> None:
    choose(transcript_of(page).view.menus.made_for(5), "Other…")
    shot(dialog_of(page, NameDialog), "46-review-name")


def test_a_section_that_was_rewritten(
    page: ReviewPage, qtbot: QtBot, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intellisession_desktop.sessions.review import Place

    go = threading.Event()

    def shorter(_opened, _content, _places, _how, _engines, _report, cancel, _wish):  # type: ignore[no-untyped-def]
        while not go.wait(0.01):
            cancel.check()
        return {Place(1, 0): (Statement("Two panic attacks, down from four a week.", (1, 2)),)}

    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.rewrite", shorter)
    choose(section_menu(page, "Subjective"), "Rewrite shorter")
    qtbot.waitUntil(lambda: "Getting the model ready" in words(page))
    shot(page, "46-review-rewriting")
    go.set()
    qtbot.waitUntil(lambda: any(row.statement.text.startswith("Two panic") for row in pane_of(page).rows()))
    shot(page, "46-review-rewritten")


def test_what_is_undecided(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    press(qtbot, page, "sign")
    shot(dialog_of(page, UndecidedDialog), "47-review-undecided")


def test_signing_for_the_first_time(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot
) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya, DECIDED).note.id)
    press(qtbot, page, "sign")
    shot(dialog_of(page, SignDialog), "47-review-sign-first")


def test_signing(context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot) -> None:
    vault.practice.set(Practice("Dr. Jana Koehler-Lindenberger", "LPC, NCC", "Praxis am Fluss"))
    page = open_page(context, qtbot, add_draft(vault, maya, DECIDED).note.id)
    press(qtbot, page, "sign")
    shot(dialog_of(page, SignDialog), "47-review-sign")


def test_the_receipt(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    press(qtbot, page, "receipt")
    shot(dialog_of(page, ReceiptDialog), "47-review-receipt")


def test_a_signed_note_with_an_addendum(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot
) -> None:
    vault.practice.set(JANA)
    note = add_draft(vault, maya, DECIDED).note
    signed = "Jana Koehler, LPC"
    vault.notes.sign(note.id, signed, dt.datetime(2026, 11, 12, 10, 58, tzinfo=dt.UTC))
    vault.notes.add_addendum(note.id, signed, "Client called on Friday: Thursday moves to nine.")
    page = open_page(context, qtbot, note.id)
    shot(page, "48-review-signed")
    press(qtbot, page, "addendum")
    shot(dialog_of(page, AddendumDialog), "48-review-addendum")


def test_an_imported_note(context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot) -> None:
    said = ("Intake at the clinic.", "Referred for panic attacks since spring.", "Plan: weekly sessions.")
    made = (Section("Note", tuple(Statement(each) for each in said)),)
    note = vault.notes.add(maya.id, None, "Earlier note", DAY, made, "imported")
    shot(open_page(context, qtbot, note.id), "48-review-imported")


def test_a_save_that_failed(
    page: ReviewPage, qtbot: QtBot, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull()

    monkeypatch.setattr("intellisession_desktop.ui.review.storing.store", full)
    press(qtbot, page, "keep")
    page.flush()
    settle(qtbot, page.context.background)
    shot(page, "49-review-not-saved")


def test_a_note_that_is_gone(context: Context, qtbot: QtBot, shot: Shot) -> None:
    page = ReviewPage(context, "0" * 16)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    settle(qtbot, context.background)
    shot(page, "49-review-gone")


def test_a_long_note(context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot) -> None:
    page = open_page(context, qtbot, long_note(vault, maya))
    click(qtbot, pane_of(page).rows()[3])
    shot(page, "49-review-long")


def test_a_narrow_window(context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya).note.id, 853, 480)
    click(qtbot, row_of(page, "Client takes 15 mg"))
    shot(page, "49-review-narrow")


def test_a_narrow_window_with_long_names(context: Context, vault: Vault, qtbot: QtBot, shot: Shot) -> None:
    client = vault.clients.add("Maximiliane Featherstonehaugh-Rosenberg and Bartholomew")
    note = add_draft(vault, client, DECIDED).note
    vault.notes.sign(note.id, "Dr. Jana Koehler-Lindenberger, LPC, NCC", dt.datetime.now(dt.UTC))
    shot(open_page(context, qtbot, note.id, 853, 480), "49-review-narrow-signed")
