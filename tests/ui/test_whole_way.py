"""From an empty computer to a signed note, through the window, with the real services and fake engines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from intellisession_desktop import logs
from intellisession_desktop.sessions.job_queue import WorkState
from intellisession_desktop.settings import models_folder
from intellisession_desktop.ui.context import SettingsStore
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.vault import vault as vault_module
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.fakes import FakeEngines
from tests.traces import files_in, holds_text, runs_of
from tests.ui.generating import FORMATS, Shot, press, sound_file
from tests.ui.test_generate_record import start, stop
from tests.ui.therapist import Therapist

PASSPHRASE = "maple otter lantern quay"
CLIENT = "Maya R."


@pytest.fixture
def therapist(
    qtbot: QtBot, theme: Theme, data: Path, engines: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Therapist]:
    """At a computer on which the program was just started for the first time; the models are there."""
    monkeypatch.setattr("intellisession_desktop.ui.shell.missing_defaults", tuple)
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    monkeypatch.setattr(vault_module, "tuned_argon2", lambda: CHEAPEST)
    shell = Shell(SettingsStore(), theme, engines)
    qtbot.addWidget(shell)
    shell.show()
    yield Therapist(shell, qtbot, PASSPHRASE)
    shell.close()


@pytest.fixture
def at_work(therapist: Therapist) -> Therapist:
    """With a vault and a client who agreed to be recorded."""
    therapist.create_vault()
    therapist.add_client(CLIENT)
    therapist.record_consent()
    return therapist


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_from_a_file_to_a_signed_note(
    at_work: Therapist, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = sound_file(tmp_path, ending)
    work = at_work.attach_and_create(recording)
    assert work.state is WorkState.DONE
    assert work.receipt is not None
    assert work.receipt.destruction.complete
    assert not recording.exists()

    at_work.open_review()
    at_work.decide()
    at_work.sign("Jana Koehler")
    assert at_work.export("pdf", tmp_path / "note.pdf", monkeypatch).startswith(b"%PDF-")
    word = docx.Document(io.BytesIO(at_work.export("docx", tmp_path / "note.docx", monkeypatch)))
    written = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert CLIENT in written
    assert "Jana Koehler" in written
    assert "panic" in written or "log" in written
    at_work.back()

    at_work.lock()
    assert not at_work.desk.isVisible()
    at_work.unlock()
    assert at_work.desk.isVisible()
    assert at_work.search("maya") == [CLIENT]
    assert len(at_work.search("supermarket")) > 0
    note = at_work.context.vault.notes.get(work.note_id)
    assert (note.state, note.signed_by) == ("signed", "Jana Koehler")


def test_from_a_microphone_to_a_signed_note(at_work: Therapist, monkeypatch: pytest.MonkeyPatch) -> None:
    microphones = FakeMicrophones("Built-in microphone").install(monkeypatch)
    dialog = at_work.generate()
    start(at_work.qtbot, dialog, microphones)
    stop(at_work.qtbot, dialog, microphones)
    press(at_work.qtbot, dialog, "create")
    work = at_work.wait_for_the_note()
    assert work.state is WorkState.DONE
    assert work.receipt is not None
    assert list(at_work.context.vault.spool_folder.iterdir()) == []
    at_work.open_review()
    at_work.decide()
    at_work.sign("Jana Koehler")
    assert at_work.context.vault.notes.get(work.note_id).state == "signed"


def test_what_was_made_is_there_after_the_program_was_closed(at_work: Therapist, tmp_path: Path) -> None:
    work = at_work.attach_and_create(sound_file(tmp_path, "wav"))
    folder = at_work.context.vault.folder
    at_work.shell.close()
    QApplication.processEvents()
    with Vault.open(folder, PASSPHRASE) as vault:
        assert vault.notes.get(work.note_id).state == "draft"
        assert vault.audit.verify()


@pytest.mark.e2e
def test_the_sample_session_on_the_real_models(
    qtbot: QtBot, theme: Theme, data: Path, shot: Shot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INTELLISESSION_DATA")
    monkeypatch.setenv("INTELLISESSION_MODELS", str(models_folder()))
    monkeypatch.setenv("INTELLISESSION_DATA", str(data))
    logs.to_file(data / "program.log")
    shell = Shell(SettingsStore(), theme)
    qtbot.addWidget(shell, before_close_func=lambda _: shell.close())
    shell.show()
    therapist = Therapist(shell, qtbot, PASSPHRASE)
    therapist.create_vault()
    press(qtbot, therapist.desk, "try-sample")
    work = therapist.wait_for_the_note(patience_s=500)
    assert (work.state, work.error, work.bug) == (WorkState.DONE, None, "")
    assert work.receipt is not None
    assert work.receipt.destruction.complete
    therapist.open_review()
    shot(shell, "60-real-note")
    therapist.decide()
    therapist.sign("Jana Koehler")
    exported = therapist.export("txt", tmp_path / "note.txt", monkeypatch).decode()
    assert "supermarket" in exported
    assert "suicide" in exported
    assert "[check:" not in exported
    vault = therapist.context.vault
    note = vault.notes.get(work.note_id)
    turns = vault.transcripts.load(note.session_id or "")
    logged = (data / "program.log").read_bytes()
    shell.close()
    said = runs_of([*(turn.text for turn in turns), exported])
    assert not any(holds_text(path.read_bytes(), said) for path in files_in(data))
    assert b"vault_created" in logged
