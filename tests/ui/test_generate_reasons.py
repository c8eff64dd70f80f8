"""Beside the button that waits stands what has to be done first, and nothing that would be in vain."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.vault.vault import Vault
from tests.ui.generating import attach, opened, sound_file

BEFORE = dt.date(2025, 6, 2)
"""A day before anybody agreed to anything."""
CONSENT = "Add the consent of everyone present."


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, maya: Client) -> GenerateDialog:
    return opened(qtbot, context, maya.id)


def visible(dialog: GenerateDialog, name: str) -> bool:
    return any(each.isVisible() for each in dialog.findChildren(Button, name))


def test_a_whole_file_on_a_day_without_consent_asks_for_the_consent(
    qtbot: QtBot, dialog: GenerateDialog, tmp_path: Path
) -> None:
    attach(qtbot, dialog, sound_file(tmp_path, "wav"))
    assert dialog.missing.text() == ""
    dialog.form.date.set_day(BEFORE)
    qtbot.waitUntil(lambda: dialog.missing.text() == CONSENT)


def test_of_an_incomplete_file_the_consent_comes_first(
    qtbot: QtBot, dialog: GenerateDialog, tmp_path: Path
) -> None:
    whole = sound_file(tmp_path, "wav", 20)
    cut = tmp_path / "cut.wav"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    attach(qtbot, dialog, cut)
    assert dialog.missing.text() == "Decide what to do with the incomplete file."
    dialog.form.date.set_day(BEFORE)
    qtbot.waitUntil(lambda: dialog.missing.text() == CONSENT)


def test_where_nothing_is_attached_yet_the_consent_comes_first(qtbot: QtBot, dialog: GenerateDialog) -> None:
    dialog.form.date.set_day(BEFORE)
    qtbot.waitUntil(lambda: dialog.missing.text() == CONSENT)


def test_text_beside_nothing_leads_to_what_is_missing(qtbot: QtBot, dialog: GenerateDialog) -> None:
    dialog.inputs.add()
    dialog.inputs.boxes[-1].text.set_text("She came late.")
    said = "Record or attach the session, or turn on Summary Only."
    qtbot.waitUntil(lambda: dialog.missing.text() == said)


def test_nobody_is_asked_for_a_consent_that_changes_nothing(
    qtbot: QtBot, context: Context, vault: Vault
) -> None:
    sam = vault.clients.add("Sam and Lou")
    vault.consents.record(sam.id, ConsentScope.DICTATION, dt.date(2026, 1, 1))
    dialog = opened(qtbot, context, sam.id)
    dialog.form.people.setValue(3)
    qtbot.waitUntil(lambda: dialog.missing.text() == "Write a summary instead.")
    locked = dialog.inputs.boxes[0].record.locked
    assert locked.reason.text() == "Sam and Lou agreed to your own dictation only, after the session."
    assert visible(dialog, "go-summary")
    dialog.form.people.setValue(2)
    qtbot.waitUntil(lambda: dialog.missing.text() == "Write or dictate a summary instead.")


def test_who_declined_leads_to_typing(qtbot: QtBot, context: Context, vault: Vault) -> None:
    sam = vault.clients.add("Sam and Lou")
    vault.consents.record(sam.id, ConsentScope.DECLINED, dt.date(2026, 1, 1))
    dialog = opened(qtbot, context, sam.id)
    qtbot.waitUntil(lambda: dialog.missing.text() == "Type the summary.")
    dialog.summary_only.setChecked(False)
    qtbot.waitUntil(lambda: dialog.missing.text() == "Write a summary instead.")


def test_a_page_that_is_being_read_is_waited_for(
    qtbot: QtBot, context: Context, maya: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context, maya.id)
    dialog.summary_only.setChecked(True)
    box = dialog.inputs.boxes[0]
    box.choose("text")
    box.text.set_text("She came late.")
    qtbot.waitUntil(lambda: dialog.missing.text() == "")
    monkeypatch.setattr(type(box.text), "reading", property(lambda _: True))
    box.text.changed.emit()
    assert dialog.missing.text() == "The page is still being read."


def test_why_it_failed_is_not_said_any_more_of_other_details(
    qtbot: QtBot, dialog: GenerateDialog, tmp_path: Path
) -> None:
    path = sound_file(tmp_path, "wav")
    attach(qtbot, dialog, path)
    path.unlink()
    dialog.create_note()
    qtbot.waitUntil(dialog.error.isVisible)
    assert "_" not in dialog.error.label.text()
    dialog.form.date.set_day(BEFORE)
    qtbot.waitUntil(lambda: not dialog.error.isVisible())
