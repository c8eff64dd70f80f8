"""What is done to statements in the review, by mouse and keys, and what the vault holds then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    DiskFull,
    sentence_of,
)
from intellisession_desktop.records import Client, Section, Status
from intellisession_desktop.sessions.review import Place
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.section_view import Question
from intellisession_desktop.vault.vault import Vault
from tests.ui.review_note import (
    add_draft,
    choose,
    click,
    open_page,
    pane_of,
    press,
    row_of,
    section_menu,
    sections,
    statement_menu,
    stored,
    texts,
)

SLEEP = "Client sleeps about five hours a night and wakes up at three."
CTRL = Qt.KeyboardModifier.ControlModifier
FULL = sentence_of("disk_full")


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


def test_risk_stands_first_wherever_its_format_has_it(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    made = sections()
    page = open_page(context, qtbot, add_draft(vault, maya, (*made[1:], made[0])).note.id)
    first = pane_of(page).rows()[0]
    assert first.statement.text.startswith("Client denied thoughts of suicide")
    assert first.mapTo(page, first.rect().bottomLeft()).y() < page.height() / 2


def test_keep_by_its_button(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, "Client takes 15 mg")
    qtbot.mouseClick(row.findChildren(type(page.findChild(QLabel)), "reason")[0], Qt.MouseButton.LeftButton)
    press(qtbot, page, "keep")
    kept = stored(page, qtbot)["Subjective"][2]
    assert (kept.status, kept.reason) == (Status.KEPT, 'Not found in what was said: "15 mg"')
    assert "You kept this." in row.accessibleName()


def test_remove_by_its_button_and_undo(page: ReviewPage, qtbot: QtBot) -> None:
    press(qtbot, page, "remove")
    assert "Client takes 15 mg of sertraline every day." not in texts(stored(page, qtbot)["Subjective"])
    press(qtbot, page, "undo")
    assert stored(page, qtbot)["Subjective"][2].status == Status.FLAGGED
    press(qtbot, page, "redo")
    assert len(stored(page, qtbot)["Subjective"]) == 5


def test_space_keeps_only_what_is_flagged(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert row_of(page, SLEEP).statement.status == Status.SUPPORTED
    qtbot.keyClick(row, Qt.Key.Key_Down)
    flagged = row_of(page, "Client takes 15 mg")
    assert flagged.hasFocus()
    qtbot.keyClick(flagged, Qt.Key.Key_Space)
    assert stored(page, qtbot)["Subjective"][2].status == Status.KEPT


def test_arrows_walk_from_section_to_section_and_stop_at_questions(page: ReviewPage, qtbot: QtBot) -> None:
    click(qtbot, pane_of(page).rows()[0])
    seen = []
    for _ in range(13):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Down)
    assert len(dict.fromkeys(seen)) == 13
    assert "How do you assess the client's progress?" in seen
    last = QApplication.focusWidget()
    assert last is pane_of(page).rows()[-1]  # there is nothing below
    qtbot.keyClick(last, Qt.Key.Key_Home)
    assert pane_of(page).rows()[0].hasFocus()


def test_typing_makes_a_statement_the_therapists_own(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is not None
    qtbot.keyClicks(row.editor, " She is tired.")
    own = stored(page, qtbot)["Subjective"][1]  # stored while it is still being typed
    assert own.text == SLEEP + " She is tired."
    assert (own.status, own.first_text, own.evidence) == (Status.THERAPIST, SLEEP, (11,))
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert row.editor is None
    assert row.hasFocus()
    assert texts(stored(page, qtbot)["Subjective"])[1] == SLEEP + " She is tired."
    assert row.toolTip() == f"First wording: {SLEEP}"


def test_one_undo_takes_back_what_was_typed_in_one_go(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClicks(row.editor, " Tired.")
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    qtbot.keyClick(row, Qt.Key.Key_Z, CTRL)
    assert row.statement.text == SLEEP
    assert stored(page, qtbot)["Subjective"][1].status == Status.SUPPORTED


def test_undo_within_the_words_comes_first(page: ReviewPage, qtbot: QtBot) -> None:
    press(qtbot, page, "keep")
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClicks(row.editor, "x")
    qtbot.keyClick(row.editor, Qt.Key.Key_Z, CTRL)
    assert row.editor is not None
    assert row.editor.words() == SLEEP
    qtbot.keyClick(row.editor, Qt.Key.Key_Z, CTRL)
    assert row.editor is None
    assert row_of(page, "Client takes 15 mg").statement.status == Status.FLAGGED


def test_emptied_words_remove_the_statement(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is not None
    row.editor.selectAll()
    qtbot.keyClick(row.editor, Qt.Key.Key_Backspace)
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert SLEEP not in texts(stored(page, qtbot)["Subjective"])
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert texts(stored(page, qtbot)["Subjective"])[1] == SLEEP


def test_a_double_click_edits_and_a_click_elsewhere_ends_it(page: ReviewPage, qtbot: QtBot) -> None:
    row, other = row_of(page, SLEEP), row_of(page, "Client drinks")
    qtbot.mouseDClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
    assert row.editor is not None
    qtbot.keyClicks(row.editor, "x")
    click(qtbot, other)
    qtbot.waitUntil(lambda: row.editor is None)
    assert page.editing is not None
    assert page.editing.place == other.place


def test_line_breaks_that_are_pasted_become_spaces(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is not None
    row.editor.selectAll()
    QApplication.clipboard().setText("Slept\nbadly, <b>very</b>\r\n badly.")
    qtbot.keyClick(row.editor, Qt.Key.Key_V, CTRL)
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert texts(stored(page, qtbot)["Subjective"])[1] == "Slept badly, <b>very</b> badly."


def test_own_words_that_the_transcript_does_not_hold_are_warned_of(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is not None
    row.editor.selectAll()
    qtbot.keyClicks(row.editor, "Client sleeps 9 hours a night and takes 40 mg of fluoxetine.")
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: row.findChild(QLabel, "warning") is not None)
    own = stored(page, qtbot)["Subjective"][1]
    assert own.status == Status.THERAPIST
    assert own.reason
    assert page.editing is not None
    assert row.place not in page.editing.to_check()


def test_an_empty_section_takes_an_answer_in_place(page: ReviewPage, qtbot: QtBot) -> None:
    question = next(
        each for each in page.findChildren(Question) if each.accessibleName().startswith("How do you assess")
    )
    qtbot.mouseClick(question, Qt.MouseButton.LeftButton)
    row = next(each for each in pane_of(page).rows() if each.editor is not None)
    qtbot.keyClicks(row.editor, "Fewer attacks.")
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    (answer,) = stored(page, qtbot)["Assessment"]
    assert (answer.text, answer.status, answer.evidence) == ("Fewer attacks.", Status.THERAPIST, ())
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert stored(page, qtbot)["Assessment"] == []


def test_an_answer_that_was_only_begun_leaves_the_question(page: ReviewPage, qtbot: QtBot) -> None:
    question = next(each for each in page.findChildren(Question) if each.section == 3)
    question.setFocus()
    qtbot.keyClick(question, Qt.Key.Key_Return)
    row = next(each for each in pane_of(page).rows() if each.editor is not None)
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert stored(page, qtbot)["Assessment"] == []
    assert any(each.section == 3 for each in page.findChildren(Question) if each.isVisible())
    assert page.editing is not None
    assert not page.editing.can_undo


def test_a_sentence_is_added_at_a_sections_end(page: ReviewPage, qtbot: QtBot) -> None:
    choose(section_menu(page, "Plan"), "Add a statement")
    row = next(each for each in pane_of(page).rows() if each.editor is not None)
    qtbot.keyClicks(row.editor, "Next session on Thursday at ten.")
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert texts(stored(page, qtbot)["Plan"])[-1] == "Next session on Thursday at ten."


def test_a_statement_moves_to_another_section_and_stays_selected(page: ReviewPage, qtbot: QtBot) -> None:
    choose(statement_menu(qtbot, page, "Therapist asked about a change"), "Move to", "Assessment")
    kept = stored(page, qtbot)
    assert kept["Objective"] == []
    assert texts(kept["Assessment"]) == ["Therapist asked about a change and named it as real progress."]
    assert page.editing is not None
    assert page.editing.place == Place(3, 0)


def test_a_statement_moves_up_and_down_by_keys(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(row, Qt.Key.Key_Up, alt)
    assert texts(stored(page, qtbot)["Subjective"])[0] == SLEEP
    moved = row_of(page, SLEEP)
    assert moved.hasFocus()
    qtbot.keyClick(moved, Qt.Key.Key_Up, alt)  # already the first
    qtbot.keyClick(moved, Qt.Key.Key_Down, alt)
    assert texts(stored(page, qtbot)["Subjective"])[1] == SLEEP


def test_delete_removes_and_selects_what_follows(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    with qtbot.waitSignal(page.editing.pointed):  # its evidence takes the place of the removed one's
        qtbot.keyClick(row, Qt.Key.Key_Delete)
    assert SLEEP not in texts(stored(page, qtbot)["Subjective"])
    assert row_of(page, "Client takes 15 mg").hasFocus()


def test_the_first_wording_comes_back(page: ReviewPage, qtbot: QtBot) -> None:
    choose(statement_menu(qtbot, page, "She misses her tablets"), "Back to the first wording")
    again = stored(page, qtbot)["Subjective"][5]
    assert again.text == "Client missed the medication twice last week."


def test_next_to_check_goes_around(page: ReviewPage, qtbot: QtBot) -> None:
    for beginning in ("Client takes 15 mg", "Client will call her mother", "Client takes 15 mg"):
        qtbot.keyClick(page, Qt.Key.Key_J, CTRL)
        assert row_of(page, beginning).hasFocus()


def test_a_failed_save_is_said_kept_and_tried_again(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull()

    monkeypatch.setattr("intellisession_desktop.ui.review.storing.store", full)
    press(qtbot, page, "keep")
    label = page.findChild(QLabel, "saved")
    assert label is not None
    qtbot.waitUntil(lambda: label.text() == "Not saved yet", timeout=3_000)
    assert any(FULL in each.text() for each in page.findChildren(QLabel) if each.isVisible())
    monkeypatch.undo()
    press(qtbot, page, "try-again")
    assert stored(page, qtbot)["Subjective"][2].status == Status.KEPT
    qtbot.waitUntil(lambda: label.text() == "Saved")
    assert not any(FULL in each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_leaving_stores_first(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClicks(row.editor, "!")
    with qtbot.waitSignal(page.closed):
        press(qtbot, page, "back")
    assert page.editing is not None
    note = page.context.vault.notes.get(page.editing.opened().note.id)
    assert note.sections[1].statements[1].text == SLEEP + "!"


def test_flush_stores_what_is_being_typed_at_once(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, SLEEP)
    click(qtbot, row)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClicks(row.editor, "?")
    read: list[Section] = []
    page.flush()
    assert page.editing is not None
    note_id, vault = page.editing.opened().note.id, page.context.vault
    page.context.background.run(lambda: read.append(vault.notes.get(note_id).sections[1]))
    qtbot.waitUntil(lambda: bool(read))
    assert read[0].statements[1].text == SLEEP + "?"


def test_a_section_is_copied_as_plain_text(page: ReviewPage, qtbot: QtBot) -> None:
    choose(section_menu(page, "Risk"), "Copy this section")
    assert QApplication.clipboard().text().splitlines() == [
        "Client denied thoughts of suicide and of self-harm.",
        "Client's brother took an overdose at the age of nineteen and survived.",
    ]
    page.context.clipboard.clear()


def test_tab_goes_from_the_top_downwards(page: ReviewPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_J, CTRL)
    row = row_of(page, "Client takes 15 mg")
    QApplication.processEvents()
    seen = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
    assert seen == ["keep", "remove", "statement-menu", "add-sentence"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert row.hasFocus()


def test_keeping_by_the_button_does_not_scroll_away(page: ReviewPage, qtbot: QtBot) -> None:
    row = row_of(page, "Client takes 15 mg")
    before = row.mapTo(page, row.rect().topLeft()).y()
    press(qtbot, page, "keep")
    stored(page, qtbot)
    assert row.hasFocus()
    assert row.mapTo(page, row.rect().topLeft()).y() == before
