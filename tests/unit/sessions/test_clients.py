"""Deleting a client: their recordings die first, attached files stay, others lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from intellisession_desktop.audio.spool import SpoolWriter, new_key
from intellisession_desktop.errors import NotFound, ShredFailed
from intellisession_desktop.records import Client, FileIdentity, Recording, RecordingState, Section, Statement
from intellisession_desktop.sessions.clients import delete_client
from intellisession_desktop.vault.values import new_id
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY


def recorded(vault: Vault, client: Client, state: RecordingState) -> Recording:
    """A recording of ours with a spool on the disk."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    key, recording_id = new_key(), new_id()
    spool = f"{recording_id}.spool"
    added = vault.recordings.add(session.id, "[]", spool=spool, key=key, recording_id=recording_id)
    vault.recordings.set_state(added.id, state)
    vault.jobs.add(session.id, added.id, "{}")
    SpoolWriter(vault.spool_folder / spool, recording_id, key).close()
    return added


@pytest.mark.parametrize("state", [RecordingState.OPEN, RecordingState.READY, RecordingState.SHREDDING])
def test_their_own_recordings_are_destroyed(vault: Vault, client: Client, state: RecordingState) -> None:
    recorded(vault, client, state)
    assert len(list(vault.spool_folder.iterdir())) == 1
    delete_client(vault, client.id)
    assert list(vault.spool_folder.iterdir()) == []
    assert vault._database.row("SELECT count(*) FROM recording_key")[0] == 0
    assert vault.clients.list() == ()
    assert vault.jobs.unfinished() == ()
    events = [entry.event for entry in vault.audit.list()]
    assert events[-1] == "client_deleted"
    assert "recording_key_deleted" in events


def test_the_deleted_rows_have_left_the_log_of_the_database(vault: Vault, client: Client) -> None:
    vault.notes.add(client.id, None, "SOAP", DAY, [Section("Plan", (Statement("Walks daily."),))])
    delete_client(vault, client.id)
    assert (vault.folder / "vault.db-wal").stat().st_size == 0


def test_attached_files_and_other_clients_are_left_alone(
    vault: Vault, client: Client, recording: Path
) -> None:
    before = recording.read_bytes()
    status = recording.stat()
    identity = FileIdentity(str(recording), status.st_dev, status.st_ino, status.st_size, "00")
    for state in (RecordingState.READY, RecordingState.SHREDDING):
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        vault.recordings.add(session.id, "[]", identity=identity, state=state)
    other = vault.clients.add("Daniel K.")
    theirs = recorded(vault, other, RecordingState.READY)
    delete_client(vault, client.id)
    assert recording.read_bytes() == before
    assert vault.clients.list() == (other,)
    assert [path.name for path in vault.spool_folder.iterdir()] == [theirs.spool]
    assert vault.recordings.key(theirs.id)


def test_a_client_who_is_not_there_is_not_found(vault: Vault, client: Client) -> None:
    with pytest.raises(NotFound):
        delete_client(vault, "0123456789abcdef")
    assert vault.clients.list() == (client,)


def test_when_the_sound_cannot_be_destroyed_the_client_stays_and_it_can_be_repeated(
    vault: Vault, client: Client
) -> None:
    spool = vault.spool_folder / str(recorded(vault, client, RecordingState.READY).spool)
    spool.unlink()
    spool.mkdir()  # what lies there is not our recording
    with pytest.raises(ShredFailed):
        delete_client(vault, client.id)
    assert vault.clients.list() == (client,)
    spool.rmdir()
    delete_client(vault, client.id)
    assert vault.clients.list() == ()
