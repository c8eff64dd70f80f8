"""Taking in an earlier note: pasted, or from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client
from intellisession_desktop.ui.clients.earlier_note import EarlierNoteDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.small_dialogs import click, problem, words

Shot = Callable[[QWidget, str], None]

NOTE = "S: Four panic attacks this week.\nO: Calm voice.\nA: Early in treatment.\nP: Keep the log."


def test_an_earlier_note_is_pasted_and_its_sections_are_shown(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    assert not dialog.go.isEnabled()
    dialog.text.setPlainText(NOTE)
    shot(dialog, "29e-earlier-note")
    assert "Sections found: Subjective, Objective, Assessment, Plan" in words(dialog)
    dialog.day.set_day(dt.date(2026, 10, 1))
    click(qtbot, dialog, "go")
    settle(qtbot, context.background)
    (note,) = vault.notes.list(maya.id)
    assert (note.state, note.date, note.format) == ("imported", dt.date(2026, 10, 1), "SOAP")


def test_escape_keeps_a_pasted_note(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    dialog.text.setPlainText(NOTE)
    qtbot.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    click(qtbot, dialog, "cancel")
    assert not dialog.isVisible()


def write_word(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("S: Four panic attacks.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "P:"
    table.cell(0, 1).text = "Keep the log."
    document.save(str(path))


def choose_file(dialog: EarlierNoteDialog, qtbot: QtBot, path: Path) -> None:
    """By the button; the system's dialog answers with `path`."""
    click(qtbot, dialog, "choose")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(path))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("note.txt", lambda path: path.write_text(NOTE, encoding="utf-8")),
        ("bom.txt", lambda path: path.write_bytes(NOTE.encode("utf-16"))),
        ("windows.txt", lambda path: path.write_bytes("S: café\nP: log".encode("cp1252"))),
        ("note.docx", write_word),
    ],
)
def test_an_earlier_note_is_read_from_a_file(
    context: Context,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    name: str,
    write: Callable[[Path], object],
) -> None:
    write(tmp_path / name)
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    choose_file(dialog, qtbot, tmp_path / name)
    settle(qtbot, context.background)
    assert dialog.text.toPlainText().startswith("S: ")
    assert "Plan" in words(dialog)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("note.pdf", b"%PDF-1.4", "Only text (TXT) and Word (DOCX) files can be read."),
        ("empty.txt", b"", "There is no text in this file."),
        ("blank.txt", b" \n\t\n", "There is no text in this file."),
        ("binary.txt", bytes(range(256)), "This file does not hold text."),
        ("text.docx", b"this is not a Word file", "This is not a Word file we can read."),
        ("zip.docx", b"PK\x03\x04" + bytes(100), "This is not a Word file we can read."),
        ("huge.txt", b"a" * 5_000_001, "This file is too big for a note."),
        ("missing.txt", None, "This file cannot be opened."),
    ],
)
def test_a_file_that_is_no_note_gets_its_sentence(
    context: Context,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    name: str,
    content: bytes | None,
    said: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    choose_file(dialog, qtbot, tmp_path / name)
    settle(qtbot, context.background)
    assert said in problem(dialog)
    assert dialog.isVisible()


def test_a_far_too_long_note_is_refused(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    dialog.text.setPlainText("word " * 30_000)
    click(qtbot, dialog, "go")
    settle(qtbot, context.background)
    assert "This is too long for one note." in problem(dialog)
    assert vault.notes.list(maya.id) == ()


def test_the_file_dialog_is_asked_for_notes(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    click(qtbot, dialog, "choose")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    assert asked.nameFilters() == ["Notes (*.txt *.docx)"]
    asked.reject()
