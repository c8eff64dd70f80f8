"""Attaching a file: each format, what becomes of it, and files that are no recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import sentence_of
from intellisession_desktop.records import Client
from intellisession_desktop.sessions.attached import Attached, look_at
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.ui.generating import (
    FORMATS,
    Shot,
    attach,
    button,
    drop,
    ended,
    gone,
    look,
    opened,
    press,
    rest,
    said,
    sound_file,
)


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
def dialog(qtbot: QtBot, context: Context, maya: Client) -> GenerateDialog:
    return opened(qtbot, context, maya.id)


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_a_file_of_each_format_becomes_a_note_and_is_shredded(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    sounds: Path,
    ending: str,
) -> None:
    path = sound_file(sounds, ending)
    attach(qtbot, dialog, path)
    assert said(dialog, "file-name") == path.name
    assert said(dialog, "file-facts").startswith("3 seconds, ")
    assert said(dialog, "fate") == "This file will be shredded after transcription."
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert gone(dialog)
    assert len(vault.notes.list(maya.id)) == 1
    assert not path.exists()


def test_a_file_that_is_not_to_be_shredded_stays(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, sounds: Path
) -> None:
    path = sound_file(sounds, "wav")
    attach(qtbot, dialog, path)
    dialog.inputs.boxes[0].attach.file.shred.click()
    assert "kept as it is" in said(dialog, "fate")
    assert said(dialog, "foot") == "The file you attached is kept."
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert path.exists()


def test_text_goes_with_the_file(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, dialog: GenerateDialog, sounds: Path
) -> None:
    attach(qtbot, dialog, sound_file(sounds, "mp3"))
    press(qtbot, dialog, "add-input")
    dialog.inputs.boxes[1].text.set_text("Her husband waited outside.")
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    (note,) = vault.notes.list(maya.id)
    turns = vault.transcripts.load(note.session_id or "")
    assert turns[-1].text == "Her husband waited outside."


def test_the_places_for_a_file_are_shown(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, sounds: Path, shot: Shot
) -> None:
    dialog.inputs.boxes[0].choose("attach")
    look(qtbot, context, dialog, shot, "32-generate-attach")
    attach(qtbot, dialog, sound_file(sounds, "m4a", 70))
    look(qtbot, context, dialog, shot, "33-generate-attached")
    dialog.inputs.boxes[0].attach.file.shred.click()
    look(qtbot, context, dialog, shot, "33-generate-attached-kept")


def test_a_file_can_be_chosen(
    qtbot: QtBot, dialog: GenerateDialog, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sound_file(sounds, "wav")
    monkeypatch.setattr(
        "intellisession_desktop.ui.generate.attach_panel.choose_file",
        lambda parent, title, filter, on_chosen: on_chosen(path),
    )
    dialog.inputs.boxes[0].choose("attach")
    press(qtbot, dialog, "choose-file")
    qtbot.waitUntil(lambda: said(dialog, "file-name") == path.name)


def _empty(folder: Path) -> Path:
    path = folder / "empty.mp3"
    path.touch()
    return path


def _text(folder: Path) -> Path:
    path = folder / "notes.mp3"
    path.write_text("These are words, not sounds. " * 200)
    return path


def _link(folder: Path) -> Path:
    path = folder / "link.wav"
    path.symlink_to(sound_file(folder, "wav"))
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_empty, "This file is empty."),
        (_text, "This file is not a recording we can read"),
        (lambda folder: folder, "This is a folder"),
        (_link, "This is a link to a file"),
        (lambda folder: folder / "missing.mp3", "There is no file with this name."),
    ],
    ids=["empty", "text", "folder", "link", "missing"],
)
def test_what_is_no_recording_is_said_in_the_box_and_another_can_be_chosen(
    qtbot: QtBot,
    context: Context,
    dialog: GenerateDialog,
    sounds: Path,
    make: Callable[[Path], Path],
    sentence: str,
    shot: Shot,
) -> None:
    attach(qtbot, dialog, make(sounds))
    assert said(dialog, "attach-error").startswith(sentence)
    assert not button(dialog, "create").isEnabled()
    assert button(dialog, "choose-file").isEnabled()
    if make is _link:
        look(qtbot, context, dialog, shot, "34-generate-bad-file")
    attach(qtbot, dialog, sound_file(sounds, "wav"))
    assert button(dialog, "create").isEnabled()


def test_a_file_that_is_cut_off_can_be_used_as_far_as_it_goes(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    sounds: Path,
    shot: Shot,
) -> None:
    whole = sound_file(sounds, "wav", 20)
    path = sounds / "cut.wav"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    attach(qtbot, dialog, path)
    assert said(dialog, "attach-error").startswith("This recording is cut off: only the first")
    assert "--" not in said(dialog, "attach-error")
    assert said(dialog, "missing") == "Decide what to do with the incomplete file."
    look(qtbot, context, dialog, shot, "34-generate-cut-off")
    press(qtbot, dialog, "use-part")
    assert "incomplete file is kept" in said(dialog, "fate")
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert len(vault.notes.list(maya.id)) == 1
    assert path.exists()


def test_several_files_at_once_are_refused(qtbot: QtBot, dialog: GenerateDialog, sounds: Path) -> None:
    assert drop(dialog, sound_file(sounds, "wav"), sound_file(sounds, "mp3"))
    assert "single file" in said(dialog, "attach-error")


def test_an_address_of_the_web_is_refused(qtbot: QtBot, dialog: GenerateDialog) -> None:
    assert drop(dialog, QUrl("https://example.org/session.mp3"))
    assert "not a file on this computer" in said(dialog, "attach-error")


def test_a_file_of_the_program_itself_is_used_but_not_shredded(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, data: Path, shot: Shot
) -> None:
    path = sound_file(data, "wav")
    attach(qtbot, dialog, path)
    assert "program's own folders" in said(dialog, "fate")
    assert not dialog.inputs.boxes[0].attach.file.shred.isEnabled()
    look(qtbot, context, dialog, shot, "33-generate-attached-protected")
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert path.exists()


def test_without_consent_nothing_can_be_dropped(
    qtbot: QtBot, context: Context, vault: Vault, sounds: Path
) -> None:
    dialog = opened(qtbot, context, vault.clients.add("Daniel K.").id)
    assert not drop(dialog, sound_file(sounds, "wav"))


def test_in_summary_only_nothing_can_be_dropped(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, sounds: Path
) -> None:
    dialog.summary_only.click()
    assert not drop(dialog, sound_file(sounds, "wav"))


def test_a_consent_that_goes_locks_a_file_that_is_there(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, dialog: GenerateDialog, sounds: Path
) -> None:
    attach(qtbot, dialog, sound_file(sounds, "wav"))
    vault.consents.revoke(maya.id, dialog.form.details().date)
    context.client_changed.emit(maya.id)
    rest(qtbot, context)
    assert "not yet agreed" in said(dialog, "locked-reason")
    assert not button(dialog, "create").isEnabled()


def test_the_file_that_goes_away_while_it_waits_is_said_in_the_dialog(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, sounds: Path
) -> None:
    path = sound_file(sounds, "wav")
    attach(qtbot, dialog, path)
    path.unlink()
    press(qtbot, dialog, "create")
    qtbot.waitUntil(lambda: said(dialog, "error").endswith(sentence_of("audio_not_found")))
    assert button(dialog, "create").isEnabled()


def test_a_long_look_at_a_file_is_said_and_can_be_left(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    go_on = threading.Event()

    def slow(vault: Vault, path: Path) -> Attached:
        go_on.wait(10)
        return look_at(vault, path)

    monkeypatch.setattr("intellisession_desktop.ui.generate.file_looker.look_at", slow)
    assert drop(dialog, sound_file(sounds, "wav"))
    assert said(dialog, "drop-title") == "Checking the file…"
    assert said(dialog, "missing") == "The file is still being checked."
    rest(qtbot, context)  # nothing else waits for it
    dialog.reject()
    assert gone(dialog)
    go_on.set()


def test_an_attached_file_is_left_alone_when_the_dialog_closes(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, sounds: Path
) -> None:
    path = sound_file(sounds, "wav")
    attach(qtbot, dialog, path)
    dialog.reject()
    assert gone(dialog)
    assert path.exists()
    assert vault.jobs.unfinished() == ()
