"""Rewriting: what is being done is said, wordings are chosen from, and what is greyed out says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Progress, Statement, Status
from intellisession_desktop.sessions.review import Place
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.wordings_bar import WordingsBar
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.vault.vault import Vault
from tests.ui.review_note import (
    add_draft,
    choose,
    open_page,
    press,
    row_of,
    section_menu,
    statement_menu,
    stored,
)

Shot = Callable[[QWidget, str], None]
WORDINGS = "intellisession_desktop.ui.review.rewrites.wordings"
FIRST = (Statement("Two panic attacks this week, down from four.", (1, 2)),)
SECOND = (
    Statement("Client had two panic attacks.", (1, 2)),
    Statement("Last week there were five.", (1, 2), Status.FLAGGED, 'Not found in what was said: "five"'),
)


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WORDINGS, lambda *_: (FIRST, SECOND))


def bar_of(page: ReviewPage) -> WordingsBar:
    bar = page.findChild(WordingsBar)
    assert bar is not None
    return bar


def offered(page: ReviewPage, qtbot: QtBot) -> WordingsBar:
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Shorter")
    bar = bar_of(page)
    qtbot.waitUntil(bar.isVisible)
    return bar


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_what_is_being_done_is_said_step_by_step(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [Progress("getting the model ready", 0.0)]

    def slow(_opened, _content, _place, _how, _engines, report, cancel, _wish):  # type: ignore[no-untyped-def]
        while now:
            report(now[0])
            cancel.check()
        return ()

    monkeypatch.setattr(WORDINGS, slow)
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Fuller")
    qtbot.waitUntil(lambda: "Getting the model ready…" in words(page))
    now[0] = Progress("writing", 0.5, "2 of 3")
    qtbot.waitUntil(lambda: "Writing 2 of 3…" in words(page))
    now.clear()
    qtbot.waitUntil(lambda: not any("riting" in each for each in words(page)))


@pytest.mark.usefixtures("several")
def test_the_wording_that_is_chosen_takes_the_place_and_can_be_undone(
    page: ReviewPage, qtbot: QtBot, shot: Shot
) -> None:
    bar = offered(page, qtbot)
    assert stored(page, qtbot)["Subjective"][0].text.startswith("Client reported two panic")  # not yet
    qtbot.waitUntil(lambda: FIRST[0].text in words(bar))
    first = bar.findChild(QWidget, "use-wording-0")
    assert first is not None
    qtbot.waitUntil(lambda: first.visibleRegion().boundingRect().height() >= 32)
    assert 'To check: Not found in what was said: "five"' in words(bar)
    shot(page, "46-review-wordings")
    press(qtbot, page, "use-wording-0")
    assert not bar.isVisible()
    assert stored(page, qtbot)["Subjective"][0].text == FIRST[0].text
    press(qtbot, page, "undo")
    assert stored(page, qtbot)["Subjective"][0].text.startswith("Client reported two panic")


@pytest.mark.usefixtures("several")
def test_all_wordings_can_be_left(page: ReviewPage, qtbot: QtBot, theme: Theme) -> None:
    bar = offered(page, qtbot)
    press(qtbot, page, "leave-wording")
    assert not bar.isVisible()
    assert stored(page, qtbot)["Subjective"][0].text.startswith("Client reported two panic")


@pytest.mark.usefixtures("several")
def test_wordings_of_a_statement_that_was_changed_meanwhile_are_not_offered(
    page: ReviewPage, qtbot: QtBot
) -> None:
    bar = offered(page, qtbot)
    assert page.editing is not None
    page.editing.remove(Place(1, 0))
    assert not bar.isVisible()


def test_nothing_better_is_told_in_a_message_that_stays(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    page.context.notified.connect(lambda text, role: said.append((text, role)))
    monkeypatch.setattr(WORDINGS, lambda *_: ())
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Shorter")
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("No better wording was found. What is written stays as it is.", "info")]


def test_what_is_greyed_out_says_why_in_a_tooltip_and_to_a_screen_reader(
    page: ReviewPage, qtbot: QtBot, shot: Shot
) -> None:
    why = "Statements about risk are never rewritten. You can edit them yourself."
    risk = "Client denied thoughts of suicide"
    for menu in (statement_menu(qtbot, page, risk), section_menu(page, "Risk")):
        grey = [each for each in menu.actions() if not each.isEnabled() and each.toolTip() == why]
        assert len(grey) == 4
        assert menu.toolTipsVisible()
        (told,) = [each for each in menu.actions() if each.text() == f"Why not? {why}"]
        assert told.isEnabled()  # so the keyboard comes to it
        interface = QAccessible.queryAccessibleInterface(menu)
        names = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
        assert f"Why not? {why}" in names
    shot(menu, "46-review-menu-risk")


def test_nothing_is_explained_where_everything_can_be_done(page: ReviewPage, qtbot: QtBot) -> None:
    menu = statement_menu(qtbot, page, "Client reported two panic")
    assert row_of(page, "Client reported two panic").isVisible()
    assert not [each for each in menu.actions() if each.text().startswith("Why not?")]
