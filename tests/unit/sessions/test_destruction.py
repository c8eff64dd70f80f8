"""What may be destroyed, when, and what is said of it: one test for each way in which that went wrong."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.errors import (
    AudioReplaced,
    AudioUnreadable,
    EngineCrashed,
    NoSpeech,
    ShredFailed,
    TranscriptLost,
    VaultDamaged,
)
from intellisession_desktop.records import (
    Client,
    ConsentScope,
    DestructionReason,
    DestructionStep,
    FileIdentity,
    Job,
    Recording,
    RecordingState,
    Stage,
    Turn,
)
from intellisession_desktop.sessions.backup import make_backup, restore_backup
from intellisession_desktop.sessions.destruction import destroy, discard_recording, finish_pending
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Options
from intellisession_desktop.sessions.receipt_texts import receipt_as_text
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .conftest import DAY, PASSPHRASE, write_wav
from .recorded import recorded

TURNS = (Turn(0.0, 2.0, "client", "I slept badly."), Turn(2.0, 3.0, "therapist", "Since when?"))


class Crash(BaseException):
    """As if the process had been killed."""


def crash_at(wanted: str):
    def step(done: str) -> None:
        if done == wanted:
            raise Crash

    return step


def identity_of(path: Path) -> FileIdentity:
    with AttachedFile.open(path) as file:
        return file.identity()


def heard(vault: Vault, client: Client, path: Path, turns: tuple[Turn, ...] = TURNS) -> Recording:
    """A recording whose transcript is committed, so that its sound must die."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    recording = vault.recordings.add(session.id, "[]", identity=identity_of(path))
    with vault.transaction():
        vault.transcripts.save(session.id, turns)
        job = vault.jobs.add(session.id, recording.id, "{}", str(path))
        vault.jobs.set_stage(job.id, Stage.TRANSCRIBED)
        vault.destructions.want(recording.id, DestructionReason.TRANSCRIBED)
    return vault.recordings.get(recording.id)


def job_of(vault: Vault, recording: Recording) -> Job:
    return vault.jobs.of_session(recording.session_id)[0]


def step_of(vault: Vault, recording: Recording) -> DestructionStep | None:
    entry = vault.destructions.get(recording.id)
    return None if entry is None else entry.step


class TestWhichFileItIs:
    def test_a_number_that_was_used_again_keeps_nobody_s_file_alive(self, vault, client, recording):
        """Client A's old job has the device and inode that client B's file has now."""
        here = identity_of(recording)
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        vault.recordings.add(session.id, "[]", identity=replace(here, path="gone.wav", size=7, sha256="00"))
        assert destroy(vault, heard(vault, client, recording).id).destruction.by_us
        assert not recording.exists()

    def test_a_file_that_another_job_needs_stays_also_when_the_drive_has_another_number(
        self, vault, client, recording
    ):
        here = identity_of(recording)
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        waiting = vault.recordings.add(session.id, "[]", identity=replace(here, device=here.device + 1))
        first = heard(vault, client, recording)
        assert destroy(vault, first.id) is None
        assert recording.exists()
        assert vault.recordings.get(first.id).state == RecordingState.SHREDDING
        vault.recordings.set_state(waiting.id, RecordingState.KEPT)
        assert destroy(vault, first.id).destruction.by_us

    def test_a_copy_elsewhere_is_another_file(self, vault, client, recording):
        copy = Path(shutil.copy(recording, recording.with_name("copy.wav")))
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        vault.recordings.add(session.id, "[]", identity=identity_of(copy))
        assert destroy(vault, heard(vault, client, recording).id).destruction.by_us
        assert not recording.exists()
        assert copy.exists()

    def test_two_names_of_one_file_die_together_and_each_has_its_receipt(self, vault, client, recording):
        other = recording.with_name("other name.wav")
        other.hardlink_to(recording)
        first, second = heard(vault, client, recording), heard(vault, client, other)
        assert destroy(vault, first.id).destruction.by_us
        assert not recording.exists()
        assert not other.exists()
        assert vault.receipts.for_recording(second.id).destruction.by_us

    @pytest.mark.parametrize("at", ["journal: begun", "journal: overwritten", "journal: unlinked"])
    def test_a_crash_in_between_leaves_neither_name_nor_recording_behind(self, vault, client, recording, at):
        other = recording.with_name("other name.wav")
        other.hardlink_to(recording)
        first, second = heard(vault, client, recording), heard(vault, client, other)
        with pytest.raises(Crash):
            destroy(vault, first.id, crash_at(at))
        for each in vault.jobs.unfinished():
            vault.jobs.set_stage(each.id, Stage.SHREDDED)
        finish_pending(vault)
        assert not recording.exists()
        assert not other.exists()
        assert all(vault.receipts.for_recording(each.id).destruction.by_us for each in (first, second))


class TestAfterACrash:
    def test_before_the_first_byte_a_file_that_its_owner_moved_is_reported_as_not_destroyed(
        self, vault, client, recording
    ):
        mine = heard(vault, client, recording)
        with pytest.raises(Crash):
            destroy(vault, mine.id, crash_at("journal: begun"))
        moved = recording.rename(recording.with_name("moved.wav"))
        before = moved.read_bytes()
        receipt = destroy(vault, mine.id)
        assert not receipt.destruction.by_us
        assert moved.read_bytes() == before
        (shown,) = vault.overview.receipts(client.id)
        assert "Not destroyed by this program" in receipt_as_text(shown)
        assert "Destroyed:" not in receipt_as_text(shown)

    def test_after_the_first_sector_the_next_opening_finishes_it(self, vault, client, recording):
        mine = heard(vault, client, recording)
        with pytest.raises(Crash):
            destroy(vault, mine.id, crash_at("marked"))
        before = recording.read_bytes()
        assert len(before) > 100_000
        finish_pending(vault)
        assert not recording.exists()
        assert vault.receipts.for_recording(mine.id).destruction.by_us
        assert vault.recordings.get(mine.id).state == RecordingState.SHREDDED

    def test_a_restored_vault_never_goes_on_with_a_destruction(self, vault, client, recording, backup):
        mine = heard(vault, client, recording)
        with pytest.raises(Crash):
            destroy(vault, mine.id, crash_at("journal: begun"))
        before = recording.read_bytes()
        make_backup(vault, backup)
        folder = backup.with_name("elsewhere")
        restore_backup(backup, folder, PASSPHRASE)
        with Vault.open(folder, PASSPHRASE) as again:
            finish_pending(again)
            assert again.receipts.for_recording(mine.id) is None
            assert again.recordings.get(mine.id).state == RecordingState.KEPT
            assert NoteCreation(again, FakeEngines()).resume(job_of(again, mine)).receipt is None
        assert recording.read_bytes() == before
        assert step_of(vault, mine) == DestructionStep.BEGUN


class TestTheTranscript:
    def test_that_has_no_words_saves_the_sound(self, vault, client, recording):
        mine = heard(vault, client, recording, (replace(TURNS[0], text="  "),))
        before = recording.read_bytes()
        with pytest.raises(TranscriptLost):
            destroy(vault, mine.id)
        assert recording.read_bytes() == before
        assert vault.recordings.get(mine.id).state == RecordingState.READY
        assert job_of(vault, mine).stage == Stage.CREATED  # it is transcribed again

    def test_that_is_not_what_was_written_saves_the_sound_also_when_resumed(self, vault, client, recording):
        mine = heard(vault, client, recording)
        with pytest.raises(Crash):
            destroy(vault, mine.id, crash_at("checked"))
        vault._database.run("UPDATE turn SET text = 'I slept.' WHERE session_id = ?", (mine.session_id,))
        with pytest.raises(TranscriptLost):
            destroy(vault, mine.id)
        assert recording.exists()

    def test_of_our_own_recording_is_looked_at_too(self, vault, client):
        job = recorded(vault, RecordRequest(client.id, DAY), 5.0)
        vault.destructions.want(job.recording_id, DestructionReason.TRANSCRIBED)
        with pytest.raises(TranscriptLost):
            destroy(vault, job.recording_id)
        assert vault.recordings.key(job.recording_id)
        assert len(list(vault.spool_folder.iterdir())) == 1

    def test_with_a_damaged_page_saves_the_sound(self, vault, client, recording):
        """Read back from the disk, not from what the program remembers."""
        turns = tuple(replace(TURNS[0], start=float(i), text=f"I slept badly {i}. " * 20) for i in range(200))
        mine = heard(vault, client, recording, turns)
        before = recording.read_bytes()
        with pytest.raises(Crash):
            destroy(vault, mine.id, crash_at("journal: verified"))
        assert vault.checkpoint()
        with (vault.folder / "vault.db").open("r+b") as file:
            size = file.seek(0, 2)
            for page in range(size // 4096 // 2, size // 4096):
                file.seek(page * 4096 + 100)
                file.write(b"damaged")
        with pytest.raises(VaultDamaged):
            destroy(vault, mine.id)
        assert recording.read_bytes() == before

    def test_that_was_corrected_meanwhile_is_what_counts(self, vault, client, recording):
        mine = heard(vault, client, recording)
        vault.transcripts.set_turn(mine.session_id, 0, replace(TURNS[0], text="I slept well."))
        assert destroy(vault, mine.id).destruction.by_us

    def test_is_not_needed_for_what_a_person_gives_up(self, vault, client):
        job = recorded(vault, RecordRequest(client.id, DAY), 5.0)
        assert discard_recording(vault, job.id).destruction.by_us


class TestOneAtATime:
    def test_a_job_and_an_opening_do_not_destroy_the_same_sound_twice(self, vault, client, recording):
        """The second one comes while the first is between two steps."""
        mine = heard(vault, client, recording)
        job = job_of(vault, mine)
        vault.jobs.set_stage(job.id, Stage.SHREDDED)
        inside, go_on = threading.Event(), threading.Event()

        def step(name: str) -> None:
            if name == "journal: begun":
                inside.set()
                assert go_on.wait(30)

        first = threading.Thread(target=lambda: destroy(vault, mine.id, step))
        second = threading.Thread(target=lambda: finish_pending(vault))
        first.start()
        assert inside.wait(30)
        second.start()
        second.join(0.3)
        assert second.is_alive()
        go_on.set()
        first.join(30)
        second.join(30)
        events = [entry.event for entry in vault.audit.list() if entry.subject_id == mine.id]
        assert events.count("destruction_begun") == 1
        assert events.count("receipt_complete") == 1

    def test_what_a_job_has_just_committed_is_read_back_by_whoever_destroys_it(
        self, vault, client, recording, monkeypatch
    ):
        asked = []
        reads = vault.transcripts.reads_as_written
        monkeypatch.setattr(
            vault.transcripts,
            "reads_as_written",
            lambda session: asked.append(recording.exists()) or reads(session),
        )
        mine = heard(vault, client, recording)
        vault.jobs.set_stage(job_of(vault, mine).id, Stage.SHREDDED)
        finish_pending(vault)
        assert asked == [True]
        assert not recording.exists()


class TestOurOwnRecording:
    def test_that_cannot_be_reached_keeps_its_key(self, vault, client):
        job = recorded(vault, RecordRequest(client.id, DAY), 5.0)
        vault.transcripts.save(job.session_id, TURNS)
        vault.destructions.want(job.recording_id, DestructionReason.TRANSCRIBED)
        away = vault.spool_folder.rename(vault.spool_folder.with_name("away"))
        with pytest.raises(ShredFailed):
            destroy(vault, job.recording_id)
        assert vault.recordings.key(job.recording_id)
        away.rename(vault.spool_folder)
        assert destroy(vault, job.recording_id).destruction.size > 1000

    def test_whose_file_is_gone_is_not_said_to_be_overwritten(self, vault, client):
        job = recorded(vault, RecordRequest(client.id, DAY), 5.0)
        vault.transcripts.save(job.session_id, TURNS)
        vault.destructions.want(job.recording_id, DestructionReason.TRANSCRIBED)
        for path in vault.spool_folder.iterdir():
            path.unlink()
        destruction = destroy(vault, job.recording_id).destruction
        assert (destruction.method, destruction.size) == ("key destroyed", 0)


class TestTheSameName:
    @pytest.fixture
    def waiting(self, vault: Vault, engines: FakeEngines, request_for: NoteRequest) -> Job:
        """A job whose draft could not be written; its audio is destroyed."""
        engines.language = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.language = {}
        return vault.jobs.unfinished()[0]

    def test_of_another_recording_is_another_note_and_both_are_offered(
        self, vault, engines, request_for, recording, waiting
    ):
        write_wav(recording, seconds=20.0)
        outcome = NoteCreation(vault, engines).create(request_for)
        assert outcome.job_id != waiting.id
        assert outcome.other_job == waiting.id
        assert outcome.shredded
        assert not recording.exists()
        assert engines.started["speech"] == 2
        assert NoteCreation(vault, engines).resume(waiting).note.id != outcome.note.id

    def test_is_not_what_an_unheard_job_was_begun_with(self, vault, engines, request_for, recording):
        engines.speech = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.speech = {}
        old = vault.jobs.unfinished()[0]
        write_wav(recording, seconds=20.0)
        before = recording.read_bytes()
        with pytest.raises(AudioReplaced):
            NoteCreation(vault, engines).resume(old)
        assert recording.read_bytes() == before
        assert vault.jobs.get(old.id).stage == Stage.CREATED
        assert vault.jobs.get(old.id).error_code == "audio_replaced"
        assert NoteCreation(vault, engines).create(request_for).other_job == old.id

    def test_and_the_same_recording_moved_elsewhere_goes_on_where_it_was(
        self, vault, engines, request_for, recording
    ):
        engines.speech = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.speech = {}
        old = vault.jobs.unfinished()[0]
        moved = recording.rename(recording.with_name("moved.wav"))
        outcome = NoteCreation(vault, engines).create(replace(request_for, audio=moved))
        assert outcome.job_id == old.id
        assert outcome.shredded
        assert not moved.exists()

    def test_and_the_first_recording_goes_on_under_the_name_that_it_has_now(
        self, vault, engines, request_for, recording
    ):
        engines.speech = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.speech = {}
        (old,) = vault.jobs.unfinished()
        moved = recording.rename(recording.with_name("moved.wav"))
        write_wav(recording, seconds=20.0)
        outcome = NoteCreation(vault, engines).create(replace(request_for, audio=moved))
        assert outcome.job_id == old.id
        assert outcome.shredded
        assert not moved.exists()
        assert recording.exists()

    def test_and_a_copy_beside_the_first_recording_is_another_file(
        self, vault, engines, request_for, recording
    ):
        engines.speech = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.speech = {}
        (old,) = vault.jobs.unfinished()
        copy = recording.with_name("copy.wav")
        copy.write_bytes(recording.read_bytes())
        assert NoteCreation(vault, engines).create(replace(request_for, audio=copy)).job_id != old.id
        assert vault.jobs.get(old.id).path == str(recording)


class TestTakenUpAgain:
    def test_what_can_still_be_changed_is_and_the_rest_is_said(self, vault, engines, request_for):
        engines.language = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.language = {}
        outcome = NoteCreation(vault, engines).create(
            replace(request_for, format="DAP", people=3, language="de", options=Options("They came late."))
        )
        assert outcome.note.format == "DAP"
        assert outcome.too_late == ("how many people were heard", "the language", "your own words for it")
        assert vault.sessions.get(outcome.note.session_id).people == 2

    @pytest.mark.parametrize("kind", ["unreadable", "silent"])
    def test_a_job_is_never_deleted_by_an_error(self, vault, engines, request_for, recording, kind):
        engines.speech = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).create(request_for)
        engines.speech = {}
        (job,) = vault.jobs.unfinished()
        if kind == "unreadable":
            recording.write_bytes(b"no sound at all")
        else:
            write_wav(recording, loudness=0.0)
        identity = identity_of(recording)
        vault.recordings.set_identity(job.recording_id, identity)
        with pytest.raises((AudioUnreadable, NoSpeech)):
            NoteCreation(vault, engines).resume(job)
        assert vault.jobs.get(job.id).id == job.id

    def test_a_new_job_with_typed_text_is_not_deleted_by_an_error(
        self, vault, engines, request_for, recording
    ):
        write_wav(recording, loudness=0.0)
        with pytest.raises(NoSpeech):
            NoteCreation(vault, engines).create(replace(request_for, options=Options("They came late.")))
        assert [job.error_code for job in vault.jobs.unfinished()] == ["no_speech"]


def test_a_folder_that_cannot_be_synced_does_not_hold_up_the_draft(
    vault, engines, request_for, recording, monkeypatch
):
    monkeypatch.setattr("intellisession_desktop.audio.shred.sync_folder", lambda _: False)
    outcome = NoteCreation(vault, engines).create(request_for)
    assert outcome.shredded
    assert not recording.exists()


def test_a_file_waits_for_the_other_note_only_while_that_is_not_transcribed(
    vault, engines, client, request_for, recording
):
    other = vault.clients.add("Lou R.")
    vault.consents.record(other.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
    mine = heard(vault, other, recording)
    outcome = NoteCreation(vault, engines).create(request_for)
    assert outcome.shredded
    assert vault.receipts.for_recording(mine.id).destruction.by_us
