"""Backup and restore through the window, with a real vault."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    DiskFull,
    sentence_of,
)
from intellisession_desktop.records import Client, Progress
from intellisession_desktop.sessions.jobs import Report
from intellisession_desktop.ui import restore_form
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.errand import Errand
from intellisession_desktop.ui.preferences import backup
from intellisession_desktop.ui.preferences.dialog import PreferencesDialog
from intellisession_desktop.ui.preferences.restore import RestoreDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.fields import LineEdit
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import PASSPHRASE, settle
from tests.ui.preferences import choosing, click, open_page, text_of, texts

Shot = Callable[[QWidget, str], None]


def back_up(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, target: Path
) -> PreferencesDialog:
    dialog = open_page(context, qtbot, "Backup")
    choosing(monkeypatch, backup, "choose_save", target)
    click(dialog, "back-up", qtbot)
    qtbot.waitUntil(lambda: context.findChild(Errand) is None)
    settle(qtbot, context.background)
    return dialog


def restoring(dialog: PreferencesDialog, qtbot: QtBot) -> RestoreDialog:
    click(dialog, "restore", qtbot)
    return next(each for each in dialog.findChildren(RestoreDialog) if each.isVisible())


def fill(form: RestoreDialog, qtbot: QtBot, file: Path, folder: Path, secret: str) -> None:
    patch = pytest.MonkeyPatch()
    choosing(patch, restore_form, "choose_file", file)
    choosing(patch, restore_form, "choose_folder", folder)
    click(form, "choose-backup", qtbot)
    click(form, "choose-folder", qtbot)
    patch.undo()
    settle(qtbot, form.context.background)
    qtbot.keyClicks(line(form, "backup-passphrase"), secret)


def line(form: QWidget, name: str) -> LineEdit:
    found = form.findChild(LineEdit, name)
    assert found is not None
    return found


def test_a_backup_is_made_and_restored_into_a_new_folder(
    context: Context,
    vault: Vault,
    maya: Client,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shot: Shot,
) -> None:
    target = tmp_path / "my.isbackup"
    dialog = open_page(context, qtbot, "Backup")
    assert text_of(dialog, "last-backup") == "There is no backup yet."
    shot(dialog, "55-settings-backup-none")
    dialog.close()
    dialog = back_up(context, qtbot, monkeypatch, target)
    assert text_of(dialog, "last-backup").startswith("Last backup: today")
    assert text_of(dialog, "backup-state").startswith("Backed up to")
    assert b"Maya" not in target.read_bytes()
    shot(dialog, "55-settings-backup")

    form = restoring(dialog, qtbot)
    shot(form, "55-settings-restore-empty")
    folder = tmp_path / "restored"
    fill(form, qtbot, target, folder, PASSPHRASE)
    shot(form, "55-settings-restore")
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "restored").startswith("Restored into"))
    with Vault.open(folder, PASSPHRASE) as again:
        assert [client.name for client in again.clients.list()] == [maya.name]
    assert [client.name for client in vault.clients.list()] == [maya.name]
    shot(dialog, "55-settings-restored")


def test_a_wrong_passphrase_is_said_at_its_field_and_leaves_no_folder(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    target, folder = tmp_path / "my.isbackup", tmp_path / "restored"
    dialog = back_up(context, qtbot, monkeypatch, target)
    form = restoring(dialog, qtbot)
    fill(form, qtbot, target, folder, "not the right one")
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: any("does not open the backup" in text for text in texts(form)))
    shot(form, "55-settings-restore-wrong")
    assert not Vault.exists(folder)
    line(form, "backup-passphrase").clear()
    qtbot.keyClicks(line(form, "backup-passphrase"), PASSPHRASE)
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "restored") != "")
    assert Vault.exists(folder)


def test_the_recovery_key_restores_as_well(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, key = Vault.create(tmp_path / "other", PASSPHRASE, CHEAPEST)
    with made:
        backup.make_backup(made, tmp_path / "other.isbackup")
    dialog = open_page(context, qtbot, "Backup")
    form = restoring(dialog, qtbot)
    fill(form, qtbot, tmp_path / "other.isbackup", tmp_path / "restored", "")
    by_key = form.findChild(QWidget, "segment-key")
    assert by_key is not None
    qtbot.mouseClick(by_key, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line(form, "backup-key"), key)
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "restored") != "")
    Vault.open(tmp_path / "restored", PASSPHRASE).close()


@pytest.mark.parametrize("content", [b"", b"not a backup", b"PK\x03\x04" + b"\0" * 500])
def test_a_file_that_is_no_backup_gets_its_sentence(
    context: Context, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "bad.isbackup"
    file.write_bytes(content)
    form = restoring(open_page(context, qtbot, "Backup"), qtbot)
    fill(form, qtbot, file, tmp_path / "restored", PASSPHRASE)
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: sentence_of("backup_unreadable") in text_of(form, "restore-state"))
    assert file.read_bytes() == content
    assert not Vault.exists(tmp_path / "restored")


def test_a_damaged_backup_gets_its_sentence_and_leaves_no_vault(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "my.isbackup"
    dialog = back_up(context, qtbot, monkeypatch, target)
    half = bytearray(target.read_bytes())
    half[len(half) // 2] ^= 0xFF
    target.write_bytes(half)
    form = restoring(dialog, qtbot)
    fill(form, qtbot, target, tmp_path / "restored", PASSPHRASE)
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: sentence_of("backup_unreadable") in text_of(form, "restore-state"))
    assert not Vault.exists(tmp_path / "restored")


def test_a_folder_with_something_in_it_is_left_alone(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, folder = tmp_path / "my.isbackup", tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    dialog = back_up(context, qtbot, monkeypatch, target)
    form = restoring(dialog, qtbot)
    fill(form, qtbot, target, folder, PASSPHRASE)
    click(form, "restore-now", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "restored") != "")
    assert (folder / "letter.txt").read_text() == "mine"
    assert [inner.name for inner in folder.iterdir() if inner.is_dir() and Vault.exists(inner)]


def test_a_backup_inside_the_vault_is_refused_in_its_place(
    context: Context, vault: Vault, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    dialog = back_up(context, qtbot, monkeypatch, vault.folder / "my.isbackup")
    assert "A backup inside the vault's own folder" in text_of(dialog, "backup-state")
    assert not (vault.folder / "my.isbackup").exists()
    shot(dialog, "55-settings-backup-refused")


def test_a_folder_that_is_gone_gets_its_sentence(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = back_up(context, qtbot, monkeypatch, tmp_path / "gone" / "my.isbackup")
    assert "This folder is not there any more." in text_of(dialog, "backup-state")
    button = dialog.findChild(Button, "back-up")
    assert button is not None
    assert button.isEnabled()


def test_a_full_disk_gets_its_sentence_and_leaves_nothing(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull()

    monkeypatch.setattr(backup, "make_backup", full)
    dialog = back_up(context, qtbot, monkeypatch, tmp_path / "my.isbackup")
    assert sentence_of("disk_full") in text_of(dialog, "backup-state")
    assert text_of(dialog, "last-backup") == "There is no backup yet."


def test_a_backup_goes_on_when_the_settings_are_closed_and_is_found_again(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    go_on = threading.Event()

    def slow(_: Vault, path: Path, report: Report) -> None:
        report(Progress("writing", 0.5))
        assert go_on.wait(10)
        path.write_bytes(b"done")

    monkeypatch.setattr(backup, "make_backup", slow)
    choosing(monkeypatch, backup, "choose_save", tmp_path / "my.isbackup")
    first = open_page(context, qtbot, "Backup")
    click(first, "back-up", qtbot)
    click(first, "close", qtbot)
    again = open_page(context, qtbot, "Backup")
    button = again.findChild(Button, "back-up")
    assert button is not None
    assert not button.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: text_of(again, "backup-state").startswith("Backed up to"))
    assert button.isEnabled()
    settle(qtbot, context.background)


def test_leaving_the_restore_form_changes_nothing(context: Context, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_page(context, qtbot, "Backup")
    form = restoring(dialog, qtbot)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not [each for each in dialog.findChildren(RestoreDialog) if each.isVisible()])
    assert text_of(dialog, "restored") == ""


def test_a_typed_passphrase_is_forgotten_when_the_form_is_hidden(
    context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    form = restoring(open_page(context, qtbot, "Backup"), qtbot)
    qtbot.keyClicks(line(form, "backup-passphrase"), PASSPHRASE)
    form.setVisible(False)  # as locking does
    assert line(form, "backup-passphrase").text() == ""
