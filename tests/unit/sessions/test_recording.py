"""A recording that lies in the encrypted spool becomes a note, whatever happened before and happens then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from intellisession_desktop.errors import ConsentMissing, EngineCrashed, NotFound, TranscriptIncomplete
from intellisession_desktop.records import Client, Moment, MomentKind, RecordingState, Stage
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.sessions.recording import RecordRequest, store_request
from tests.fakes import SCRIPT

from .conftest import DAY
from .recorded import recorded, spooled_s, the_job


class Crash(BaseException):
    """As if the process had been killed: nothing catches it."""


@pytest.fixture
def wanted(client: Client) -> RecordRequest:
    return RecordRequest(client.id, DAY)


class TestRecorded:
    def test_a_recording_waits_for_its_note(self, vault, wanted):
        job = recorded(vault, wanted, 12.0)
        assert the_job(vault) == job
        assert job.stage == Stage.CREATED
        recording = vault.recordings.get(job.recording_id)
        assert recording.state == RecordingState.READY
        assert DAY.isoformat() in recording.consent

    def test_it_becomes_a_note_and_its_sound_dies(self, vault, engines, wanted):
        job = recorded(vault, wanted, 30.0)
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

    def test_what_happened_meanwhile_is_kept_with_the_transcript(self, vault, engines, wanted):
        moments = (
            Moment(MomentKind.MARKED, 7.5),
            Moment(MomentKind.MICROPHONE_GONE, 12.0, 4.25),
            Moment(MomentKind.PAUSED, 20.0, 60.0),
        )
        job = recorded(vault, wanted, 30.0, moments=moments)
        NoteCreation(vault, engines).resume(job)
        assert vault.transcripts.moments(job.session_id) == moments


class TestConsent:
    def test_is_asked_for_before_anything_is_stored(self, vault):
        other = vault.clients.add("Daniel K.")
        with pytest.raises(ConsentMissing):
            store_request(vault, RecordRequest(other.id, DAY))
        assert not vault.jobs.unfinished()

    def test_of_a_later_day_does_not_cover_it(self, vault, wanted):
        with pytest.raises(ConsentMissing):
            store_request(vault, replace(wanted, date=DAY - dt.timedelta(days=1)))

    def test_is_needed_of_each_person_present(self, vault, wanted):
        with pytest.raises(ConsentMissing):
            store_request(vault, replace(wanted, people=3))


class TestCrash:
    def test_in_the_middle_leaves_a_job_that_goes_on_with_what_was_recorded(self, vault, engines, wanted):
        """As when the power fails: nothing of what comes after the sound is done."""
        job = recorded(vault, wanted, 25.4, crashed=True)
        assert vault.recordings.get(job.recording_id).state == RecordingState.OPEN
        outcome = NoteCreation(vault, engines).resume(job)
        assert outcome.seconds == 25.0
        assert outcome.receipt.destruction.complete

    def test_of_the_speech_worker_keeps_the_recording(self, vault, engines, wanted):
        job = recorded(vault, wanted, 25.0)
        engines.speech = {"dies_after": 2}
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).resume(job)
        assert spooled_s(vault, job) == 25.0
        engines.speech = {}
        assert NoteCreation(vault, engines).resume(the_job(vault)).shredded

    def test_of_the_transcript_never_costs_the_recording(self, vault, engines, wanted):
        """Unlike a file of the therapist's own, it exists nowhere else: the job stays whatever the error."""
        job = recorded(vault, wanted, 25.0)
        engines.speech = {"deaf_to": 1}
        with pytest.raises(TranscriptIncomplete):
            NoteCreation(vault, engines).resume(job)
        assert the_job(vault).error_code == "transcript_incomplete"
        assert spooled_s(vault, job) == 25.0

    @pytest.mark.parametrize(
        "at",
        [
            *("journal: verified", "journal: begun", "checkpoint", "overwritten", "journal: overwritten"),
            *(
                "truncated",
                "journal: emptied",
                "unlinked",
                "journal: unlinked",
                "synced",
                "journal: receipted",
            ),
        ],
    )
    def test_between_any_two_steps_of_the_destruction_is_made_good(self, vault, engines, wanted, at):
        job = recorded(vault, wanted, 12.0)

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
