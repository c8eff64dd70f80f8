"""A recording is lost by no click beside it and by no failing disk."""

from __future__ import annotations

import pytest

from intellisession_desktop.errors import ClientBusy, DiskFull, StillRecording
from intellisession_desktop.records import ConsentScope, RecordingState
from intellisession_desktop.sessions.clients import delete_client
from intellisession_desktop.sessions.destruction import discard_recording
from intellisession_desktop.sessions.job_queue import JobQueue
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.sessions.overview import client_page
from intellisession_desktop.sessions.recorder import Recorder, RecorderState
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.sessions.waiting import open_waiting
from intellisession_desktop.vault.recordings import Recordings
from tests.fake_microphone import FakeMicrophones

from .conftest import DAY
from .test_recorder import ended, recorded_s, until


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    return FakeMicrophones("Built-in microphone").install(monkeypatch)


@pytest.fixture
def running(vault, client, device):
    """A recording of three seconds that goes on."""
    recorder = Recorder(vault, RecordRequest(client.id, DAY))
    recorder.start()
    device.hear(3.0)
    until(lambda: recorder.status.seconds >= 2.9)
    yield recorder
    recorder.stop()
    if device.is_open:
        device.hear(0.1)
    assert recorder.wait(10)


class TestWhileItRuns:
    def test_it_cannot_be_destroyed_from_elsewhere(self, vault, device, running):
        with pytest.raises(StillRecording):
            discard_recording(vault, running.status.job_id)
        device.hear(1.0)
        running.stop()
        device.hear(0.1)
        assert recorded_s(vault, ended(running).job_id) == pytest.approx(4.0, abs=0.3)

    def test_no_note_is_written_from_the_part_that_is_there(self, vault, engines, running):
        with pytest.raises(StillRecording):
            NoteCreation(vault, engines).resume(vault.jobs.get(running.status.job_id))
        queue = JobQueue(vault, engines, lambda _: None)
        with pytest.raises(StillRecording):
            queue.resume(running.status.job_id)
        queue.close()
        assert vault.jobs.get(running.status.job_id).error_code == ""

    def test_its_client_is_not_deleted(self, vault, client, running):
        with pytest.raises(ClientBusy):
            delete_client(vault, client.id)
        assert vault.clients.get(client.id) == client

    def test_others_are_not_held_up(self, vault, running):
        other = vault.clients.add("Daniel K.")
        vault.consents.record(other.id, ConsentScope.RECORDING, DAY)
        delete_client(vault, other.id)

    def test_afterwards_all_of_it_can_be_done(self, vault, device, running):
        running.stop()
        device.hear(0.1)
        job_id = ended(running).job_id
        assert discard_recording(vault, job_id).destruction.complete


class TestWhenItsEndCannotBeStored:
    @pytest.fixture
    def broken_end(self, monkeypatch):
        """The disk is full just when the length is to be stored, and then no more."""

        def full(*_: object) -> None:
            raise DiskFull()

        monkeypatch.setattr(Recordings, "set_seconds", full)

    def test_what_was_recorded_is_kept(self, vault, device, running, broken_end, monkeypatch):
        running.stop()
        device.hear(0.1)
        status = ended(running)
        assert (status.state, type(status.error)) == (RecorderState.FAILED, DiskFull)
        assert recorded_s(vault, status.job_id) == pytest.approx(3.0, abs=0.3)
        assert status.seconds == pytest.approx(3.0, abs=0.3)

    def test_and_it_is_offered_with_its_length(self, vault, client, device, running, broken_end):
        """As after a power cut: nobody could store how long it is."""
        running.stop()
        device.hear(0.1)
        job_id = ended(running).job_id
        recording = vault.recordings.get(vault.jobs.get(job_id).recording_id)
        assert (recording.state, recording.seconds) == (RecordingState.OPEN, 0.0)
        (waiting,) = client_page(vault, client.id, DAY).waiting
        assert waiting.seconds == pytest.approx(3.0, abs=0.3)
        assert open_waiting(vault, job_id).seconds == pytest.approx(3.0, abs=0.3)
