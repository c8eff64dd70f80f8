"""A dictation: the therapist's own words, heard by the program; and giving up what waits for its note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intellisession_desktop.errors import Cancelled, EngineCrashed, NotFound
from intellisession_desktop.records import ConsentScope, Job, Progress, RecordingState, Stage, Status, Turn
from intellisession_desktop.sessions.destruction import discard_recording, finish_pending
from intellisession_desktop.sessions.jobs import CancelToken
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Options
from intellisession_desktop.sessions.note_request import options_of, prepare, ready_to_resume
from intellisession_desktop.sessions.recording import RecordRequest
from tests import fakes
from tests.fakes import SCRIPT

from .conftest import DAY
from .recorded import recorded as a_recording


class Crash(BaseException):
    """Nothing that stands for the end of the process may be caught."""


def recorded(vault, client, *, dictation: bool = False, seconds: float = 12.0) -> Job:
    return a_recording(vault, RecordRequest(client.id, DAY, dictation=dictation), seconds)


def own_words(outcome) -> list[str]:
    statements = [each for section in outcome.note.sections for each in section.statements]
    assert {each.status for each in statements} == {Status.THERAPIST}
    return [each.text for each in statements]


class TestDictation:
    def test_is_taken_as_it_was_said_and_destroyed_like_a_session(self, vault, engines, client):
        job = recorded(vault, client, dictation=True)
        outcome = NoteCreation(vault, engines).resume(job)
        assert sorted(own_words(outcome)) == sorted(text for _, text in SCRIPT)
        assert {turn.speaker for turn in vault.transcripts.load(job.session_id)} == {"therapist"}
        assert outcome.receipt.destruction.complete
        assert list(vault.spool_folder.iterdir()) == []

    def test_and_typed_text_go_together(self, vault, engines, client):
        job = recorded(vault, client, dictation=True)
        options = Options(dictated=True, summary="Client came late.")
        outcome = NoteCreation(vault, engines).resume(job, options)
        assert "Client came late." in own_words(outcome)
        assert len(own_words(outcome)) == len(SCRIPT) + 1

    def test_is_heard_as_one_voice_however_many_were_there(self, vault, engines, client, monkeypatch):
        people: list[int] = []
        begin = fakes.FakeSpeechEngine.begin

        def watched(self, number: int = 2, *rest) -> None:
            people.append(number)
            begin(self, number, *rest)

        monkeypatch.setattr(fakes.FakeSpeechEngine, "begin", watched)
        NoteCreation(vault, engines).resume(recorded(vault, client, dictation=True))
        assert people[-1] == 1

    def test_says_which_of_its_words_were_heard_unclearly(self, vault, engines, client, monkeypatch):
        said = Turn(0.0, 5.0, "unknown", "Client takes 15 mg of sertraline. Client slept well.", ("15 mg",))
        monkeypatch.setattr(fakes.FakeSpeechEngine, "_turns", lambda _: (said,))
        outcome = NoteCreation(vault, engines).resume(recorded(vault, client, dictation=True))
        reasons = {each.text: each.reason for section in outcome.note.sections for each in section.statements}
        assert reasons["Client takes 15 mg of sertraline."] == 'Heard unclearly: "15 mg"'
        assert reasons["Client slept well."] == ""

    def test_of_a_client_who_allows_dictation_only(self, vault, engines, client):
        vault.consents.record(client.id, ConsentScope.DICTATION, DAY)
        assert NoteCreation(vault, engines).resume(recorded(vault, client, dictation=True)).shredded


class TestOptions:
    def test_typed_text_that_was_given_once_is_not_lost(self, vault, request_for):
        job = prepare(vault, replace(request_for, options=Options("Client came late."))).job
        again = ready_to_resume(vault, job, Options(keep_audio=True))
        assert options_of(again) == Options("Client came late.", keep_audio=True)

    def test_what_is_part_of_the_transcript_stays_part_of_it(self, vault, engines, client):
        cancel = CancelToken()

        def report(progress: Progress) -> None:
            if progress.stage == "writing":
                cancel.cancel()

        job = recorded(vault, client, dictation=True)
        with pytest.raises(Cancelled):
            NoteCreation(vault, engines, report, cancel).resume(
                job, Options("Client came late.", dictated=True)
            )
        job = vault.jobs.get(job.id)
        assert job.stage == Stage.SHREDDED
        outcome = NoteCreation(vault, engines).resume(job, Options("Something else."))
        assert "Client came late." in own_words(outcome)

    def test_our_own_recording_is_never_kept(self, vault, engines, client):
        job = recorded(vault, client)
        assert NoteCreation(vault, engines).resume(job, Options(keep_audio=True)).shredded

    def test_the_same_file_is_taken_up_again_with_what_is_asked_for_now(self, vault, request_for):
        first = prepare(vault, request_for).job
        again = prepare(vault, replace(request_for, format="DAP", people=3)).job
        assert again.id == first.id
        session = vault.sessions.get(again.session_id)
        assert (session.format, session.people) == ("DAP", 3)


class TestDiscard:
    def test_a_recording_dies_and_session_and_receipt_stay(self, vault, client):
        job = recorded(vault, client)
        receipt = discard_recording(vault, job.id)
        assert receipt.destruction.complete
        assert vault.receipts.for_recording(job.recording_id) == receipt
        assert vault.recordings.get(job.recording_id).state == RecordingState.SHREDDED
        assert vault.sessions.get(job.session_id).date == DAY
        assert not vault.jobs.unfinished()
        assert list(vault.spool_folder.iterdir()) == []
        with pytest.raises(NotFound):
            vault.recordings.key(job.recording_id)

    def test_an_attached_file_is_left_alone_and_everything_else_goes(self, vault, request_for, recording):
        before = recording.read_bytes()
        job = prepare(vault, replace(request_for, options=Options("Client came late."))).job
        assert discard_recording(vault, job.id) is None
        assert recording.read_bytes() == before
        assert not vault.jobs.unfinished()
        assert not vault.recordings.unfinished()
        with pytest.raises(NotFound):
            vault.sessions.get(job.session_id)

    def test_of_a_job_whose_sound_is_gone_the_transcript_goes(self, vault, engines, client):
        engines.language = {"dies_after": 0}
        job = recorded(vault, client)
        with pytest.raises(EngineCrashed):
            NoteCreation(vault, engines).resume(job)
        first = vault.receipts.for_recording(job.recording_id)
        assert vault.transcripts.load(job.session_id)
        assert discard_recording(vault, job.id) == first
        assert vault.transcripts.load(job.session_id) == ()
        assert not vault.jobs.unfinished()

    def test_a_summary_goes_with_its_session(self, vault, client):
        job = prepare(vault, NoteRequest(client.id, DAY, options=Options("Client slept."))).job
        assert discard_recording(vault, job.id) is None
        with pytest.raises(NotFound):
            vault.sessions.get(job.session_id)

    def test_a_crash_in_the_middle_is_made_good_at_the_next_opening(self, vault, client, monkeypatch):
        job = recorded(vault, client)
        checkpoint = vault.checkpoint

        def crash() -> bool:
            raise Crash

        monkeypatch.setattr(vault, "checkpoint", crash)
        with pytest.raises(Crash):
            discard_recording(vault, job.id)
        monkeypatch.setattr(vault, "checkpoint", checkpoint)
        assert not vault.jobs.unfinished()
        finish_pending(vault)
        assert vault.receipts.for_recording(job.recording_id).destruction.complete
        assert list(vault.spool_folder.iterdir()) == []

    def test_what_is_not_there_is_told(self, vault):
        with pytest.raises(NotFound):
            discard_recording(vault, "0123456789abcdef")


def test_a_recording_that_a_crash_cut_off_can_be_discarded(vault, client):
    a_recording(vault, RecordRequest(client.id, DAY), 5.0, crashed=True)
    (job,) = vault.jobs.unfinished()
    assert discard_recording(vault, job.id).destruction.complete
    assert list(vault.spool_folder.iterdir()) == []
