"""The transcript beside the note: evidence on both sides, search, corrections, speakers, rewriting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    EngineCrashed,
    sentence_of,
)
from intellisession_desktop.records import Client, Moment, MomentKind, Section, Statement, Status
from intellisession_desktop.sessions.job_queue import WorkState
from intellisession_desktop.sessions.review import Place
from intellisession_desktop.sessions.rewriting import Rewriting
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.growing_edit import GrowingEdit
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.speaker_menu import NameDialog
from intellisession_desktop.ui.review.transcript_model import Role
from intellisession_desktop.ui.review.wish_dialog import WishDialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.review_note import (
    add_draft,
    choose,
    click,
    open_page,
    pane_of,
    press,
    row_of,
    section_menu,
    statement_menu,
    stored,
    stored_turns,
    transcript_of,
)

MEDICATION, ANSWER = 15, 11  # turns: the doctor's tablets; sleep


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> ReviewPage:
    return open_page(context, qtbot, add_draft(vault, maya).note.id)


def index_of(page: ReviewPage, turn: int) -> QModelIndex:
    return transcript_of(page).view.turns.index_of(turn)


def click_turn(page: ReviewPage, qtbot: QtBot, turn: int, double: bool = False) -> None:
    view = transcript_of(page).view
    view.scrollTo(index_of(page, turn))
    at = view.visualRect(index_of(page, turn)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    if double:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def editor_of(page: ReviewPage) -> GrowingEdit:
    editor = transcript_of(page).view.delegate.editor
    assert editor is not None
    return editor


def correct(page: ReviewPage, qtbot: QtBot, turn: int, words: str) -> None:
    click_turn(page, qtbot, turn, double=True)
    editor_of(page).selectAll()
    qtbot.keyClicks(editor_of(page), words)
    qtbot.keyClick(editor_of(page), Qt.Key.Key_Return)


def test_a_selected_statement_shows_its_turns(page: ReviewPage, qtbot: QtBot) -> None:
    view = transcript_of(page).view
    assert not view.viewport().rect().intersects(view.visualRect(index_of(page, 21)))
    click(qtbot, row_of(page, "Client denied thoughts of suicide"))
    assert page.editing is not None
    assert page.editing.evidence() == {20, 21}
    area = view.viewport().rect()
    assert area.contains(view.visualRect(index_of(page, 20)))
    assert area.contains(view.visualRect(index_of(page, 21)))


def test_a_selected_turn_shows_the_statements_made_from_it(page: ReviewPage, qtbot: QtBot) -> None:
    click_turn(page, qtbot, 25)
    assert page.editing is not None
    assert page.editing.linked() == {Place(5, 0), Place(5, 1)}
    row = row_of(page, "Client will drive")
    assert not row.visibleRegion().isEmpty()  # scrolled to


def test_arrows_walk_through_the_turns(page: ReviewPage, qtbot: QtBot) -> None:
    click_turn(page, qtbot, 3)
    qtbot.keyClick(transcript_of(page).view, Qt.Key.Key_Down)
    assert page.editing is not None
    assert page.editing.turn == 4
    qtbot.keyClick(transcript_of(page).view, Qt.Key.Key_Escape)
    assert page.editing.turn is None


def test_search_goes_from_place_to_place(page: ReviewPage, qtbot: QtBot) -> None:
    field = page.findChild(QLineEdit, "search-transcript")
    assert field is not None
    qtbot.keyClicks(field, "PANIC")
    assert page.editing is not None
    first = page.editing.turn
    assert first == 0
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.editing.turn == 1
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.editing.turn == first
    field.clear()
    qtbot.keyClicks(field, "(nowhere[")
    assert any(label.text() == "not found" for label in page.findChildren(QLabel) if label.isVisible())
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_turn_is_corrected_in_place_and_stored(page: ReviewPage, qtbot: QtBot) -> None:
    words = "Dr. Patel put me on sertraline, fifteen milligrams. A bit of nausea."
    correct(page, qtbot, MEDICATION, words)
    turn = stored_turns(page, qtbot)[MEDICATION]
    assert turn.text == words
    assert turn.unsure == ("nausea",)  # 'fifty' is no longer there
    assert transcript_of(page).view.delegate.editor is None
    press(qtbot, page, "undo")
    assert stored_turns(page, qtbot)[MEDICATION].unsure == ("fifty", "nausea")


def test_a_turn_is_never_left_without_words(page: ReviewPage, qtbot: QtBot) -> None:
    before = stored_turns(page, qtbot)
    click_turn(page, qtbot, 3)
    qtbot.keyClick(transcript_of(page).view, Qt.Key.Key_Return)
    editor_of(page).selectAll()
    qtbot.keyClick(editor_of(page), Qt.Key.Key_Delete)
    qtbot.keyClick(editor_of(page), Qt.Key.Key_Escape)
    assert stored_turns(page, qtbot) == before


def test_a_corrected_turn_offers_to_write_its_statements_again(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(_opened, content, turn, *_):  # type: ignore[no-untyped-def]
        assert content.turns[turn].text.startswith("About seven")
        return {Place(1, 1): (Statement("Client sleeps about seven hours.", (ANSWER,)),)}

    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.redo_turn", again)
    correct(page, qtbot, ANSWER, "About seven hours a night.")
    press(qtbot, page, "write-again")
    qtbot.waitUntil(lambda: row_of(page, "Client sleeps").statement.text.endswith("seven hours."))
    assert stored(page, qtbot)["Subjective"][1] == Statement("Client sleeps about seven hours.", (ANSWER,))
    offer = page.findChild(QWidget, "write-again")
    assert offer is not None
    assert not offer.isVisible()


def test_the_offer_can_be_left(page: ReviewPage, qtbot: QtBot) -> None:
    correct(page, qtbot, ANSWER, "About seven hours a night.")
    press(qtbot, page, "leave-them")
    offer = page.findChild(QWidget, "write-again")
    assert offer is not None
    assert not offer.isVisible()


def test_no_offer_where_all_statements_are_decided_on(page: ReviewPage, qtbot: QtBot) -> None:
    correct(page, qtbot, 17, "I missed it three times last week.")  # only the therapist's own words cite it
    offer = page.findChild(QWidget, "write-again")
    assert offer is not None
    assert not offer.isVisible()


def test_the_speaker_of_a_turn_is_chosen(page: ReviewPage, qtbot: QtBot) -> None:
    menus = transcript_of(page).view.menus
    menu = menus.made_for(5)
    choose(menu, "Partner")
    assert stored_turns(page, qtbot)[5].speaker == "partner"
    assert index_of(page, 5).data(Role.TURN).speaker == "partner"


def test_all_turns_of_a_voice_are_renamed(page: ReviewPage, qtbot: QtBot) -> None:
    menu = transcript_of(page).view.menus.made_for(5)
    everywhere = next(each.text() for each in menu.actions() if each.text().startswith("All turns"))
    choose(menu, everywhere, "Partner")
    press(qtbot, page, "go")
    assert {turn.speaker for turn in stored_turns(page, qtbot)} == {"therapist", "partner"}


def test_another_name_is_typed(page: ReviewPage, qtbot: QtBot) -> None:
    choose(transcript_of(page).view.menus.made_for(5), "Other…")
    dialog = page.findChild(NameDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.name, "  grand  mother ")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert stored_turns(page, qtbot)[5].speaker == "grand mother"


def test_the_two_speakers_are_swapped_and_back(page: ReviewPage, qtbot: QtBot) -> None:
    before = stored_turns(page, qtbot)
    press(qtbot, page, "swap")
    assert stored_turns(page, qtbot) == before  # asked first
    press(qtbot, page, "go")
    swapped = stored_turns(page, qtbot)
    assert all(a.speaker != b.speaker for a, b in zip(before, swapped, strict=True))
    press(qtbot, page, "undo")
    assert stored_turns(page, qtbot) == before


def test_unclear_words_say_so(page: ReviewPage) -> None:
    painting = transcript_of(page).view.delegate.painting
    turn = index_of(page, MEDICATION).data(Role.TURN)
    lines = painting.lines(turn, 400).layout
    at = turn.text.index("fifty") + 2
    line = lines.lineForTextPosition(at)
    x, _ = line.cursorToX(at)
    assert painting.unsure_at(turn, 400, x, line.y() + 2) == "fifty"
    assert painting.unsure_at(turn, 400, 0, 2) == ""


def test_what_was_said_is_never_read_as_markup(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot
) -> None:
    drafted = add_draft(vault, maya)
    said = "<b>bold</b> &amp; <img src='x'> 🙂 then nausea."
    turn = replace(vault.transcripts.load(drafted.session.id)[3], text=said, unsure=("nausea",))
    vault.transcripts.set_turn(drafted.session.id, 3, turn)
    page = open_page(context, qtbot, drafted.note.id)
    text = index_of(page, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said in text
    lines = transcript_of(page).view.delegate.painting.lines(turn, 400).layout
    assert lines.text() == said
    marked = next(each for each in lines.formats() if each.length == len("nausea"))
    assert marked.start == said.index("nausea") + 1  # the smile counts twice
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Edit")
    row = row_of(page, "Client reported two panic")
    assert row.editor is not None
    qtbot.keyClicks(row.editor, " <i>x</i>")
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert stored(page, qtbot)["Subjective"][0].text.endswith(" <i>x</i>")


def test_a_section_is_rewritten_and_undone(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shorter(_opened, _content, places, *_):  # type: ignore[no-untyped-def]
        assert Place(1, 0) in places
        return {Place(1, 0): (Statement("Two panic attacks, down from four.", (1, 2)),)}

    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.rewrite", shorter)
    choose(section_menu(page, "Subjective"), "Rewrite shorter")
    assert any(label.text() == "Waiting for its turn…" for label in page.findChildren(QLabel))
    qtbot.waitUntil(lambda: pane_of(page).rows()[2].statement.text.startswith("Two panic attacks"))
    assert stored(page, qtbot)["Subjective"][0].text == "Two panic attacks, down from four."
    assert page.editing is not None
    page.editing.keep(Place(1, 2))
    offered = [each for each in page.findChildren(QWidget, "undo-rewriting") if each.isVisible()]
    assert offered == []  # it would take back something else now
    press(qtbot, page, "undo")
    press(qtbot, page, "undo")
    assert stored(page, qtbot)["Subjective"][0].text.startswith("Client reported two panic attacks")


def test_a_statement_changed_meanwhile_is_not_overwritten(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(_opened, _content, _place, _how, _engines, _report, cancel, _wish):  # type: ignore[no-untyped-def]
        while not go.wait(0.01):
            cancel.check()
        return ((Statement("Overwritten.", (1, 2)),),)

    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.wordings", slow)
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Shorter")
    row = row_of(page, "Client reported two panic")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is not None
    qtbot.keyClicks(row.editor, " Mine.")
    go.set()
    assert page.editing is not None
    qtbot.waitUntil(
        lambda: not any(each.isVisible() for each in page.findChildren(QWidget, "stop-rewriting"))
    )
    first = stored(page, qtbot)["Subjective"][0]
    assert first.text.endswith(" Mine.")
    assert first.status == Status.THERAPIST


def test_a_statement_is_written_again_as_the_therapist_says(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shot: Callable[[QWidget, str], None]
) -> None:
    asked: list[tuple[object, ...]] = []

    def write(_opened, _content, place, how, _engines, _report, _cancel, wish):  # type: ignore[no-untyped-def]
        asked.append((place, how, wish))
        return ((Statement("Client had two attacks, on Tuesday and on Friday.", (1, 2)),),)

    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.wordings", write)
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Rewrite as you say…")
    dialog = page.findChild(WishDialog)
    assert dialog is not None
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.wish, " say on which days ")
    shot(dialog, "47w-write-again")
    qtbot.keyClick(dialog.wish, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [(Place(1, 0), Rewriting.AS_ASKED, "say on which days")]
    qtbot.waitUntil(lambda: stored(page, qtbot)["Subjective"][0].text.startswith("Client had two attacks"))
    press(qtbot, page, "undo")
    assert stored(page, qtbot)["Subjective"][0].text.startswith("Client reported two panic attacks")


def test_a_model_that_fails_leaves_the_sentences(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineCrashed()

    said: list[str] = []
    page.context.notified.connect(lambda text, _: said.append(text))
    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.wordings", fail)
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Fuller")
    qtbot.waitUntil(lambda: bool(said))
    assert sentence_of("engine_crashed") in said[0]
    assert not any(each.isVisible() for each in page.findChildren(QWidget, "stop-rewriting"))


def test_risk_is_never_rewritten(page: ReviewPage, qtbot: QtBot) -> None:
    menu = statement_menu(qtbot, page, "Client denied thoughts of suicide")
    offered = {each.text(): each.isEnabled() for each in menu.actions()}
    assert not offered["Shorter"]
    assert not offered["Fuller"]


def test_the_page_fits_a_narrow_window(context: Context, vault: Vault, maya: Client, qtbot: QtBot) -> None:
    page = open_page(context, qtbot, add_draft(vault, maya).note.id, 853, 480)
    assert page.width() == 853
    assert transcript_of(page).width() >= 280


def test_leaving_stops_what_is_being_rewritten(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_opened, _content, _places, _how, _engines, _report, cancel, _wish):  # type: ignore[no-untyped-def]
        while True:
            cancel.check()

    monkeypatch.setattr("intellisession_desktop.ui.review.rewrites.wordings", endless)
    choose(statement_menu(qtbot, page, "Client reported two panic"), "Shorter")
    with qtbot.waitSignal(page.closed):
        press(qtbot, page, "back")
    states = [work.state for work in page.context.jobs.works()]
    qtbot.waitUntil(lambda: not any(work.state == WorkState.RUNNING for work in page.context.jobs.works()))
    assert len(states) <= 1


def test_a_click_on_the_pencil_lets_the_words_of_a_turn_be_corrected(page: ReviewPage, qtbot: QtBot) -> None:
    view = transcript_of(page).view
    view.scrollTo(index_of(page, ANSWER))
    pencil = view.delegate.painting.pencil_rect(view.visualRect(index_of(page, ANSWER)))
    qtbot.mouseMove(view.viewport(), pencil.center())
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=pencil.center())
    assert editor_of(page).hasFocus()
    view.end_edit()
    assert view.delegate.editor is None


def test_what_happened_while_it_was_recorded_stands_below_its_turn(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    drafted = add_draft(vault, maya)
    turns = vault.transcripts.load(drafted.session.id)
    happened = (Moment(MomentKind.MARKED, turns[1].start + 1.0), Moment(MomentKind.ASLEEP, turns[3].end, 300))
    vault.transcripts.save(drafted.session.id, turns, moments=happened)
    page = open_page(context, qtbot, drafted.note.id)
    view = transcript_of(page).view
    said = {n: index_of(page, n).data(Role.MOMENTS) for n in range(len(turns))}
    assert {n for n, each in said.items() if each} == {1, 3}
    assert said[1][0][1].startswith("You marked this moment (")
    assert said[3] == (("triangle-alert", "The computer slept for 5 minutes."),)
    assert "The computer slept" in index_of(page, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    with_it, without = view.visualRect(index_of(page, 1)), view.visualRect(index_of(page, 2))
    assert with_it.bottom() < without.top()
    shot(page, "50-review-moments")


def test_what_may_have_been_misheard_is_asked_and_settled_by_one_click(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    drafted = add_draft(vault, maya)
    turns = list(vault.transcripts.load(drafted.session.id))
    said = "She put me on search line, fifty milligrams, and on mirror tazapine, 15 mg."
    turns[ANSWER] = replace(turns[ANSWER], text=said)
    vault.transcripts.save(drafted.session.id, tuple(turns))
    question = 'Heard: "search line". Sertraline?'
    takes = Statement("Client takes search line at fifty milligrams.", (ANSWER,), Status.FLAGGED, question)
    section = Section("Subjective", (takes,))
    rest = tuple(each for each in drafted.note.sections if each.name != "Subjective")
    vault.notes.replace_sections(drafted.note.id, (*rest, section))
    page = open_page(context, qtbot, drafted.note.id)
    bar = transcript_of(page).misheard
    assert [each.heard for each in bar.open] == ["search line", "mirror tazapine"]
    assert bar.take.text() == "Sertraline"
    shot(page, "50-review-misheard")
    qtbot.mouseClick(bar.take, Qt.MouseButton.LeftButton)
    assert page.editing is not None
    assert "sertraline, fifty" in page.editing.content.turns[ANSWER].text
    (settled,) = page.editing.content.sections[-1].statements
    assert (settled.text, settled.status) == (
        "Client takes sertraline at fifty milligrams.",
        Status.SUPPORTED,
    )
    qtbot.mouseClick(bar.leave, Qt.MouseButton.LeftButton)
    assert "mirror tazapine" in page.editing.content.turns[ANSWER].text
    assert not bar.isVisible()
    page.flush()
    settle(qtbot, context.background)
    assert "sertraline" in vault.transcripts.load(drafted.session.id)[ANSWER].text
