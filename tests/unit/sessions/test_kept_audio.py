"""Voice without words keeps the audio, until the therapist has listened and decided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.errors import InvalidInput
from intellisession_desktop.records import MomentKind, RecordingState
from intellisession_desktop.sessions.backup import make_backup, restore_backup
from intellisession_desktop.sessions.clients import delete_client
from intellisession_desktop.sessions.kept_audio import destroy_kept, kept_recording, part_of, unheard_of
from intellisession_desktop.sessions.note_creation import NoteCreation, Options
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.sessions.review import open_note
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY, PASSPHRASE
from .recorded import noise, recorded


def test_more_than_a_little_of_it_keeps_the_audio_and_makes_the_note(vault, engines, request_for, recording):
    engines.speech = {"wordless": 2}
    outcome = NoteCreation(vault, engines).create(request_for)
    assert recording.exists()
    assert outcome.kept
    assert outcome.receipt is None
    assert [(each.at, each.seconds) for each in outcome.unheard] == [(20.0, 10.0), (30.0, 5.0)]
    opened = open_note(vault, outcome.note.id)
    assert unheard_of(opened.moments) == outcome.unheard
    assert opened.kept_recording
    assert all(each.kind == MomentKind.UNHEARD for each in opened.moments)


def test_destroying_it_then_leaves_note_and_transcript_and_a_receipt(vault, engines, request_for, recording):
    engines.speech = {"wordless": 2}
    outcome = NoteCreation(vault, engines).create(request_for)
    kept = kept_recording(vault, outcome.note.session_id)
    receipt = destroy_kept(vault, kept.id)
    assert receipt.destruction.by_us
    assert not recording.exists()
    assert vault.recordings.get(kept.id).state == RecordingState.SHREDDED
    assert vault.transcripts.load(outcome.note.session_id)
    assert kept_recording(vault, outcome.note.session_id) is None
    with pytest.raises(InvalidInput):
        destroy_kept(vault, kept.id)


def test_it_is_destroyed_at_once_where_that_is_accepted(vault, engines, request_for, recording):
    engines.speech = {"wordless": 2}
    options = replace(request_for.options, accept_unheard=True)
    outcome = NoteCreation(vault, engines).create(replace(request_for, options=options))
    assert outcome.shredded
    assert not recording.exists()
    assert len(outcome.unheard) == 2  # told all the same


def test_our_own_recording_is_kept_with_its_key_and_can_be_listened_to(vault, engines, client):
    engines.speech = {"wordless": 1}
    job = recorded(vault, RecordRequest(client.id, DAY), 30.0)
    outcome = NoteCreation(vault, engines).resume(job, Options())
    assert outcome.kept
    heard = part_of(vault, job.recording_id, 20.0, 22.5)
    assert heard.shape == (40_000,)
    assert np.abs(heard - noise(30.0)[320_000:360_000]).max() < 1e-3
    assert destroy_kept(vault, job.recording_id).destruction.method.startswith("key destroyed")
    assert list(vault.spool_folder.iterdir()) == []
    with pytest.raises(InvalidInput):
        part_of(vault, job.recording_id, 20.0, 22.5)


def test_a_part_of_an_attached_file_is_what_lies_there(vault, engines, request_for, recording):
    outcome = NoteCreation(vault, engines).create(
        replace(request_for, options=replace(request_for.options, keep_audio=True))
    )
    kept = kept_recording(vault, outcome.note.session_id)
    with AttachedFile.open(recording) as file:
        whole = np.concatenate(list(file.decode()))
    assert np.array_equal(part_of(vault, kept.id, 9.0, 11.5), whole[144_000:184_000])
    assert len(part_of(vault, kept.id, 34.0, 99.0)) == 16_000


def test_of_a_client_who_is_deleted_it_dies_too(vault, engines, client):
    engines.speech = {"wordless": 1}
    NoteCreation(vault, engines).resume(recorded(vault, RecordRequest(client.id, DAY), 30.0), Options())
    assert len(list(vault.spool_folder.iterdir())) == 1
    delete_client(vault, client.id)
    assert list(vault.spool_folder.iterdir()) == []


def test_a_backup_does_not_hold_it_and_says_so(vault, engines, client, backup):
    engines.speech = {"wordless": 1}
    outcome = NoteCreation(vault, engines).resume(
        recorded(vault, RecordRequest(client.id, DAY), 30.0), Options()
    )
    make_backup(vault, backup)
    folder = backup.with_name("elsewhere")
    restore_backup(backup, folder, PASSPHRASE)
    with Vault.open(folder, PASSPHRASE) as again:
        assert kept_recording(again, outcome.note.session_id) is None
        (recording,) = again.recordings.of_session(outcome.note.session_id)
        assert again.receipts.for_recording(recording.id).destruction.method == "left out of the backup"
    assert kept_recording(vault, outcome.note.session_id) is not None
