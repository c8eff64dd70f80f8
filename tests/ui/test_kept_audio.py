"""The question about voice without words, in the review of its note."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.records import Client, Moment, MomentKind, RecordingState
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review import kept_audio
from intellisession_desktop.ui.review.kept_audio import KeptAudioDialog
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.review_note import DAY, open_page, sample_turns, sections
from tests.unit.sessions.conftest import write_wav

Shot = Callable[[QWidget, str], None]
UNHEARD = (Moment(MomentKind.UNHEARD, 4.0, 150.0), Moment(MomentKind.UNHEARD, 200.0, 92.0))


@pytest.fixture
def attached(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "session.wav", 30.0)


@pytest.fixture
def page(context: Context, vault: Vault, maya: Client, qtbot: QtBot, attached: Path) -> ReviewPage:
    session = vault.sessions.add(maya.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, sample_turns(), moments=UNHEARD)
    with AttachedFile.open(attached) as file:
        vault.recordings.add(session.id, "[]", identity=file.identity(), state=RecordingState.KEPT)
    vault.recordings.set_seconds(vault.recordings.of_session(session.id)[0].id, 720.0)
    note = vault.notes.add(maya.id, session.id, "SOAP", DAY, sections())
    return open_page(context, qtbot, note.id)


def button(parent: QWidget, name: str) -> Button:
    found = parent.findChild(Button, name)
    assert isinstance(found, Button)
    return found


def asked(page: ReviewPage, qtbot: QtBot) -> KeptAudioDialog:
    button(page, "kept-audio").click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(KeptAudioDialog)))
    return page.findChildren(KeptAudioDialog)[-1]


def asked_next(dialog: KeptAudioDialog) -> str:
    """What is asked once more before it is destroyed."""
    (question,) = (each for each in dialog.findChildren(Dialog) if each.isVisible())
    return " ".join(each.text() for each in question.findChildren(QLabel) if each.isVisible())


def test_it_says_how_much_and_where(page: ReviewPage, qtbot: QtBot, shot: Shot) -> None:
    assert button(page, "kept-audio").text() == "4 minutes not understood"
    shot(page, "47-review-without-words")
    shot(asked(page, qtbot), "47-kept-audio")


def test_a_place_is_played_with_a_second_around_it(
    page: ReviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[int] = []

    def play(sound: np.ndarray, stop: threading.Event) -> None:
        played.append(len(sound))

    monkeypatch.setattr(kept_audio, "play", play)
    button(asked(page, qtbot), "listen-0").click()
    qtbot.waitUntil(lambda: bool(played))
    assert played == [27 * 16_000]  # from 3 s to the end of the file


def test_destroying_it_is_told_at_the_top_of_the_note(
    page: ReviewPage, qtbot: QtBot, vault: Vault, attached: Path
) -> None:
    dialog = asked(page, qtbot)
    button(dialog, "destroy-kept").click()
    button(dialog, "go").click()
    qtbot.waitUntil(lambda: page.findChild(Button, "receipt") is not None, timeout=10_000)
    assert not attached.exists()
    assert page.findChild(Button, "kept-audio") is None


def test_destroying_it_is_asked_once_more_and_what_cannot_be_undone_is_said(
    page: ReviewPage, qtbot: QtBot, context: Context, attached: Path, shot: Shot
) -> None:
    dialog = asked(page, qtbot)
    button(dialog, "destroy-kept").click()
    said = asked_next(dialog)
    assert "Destroy this recording of 12 minutes?" in said
    assert "the 4 minutes that could not be understood" in said
    assert "It cannot be brought back." in said
    shot(dialog.findChild(Dialog), "47-kept-audio-question")
    assert button(dialog, "stay").isDefault()
    button(dialog, "stay").click()
    settle(qtbot, context.background)
    assert dialog.isVisible()
    assert attached.exists()
    assert page.findChild(Button, "kept-audio") is not None


def test_keeping_it_changes_nothing(page: ReviewPage, qtbot: QtBot, attached: Path) -> None:
    dialog = asked(page, qtbot)
    button(dialog, "keep").click()
    assert not dialog.isVisible()
    assert attached.exists()
    assert page.findChild(Button, "kept-audio") is not None


def test_audio_that_was_kept_for_another_reason_can_be_destroyed_too(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, attached: Path, shot: Shot
) -> None:
    session = vault.sessions.add(maya.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, sample_turns())
    with AttachedFile.open(attached) as file:
        vault.recordings.add(session.id, "[]", identity=file.identity(), state=RecordingState.KEPT)
    page = open_page(context, qtbot, vault.notes.add(maya.id, session.id, "SOAP", DAY, sections()).id)
    assert button(page, "kept-audio").text() == "Audio kept"
    dialog = asked(page, qtbot)
    shot(dialog, "47-kept-audio-otherwise")
    button(dialog, "destroy-kept").click()
    assert "not be understood" not in asked_next(dialog)
    button(dialog, "go").click()
    qtbot.waitUntil(lambda: page.findChild(Button, "receipt") is not None, timeout=10_000)
    assert not attached.exists()
