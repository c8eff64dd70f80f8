"""Pictures of the review in its states, each looked at for names, clipped text and contrast."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client
from intellisession_desktop.ui.context import Context
from intellisession_desktop.vault.vault import Vault
from tests.ui.review_note import add_draft, open_page

Shot = Callable[[QWidget, str], None]


def test_a_draft_with_flags(context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya).note.id)
    shot(page, "40-review-draft")
