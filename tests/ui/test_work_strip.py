"""The strip at the bottom, in every state of the work; once with the real queue and fake engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import AudioUnreadable, EngineCrashed, ModelMissing, SpoolDamaged
from intellisession_desktop.records import Client, Destruction, Progress, Receipt
from intellisession_desktop.sessions.job_queue import Work, WorkKind, WorkState
from intellisession_desktop.sessions.note_request import NoteRequest, Options
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.buttons import Button, IconButton
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.work_row import WorkRow
from intellisession_desktop.ui.work_strip import WorkStrip, shown_works
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines
from tests.ui.conftest import settle

Shot = Callable[[QWidget, str], None]
RECEIPT = Receipt(
    "r1",
    "rec1",
    dt.datetime.now().astimezone().replace(hour=10, minute=52),
    Destruction("key destroyed, overwritten and deleted", 1_000, True),
)
RUNNING = Work(
    "w1",
    WorkKind.NOTE,
    "Maya R.",
    "c1",
    WorkState.RUNNING,
    Progress("listening", 0.4),
    percent=0.18,
    left_s=130.0,
)
WRITING = replace(RUNNING, progress=Progress("writing", 0.5), percent=0.62, left_s=118.0, receipt=RECEIPT)
WAITING = Work("w2", WorkKind.NOTE, "Daniel K.", "c2")
DONE = Work("w3", WorkKind.NOTE, "Sam and Lou", "c3", WorkState.DONE, note_id="n3", receipt=RECEIPT)
FAILED = Work("w4", WorkKind.NOTE, "Jana", "c4", WorkState.FAILED, error=AudioUnreadable())


@pytest.fixture
def works(context: Context, monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """What the queue says it holds."""
    held: list[Work] = []
    monkeypatch.setattr(context.jobs, "works", lambda: tuple(held))
    monkeypatch.setattr(
        context.jobs.queue,
        "dismiss",
        lambda work_id: held.__setitem__(slice(None), [work for work in held if work.id != work_id]),
    )
    return held


@pytest.fixture
def strip(context: Context, window: QWidget, qtbot: QtBot) -> WorkStrip:
    made = WorkStrip(context)
    window.setLayout(column(None, made, spacing=0))
    window.show()
    qtbot.waitExposed(window)
    return made


def tell(context: Context, works: list[Work], *now: Work) -> None:
    works[:] = now
    for work in now:
        context.jobs.changed.emit(work)
    QApplication.processEvents()


def said(strip: WorkStrip) -> list[str]:
    return [
        label.text()
        for row in strip.findChildren(WorkRow)
        for label in row.findChildren(QLabel, "work-text")
        if label.isVisible()
    ]


def buttons(strip: WorkStrip) -> list[str]:
    return [button.text() for button in strip.findChildren(Button) if button.isVisible()]


def pictured(strip: WorkStrip, window: QWidget, shot: Shot, name: str) -> None:
    """A picture of the strip alone, at the width of the smallest window."""
    window.resize(853, 300)
    QApplication.processEvents()
    shot(strip, name)


def test_it_is_not_there_while_there_is_nothing_to_say(works: list[Work], strip: WorkStrip) -> None:
    assert not strip.isVisible()


@pytest.mark.parametrize(
    ("name", "now", "text", "offered"),
    [
        ("listening", (RUNNING,), "listening · 18 % · about 2 min left", ["Cancel"]),
        (
            "writing",
            (WRITING,),
            "writing the note · 62 % · about 2 min left",
            ["Audio destroyed 10:52", "Cancel"],
        ),
        (
            "voices",
            (replace(RUNNING, progress=Progress("telling voices apart"), percent=0.36, left_s=None),),
            "telling voices apart · 36 %",
            ["Cancel"],
        ),
        (
            "locked",
            (replace(RUNNING, waits_for_unlock=True),),
            "paused until you unlock",
            ["Cancel"],
        ),
        (
            "loading",
            (replace(RUNNING, progress=Progress("writing", 0.0), percent=0.0, left_s=None),),
            "getting ready",
            ["Cancel"],
        ),
        ("begun", (replace(RUNNING, progress=None, percent=None, left_s=None),), "getting ready", ["Cancel"]),
        (
            "task-loading",
            (
                replace(
                    RUNNING,
                    kind=WorkKind.TASK,
                    title="Rewriting",
                    progress=Progress("writing", 0.0),
                    percent=0.0,
                    left_s=None,
                ),
            ),
            "getting ready",
            ["Cancel"],
        ),
        ("waiting", (WAITING,), "waiting for its turn", ["Cancel"]),
        ("done", (DONE,), "The note for Sam and Lou is ready.", ["Audio destroyed 10:52", "Review"]),
        (
            "failed",
            (FAILED,),
            "Jana: This file is not a recording we can read. It has not been changed.",
            ["Try again"],
        ),
        (
            "model",
            (replace(FAILED, error=ModelMissing()),),
            f"Jana: {ModelMissing().sentence}",
            ["Get the model", "Try again"],
        ),
        (
            "damaged",
            (replace(FAILED, error=SpoolDamaged(missing_s=3.0)),),
            f"Jana: {SpoolDamaged(missing_s=3.0).sentence}",
            ["Use what is there", "Try again"],
        ),
        (
            "bug",
            (replace(FAILED, error=None, bug="KeyError at drafting.py:12"),),
            "Jana: This is our mistake, not yours. What was stored is safe.",
            ["Copy report", "Try again"],
        ),
        (
            "stopped",
            (replace(RUNNING, state=WorkState.CANCELLED),),
            "Maya R.: stopped. The recording is still there.",
            ["Start again"],
        ),
        (
            "task",
            (replace(RUNNING, kind=WorkKind.TASK, title="Rewriting Subjective", left_s=None),),
            "18 %",
            ["Cancel"],
        ),
    ],
)
def test_each_state_says_where_it_is_and_what_can_be_done(
    context: Context,
    works: list[Work],
    strip: WorkStrip,
    window: QWidget,
    shot: Shot,
    name: str,
    now: tuple[Work, ...],
    text: str,
    offered: list[str],
) -> None:
    tell(context, works, *now)
    assert said(strip) == [text]
    assert buttons(strip) == offered
    pictured(strip, window, shot, f"27-strip-{name}")


def test_the_newest_running_work_the_last_that_ended_and_how_many_wait(
    context: Context, works: list[Work], strip: WorkStrip, window: QWidget, qtbot: QtBot, shot: Shot
) -> None:
    others = [replace(WAITING, id=f"w{n}", title=title) for n, title in ((7, "Aisha B."), (8, "Olu A."))]
    tell(context, works, FAILED, DONE, WRITING, *others)
    assert said(strip) == [
        "writing the note · 62 % · about 2 min left",
        "The note for Sam and Lou is ready.",
    ]
    assert strip.more.text() == "3 more"
    pictured(strip, window, shot, "28-strip-several")
    qtbot.mouseClick(strip.more, Qt.MouseButton.LeftButton)
    popup = window.findChild(QWidget, "work-popup")
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    rows = [row.work.title for row in popup.findChildren(WorkRow)]
    assert rows == ["Jana", "Aisha B.", "Olu A."]
    shot(window, "28b-strip-popup")
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_two_that_wait_are_called_so(context: Context, works: list[Work], strip: WorkStrip) -> None:
    tell(context, works, RUNNING, WAITING, replace(WAITING, id="w9"))
    assert strip.more.text() == "2 more waiting"
    tell(context, works, RUNNING, WAITING)
    assert strip.more.text() == "1 more waiting"


def test_what_is_shown_of_much_work() -> None:
    task = replace(RUNNING, id="t", kind=WorkKind.TASK)
    assert shown_works([RUNNING, task])[0] == [RUNNING]
    assert shown_works([task, WAITING]) == ([task], [WAITING])
    assert shown_works([]) == ([], [])


def test_a_long_name_does_not_push_the_buttons_away(
    context: Context, works: list[Work], strip: WorkStrip, window: QWidget, shot: Shot
) -> None:
    long = "A family with a name that is far too long for any strip, and more"
    tell(context, works, replace(WRITING, title=long), replace(DONE, title=long))
    pictured(strip, window, shot, "28c-strip-long-names")
    assert strip.width() == 853


def test_a_note_that_is_ready_is_reviewed_and_taken_away(
    context: Context, works: list[Work], strip: WorkStrip, qtbot: QtBot
) -> None:
    tell(context, works, DONE)
    review = strip.findChild(Button, "review")
    assert review is not None
    with qtbot.waitSignal(strip.review_requested) as asked:
        qtbot.mouseClick(review, Qt.MouseButton.LeftButton)
    assert asked.args == ["n3"]
    strip.note_opened("n3")
    assert works == []
    assert not strip.isVisible()


def test_what_ended_can_be_taken_away(
    context: Context, works: list[Work], strip: WorkStrip, qtbot: QtBot
) -> None:
    tell(context, works, FAILED)
    cross = strip.findChild(IconButton, "dismiss")
    assert cross is not None
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()


def test_each_step_of_a_note_has_its_client_read_anew_but_not_each_percent(
    context: Context, works: list[Work], strip: WorkStrip, qtbot: QtBot
) -> None:
    heard: list[str] = []
    context.client_changed.connect(heard.append)
    steps = (RUNNING, replace(RUNNING, percent=0.2), replace(RUNNING, percent=0.3), WRITING)
    for work in (*steps, replace(WRITING, state=WorkState.DONE, note_id="n1")):
        tell(context, works, work)
    assert heard == ["c1", "c1", "c1"]


def test_short_work_that_ended_is_not_announced(
    context: Context, works: list[Work], strip: WorkStrip
) -> None:
    tell(context, works, replace(RUNNING, kind=WorkKind.TASK, state=WorkState.DONE))
    assert works == []
    assert not strip.isVisible()


def test_a_report_of_our_mistake_can_be_copied(
    context: Context, works: list[Work], strip: WorkStrip, qtbot: QtBot
) -> None:
    tell(context, works, replace(FAILED, error=None, bug="KeyError at drafting.py:12"))
    copy = strip.findChild(Button, "copy-report")
    assert copy is not None
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "KeyError at drafting.py:12"


def test_a_missing_model_leads_to_the_models(
    context: Context, works: list[Work], strip: WorkStrip, qtbot: QtBot
) -> None:
    tell(context, works, replace(FAILED, error=ModelMissing()))
    get = strip.findChild(Button, "get-model")
    assert get is not None
    with qtbot.waitSignal(strip.models_wanted):
        qtbot.mouseClick(get, Qt.MouseButton.LeftButton)


def request_of(client: Client) -> NoteRequest:
    summary = "We talked about the week.\n\nShe kept the log."
    return NoteRequest(client.id, dt.date(2026, 11, 12), options=Options(summary=summary))


def test_the_real_queue_ends_with_a_note_that_is_ready(
    context: Context, strip: WorkStrip, maya: Client, vault: Vault, qtbot: QtBot
) -> None:
    context.background.run(lambda: context.jobs.add(request_of(maya)))
    qtbot.waitUntil(lambda: said(strip) == ["The note for Maya R. is ready."], timeout=10_000)
    assert len(vault.notes.list(maya.id)) == 1


def test_the_real_queue_fails_and_is_tried_again(
    context: Context, strip: WorkStrip, maya: Client, engines: FakeEngines, qtbot: QtBot
) -> None:
    engines.fails = EngineCrashed()
    context.background.run(lambda: context.jobs.add(request_of(maya)))
    crashed = EngineCrashed().sentence
    qtbot.waitUntil(lambda: said(strip) == [f"Maya R.: {crashed}"], timeout=10_000)
    engines.fails = None
    again = strip.findChild(Button, "again")
    assert again is not None
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    qtbot.waitUntil(lambda: said(strip) == ["The note for Maya R. is ready."], timeout=10_000)
