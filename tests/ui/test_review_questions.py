"""Questions below a draft: one tap writes the therapist's own sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Statement, Status
from intellisession_desktop.sessions.signing import sign
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.questions_bar import QuestionsBar
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.vault.vault import Vault
from tests.ui.review_note import add_draft, open_page, stored


def bar_of(page: ReviewPage) -> QuestionsBar:
    bar = page.findChild(QuestionsBar)
    assert bar is not None
    return bar


def tap(page: ReviewPage, name: str, qtbot: QtBot) -> None:
    button = bar_of(page).findChild(QWidget, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.wait(1)


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


def test_a_tap_writes_the_therapists_own_sentence_and_asks_the_next(
    page: ReviewPage, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    bar = bar_of(page)
    assert bar.question is not None
    first = bar.question.asks
    assert first == "Affect?"
    shot(page, "50-review-questions")
    tap(page, "answer-1", qtbot)
    assert bar.question.asks != first
    page.flush()
    written = [each for statements in stored(page, qtbot).values() for each in statements]
    assert Statement("Affect was anxious.", (), Status.THERAPIST) in written


def test_it_can_be_passed_over_and_undone_is_not_asked_again(page: ReviewPage, qtbot: QtBot) -> None:
    asked = []
    while bar_of(page).isVisible():
        question = bar_of(page).question
        assert question is not None
        asked.append(question.asks)
        tap(page, "skip-question", qtbot)
    assert 1 < len(asked) <= 5
    assert len(set(asked)) == len(asked)


def test_undoing_takes_the_sentence_back_and_does_not_ask_again(page: ReviewPage, qtbot: QtBot) -> None:
    assert page.editing is not None
    before = page.editing.content.sections
    tap(page, "answer-0", qtbot)
    assert page.editing.content.sections != before
    page._undo(False)
    assert page.editing.content.sections == before
    question = bar_of(page).question
    assert question is None or question.asks != "Affect?"


def test_a_signed_note_is_not_asked(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> None:
    drafted = add_draft(vault, maya)
    sections = tuple(
        replace(
            each,
            statements=tuple(
                replace(s, status=Status.KEPT) if s.status == Status.FLAGGED else s for s in each.statements
            ),
        )
        for each in drafted.note.sections
    )
    vault.notes.replace_sections(drafted.note.id, sections)
    vault.practice.set(replace(vault.practice.get(), therapist="Jana"))
    sign(vault, drafted.note.id, True)
    assert not bar_of(open_page(context, qtbot, drafted.note.id)).isVisible()


def test_all_taps_are_buttons_that_can_be_named(page: ReviewPage) -> None:
    assert all(each.accessibleName() or each.text() for each in bar_of(page).findChildren(Button))
