"""The statements of a note are read as they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Progress, Statement, Status
from intellisession_desktop.sessions.job_queue import Work, WorkKind, WorkState
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.draft_so_far import DraftSoFar
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.work_strip import WorkStrip
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.small_dialogs import click, words

Shot = Callable[[QWidget, str], None]
FIRST = (Statement("Client had two panic attacks this week.", (1,)),)
SECOND = (
    Statement("Client stayed in the supermarket.", (3,)),
    Statement("Client took 15 mg.", (3,), Status.FLAGGED, 'Not found in what was said: "15 mg"'),
)


@pytest.fixture
def work(vault: Vault, maya: Client) -> Work:
    session = vault.sessions.add(maya.id, dt.date(2026, 11, 12), "SOAP", 2, "en")
    job = vault.jobs.add(session.id, None, "{}")
    writing = Progress("writing", 0.3)
    return Work("w1", WorkKind.NOTE, "Maya R.", maya.id, WorkState.RUNNING, writing, 0.6, 40.0, job_id=job.id)


def test_they_appear_as_they_are_committed_in_the_order_of_the_session(
    context: Context,
    vault: Vault,
    work: Work,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    shot: Shot,
) -> None:
    dialog = DraftSoFar(context, work)
    opened(dialog)
    settle(qtbot, context.background)
    assert "The first statements appear here" in words(dialog)
    vault.drafts.save_exchange(work.job_id, 0, FIRST)
    context.jobs.changed.emit(work)
    settle(qtbot, context.background)
    assert dialog.texts == (FIRST[0].text,)
    vault.drafts.save_exchange(work.job_id, 1, ())
    vault.drafts.save_exchange(work.job_id, 2, SECOND)
    context.jobs.changed.emit(replace(work, percent=0.9))
    context.jobs.changed.emit(replace(work, id="another", percent=0.1))
    settle(qtbot, context.background)
    assert dialog.texts == tuple(each.text for each in (*FIRST, *SECOND))
    assert SECOND[1].reason in words(dialog)
    assert "The first statements appear here" not in words(dialog)
    shot(dialog, "28r-read-along")


def test_when_it_is_ready_it_can_be_reviewed_and_what_was_read_stays(
    context: Context, vault: Vault, work: Work, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    vault.drafts.save_exchange(work.job_id, 0, FIRST)
    dialog = DraftSoFar(context, work)
    opened(dialog)
    settle(qtbot, context.background)
    assert not dialog.review.isVisible()
    vault.drafts.clear(work.job_id)
    context.jobs.changed.emit(replace(work, state=WorkState.DONE, note_id="n1"))
    settle(qtbot, context.background)
    assert dialog.texts == (FIRST[0].text,)
    with qtbot.waitSignal(dialog.review_requested) as asked:
        click(qtbot, dialog, "review")
    assert asked.args == ["n1"]


def test_the_strip_offers_it_while_a_note_is_written(
    context: Context, work: Work, window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [replace(work, progress=Progress("listening", 0.5))]
    monkeypatch.setattr(context.jobs, "works", lambda: tuple(held))
    strip = WorkStrip(context)
    window.setLayout(column(None, strip, spacing=0))
    window.show()
    qtbot.waitExposed(window)
    button = strip.findChild(Button, "read-along")
    assert button is not None
    assert not button.isVisible()
    held[:] = [work]
    context.jobs.changed.emit(work)
    assert button.isVisible()
    click(qtbot, strip, "read-along")
    settle(qtbot, context.background)
    assert any(each.isVisible() for each in context.window.findChildren(DraftSoFar))
