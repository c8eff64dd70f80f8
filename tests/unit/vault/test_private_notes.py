"""Private notes: kept, found again, and read by nobody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intellisession_desktop.errors import NotFound
from intellisession_desktop.records import NO_WISHES, Client, DraftWishes
from intellisession_desktop.sessions.overview import search
from intellisession_desktop.vault.vault import Vault

from .conftest import PASSPHRASE

PACKAGE = Path(__file__).parents[3] / "intellisession_desktop"


def test_they_are_there_after_opening_again_and_an_empty_text_leaves_nothing(
    vault: Vault, folder: Path
) -> None:
    maya = vault.clients.add("Maya R.")
    assert vault.private_notes.get(maya.id) == ""
    vault.private_notes.set(maya.id, "Her voice when she spoke of K.\nAsk in supervision.")
    vault.close()
    with Vault.open(folder, PASSPHRASE) as opened:
        assert opened.private_notes.get(maya.id) == "Her voice when she spoke of K.\nAsk in supervision."
        opened.private_notes.set(maya.id, "  \n")
        assert opened.private_notes.get(maya.id) == ""
        assert opened._database.row("SELECT count(*) FROM private_note")[0] == 0


def test_they_go_with_their_client_and_cannot_be_written_for_nobody(vault: Vault) -> None:
    maya = vault.clients.add("Maya R.")
    vault.private_notes.set(maya.id, "Something.")
    vault.clients.delete(maya.id)
    assert vault._database.row("SELECT count(*) FROM private_note")[0] == 0
    with pytest.raises(NotFound):
        vault.private_notes.set(maya.id, "Something.")


def test_searching_does_not_find_them(vault: Vault) -> None:
    maya = vault.clients.add("Maya R.")
    vault.private_notes.set(maya.id, "Countertransference: the lighthouse.")
    assert search(vault, "lighthouse") == ()


def test_nothing_but_their_own_dialog_knows_them() -> None:
    """No model, search, document or export can read what it does not name."""
    knows = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if re.search(r"private_notes?\b", path.read_text(encoding="utf-8"))
    }
    assert {place.replace("\\", "/") for place in knows} == {
        "vault/private_notes.py",
        "vault/vault.py",
        "vault/migrations.py",
        "ui/clients/private_notes.py",
        "ui/clients/clients_page.py",
    }


def test_wishes_for_the_drafts_of_a_client(vault: Vault) -> None:
    maya: Client = vault.clients.add("Maya R.")
    assert vault.draft_wishes.get(maya.id) == NO_WISHES
    wishes = DraftWishes("brief", school="CBT", naming="initials", pronoun="she")
    vault.draft_wishes.set(maya.id, wishes)
    assert vault.draft_wishes.get(maya.id) == wishes
    vault.draft_wishes.set(maya.id, NO_WISHES)
    assert vault.draft_wishes.get(maya.id) == NO_WISHES
    with pytest.raises(NotFound):
        vault.draft_wishes.set("nobody", DraftWishes("full"))
