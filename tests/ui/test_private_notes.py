"""Private notes and the wishes for the drafts of one client."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import DiskFull
from intellisession_desktop.records import Client, DraftWishes
from intellisession_desktop.ui.clients.draft_wishes import DraftWishesDialog
from intellisession_desktop.ui.clients.private_notes import PrivateNotesDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.fields import Select
from intellisession_desktop.vault.private_notes import PrivateNotes
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.small_dialogs import click, words

Shot = Callable[[QWidget, str], None]
Opened = Callable[[Dialog], None]


@pytest.fixture
def dialog(context: Context, maya: Client, opened: Opened, qtbot: QtBot) -> PrivateNotesDialog:
    dialog = PrivateNotesDialog(context, maya)
    opened(dialog)
    settle(qtbot, context.background)
    return dialog


def test_what_is_typed_is_stored_by_itself(
    dialog: PrivateNotesDialog, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot
) -> None:
    click(qtbot, dialog, "add-date")
    qtbot.keyClicks(dialog.text, "She goes quiet when her sister comes up.")
    qtbot.waitUntil(lambda: "Saved" in words(dialog))
    stored = vault.private_notes.get(maya.id)
    assert stored.endswith("\nShe goes quiet when her sister comes up.")
    assert not dialog.unsaved
    shot(dialog, "29p-private-notes")


def test_closing_at_once_loses_nothing(
    dialog: PrivateNotesDialog, context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.text, "A hunch.")
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert vault.private_notes.get(maya.id) == "A hunch."


def test_hidden_by_the_lock_it_stores_what_was_typed(
    dialog: PrivateNotesDialog, context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.text, "A hunch.")
    dialog.setVisible(False)
    settle(qtbot, context.background)
    assert vault.private_notes.get(maya.id) == "A hunch."


def test_what_cannot_be_stored_is_said_and_closing_asks(
    dialog: PrivateNotesDialog,
    context: Context,
    vault: Vault,
    maya: Client,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(self: PrivateNotes, client_id: str, text: str) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(PrivateNotes, "set", full)
        qtbot.keyClicks(dialog.text, "A hunch.")
        dialog.reject()
        settle(qtbot, context.background)
        assert "is not saved yet" in words(dialog)
        question = dialog.findChild(Dialog)
        assert question is not None
        click(qtbot, question, "stay")
        assert dialog.isVisible()
        assert dialog.unsaved
    dialog.flush()
    settle(qtbot, context.background)
    assert vault.private_notes.get(maya.id) == "A hunch."


def test_drafts_for_one_client_can_be_otherwise(
    context: Context, vault: Vault, maya: Client, opened: Opened, qtbot: QtBot, shot: Shot
) -> None:
    vault.draft_wishes.set(maya.id, DraftWishes(quotes="many"))
    dialog = DraftWishesDialog(context, maya)
    opened(dialog)
    settle(qtbot, context.background)
    quotes, length = (dialog.findChild(Select, f"wish-{name}") for name in ("quotes", "length"))
    assert quotes is not None
    assert length is not None
    assert (quotes.key(), length.key()) == ("many", "")
    length.choose("brief")
    pronoun = dialog.findChild(Select, "wish-pronoun")
    assert pronoun is not None
    pronoun.choose("she")
    shot(dialog, "29q-draft-wishes")
    with qtbot.waitSignal(dialog.accepted):
        click(qtbot, dialog, "go")
    assert vault.draft_wishes.get(maya.id) == DraftWishes("brief", "many", pronoun="she")
