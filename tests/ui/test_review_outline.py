"""Topics and moments above the transcript."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.outline_list import OutlineList, entries
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.widgets.buttons import IconButton
from intellisession_desktop.vault.vault import Vault
from tests.ui.review_note import add_draft, open_page, transcript_of


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


def outline_of(page: ReviewPage) -> OutlineList:
    return transcript_of(page).outline


def row_that_says(page: ReviewPage, text: str) -> QListWidgetItem:
    outline = outline_of(page)
    rows = [outline.item(n) for n in range(outline.count())]
    return next(each for each in rows if text in str(each.data(Qt.ItemDataRole.AccessibleTextRole)))


def test_a_click_leads_to_the_turn(page: ReviewPage, qtbot: QtBot) -> None:
    assert page.editing is not None
    outline, view = outline_of(page), transcript_of(page).view
    item = row_that_says(page, "Medication")
    at = outline.visualItemRect(item).center()
    qtbot.mouseClick(outline.viewport(), Qt.MouseButton.LeftButton, pos=at)
    turn = page.editing.turn
    assert turn is not None
    assert "medication" in page.editing.content.turns[turn].text.lower()
    assert view.viewport().rect().contains(view.visualRect(view.turns.index_of(turn)).topLeft())


def test_the_arrow_keys_go_from_one_to_the_next(page: ReviewPage, qtbot: QtBot) -> None:
    assert page.editing is not None
    outline = outline_of(page)
    outline.setFocus()
    outline.setCurrentRow(0)
    qtbot.keyClick(outline, Qt.Key.Key_Down)
    assert page.editing.turn == entries(page.editing.opened())[1].turn


def test_a_moment_stands_below_its_topic_and_says_what_it_is(page: ReviewPage) -> None:
    assert page.editing is not None
    found = entries(page.editing.opened())
    topics = [each for each in found if not each.icon]
    assert [each.turn for each in found] == sorted(each.turn for each in found)
    assert topics
    assert len(topics) < len(found)
    spoken = str(row_that_says(page, "overdose").data(Qt.ItemDataRole.AccessibleTextRole))
    assert "Risk: “" in spoken


def test_it_can_be_put_away(page: ReviewPage, qtbot: QtBot) -> None:
    button = page.findChild(IconButton, "show-outline")
    assert button is not None
    assert button.isChecked()
    assert outline_of(page).isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not outline_of(page).isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert outline_of(page).isVisible()
