"""A session is recorded into the encrypted spool, and its job makes the note from there."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from intellisession_desktop.audio import spool
from intellisession_desktop.errors import (
    ConsentMissing,
    DiskFull,
    EngineCrashed,
    MicrophoneUnavailable,
    NotFound,
    TranscriptIncomplete,
)
from intellisession_desktop.records import SAMPLE_RATE, Client, Job, RecordingState, Stage
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.sessions.recording import RecordRequest, record
from intellisession_desktop.vault.vault import Vault
from tests.fakes import SCRIPT, FakeEngines

from .conftest import DAY

Sound = NDArray[np.float32]


class Crash(BaseException):
    """As if the process had been killed: nothing catches it."""


def noise(seconds: float) -> Sound:
    return np.random.default_rng(3).uniform(-0.3, 0.3, round(seconds * SAMPLE_RATE)).astype(np.float32)


def blocks(seconds: float, each_s: float = 0.5) -> Iterator[Sound]:
    sound, size = noise(seconds), round(each_s * SAMPLE_RATE)
    yield from (sound[at : at + size] for at in range(0, len(sound), size))


@pytest.fixture
def wanted(client: Client) -> RecordRequest:
    return RecordRequest(client.id, DAY)


def run(
    vault: Vault, request: RecordRequest, sound: Iterator[Sound], cancel: CancelToken | None = None
) -> Job:
    return record(vault, request, sound, unreported, cancel or CancelToken())


def the_job(vault: Vault) -> Job:
    (job,) = vault.jobs.unfinished()
    return job


def spooled_s(vault: Vault, job: Job) -> float:
    """Seconds that can be read back from the disk."""
    recording = vault.recordings.get(job.recording_id or "")
    path = vault.spool_folder / (recording.spool or "")
    reader = spool.SpoolReader(path, recording.id, vault.recordings.key(recording.id))
    return sum(len(part) for part in reader) / SAMPLE_RATE


class TestRecorded:
    def test_a_recording_waits_for_its_note(self, vault, wanted):
        job = run(vault, wanted, blocks(12.0))
        assert the_job(vault) == job
        assert job.stage == Stage.CREATED
        recording = vault.recordings.get(job.recording_id)
        assert recording.state == RecordingState.READY
        assert recording.seconds == 12.0
        assert DAY.isoformat() in recording.consent

    def test_it_becomes_a_note_and_its_sound_dies(self, vault, engines, wanted):
        job = run(vault, wanted, blocks(30.0))
        path = vault.spool_folder / vault.recordings.get(job.recording_id).spool
        assert path.is_file()
        outcome = NoteCreation(vault, engines).resume(job)
        assert [turn.text for turn in outcome.turns] == [text for _, text in SCRIPT]
        assert outcome.seconds == 30.0
        assert outcome.shredded
        assert outcome.receipt.destruction.complete
        assert outcome.receipt.destruction.method.startswith("key destroyed")
        assert vault.receipts.for_recording(job.recording_id) == outcome.receipt
        with pytest.raises(NotFound):
            vault.recordings.key(job.recording_id)
        assert list(vault.spool_folder.iterdir()) == []

    def test_no_sound_of_it_is_readable_on_the_disk(self, vault, wanted):
        sound = noise(5.0)
        run(vault, wanted, iter([sound]))
        whole = np.rint(sound * 32767).astype("<i2").tobytes()
        content = b"".join(path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())
        assert len(content) > len(whole) / 2
        assert all(
            piece[at : at + 32] not in content
            for piece in (whole, sound.tobytes())
            for at in range(0, len(piece), 1600)
        )
        assert b"fLaC" not in content

    def test_the_key_is_committed_before_the_first_sound(self, vault, wanted):
        keys: list[int] = []

        def sound() -> Iterator[Sound]:
            keys.append(len(vault.recordings.key(the_job(vault).recording_id)))
            yield noise(1.0)

        run(vault, wanted, sound())
        assert keys == [32]

    def test_it_ends_at_the_limit(self, vault, wanted):
        job = run(vault, replace(wanted, limit_s=3.25), blocks(60.0, each_s=1.0))
        assert vault.recordings.get(job.recording_id).seconds == 3.25
        assert spooled_s(vault, job) == 3.25

    def test_it_ends_when_it_is_cancelled(self, vault, wanted):
        cancel = CancelToken()

        def sound() -> Iterator[Sound]:
            for block in blocks(60.0, each_s=1.0):
                yield block
                if spooled_s(vault, the_job(vault)) >= 4.0:
                    cancel.cancel()

        job = run(vault, wanted, sound(), cancel)
        assert 4.0 <= spooled_s(vault, job) < 10.0

    def test_a_microphone_that_goes_away_ends_it_and_loses_no_moment(self, vault, engines, wanted):
        def sound() -> Iterator[Sound]:
            yield noise(7.75)
            raise MicrophoneUnavailable

        with pytest.raises(MicrophoneUnavailable):
            run(vault, wanted, sound())
        assert spooled_s(vault, the_job(vault)) == 7.75
        assert vault.recordings.get(the_job(vault).recording_id).seconds == 7.75

    def test_ctrl_c_ends_it_and_the_job_is_there(self, vault, wanted):
        def sound() -> Iterator[Sound]:
            yield noise(7.75)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(vault, wanted, sound())
        assert spooled_s(vault, the_job(vault)) == 7.0  # full seconds; the command line never interrupts so

    def test_a_disk_without_any_room_leaves_nothing_behind(self, vault, wanted, monkeypatch):
        def write_all(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(spool, "write_all", write_all)
        with pytest.raises(DiskFull):
            run(vault, wanted, blocks(3.0))
        assert not vault.jobs.unfinished()
        assert list(vault.spool_folder.iterdir()) == []


class TestConsent:
    def test_is_asked_for_before_any_sound_is_taken(self, vault):
        other = vault.clients.add("Daniel K.")
        taken: list[int] = []

        def sound() -> Iterator[Sound]:
            taken.append(1)
            yield noise(1.0)

        with pytest.raises(ConsentMissing):
            run(vault, RecordRequest(other.id, DAY), sound())
        assert not taken
        assert not vault.jobs.unfinished()
        assert list(vault.spool_folder.iterdir()) == []

    def test_of_a_later_day_does_not_cover_it(self, vault, wanted):
        with pytest.raises(ConsentMissing):
            run(vault, replace(wanted, date=DAY - dt.timedelta(days=1)), blocks(1.0))

    def test_is_needed_of_each_person_present(self, vault, wanted):
        with pytest.raises(ConsentMissing):
            run(vault, replace(wanted, people=3), blocks(1.0))


class TestCrash:
    def test_in_the_middle_leaves_a_job_that_goes_on_with_what_was_recorded(self, vault, engines, wanted):
        def sound() -> Iterator[Sound]:
            yield from blocks(25.0)
            raise Crash

        with pytest.raises(Crash):
            run(vault, wanted, sound())
        outcome = NoteCreation(vault, engines).resume(the_job(vault))
        assert outcome.seconds == 25.0
        assert outcome.shredded

    def test_without_any_farewell_too(self, vault, engines, wanted, monkeypatch):
        """As when the power fails: nothing of what comes after the sound is done."""

        def sound() -> Iterator[Sound]:
            yield from blocks(25.0)
            monkeypatch.setattr(spool.SpoolWriter, "close", die)
            monkeypatch.setattr(vault, "transaction", die)
            raise Crash

        def die(*_: object) -> None:
            raise Crash

        with pytest.raises(Crash):
            run(vault, wanted, sound())
        monkeypatch.undo()
        job = the_job(vault)
        assert vault.recordings.get(job.recording_id).state == RecordingState.OPEN
        outcome = NoteCreation(vault, engines).resume(job)
        assert outcome.seconds == 25.0
        assert outcome.receipt.destruction.complete

    def test_of_the_speech_worker_keeps_the_recording(self, vault, engines, wanted):
        job = run(vault, wanted, blocks(25.0))
        engines.speech = {"dies_after": 2}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).resume(job)
        assert spooled_s(vault, job) == 25.0
        engines.speech = {}
        assert NoteCreation(vault, engines).resume(the_job(vault)).shredded

    def test_of_the_transcript_never_costs_the_recording(self, vault, engines, wanted):
        """Unlike a file of the therapist's own, it exists nowhere else: the job stays whatever the error."""
        job = run(vault, wanted, blocks(25.0))
        engines.speech = {"deaf_to": 1}
        with pytest.raises(TranscriptIncomplete):
            NoteCreation(vault, engines).resume(job)
        assert the_job(vault).error_code == "transcript_incomplete"
        assert spooled_s(vault, job) == 25.0

    @pytest.mark.parametrize("at", ["key", "checkpoint", "overwritten", "truncated", "unlinked", "synced"])
    def test_between_any_two_steps_of_the_destruction_is_made_good(self, vault, engines, wanted, at):
        job = run(vault, wanted, blocks(12.0))

        def step(name: str) -> None:
            if name == at:
                raise Crash

        with pytest.raises(Crash):
            NoteCreation(vault, engines, step=step).resume(job)
        outcome = NoteCreation(vault, engines).resume(the_job(vault))
        assert outcome.receipt.destruction.complete
        assert outcome.shredded
        assert list(vault.spool_folder.iterdir()) == []
        assert engines.started["speech"] == 1


def test_a_full_disk_keeps_what_was_written(vault: Vault, engines: FakeEngines, wanted, monkeypatch):
    real, written = spool.write_all, []

    def write_all(descriptor: int, data: bytes) -> None:
        written.append(len(data))
        if len(written) > 9:  # the header and eight seconds
            real(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, data)

    with monkeypatch.context() as full:
        full.setattr(spool, "write_all", write_all)
        with pytest.raises(DiskFull):
            run(vault, wanted, blocks(60.0))
    job = the_job(vault)
    assert spooled_s(vault, job) == 8.0
    assert vault.recordings.get(job.recording_id).seconds == 8.0
    assert NoteCreation(vault, engines).resume(job).seconds == 8.0
