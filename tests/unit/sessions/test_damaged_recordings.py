"""A recording that the disk damaged is kept, used only where that is accepted, and never called whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intellisession_desktop.audio.spool import SpoolWriter, part_path
from intellisession_desktop.errors import SpoolDamaged
from intellisession_desktop.records import Client, Job, MomentKind, RecordingState
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.sessions.sound import open_spool
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .conftest import DAY
from .recorded import noise, recorded


@pytest.fixture
def job(vault: Vault, client: Client) -> Job:
    return recorded(vault, RecordRequest(client.id, DAY), 25.4)


def spool_of(vault: Vault, job: Job) -> Path:
    return vault.spool_folder / str(vault.recordings.get(job.recording_id or "").spool)


def damage(path: Path) -> None:
    """About in its middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def accepted(vault: Vault, job: Job) -> Job:
    options = {**json.loads(job.options), "accept_partial": True}
    vault._database.run("UPDATE job SET options = ? WHERE id = ?", (json.dumps(options), job.id))
    return vault.jobs.get(job.id)


def test_one_that_is_whole_is_destroyed(vault: Vault, job: Job, engines: FakeEngines) -> None:
    assert NoteCreation(vault, engines).resume(job).receipt is not None


def test_it_is_not_used_unasked_and_says_how_much_is_missing(
    vault: Vault, job: Job, engines: FakeEngines
) -> None:
    damage(spool_of(vault, job))
    before = spool_of(vault, job).read_bytes()
    with pytest.raises(SpoolDamaged) as refused:
        NoteCreation(vault, engines).resume(job)
    assert refused.value.missing_s == 1.0
    assert "1 seconds of it" in refused.value.sentence
    assert spool_of(vault, job).read_bytes() == before
    assert vault.recordings.key(job.recording_id or "")


def test_all_that_can_be_read_is_used_when_that_is_accepted_and_the_audio_is_kept(
    vault: Vault, job: Job, engines: FakeEngines
) -> None:
    damage(spool_of(vault, job))
    outcome = NoteCreation(vault, engines).resume(accepted(vault, job))
    assert outcome.seconds == 25.4
    assert outcome.receipt is None
    assert vault.recordings.get(job.recording_id or "").state == RecordingState.KEPT
    (moment,) = vault.transcripts.moments(job.session_id)
    assert (moment.kind, moment.seconds) == (MomentKind.DAMAGED, 1.0)


def test_one_that_is_shorter_than_the_vault_knows_is_partial(vault: Vault, job: Job) -> None:
    path, recording = spool_of(vault, job), vault.recordings.get(job.recording_id or "")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(SpoolDamaged) as refused, open_spool(vault, recording):
        pass
    assert refused.value.missing_s >= 10
    with open_spool(vault, recording, accept_partial=True) as sound:
        assert sound.partial
        assert sound.missing_s == pytest.approx(25.4 - sound.seconds)
        assert sum(len(block) for block in sound.blocks()) == sound.seconds * 16_000


def test_one_of_which_a_part_is_missing_is_partial(vault: Vault, job: Job) -> None:
    vault.recordings.set_seconds(job.recording_id or "", 24.0)
    path, recording = spool_of(vault, job), vault.recordings.get(job.recording_id or "")
    key = vault.recordings.key(recording.id)
    path.unlink()
    for part in range(3):
        writer = SpoolWriter(path, recording.id, key, part, 8.0 * part)
        writer.write(noise(8.0))
        writer.close() if part == 2 else writer.abandon()
    with open_spool(vault, recording) as sound:
        assert (sound.partial, sound.missing_s, sound.seconds) == (False, 0.0, 24.0)
    part_path(path, 1).unlink()
    with open_spool(vault, recording, accept_partial=True) as sound:
        assert (sound.partial, sound.missing_s, sound.seconds) == (True, 8.0, 24.0)
    part_path(path, 2).unlink()  # no later part tells of it: the vault does
    with open_spool(vault, recording, accept_partial=True) as sound:
        assert (sound.partial, sound.missing_s, sound.seconds) == (True, 16.0, 8.0)
    with pytest.raises(SpoolDamaged), open_spool(vault, recording):
        pass
