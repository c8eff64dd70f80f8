"""What the therapist added to a session or wrote instead of it, and what is carried: never shown as said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Section, Statement, Status
from intellisession_desktop.sessions.draft_writing import summary_turns
from intellisession_desktop.sessions.review import Place
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.vault.vault import Vault
from tests.ui.review_note import (
    DAY,
    add_draft,
    open_page,
    pane_of,
    press,
    row_of,
    sample_turns,
    stored_turns,
    transcript_of,
)

SUMMARY = "We talked about the move. Tearful at times.\n\nGo on with the log."


def added_beside(context: Context, vault: Vault, client: Client, qtbot: QtBot) -> ReviewPage:
    """A recorded session with words of the therapist's own behind it."""
    drafted = add_draft(vault, client)
    said = sample_turns()
    vault.transcripts.save(drafted.session.id, (*said, *summary_turns("Tearful. PHQ-9: 11", said[-1].end)))
    return open_page(context, qtbot, drafted.note.id)


def only_summary(context: Context, vault: Vault, client: Client, qtbot: QtBot) -> ReviewPage:
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, summary_turns(SUMMARY))
    made = (Section("Subjective", (Statement("We talked about the move.", (0,), Status.THERAPIST),)),)
    note = vault.notes.add(client.id, session.id, "SOAP", DAY, made)
    return open_page(context, qtbot, note.id)


def spoken(page: ReviewPage, turn: int) -> str:
    index = transcript_of(page).view.turns.index_of(turn)
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def titles(page: ReviewPage) -> set[str]:
    return {each.text() for each in transcript_of(page).findChildren(QLabel) if each.isVisible()}


def test_what_was_added_has_no_time_and_nobody_said_it(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    page = added_beside(context, vault, maya, qtbot)
    own = len(sample_turns())
    assert spoken(page, own).startswith(f"{own + 1}. Your own words: Tearful.")
    assert "Transcript" in titles(page)
    view = transcript_of(page).view
    view.scrollToBottom()
    shot(page, "52-review-own-words")


def test_it_has_no_speaker_to_choose(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> None:
    page = added_beside(context, vault, maya, qtbot)
    menus = transcript_of(page).view.menus
    of_said = menus.open_all(0, QPoint(0, 0))
    assert "Spoken by" in [each.text() for each in of_said.actions()]
    of_said.close()
    of_own: QMenu = menus.open_all(len(sample_turns()), QPoint(0, 0))
    assert [each.text() for each in of_own.actions() if each.text()] == ["Correct the words", "Copy"]
    of_own.close()


def test_swapped_voices_leave_it_the_therapists(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    page = added_beside(context, vault, maya, qtbot)
    assert page.editing is not None
    page.editing.swap_speakers("therapist", "client")
    assert [each.speaker for each in stored_turns(page, qtbot)][-1] == "therapist"
    page.editing.rename_speaker("therapist", "client")
    assert [each.speaker for each in stored_turns(page, qtbot)][-1] == "therapist"


def test_a_summary_is_no_transcript(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    page = only_summary(context, vault, maya, qtbot)
    shot(page, "52-review-summary")
    assert "Your summary" in titles(page)
    assert "Transcript" not in titles(page)
    assert transcript_of(page).view.accessibleName() == "Your summary"
    assert spoken(page, 0) == (
        "1. Your own words: We talked about the move. Tearful at times. 1 statement made from it."
    )
    assert page.editing is not None
    opened = page.editing.opened()
    assert (opened.topics, opened.highlights) == ((), ())


def test_an_answer_is_shown_where_it_lands(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya).note.id, height=480)
    press(qtbot, page, "answer-2")  # to "Affect?"
    assert page.editing is not None
    assert page.editing.place == Place(2, 1)
    row = row_of(page, "Affect was low.")
    qtbot.waitUntil(lambda: row.visibleRegion().boundingRect().height() == row.height())
    assert pane_of(page).row_at(Place(2, 1)) is row
    shot(page, "52-review-answer")


def test_whose_words_they_are_is_not_cut(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> None:
    view = transcript_of(only_summary(context, vault, maya, qtbot)).view
    painting = view.delegate.painting
    turn = view.turns.turn(view.turns.index(0))
    metrics, room = painting._names, painting.name_rect(QRect(0, 0, 400, 60), turn).width() - 16
    assert metrics.elidedText("Your own words", Qt.TextElideMode.ElideRight, room) == "Your own words"


def test_goals_are_called_goals(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    goal = Statement("Goal: Sleep in the bed: not mentioned this session.", (), Status.CARRIED)
    planned = Statement("Planned last time: Keep the log: done.", (), Status.CARRIED)
    theme = Statement("New in this session: sleep.", (), Status.CARRIED)
    made = (Section("Assessment", (goal, theme)), Section("Plan last time", (planned,)))
    page = open_page(context, qtbot, add_draft(vault, maya, made).note.id)
    shot(page, "52-review-goals")
    said = [row.accessibleName().removeprefix(row.statement.text) for row in pane_of(page).rows()]
    assert said == [" From the client's goals.", " Compared with earlier notes.", " From the note before."]
