"""The sample beside real clients: marked, complete, and again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from intellisession_desktop.files import known_disk_errors
from intellisession_desktop.sessions.destruction import protected_folders
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.sessions.note_request import NoteRequest
from intellisession_desktop.sessions.sample import add_sample
from intellisession_desktop.settings import resources_folder
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's temporary files, of this test only."""
    with known_disk_errors():
        (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))


def audio(request: NoteRequest) -> Path:
    assert request.audio is not None
    return request.audio


def test_it_brings_a_marked_client_with_all_that_a_note_needs(vault: Vault) -> None:
    request = add_sample(vault)
    client = vault.clients.get(request.client_id)
    assert client.name.endswith(" (sample)")
    assert vault.goals.list(client.id)
    assert [note.state for note in vault.notes.list(client.id)] == ["imported"]
    assert vault.notes.latest_before(client.id, request.date) is not None
    assert audio(request).read_bytes() == (resources_folder() / "sample_session" / "session.m4a").read_bytes()
    assert not any(folder in audio(request).parents for folder in protected_folders(vault))


def test_once_more_uses_the_same_client_and_another_copy(vault: Vault) -> None:
    first, second = add_sample(vault), add_sample(vault)
    assert first.client_id == second.client_id
    assert audio(first) != audio(second)
    assert len(vault.clients.list()) == 1
    assert len(vault.notes.list()) == 1
    assert len(vault.consents.list(first.client_id)) == 1
    goals = [goal.text for goal in vault.goals.list(first.client_id)]
    assert len(goals) == len(set(goals))


def test_its_note_is_written_and_the_copy_destroyed(vault: Vault, engines: FakeEngines) -> None:
    request = add_sample(vault)
    outcome = NoteCreation(vault, engines).create(request)
    assert outcome.shredded
    assert not audio(request).exists()
    assert (resources_folder() / "sample_session" / "session.m4a").exists()
