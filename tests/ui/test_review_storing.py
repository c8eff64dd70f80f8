"""What was typed is stored, or the therapist is asked: at the keys, when leaving, locking and closing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    DiskFull,
    sentence_of,
)
from intellisession_desktop.records import Client, Practice, Section, Statement
from intellisession_desktop.ui.clients.earlier_note import EarlierNoteDialog
from intellisession_desktop.ui.context import Context, SettingsStore
from intellisession_desktop.ui.review.addenda import AddendumDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines
from tests.ui.conftest import PASSPHRASE, settle
from tests.ui.review_note import add_draft, open_page, press, row_of, stored
from tests.ui.test_shell import answer, asked, lock, unlock

SLEEP = "Client sleeps about five hours"
FULL = sentence_of("disk_full")


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


class Disk:
    """Refuses to store a review while it is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> None:
        from intellisession_desktop.sessions.review import store

        self.full, self.tries, self._error = True, 0, error or DiskFull()

        def tried(*arguments: object) -> None:
            self.tries += 1
            if self.full:
                raise self._error
            store(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr("intellisession_desktop.ui.review.storing.store", tried)


def keep_one(page: ReviewPage, qtbot: QtBot) -> None:
    """One decision, which has to be stored."""
    press(qtbot, page, "keep")


def question(page: ReviewPage) -> Dialog:
    (found,) = (each for each in page.findChildren(Dialog) if each.isVisible())
    return found


def test_typing_without_a_pause_is_stored_all_the_same(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    row.edit()
    editor = row.editor
    assert editor is not None
    before, end = page.context.vault.notes.get(page._note_id), time.monotonic() + 3.0
    while time.monotonic() < end:
        qtbot.keyClicks(editor, "x", delay=100)
    settle(qtbot, page.context.background)
    assert page.context.vault.notes.get(page._note_id).sections != before.sections


@pytest.mark.parametrize("error", [DiskFull(), ZeroDivisionError()])
def test_leaving_asks_where_the_last_words_could_not_be_stored(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    disk = Disk(monkeypatch, error)
    closed: list[bool] = []
    page.closed.connect(lambda: closed.append(True))
    keep_one(page, qtbot)
    page.leave()
    settle(qtbot, page.context.background)
    answer(question(page), "stay", qtbot)
    assert not closed
    disk.full = False
    page.leave()
    qtbot.waitUntil(lambda: bool(closed))
    assert "kept" in {each.status.value for each in stored(page, qtbot)["Subjective"]}


def test_an_addendum_that_cannot_be_stored_stays_in_its_dialog(
    page: ReviewPage, vault: Vault, maya: Client, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intellisession_desktop.ui.review import final_steps

    vault.practice.set(Practice("Jana Koehler", "LPC", ""))
    note = vault.notes.add(
        maya.id,
        None,
        "SOAP",
        page.editing.opened().note.date if page.editing else vault.notes.get(page._note_id).date,
        (Section("Plan", (Statement("Client will call.", ()),)),),
    )
    vault.notes.sign(note.id, "Jana Koehler", note.created)
    signed = open_page(page.context, qtbot, note.id)
    add = final_steps.add_addendum

    def full(*_: object) -> None:
        raise DiskFull()

    monkeypatch.setattr(final_steps, "add_addendum", full)
    press(qtbot, signed, "addendum")
    dialog = question(signed)
    assert isinstance(dialog, AddendumDialog)
    qtbot.keyClicks(dialog.text, "Client called.")
    press_in(dialog, "add-addendum", qtbot)
    settle(qtbot, page.context.background)
    assert dialog.isVisible()
    assert any(FULL in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    monkeypatch.setattr(final_steps, "add_addendum", add)
    press_in(dialog, "add-addendum", qtbot)
    qtbot.waitUntil(lambda: bool(vault.notes.get(note.id).addenda))
    assert [each.text for each in vault.notes.get(note.id).addenda] == ["Client called."]


def press_in(dialog: Dialog, name: str, qtbot: QtBot) -> None:
    button = dialog.findChild(QAbstractButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


class TestTheWholeWindow:
    """A note under review, and a disk that takes nothing."""

    @pytest.fixture
    def disk(self, monkeypatch: pytest.MonkeyPatch) -> Disk:
        return Disk(monkeypatch)

    @pytest.fixture
    def shell(
        self,
        qtbot: QtBot,
        theme: Theme,
        data: Path,
        engines: FakeEngines,
        monkeypatch: pytest.MonkeyPatch,
        disk: Disk,
    ) -> Iterator[Shell]:
        monkeypatch.setattr("intellisession_desktop.ui.shell.missing_defaults", tuple)
        vault, _ = Vault.create(data / "vault", PASSPHRASE, CHEAPEST)
        note = add_draft(vault, vault.clients.add("Maya R.")).note
        vault.close()
        made = Shell(SettingsStore(), theme, engines)
        qtbot.addWidget(made)
        made.show()
        unlock(made, qtbot)
        assert made.desk is not None
        made.desk.show_review(note.id)
        review = made.desk.review
        assert review is not None
        qtbot.waitUntil(lambda: review.complete, timeout=5_000)
        settle(qtbot, made.background)
        yield made
        disk.full = False
        for window in QApplication.topLevelWidgets():
            if isinstance(window, Dialog):
                window.deleteLater()
        made._close_now()

    def review(self, shell: Shell) -> ReviewPage:
        assert shell.desk is not None
        assert shell.desk.review is not None
        return shell.desk.review

    def test_closing_asks_before_words_are_lost(self, shell: Shell, qtbot: QtBot, disk: Disk) -> None:
        keep_one(self.review(shell), qtbot)
        shell.close()
        settle(qtbot, shell.background)
        assert shell.isVisible()
        dialog = asked(shell, "Close without the last changes?")
        answer(dialog, "stay", qtbot)
        assert shell.isVisible()
        disk.full = False
        shell.close()
        qtbot.waitUntil(lambda: not shell.isVisible())

    def test_closing_stores_and_asks_nothing_where_it_can(
        self, shell: Shell, qtbot: QtBot, disk: Disk, data: Path
    ) -> None:
        disk.full = False
        keep_one(self.review(shell), qtbot)
        shell.close()
        qtbot.waitUntil(lambda: not shell.isVisible())
        with Vault.open(data / "vault", PASSPHRASE) as vault:
            (client,) = vault.clients.list()
            (note,) = vault.notes.list(client.id)
            kept = [e for s in note.sections for e in s.statements if e.status == "kept"]
            assert len(kept) == 2

    def test_closing_while_locked_asks_too(self, shell: Shell, qtbot: QtBot, disk: Disk) -> None:
        keep_one(self.review(shell), qtbot)
        lock(shell, qtbot)
        shell.close()
        answer(asked(shell, "Some text is not saved yet"), "stay", qtbot)
        assert shell.isVisible()
        disk.full = False
        unlock(shell, qtbot)
        storing = self.review(shell).editing.storing  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: not storing.pending, timeout=8_000)

    def test_a_text_in_a_small_dialog_is_not_lost_by_closing_while_locked(
        self, shell: Shell, qtbot: QtBot
    ) -> None:
        context = shell.context
        assert context is not None
        (client,) = context.vault.clients.list()
        dialog = EarlierNoteDialog(context, client)
        dialog.open()
        dialog.text.setPlainText("Subjective: slept badly.")
        lock(shell, qtbot)
        shell.close()
        answer(asked(shell, "Some text is not saved yet"), "stay", qtbot)
        unlock(shell, qtbot)
        assert dialog.text.toPlainText() == "Subjective: slept badly."
        shell.close()
        assert shell.isVisible()
        (question,) = (each for each in dialog.findChildren(Dialog) if each.isVisible())
        answer(question, "go", qtbot)
