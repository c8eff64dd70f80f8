"""The thread on which the window's calls to sessions/ run."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import DiskFull
from intellisession_desktop.ui.background import Background
from tests.ui.conftest import settle


@pytest.fixture
def shown() -> list[Exception]:
    """The errors that nobody asked to be told of."""
    return []


@pytest.fixture
def background(qapp: QApplication, shown: list[Exception]) -> Iterator[Background]:
    made = Background(shown.append)
    yield made
    made.close()


def test_work_is_done_beside_the_main_thread_in_order_and_answered_on_it(
    background: Background, qtbot: QtBot
) -> None:
    seen: list[tuple[int, bool, bool]] = []
    for i in range(20):
        background.run(
            lambda i=i: (i, threading.current_thread() is threading.main_thread()),
            done=lambda answer: seen.append((*answer, threading.current_thread() is threading.main_thread())),
        )
    assert background.busy
    settle(qtbot, background)
    assert seen == [(i, False, True) for i in range(20)]


def test_an_error_goes_to_who_asked_or_else_is_shown(
    background: Background, qtbot: QtBot, shown: list[Exception]
) -> None:
    def fail() -> None:
        raise DiskFull()

    told: list[Exception] = []
    background.run(fail, failed=told.append)
    background.run(fail)
    settle(qtbot, background)
    assert [type(error) for error in told] == [DiskFull]
    assert [type(error) for error in shown] == [DiskFull]


def test_the_thread_lives_on_after_an_error(background: Background, qtbot: QtBot) -> None:
    answers: list[str] = []
    background.run(lambda: 1 / 0)
    background.run(lambda: "still there", done=answers.append)
    settle(qtbot, background)
    assert answers == ["still there"]


def test_nobody_is_told_whose_owner_is_gone_but_the_work_is_done(
    background: Background, qtbot: QtBot, shown: list[Exception]
) -> None:
    gate, done, told = threading.Event(), [], []

    def work() -> None:
        gate.wait()
        done.append(True)

    owner = QObject()
    background.run(work, done=told.append, owner=owner)
    background.run(lambda: 1 / 0, owner=owner)
    owner.deleteLater()
    qtbot.wait(1)
    gate.set()
    settle(qtbot, background)
    assert done == [True]
    assert told == []
    assert shown == []


def test_closing_does_what_was_asked_for_first(qapp: QApplication) -> None:
    done: list[int] = []
    background = Background(lambda error: None)
    for i in range(50):
        background.run(lambda i=i: done.append(i))
    background.close()
    assert done == list(range(50))
