"""Closing while a note is made: it is said that it goes on, and the next window goes on with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.sessions.note_request import NoteRequest, Options
from intellisession_desktop.ui.context import SettingsStore
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines
from tests.ui.conftest import settle
from tests.ui.test_shell import answer, asked, lock, shell, unlock, words
from tests.unit.sessions.watched_queue import HeldEngines

__all__ = ["shell"]


def making(vault: Vault, held: HeldEngines, qtbot: QtBot, shell: Shell) -> None:
    """A note is being made from a summary; the model is held."""
    assert shell.context is not None
    client = vault.clients.by_name("Maya R.")
    summary = NoteRequest(client.id, dt.date.today(), options=Options("Client slept badly this week."))
    shell.context.jobs.add(summary)
    qtbot.waitUntil(held.writing.reached.is_set)


@pytest.fixture
def held() -> HeldEngines:
    return HeldEngines()


@pytest.fixture
def held_shell(shell: Shell, held: HeldEngines, qtbot: QtBot) -> Shell:
    shell._find_engines = held
    unlock(shell, qtbot)
    assert shell.context is not None
    making(shell.context.vault, held, qtbot, shell)
    return shell


def test_closing_while_a_note_is_made_says_that_it_goes_on(
    held_shell: Shell, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    held_shell.close()
    question = asked(held_shell, "A note is being made")
    assert "continues by itself when you next open this vault" in words(question)
    shot(question, "19-closing-while-a-note-is-made")
    answer(question, "stay", qtbot)
    assert held_shell.isVisible()
    held_shell.close()
    answer(asked(held_shell, "A note is being made"), "go", qtbot)
    qtbot.waitUntil(lambda: not held_shell.isVisible(), timeout=10_000)


def test_closing_while_it_is_locked_says_so_too(held_shell: Shell, qtbot: QtBot) -> None:
    lock(held_shell, qtbot)
    held_shell.close()
    answer(asked(held_shell, "A note is being made"), "go", qtbot)
    qtbot.waitUntil(lambda: not held_shell.isVisible(), timeout=10_000)


def test_the_next_window_goes_on_with_it_without_being_asked(
    held_shell: Shell, qtbot: QtBot, theme: Theme, engines: FakeEngines, data: Path
) -> None:
    held_shell.close()
    answer(asked(held_shell, "A note is being made"), "go", qtbot)
    qtbot.waitUntil(lambda: not held_shell.isVisible(), timeout=10_000)
    again = Shell(SettingsStore(), theme, engines)
    qtbot.addWidget(again)
    again.show()
    unlock(again, qtbot)
    assert again.context is not None
    context = again.context
    qtbot.waitUntil(lambda: len(context.vault.notes.list()) == 1, timeout=10_000)
    settle(qtbot, again.background)
    again.close()
