"""What is said once a note is being made: what it was too late for, and which other note waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Stage
from intellisession_desktop.sessions.job_queue import WorkState
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.begun import LeftOutDialog
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.leaving import text_windows
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.fakes import FakeEngines
from tests.ui.caseload import add_waiting_recording
from tests.ui.generating import Shot, attach, button, ended, opened, press, rest, sound_file
from tests.ui.review_note import sample_turns

LATER = "Her husband waited outside."


@pytest.fixture(autouse=True)
def ready_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    FakeMicrophones().install(monkeypatch)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A folder of the therapist's own."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    return folder


@pytest.fixture
def told(context: Context) -> list[str]:
    """What is said for a moment."""
    heard: list[str] = []
    context.notified.connect(lambda text, _: heard.append(text))
    return heard


def create(
    qtbot: QtBot,
    context: Context,
    client: Client,
    path: Path,
    state: WorkState = WorkState.DONE,
    change: Callable[[GenerateDialog], object] = lambda _: None,
) -> None:
    """Attaches a file in a new dialog, creates, and waits until all work is in this state."""
    dialog = opened(qtbot, context, client.id)
    attach(qtbot, dialog, path)
    change(dialog)
    press(qtbot, dialog, "create")
    rest(qtbot, context)
    qtbot.waitUntil(ended(context, state), timeout=30_000)


def shown(context: Context) -> Dialog | None:
    """The dialog over the main window."""
    return next((each for each in context.window.findChildren(Dialog) if each.isVisible()), None)


def words(widget: QWidget | None) -> str:
    assert widget is not None
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def kept(dialog: GenerateDialog) -> None:
    """The file is not to be shredded."""
    dialog.inputs.boxes[0].attach.file.shred.click()


def test_a_note_of_a_file_says_only_that_it_is_being_made(
    qtbot: QtBot, context: Context, maya: Client, sounds: Path, told: list[str]
) -> None:
    create(qtbot, context, maya, sound_file(sounds, "wav"))
    assert told == ["The note is being made."]
    assert shown(context) is None


def test_another_recording_under_the_name_is_said_and_the_first_note_can_go_on(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    engines: FakeEngines,
    maya: Client,
    sounds: Path,
    shot: Shot,
) -> None:
    engines.language = {"dies_after": 0}
    create(qtbot, context, maya, sound_file(sounds, "wav"), WorkState.FAILED)
    engines.language = {}
    context.jobs.queue.dismiss(context.jobs.works()[0].id)
    create(qtbot, context, maya, sound_file(sounds, "wav", 5.0))
    assert len(vault.notes.list(maya.id)) == 1
    dialog = shown(context)
    said = words(dialog)
    assert dialog is not None
    assert "Two recordings under one name" in said
    assert "session.wav" in said
    assert "the first can go on now or later" in said
    shot(dialog, "35-begun-other")
    press(qtbot, dialog, "go-on")
    rest(qtbot, context)
    qtbot.waitUntil(lambda: len(vault.notes.list(maya.id)) == 2, timeout=30_000)
    assert vault.jobs.unfinished() == ()


def test_an_unheard_recording_under_the_same_name_is_attached_again_by_its_new_one(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    engines: FakeEngines,
    maya: Client,
    sounds: Path,
    shot: Shot,
) -> None:
    first = sounds / "away.wav"
    engines.speech = {"dies_after": 0}
    create(qtbot, context, maya, sound_file(sounds, "wav"), WorkState.FAILED)
    engines.speech = {}
    (sounds / "session.wav").rename(first)
    context.jobs.queue.dismiss(context.jobs.works()[0].id)
    create(qtbot, context, maya, sound_file(sounds, "wav", 5.0))
    dialog = shown(context)
    assert dialog is not None
    assert "attach that again, whatever it is called now" in words(dialog)
    assert not dialog.findChildren(QWidget, "go-on")
    shot(dialog, "35-begun-other-unheard")
    assert [job.stage for job in vault.jobs.unfinished()] == [Stage.CREATED]
    press(qtbot, dialog, "close")
    first.rename(sounds / "first.wav")
    create(qtbot, context, maya, sounds / "first.wav")
    assert vault.jobs.unfinished() == ()
    assert len(vault.notes.list(maya.id)) == 2


def test_what_is_too_late_is_said(
    qtbot: QtBot, context: Context, vault: Vault, engines: FakeEngines, maya: Client, sounds: Path, shot: Shot
) -> None:
    path = sound_file(sounds, "wav")
    engines.language = {"dies_after": 0}
    create(qtbot, context, maya, path, WorkState.FAILED, kept)
    engines.language = {}

    def three(dialog: GenerateDialog) -> None:
        kept(dialog)
        dialog.form.people.setValue(3)

    create(qtbot, context, maya, path, change=three)
    dialog = shown(context)
    assert dialog is not None
    assert "It is too late to change how many people were heard." in words(dialog)
    shot(dialog, "35-begun-too-late")
    (note,) = vault.notes.list(maya.id)
    assert vault.sessions.get(note.session_id or "").people == 2


def test_what_was_written_too_late_is_held_on_to(
    qtbot: QtBot,
    context: Context,
    engines: FakeEngines,
    maya: Client,
    sounds: Path,
    shot: Shot,
) -> None:
    path = sound_file(sounds, "wav")
    engines.language = {"dies_after": 0}
    create(qtbot, context, maya, path, WorkState.FAILED, kept)
    engines.language = {}

    def write(dialog: GenerateDialog) -> None:
        kept(dialog)
        press(qtbot, dialog, "add-input")
        dialog.inputs.boxes[1].text.set_text(LATER)

    create(qtbot, context, maya, path, change=write)
    dialog = shown(context)
    assert isinstance(dialog, LeftOutDialog)
    assert "too late to change" not in words(dialog)
    shot(dialog, "35-begun-left-out")
    _stays_until_discarded(qtbot, dialog)


def test_what_is_written_for_a_recording_that_was_heard_already_is_held_on_to(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client
) -> None:
    job = add_waiting_recording(vault, maya)
    vault.transcripts.save(job.session_id, sample_turns())
    vault.jobs.set_stage(job.id, Stage.SHREDDED)
    generate = opened(qtbot, context, job_id=job.id)
    press(qtbot, generate, "add-input")
    generate.inputs.boxes[-1].text.set_text(LATER)
    generate.form.people.setValue(4)
    press(qtbot, generate, "create")
    rest(qtbot, context)
    dialog = shown(context)
    assert isinstance(dialog, LeftOutDialog)
    assert "It is too late to change how many people were heard." in words(dialog)
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert vault.sessions.get(job.session_id).people == 2
    _stays_until_discarded(qtbot, dialog)


def _stays_until_discarded(qtbot: QtBot, dialog: LeftOutDialog) -> None:
    assert dialog.text.toPlainText() == LATER
    press(qtbot, dialog, "copy-left-out")
    assert QApplication.clipboard().text() == LATER
    assert text_windows() == [dialog]
    dialog.close()
    question = next(each for each in dialog.findChildren(Dialog) if each.isVisible())
    press(qtbot, question, "stay")
    assert dialog.isVisible()
    press(qtbot, dialog, "close")
    question = next(each for each in dialog.findChildren(Dialog) if each.isVisible())
    button(question, "go").click()
    qtbot.waitUntil(lambda: text_windows() == [])
