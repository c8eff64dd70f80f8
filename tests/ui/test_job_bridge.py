"""Work becomes signals on the main thread, whatever thread did it."""

from __future__ import annotations

import datetime as dt
import threading

from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Progress
from intellisession_desktop.sessions.engines import Engines
from intellisession_desktop.sessions.job_queue import Work, WorkState
from intellisession_desktop.sessions.jobs import CancelToken, Report
from intellisession_desktop.sessions.note_creation import NoteRequest, Options
from intellisession_desktop.ui.context import Context


def test_each_state_of_a_note_arrives_on_the_main_thread_in_order(
    qtbot: QtBot, context: Context, maya: Client
) -> None:
    told: list[tuple[WorkState, bool]] = []

    def hear(work: Work) -> None:
        told.append((work.state, threading.current_thread() is threading.main_thread()))

    context.jobs.changed.connect(hear)
    request = NoteRequest(maya.id, dt.date(2026, 11, 12), options=Options("Client slept well."))
    context.background.run(lambda: context.jobs.add(request))
    qtbot.waitUntil(lambda: any(state == WorkState.DONE for state, _ in told))
    assert all(on_main for _, on_main in told)
    assert list(dict.fromkeys(state for state, _ in told)) == [
        WorkState.WAITING,
        WorkState.RUNNING,
        WorkState.DONE,
    ]


def test_a_tasks_result_is_handed_over_on_the_main_thread(qtbot: QtBot, context: Context) -> None:
    results: list[tuple[str, bool]] = []

    def task(engines: Engines, report: Report, cancel: CancelToken) -> str:
        report(Progress("rewriting", 0.5))
        return threading.current_thread().name

    def done(name: str) -> None:
        results.append((name, threading.current_thread() is threading.main_thread()))

    context.jobs.run("Rewriting", "client", task, done)
    qtbot.waitUntil(lambda: bool(results))
    assert results == [("tasks", True)]


def test_nothing_is_told_after_the_end(qtbot: QtBot, context: Context, maya: Client) -> None:
    context.jobs.close()
    request = NoteRequest(maya.id, dt.date(2026, 11, 12), options=Options("Client slept well."))
    with qtbot.assertNotEmitted(context.jobs.changed, wait=50):
        context.jobs.add(request)
    assert len(context.vault.jobs.unfinished()) == 1  # it can be finished next time
