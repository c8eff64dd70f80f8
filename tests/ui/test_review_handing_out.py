"""Copy, export and print from the review, and long notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import FolderUnwritable
from intellisession_desktop.records import Client, Section, Statement, Turn
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.statement_menus import COPIED
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.review_note import DAY, add_draft, click, open_page, pane_of, press, row_of, transcript_of

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


def test_the_whole_note_is_copied_with_what_is_being_typed(page: ReviewPage, qtbot: QtBot) -> None:
    said: list[str] = []
    page.context.notified.connect(lambda text, _: said.append(text))
    row = row_of(page, "Client sleeps")
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClicks(row.editor, " Tired.")
    press(qtbot, page, "copy-note")
    copied = QApplication.clipboard().text()
    assert copied.startswith("Risk\nClient denied thoughts of suicide and of self-harm.\n")
    assert "wakes up at three. Tired." in copied
    assert '[check: Not found in what was said: "15 mg"]' in copied
    assert said == [f"{COPIED} Empty, and left out: Assessment."]
    page.context.clipboard.clear()


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("txt", b"Progress note")])
def test_export_writes_what_was_typed_last(
    page: ReviewPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, start: bytes
) -> None:
    out = tmp_path / f"note.{kind}"
    named: list[str] = []

    def choose_save(_parent, _title, name, _filter, on_chosen):  # type: ignore[no-untyped-def]
        named.append(name)
        on_chosen(out)

    monkeypatch.setattr("intellisession_desktop.ui.saving.choose_save", choose_save)
    press(qtbot, page, "keep")
    menu = next(each for each in page.findChildren(QPushButton) if each.objectName() == "export").menu()
    said: list[str] = []
    page.context.notified.connect(lambda text, _: said.append(text))
    next(each for each in menu.actions() if each.objectName() == f"export-{kind}").trigger()
    settle(qtbot, page.context.background)
    written = out.read_bytes()
    assert written.startswith(start)
    if kind == "txt":
        assert '[check: Not found in what was said: "15 mg"]' not in written.decode()
    assert "Maya" not in named[0]
    assert "not encrypted" in said[-1]


def test_export_that_cannot_be_written_says_so(
    page: ReviewPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Exception] = []
    monkeypatch.setattr(page.context.background, "_show_error", shown.append)
    menu = next(each for each in page.findChildren(QPushButton) if each.objectName() == "export").menu()
    next(each for each in menu.actions() if each.objectName() == "export-txt").trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / ("long " * 60) / "note.txt"))
    settle(qtbot, page.context.background)
    assert [type(error) for error in shown] == [FolderUnwritable]
    dialog.reject()


def test_the_save_dialog_does_not_block(page: ReviewPage, qtbot: QtBot) -> None:
    menu = next(each for each in page.findChildren(QPushButton) if each.objectName() == "export").menu()
    next(each for each in menu.actions() if each.objectName() == "export-txt").trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()


def long_note(vault: Vault, client: Client) -> str:
    """An hour: 600 turns, 120 statements."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    said = "I kept thinking about what we said last time and then it was easier than I had thought. "
    vault.transcripts.save(
        session.id,
        [
            Turn(n * 6.0, n * 6.0 + 5, "client" if n % 2 else "therapist", said * (1 + n % 3))
            for n in range(600)
        ],
    )
    names = ("Risk", "Subjective", "Objective", "Assessment", "Plan last time", "Plan")
    made = [
        Section(
            name,
            tuple(
                Statement(f"Client reported number {n} of section {k}, at some length.", (n * 5, n * 5 + 1))
                for n in range(20)
            ),
        )
        for k, name in enumerate(names)
    ]
    return vault.notes.add(client.id, session.id, "SOAP", DAY, made).id


def test_a_long_note_is_complete_and_highlights_at_once(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    page = open_page(context, qtbot, long_note(vault, maya))
    rows = pane_of(page).rows()
    assert len(rows) == 120
    qtbot.keyClick(pane_of(page), Qt.Key.Key_Down)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget)
    qtbot.keyClick(focused, Qt.Key.Key_End)
    assert rows[-1].hasFocus()
    assert not rows[-1].visibleRegion().isEmpty()
    view = transcript_of(page).view
    assert view.viewport().rect().intersects(view.visualRect(view.turns.index_of(95)))


def test_printing_asks_without_blocking(page: ReviewPage, qtbot: QtBot) -> None:
    press(qtbot, page, "print")
    qtbot.waitUntil(lambda: page.findChild(QPrintDialog) is not None)
    dialog = page.findChild(QPrintDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Print"
    assert dialog.printer().docName() == "Progress note"
    dialog.reject()
    settle(qtbot, page.context.background)
    assert "note_printed" not in {entry.event for entry in page.context.vault.audit.list()}


def test_a_printed_note_is_told_to_the_audit_log(page: ReviewPage, qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    page.context.notified.connect(lambda text, _: said.append(text))
    press(qtbot, page, "print")
    qtbot.waitUntil(lambda: page.findChild(QPrintDialog) is not None)
    dialog = page.findChild(QPrintDialog)
    assert dialog is not None
    dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    settle(qtbot, page.context.background)
    assert said == [
        f"Saved as {tmp_path / 'printed.pdf'}. The file is not encrypted. Empty, and left out: Assessment."
    ]
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    assert "note_printed" in {entry.event for entry in page.context.vault.audit.list()}
    dialog.reject()
