"""A damaged vault in the window: what can still be read of it is saved from where the damage is met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    VaultDamaged,
    sentence_of,
)
from intellisession_desktop.records import Section, Statement, Turn
from intellisession_desktop.sessions.opened import open_note
from intellisession_desktop.sessions.rescue import LEFT_OUT
from intellisession_desktop.ui import rescue
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.rescue import RescueDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import PASSPHRASE, settle
from tests.ui.generating import press, said
from tests.ui.preferences import choosing
from tests.ui.review_note import DAY

Shot = Callable[[QWidget, str], None]
PAGE = 4096
NOTES = 12


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """One that opens, and of which a page in the middle is damaged."""
    folder = tmp_path / "vault"
    made, _ = Vault.create(folder, PASSPHRASE, CHEAPEST)
    with made:
        client = made.clients.add("Maya R.")
        for i in range(NOTES):
            session = made.sessions.add(client.id, DAY, "SOAP", 2, "en")
            made.transcripts.save(session.id, (Turn(0.0, 9.0, "client", f"I counted {i} magpies. " * 300),))
            statement = Statement(f"Client counted {i} magpies. " * 200, (0,))
            made.notes.add(client.id, session.id, "SOAP", DAY, (Section("Subjective", (statement,)),))
    whole = (folder / "vault.db").read_bytes()
    for page in range(len(whole) // PAGE - 1, 3, -1):
        data = bytearray(whole)
        data[page * PAGE + 200] ^= 1
        (folder / "vault.db").write_bytes(data)
        try:
            vault = Vault.open(folder, PASSPHRASE)
        except VaultDamaged:
            continue
        with vault:
            if 0 < len(unreadable(vault)) < NOTES:
                yield vault
                return
    raise AssertionError("no page holds notes only")


def unreadable(vault: Vault) -> list[str]:
    """The notes that cannot be opened."""

    def fails(note_id: str) -> bool:
        try:
            open_note(vault, note_id)
        except VaultDamaged:
            return True
        return False

    try:
        return [each for each in vault.readable.note_ids() if fails(each)]
    except VaultDamaged:
        return []


def message(context: Context) -> QDialog:
    found = context.window.findChild(QDialog, "damaged")
    assert isinstance(found, QDialog)
    return found


@pytest.fixture
def met(context: Context, vault: Vault, qtbot: QtBot) -> RescueDialog:
    """What the message offers, when a note was opened that cannot be read."""
    page = ReviewPage(context, unreadable(vault)[0])
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, context.background)
    assert any(sentence_of("vault_damaged") in each.text() for each in page.findChildren(QLabel))
    press(qtbot, message(context), "rescue")
    return next(each for each in context.window.findChildren(RescueDialog) if each.isVisible())


def save(dialog: RescueDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    choosing(monkeypatch, rescue, "choose_folder", folder)
    press(qtbot, dialog, "choose-folder")
    qtbot.waitUntil(lambda: said(dialog, "rescue-state") not in ("", "Saving…"), timeout=10_000)
    return said(dialog, "rescue-state")


def test_what_can_be_read_is_saved_and_what_cannot_is_said(
    met: RescueDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shot: Shot
) -> None:
    assert any("not encrypted" in each.text() for each in met.findChildren(QLabel))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    told = save(met, qtbot, monkeypatch, tmp_path / "mine")
    shot(met, "17-rescued")
    place = tmp_path / "mine" / "IntelliSession texts"
    lost = (place / LEFT_OUT).read_text().splitlines()
    assert f"{len(lost)} could not be read" in told
    assert len(list(place.glob("* note *.txt"))) + len(list(place.glob("* transcript *.txt"))) == (
        2 * NOTES - len(lost)
    )
    assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"


def test_a_folder_of_the_vault_is_refused_and_another_can_be_chosen(
    met: RescueDialog, vault: Vault, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "outside the vault" in save(met, qtbot, monkeypatch, vault.folder)
    assert not (vault.folder / "IntelliSession texts").exists()
    met._said.setText("")
    assert "Saved" in save(met, qtbot, monkeypatch, tmp_path / "new")


def test_the_damage_is_told_once_at_a_time(
    context: Context, met: RescueDialog, qtbot: QtBot, shot: Shot
) -> None:
    met.reject()
    qtbot.waitUntil(lambda: context.window.findChild(QDialog, "damaged") is None)
    for _ in range(3):
        context.show_error(VaultDamaged())
    assert len(context.window.findChildren(QDialog, "damaged")) == 1
    shot(message(context), "17-vault-damaged")
