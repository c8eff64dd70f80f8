"""The settings of the practice: its names, its consent form, the passphrase."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    DiskFull,
    WrongPassphrase,
    sentence_of,
)
from intellisession_desktop.records import Practice
from intellisession_desktop.sessions.documents import shipped_consent_form
from intellisession_desktop.ui import saving
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.preferences.dialog import PreferencesDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.fields import LineEdit, TextArea
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import PASSPHRASE, settle
from tests.ui.preferences import choosing, click, open_page, text_of, texts

Shot = Callable[[QWidget, str], None]
NEW = "another four plain words"


def line(dialog: QWidget, name: str) -> LineEdit:
    found = dialog.findChild(LineEdit, name)
    assert found is not None, name
    return found


def area(dialog: QWidget, name: str) -> TextArea:
    found = dialog.findChild(TextArea, name)
    assert found is not None, name
    return found


# The practice


def test_the_practice_is_stored_as_it_is_typed(
    context: Context, vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    dialog = open_page(context, qtbot, "Practice")
    assert text_of(dialog, "signature").startswith("Nothing yet")
    shot(dialog, "53-settings-practice-empty")
    qtbot.keyClicks(line(dialog, "therapist"), "Jana K")
    line(dialog, "therapist").insert("öhler")
    qtbot.keyClicks(line(dialog, "credentials"), "LPC")
    assert text_of(dialog, "signature") == "Jana Köhler, LPC"
    qtbot.keyClicks(line(dialog, "practice-name"), "Practice by the Park")
    area(dialog, "address").setPlainText("14 Elm Street\nSpringfield")
    qtbot.keyClicks(line(dialog, "contact"), "555 0100")
    stored = Practice("Jana Köhler", "LPC", "Practice by the Park", "14 Elm Street\nSpringfield", "555 0100")
    qtbot.waitUntil(lambda: vault.practice.get() == stored)
    shot(dialog, "53-settings-practice")


def test_what_was_typed_last_is_stored_when_the_settings_are_closed(
    context: Context, vault: Vault, qtbot: QtBot
) -> None:
    dialog = open_page(context, qtbot, "Practice")
    qtbot.keyClicks(line(dialog, "therapist"), "Jana")
    click(dialog, "close", qtbot)
    settle(qtbot, context.background)
    assert vault.practice.get().therapist == "Jana"


def test_turning_to_another_page_stores_and_comes_back_the_same(
    context: Context, vault: Vault, qtbot: QtBot
) -> None:
    dialog = open_page(context, qtbot, "Practice")
    qtbot.keyClicks(line(dialog, "therapist"), "Jana")
    dialog.show_page("General")
    settle(qtbot, context.background)
    assert vault.practice.get().therapist == "Jana"
    dialog.show_page("Practice")
    assert line(dialog, "therapist").text() == "Jana"


def test_a_practice_that_cannot_be_stored_says_so_and_is_tried_again(
    context: Context, vault: Vault, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Practice) -> None:
        raise DiskFull()

    dialog = open_page(context, qtbot, "Practice")
    with monkeypatch.context() as patch:
        patch.setattr(vault.practice, "set", full)
        qtbot.keyClicks(line(dialog, "therapist"), "Jan")
        qtbot.waitUntil(lambda: any(sentence_of("disk_full") in text for text in texts(dialog)))
    qtbot.keyClicks(line(dialog, "therapist"), "a")
    qtbot.waitUntil(lambda: vault.practice.get().therapist == "Jana")
    qtbot.waitUntil(lambda: not any(sentence_of("disk_full") in text for text in texts(dialog)))


# The consent form


def test_the_consent_form_is_stored_as_it_is_typed_and_goes_back_to_the_shipped_one(
    context: Context, vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    dialog = open_page(context, qtbot, "Consent form")
    text = area(dialog, "consent-form")
    assert text.toPlainText().startswith("# Consent to audio recording")
    assert "shipped" not in text_of(dialog, "form-state")
    shot(dialog, "54-settings-consent-form")
    text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(text, "Our own line.")
    qtbot.waitUntil(lambda: vault.practice.consent_form().endswith("Our own line."))
    assert text_of(dialog, "form-state") == "Your own wording is used."
    click(dialog, "shipped-form", qtbot)
    question = asked(dialog)
    shot(question, "54-settings-consent-form-ask")
    click(question, "go", qtbot)
    settle(qtbot, context.background)
    assert vault.practice.consent_form() == ""
    assert "Our own line." not in text.toPlainText()
    assert text.toPlainText() in shipped_consent_form()


def test_keeping_the_own_form_keeps_it(context: Context, vault: Vault, qtbot: QtBot) -> None:
    vault.practice.set_consent_form("# Mine\n\n{client}")
    dialog = open_page(context, qtbot, "Consent form")
    assert area(dialog, "consent-form").toPlainText() == "# Mine\n\n{client}"
    click(dialog, "shipped-form", qtbot)
    click(asked(dialog), "stay", qtbot)
    settle(qtbot, context.background)
    assert vault.practice.consent_form() == "# Mine\n\n{client}"


def test_an_emptied_form_is_the_shipped_one(context: Context, vault: Vault, qtbot: QtBot) -> None:
    vault.practice.set_consent_form("# Mine")
    dialog = open_page(context, qtbot, "Consent form")
    area(dialog, "consent-form").setPlainText("  \n")
    dialog.show_page("General")
    settle(qtbot, context.background)
    assert vault.practice.consent_form() == ""


def test_the_preview_is_filled_with_the_practice(
    context: Context, vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    vault.practice.set(Practice("Jana Köhler", "LPC", "Practice by the Park", "", ""))
    dialog = open_page(context, qtbot, "Consent form")
    preview = dialog.findChild(QWidget, "segment-filled")
    assert preview is not None
    qtbot.mouseClick(preview, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    filled = area(dialog, "consent-form-filled")
    assert filled.isVisible()
    assert "Jana Köhler" in filled.toPlainText()
    assert "{therapist}" not in filled.toPlainText()
    shot(dialog, "54-settings-consent-form-preview")


@pytest.mark.parametrize(("button", "ending"), [("save-pdf", "pdf"), ("save-docx", "docx")])
def test_the_form_is_saved_as_a_file(
    context: Context,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    button: str,
    ending: str,
) -> None:
    dialog = open_page(context, qtbot, "Consent form")
    target = tmp_path / f"form.{ending}"
    suggested = choosing(monkeypatch, saving, "choose_save", target)
    click(dialog, button, qtbot)
    settle(qtbot, context.background)
    assert suggested == [f"Consent form.{ending}"]
    assert text_of(dialog, "form-state").startswith(f"Saved as form.{ending}")
    if ending == "pdf":
        assert target.read_bytes().startswith(b"%PDF")
    else:
        assert "word/document.xml" in zipfile.ZipFile(target).namelist()


def test_a_folder_that_may_not_be_written_gets_its_sentence(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "refused")

    dialog = open_page(context, qtbot, "Consent form")
    choosing(monkeypatch, saving, "choose_save", tmp_path / "form.pdf")
    with monkeypatch.context() as patch:
        patch.setattr("intellisession_desktop.files.os.fsync", refuse)
        click(dialog, "save-pdf", qtbot)
        settle(qtbot, context.background)
    assert sentence_of("folder_unwritable") in text_of(dialog, "form-state")
    assert list(tmp_path.glob("*form*")) == []
    shot(dialog, "54-settings-consent-form-refused")


def test_a_folder_that_is_gone_gets_its_sentence(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_page(context, qtbot, "Consent form")
    choosing(monkeypatch, saving, "choose_save", tmp_path / "gone" / "form.pdf")
    click(dialog, "save-pdf", qtbot)
    settle(qtbot, context.background)
    assert "This folder is not there any more." in text_of(dialog, "form-state")


# The passphrase


def change(dialog: PreferencesDialog, qtbot: QtBot, old: str, new: str, again: str | None = None) -> None:
    qtbot.keyClicks(line(dialog, "old-passphrase"), old)
    qtbot.keyClicks(line(dialog, "new-passphrase"), new)
    qtbot.keyClicks(line(dialog, "passphrase-again"), new if again is None else again)


def test_the_passphrase_is_changed(context: Context, vault: Vault, qtbot: QtBot, shot: Shot) -> None:
    dialog = open_page(context, qtbot, "Passphrase")
    change(dialog, qtbot, PASSPHRASE, NEW)
    shot(dialog, "56-settings-passphrase-filled")
    click(dialog, "change-passphrase", qtbot)
    settle(qtbot, context.background)
    assert any("old one" in text for text in texts(dialog))
    assert line(dialog, "old-passphrase").text() == line(dialog, "new-passphrase").text() == ""
    shot(dialog, "56-settings-passphrase-changed")
    vault.check_passphrase(NEW)
    with pytest.raises(WrongPassphrase):
        vault.check_passphrase(PASSPHRASE)


def test_a_wrong_old_passphrase_is_said_at_its_field_and_changes_nothing(
    context: Context, vault: Vault, qtbot: QtBot, shot: Shot
) -> None:
    dialog = open_page(context, qtbot, "Passphrase")
    change(dialog, qtbot, "not the right one", NEW)
    click(dialog, "change-passphrase", qtbot)
    settle(qtbot, context.background)
    assert any("not the passphrase of this vault" in text for text in texts(dialog))
    shot(dialog, "56-settings-passphrase-wrong")
    vault.check_passphrase(PASSPHRASE)
    line(dialog, "old-passphrase").clear()
    qtbot.keyClicks(line(dialog, "old-passphrase"), PASSPHRASE)
    assert not any("not the passphrase of this vault" in text for text in texts(dialog))
    click(dialog, "change-passphrase", qtbot)
    settle(qtbot, context.background)
    vault.check_passphrase(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("", NEW, NEW), (PASSPHRASE, "short", "short"), (PASSPHRASE, "aaaaaaaaaaaa", "aaaaaaaaaaaa"),
     (PASSPHRASE, NEW, NEW + "x"), (PASSPHRASE, NEW, "")],
)  # fmt: skip
def test_it_cannot_be_changed_before_everything_is_right(
    context: Context, qtbot: QtBot, old: str, new: str, again: str
) -> None:
    dialog = open_page(context, qtbot, "Passphrase")
    change(dialog, qtbot, old, new, again)
    button = dialog.findChild(Button, "change-passphrase")
    assert button is not None
    assert not button.isEnabled()


def test_passphrases_are_forgotten_when_the_settings_are_hidden(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "Passphrase")
    change(dialog, qtbot, PASSPHRASE, NEW)
    dialog.setVisible(False)  # as locking does
    assert line(dialog, "old-passphrase").text() == line(dialog, "new-passphrase").text() == ""
    assert line(dialog, "passphrase-again").text() == ""


def asked(dialog: PreferencesDialog) -> Dialog:
    """The question that is open above the settings."""
    return next(each for each in dialog.findChildren(Dialog) if each.isVisible())
