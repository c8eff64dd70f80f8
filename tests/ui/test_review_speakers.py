"""Who speaks: how sure it is, and what happens when the therapist says it is otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import (
    FIND_OUT,
    Client,
    ConsentScope,
    LabelledBy,
    Labelling,
    Statement,
    Status,
)
from intellisession_desktop.sessions.review import SPEAKER_CHANGED
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.renaming import rename_speaker
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.same_reason_bar import SameReasonBar
from intellisession_desktop.ui.review.speaker_menu import SpeakerMenu
from intellisession_desktop.ui.review.transcript_pane import TranscriptPane
from intellisession_desktop.ui.review.who_speaks import WhoSpeaks
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.texts import Label
from intellisession_desktop.vault.vault import Vault

from .conftest import settle
from .review_note import Drafted, add_draft
from .small_dialogs import click, words


def opened(
    context: Context, qtbot: QtBot, drafted: Drafted, labelling: Labelling
) -> tuple[ReviewPage, WhoSpeaks]:
    context.vault.transcripts.set_labelling(drafted.session.id, labelling)
    page = ReviewPage(context, drafted.note.id)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    settle(qtbot, context.background)
    who = page.findChild(WhoSpeaks)
    assert who is not None
    return page, who


def asked(page: ReviewPage) -> Dialog:
    """The question that is open."""
    return next(each for each in page.window().findChildren(Dialog) if each.isVisible())


@pytest.fixture
def drafted(vault: Vault, maya: Client) -> Drafted:
    return add_draft(vault, maya)


def statuses(page: ReviewPage) -> list[Statement]:
    pane = page.findChild(TranscriptPane)
    assert pane is not None
    return [made for _, made in pane._editing.content.all()]


def test_unsure_words_ask_and_one_click_settles_it(
    context: Context, qtbot: QtBot, drafted: Drafted, shot: object
) -> None:
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.72, 2))
    assert who.right.isVisible()
    assert "72 %" in who._asked.label.text()
    assert callable(shot)
    shot(page, "80-who-speaks-asked")
    before = statuses(page)
    who.right.click()
    settle(qtbot, context.background)
    assert not who.isVisible()
    assert statuses(page) == before
    assert context.vault.transcripts.labelling(drafted.session.id) == Labelling(LabelledBy.HAND, 1.0, 2)


def test_swapping_flags_what_was_written_from_these_turns_and_offers_to_write_it_again(
    context: Context, qtbot: QtBot, drafted: Drafted, shot: object
) -> None:
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.55, 2))
    pane = page.findChild(TranscriptPane)
    assert pane is not None
    turns, before = pane._editing.content.turns, statuses(page)
    who.swap.click()
    question = asked(page)
    assert (statuses(page), pane._editing.content.turns) == (before, turns)
    count = sum(each.status == Status.SUPPORTED and bool(each.evidence) for each in before)
    assert f"{count} statements were written from what they said." in words(question)
    assert callable(shot)
    shot(question, "81-speakers-swap-asked")
    click(qtbot, question, "go")
    settle(qtbot, context.background)
    other = {"therapist": "client", "client": "therapist"}
    assert [t.speaker for t in pane._editing.content.turns] == [other[t.speaker] for t in turns]
    for old, new in zip(before, statuses(page), strict=True):
        if old.status == Status.SUPPORTED and old.evidence:
            assert (new.status, new.reason) == (Status.FLAGGED, SPEAKER_CHANGED)
        else:
            assert new == old
    assert pane._offer.isVisible()
    shot(page, "81-speakers-swapped")
    page.flush()
    settle(qtbot, context.background)
    stored = context.vault.transcripts.load(drafted.session.id)
    assert [t.speaker for t in stored] == [other[t.speaker] for t in turns]
    assert context.vault.transcripts.labelling(drafted.session.id).by is LabelledBy.HAND
    assert not who.right.isVisible()
    pane._editing.undo()
    assert statuses(page) == before
    assert pane._editing.content.turns == turns


def test_swapping_back_takes_the_flags_away_and_undo_reaches_the_swap_after_coming_back(
    context: Context, qtbot: QtBot, drafted: Drafted
) -> None:
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.55, 2))
    before = statuses(page)
    pane = page.findChild(TranscriptPane)
    assert pane is not None
    turns = pane._editing.content.turns
    who.swap.click()
    click(qtbot, asked(page), "go")
    swapped = statuses(page)
    assert swapped != before
    click(qtbot, page, "swap")  # without a question: it flags nothing
    assert statuses(page) == before
    assert not pane._offer.isVisible()
    click(qtbot, page, "swap")
    click(qtbot, asked(page), "go")
    with qtbot.waitSignal(page.closed):
        page.leave()
    again = ReviewPage(context, drafted.note.id)
    qtbot.addWidget(again)
    again.resize(1280, 720)
    again.show()
    settle(qtbot, context.background)
    assert statuses(again) == swapped
    click(qtbot, again, "undo")
    assert statuses(again) == before
    assert again.editing is not None
    assert again.editing.content.turns == turns


def test_all_that_wait_for_one_reason_are_kept_with_one_click(
    context: Context, qtbot: QtBot, drafted: Drafted, shot: object
) -> None:
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.55, 2))
    assert page.editing is not None
    assert page.note_pane is not None
    who.swap.click()
    click(qtbot, asked(page), "go")
    doubted = [p for p, each in page.editing.content.all() if each.reason == SPEAKER_CHANGED]
    places = [place for place in doubted if place.section]  # what is about risk is decided on one by one
    bar = page.findChild(SameReasonBar)
    assert bar is not None
    assert not bar.isVisible()
    page.note_pane.select(places[0])
    assert words(bar) == f"{len(places) - 1} other statements wait for the same reason."
    assert callable(shot)
    shot(page, "81-keep-all")
    click(qtbot, bar, "keep-all")
    assert not bar.isVisible()
    assert {page.editing.statement(place).status for place in places} == {Status.KEPT}
    left = 2 + len(doubted) - len(places)  # two wait for reasons of their own
    assert len(page.editing.to_check()) == left
    page.editing.undo()
    assert len(page.editing.to_check()) == left + len(places)


def test_of_several_people_the_therapist_is_chosen_by_what_they_say(
    context: Context, qtbot: QtBot, drafted: Drafted
) -> None:
    turns = context.vault.transcripts.load(drafted.session.id)
    changed = [replace(t, speaker="client2") if i % 7 == 3 else t for i, t in enumerate(turns)]
    context.vault.transcripts.save(drafted.session.id, changed)
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.6, 3))
    assert not who.swap.isVisible()
    assert who.choose.isVisible()
    menu = who.others_menu()
    texts = [action.text() for action in menu.actions()]
    assert len(texts) == 2
    assert all("“" in text for text in texts)
    second = next(a for a in menu.actions() if a.text().startswith("Client 2"))
    second.trigger()
    click(qtbot, asked(page), "go")
    page.flush()
    settle(qtbot, context.background)
    stored = context.vault.transcripts.load(drafted.session.id)
    for old, new in zip(changed, stored, strict=True):
        other = {"client2": "therapist", "therapist": "client2"}
        assert new.speaker == other.get(old.speaker, old.speaker)


@pytest.mark.parametrize(
    ("labelling", "words"),
    [
        (Labelling(LabelledBy.WORDS, 0.97, 2), "97 %"),
        (Labelling(LabelledBy.VOICE, 0.99, 2), "your voice"),
    ],
)
def test_what_is_settled_is_a_quiet_line(
    context: Context, qtbot: QtBot, drafted: Drafted, labelling: Labelling, words: str
) -> None:
    _, who = opened(context, qtbot, drafted, labelling)
    assert words in who._line.text()
    assert who._line.isVisible()
    assert not who._asked.isVisible()


def test_voices_that_could_not_be_told_apart_are_said_to_be_so(
    context: Context, qtbot: QtBot, drafted: Drafted, shot: object
) -> None:
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.FAILED, 0.0, 0))
    assert "could not be told apart" in who._asked.label.text()
    assert not who.right.isVisible()
    assert callable(shot)
    shot(page, "82-voices-not-told-apart")


def test_nothing_is_said_where_there_was_nothing_to_tell(
    context: Context, qtbot: QtBot, drafted: Drafted
) -> None:
    _, who = opened(context, qtbot, drafted, Labelling())
    assert not who.isVisible()


def test_renaming_all_turns_of_a_voice_doubts_what_was_written_of_them(
    context: Context, qtbot: QtBot, drafted: Drafted
) -> None:
    page, _ = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.97, 2))
    pane = page.findChild(TranscriptPane)
    assert pane is not None
    rename_speaker(page, pane._editing, "client", "mother")
    assert not [made for made in statuses(page) if made.reason == SPEAKER_CHANGED]
    click(qtbot, asked(page), "go")
    flagged = [made for made in statuses(page) if made.reason == SPEAKER_CHANGED]
    assert flagged
    page.flush()
    settle(qtbot, context.background)
    assert {t.speaker for t in context.vault.transcripts.load(drafted.session.id)} == {"therapist", "mother"}


def test_more_voices_than_people_who_agreed_is_said_plainly(
    context: Context, qtbot: QtBot, vault: Vault, maya: Client, shot: object
) -> None:
    drafted = add_draft(vault, maya)
    vault.sessions.update(replace(drafted.session, people=FIND_OUT))
    page, who = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.97, 4))
    assert who._unagreed.isVisible()
    assert "4 voices were heard" in who._unagreed.label.text()
    assert callable(shot)
    shot(page, "83-voices-without-consent")


def test_the_people_who_agreed_are_offered_as_names(
    context: Context, qtbot: QtBot, vault: Vault, maya: Client
) -> None:
    drafted = add_draft(vault, maya)
    vault.consents.record(maya.id, ConsentScope.RECORDING, drafted.session.date, "mother")
    page, _ = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.97, 2))
    pane = page.findChild(TranscriptPane)
    assert pane is not None
    menu = SpeakerMenu(pane._editing, pane.view.turns, pane.view).made_for(1)
    assert "Mother" in [action.text() for action in menu.actions()]


def test_words_on_which_another_note_rests_stay_and_it_is_said_why(
    context: Context, vault: Vault, drafted: Drafted, qtbot: QtBot
) -> None:
    note = drafted.note
    vault.notes.add(drafted.client.id, drafted.session.id, "DAP", note.date, note.sections)
    page, _ = opened(context, qtbot, drafted, Labelling(LabelledBy.WORDS, 0.6))
    pane = page.findChild(TranscriptPane)
    assert pane is not None
    shown = {each.objectName() for each in pane.findChildren(QWidget) if each.isVisibleTo(page)}
    assert "transcript-shared" in shown
    assert "swap" not in shown
    (why,) = pane.findChild(QWidget, "transcript-shared").findChildren(Label)
    assert "stay as they are" in why.text()
