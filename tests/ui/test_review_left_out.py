"""What was said and is not in the note stands beside it: one click takes it in, another leaves it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.notes.conversation.left_out import Telling
from intellisession_desktop.records import Client, Practice, Section, Statement
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.left_out_bar import LeftOutBar
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.sign_dialog import SignDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.review_note import RISK, add_draft, open_page, press, stored

Shot = Callable[[QWidget, str], None]
TOLD = (
    Section("Risk", RISK),
    Section("Subjective", (Statement("Client reported two panic attacks this week.", (1, 2)),)),
    Section("Objective", (Statement("Client was calm.", ()),)),
    Section("Assessment"),
    Section("Plan last time"),
    Section("Plan", (Statement("Client will keep the log.", (25,)),)),
)


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    made = open_page(context, qtbot, add_draft(vault, maya, TOLD).note.id)
    qtbot.waitUntil(lambda: bar_of(made).isVisible())
    return made


def bar_of(page: ReviewPage) -> LeftOutBar:
    bar = page.findChild(LeftOutBar)
    assert bar is not None
    return bar


def tap(page: ReviewPage, name: str, qtbot: QtBot) -> None:
    button = bar_of(page).findChild(Button, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.wait(1)


def test_it_says_how_much_and_shows_it_when_asked(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    bar = bar_of(page)
    assert bar.isVisible()
    assert f"not in the note: {len(bar.shown)}" in bar._title.text()
    shot(page, "52-review-left-out-closed")
    tap(page, "show-left-out", qtbot)
    assert bar.toggle.text() == "Hide"
    shot(page, "52b-review-left-out")


def test_it_fits_a_small_window(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    page.window().resize(900, 600)
    tap(page, "show-left-out", qtbot)
    shot(page, "52c-review-left-out-small")


def test_one_click_takes_it_into_its_section_where_it_is_shown(page: ReviewPage, qtbot: QtBot) -> None:
    bar, editing = bar_of(page), page.editing
    assert editing is not None
    tap(page, "show-left-out", qtbot)
    n = next(n for n, each in enumerate(bar.shown) if each.kind is Telling.MEDICINE)
    said = bar.shown[n]
    tap(page, f"left-out-add-{n}", qtbot)
    assert editing.place is not None
    statement = editing.statement(editing.place)
    assert statement.text.startswith('Client said: "')
    assert statement.evidence == said.turns
    assert said not in bar.shown
    assert statement in stored(page, qtbot)[editing.content.sections[editing.place.section].name]
    page._undo(False)
    qtbot.waitUntil(lambda: said in bar.shown)


def test_what_is_typed_into_the_note_is_not_offered_any_more(page: ReviewPage, qtbot: QtBot) -> None:
    bar, editing = bar_of(page), page.editing
    assert editing is not None
    said = next(each for each in bar.shown if each.kind is Telling.MEDICINE)
    editing.answer(1, said.told)
    qtbot.waitUntil(lambda: said not in bar.shown)


def test_another_click_leaves_it_out(page: ReviewPage, qtbot: QtBot) -> None:
    bar = bar_of(page)
    tap(page, "show-left-out", qtbot)
    first = bar.shown[0]
    leave = bar.findChild(QWidget, "left-out-leave-0")
    assert leave is not None
    qtbot.mouseClick(leave, Qt.MouseButton.LeftButton)
    qtbot.wait(1)
    assert first not in bar.shown


def test_its_place_in_the_transcript_is_one_click_away(page: ReviewPage, qtbot: QtBot) -> None:
    assert page.editing is not None
    tap(page, "show-left-out", qtbot)
    tap(page, "left-out-at-0", qtbot)
    assert page.editing.turn == bar_of(page).shown[0].turn


class TestSigningWithAnEmptySection:
    @pytest.fixture(autouse=True)
    def signer(self, vault: Vault, context: Context) -> None:
        vault.practice.set(Practice("Jana Koehler", "LPC"))
        context.settings.replace(replace(context.settings.current, transcripts="keep"))

    def question(self, page: ReviewPage) -> Dialog:
        found = [each for each in page.findChildren(Dialog) if each.windowTitle() == "Assessment is empty"]
        assert len(found) == 1
        return found[0]

    def test_is_asked_about_once(self, page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
        page.sign()
        question = self.question(page)
        shot(question, "53-sign-empty-section")
        go = question.findChild(Button, "go")
        assert go is not None
        qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
        dialog = page.findChild(SignDialog)
        assert dialog is not None
        dialog.reject()
        page.sign()
        assert page.findChild(SignDialog) is not None

    def test_can_be_written_first(self, page: ReviewPage, qtbot: QtBot) -> None:
        page.sign()
        stay = self.question(page).findChild(Button, "stay")
        assert stay is not None
        qtbot.mouseClick(stay, Qt.MouseButton.LeftButton)
        assert page.editing is not None
        assert page.findChild(SignDialog) is None
        (new,) = page.editing.content.sections[3].statements
        assert new.text == ""

    def test_says_what_exports_do_with_it(self, page: ReviewPage, context: Context) -> None:
        context.settings.replace(replace(context.settings.current, empty_sections="keep"))
        page.sign()
        said = " ".join(label.text() for label in self.question(page).findChildren(QLabel))
        assert "its heading stays" in said


def test_a_note_in_which_nothing_stands_is_not_asked_for_a_name(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    empty = tuple(Section(each.name) for each in TOLD)
    page = open_page(context, qtbot, add_draft(vault, maya, empty).note.id)
    page.sign()
    titles = [each.windowTitle() for each in page.findChildren(Dialog) if each.isVisible()]
    assert titles == ["There is nothing in this note yet"]


def test_what_becomes_of_empty_sections_is_said_when_a_note_is_handed_out(
    page: ReviewPage, context: Context, qtbot: QtBot
) -> None:
    said: list[str] = []
    context.notified.connect(lambda text, _: said.append(text))
    press(qtbot, page, "copy-note")
    settle(qtbot, context.background)
    assert said[-1].endswith("Empty, and left out: Assessment and Plan last time.")
    context.settings.replace(replace(context.settings.current, empty_sections="keep"))
    press(qtbot, page, "copy-note")
    assert said[-1].endswith("Empty, with their heading: Assessment and Plan last time.")
