"""The recorder as the dialog drives it: a real vault and spool, a microphone that the test speaks into."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from intellisession_desktop.audio import disk_room, spool
from intellisession_desktop.audio import recorder as sound_recorder
from intellisession_desktop.errors import (
    ConsentMissing,
    DiskFull,
    EngineCrashed,
    MicrophoneUnavailable,
    NotFound,
)
from intellisession_desktop.records import (
    Client,
    ConsentScope,
    Modality,
    Moment,
    MomentKind,
    RecordingState,
    Status,
)
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.sessions.recorder import Recorder, RecorderState, RecorderStatus
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.fakes import SCRIPT, FakeEngines

from .conftest import DAY


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    return FakeMicrophones("Built-in microphone", "Headset").install(monkeypatch)


@pytest.fixture
def wanted(client: Client) -> RecordRequest:
    return RecordRequest(client.id, DAY)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.005)


def ended(recorder: Recorder) -> RecorderStatus:
    assert recorder.wait(10)
    return recorder.status


def recorded_s(vault: Vault, job_id: str) -> float:
    """Seconds that can be read back from the disk."""
    recording = vault.recordings.get(vault.jobs.get(job_id).recording_id or "")
    reader = spool.SpoolReader(
        vault.spool_folder / (recording.spool or ""), recording.id, vault.recordings.key(recording.id)
    )
    return sum(len(part) for part in reader) / 16_000


def moments(vault: Vault, job_id: str) -> list[Moment]:
    """What is sealed beside the sound."""
    recording = vault.recordings.get(vault.jobs.get(job_id).recording_id or "")
    reader = spool.SpoolReader(
        vault.spool_folder / (recording.spool or ""), recording.id, vault.recordings.key(recording.id)
    )
    for _ in reader:
        pass
    return reader.moments


class TestRecording:
    def test_what_was_said_until_stop_waits_for_its_note(self, vault, device, wanted, engines):
        recorder = Recorder(vault, wanted)
        assert recorder.status.state == RecorderState.STARTING
        recorder.start()
        device.hear(12.0)
        until(lambda: recorder.status.seconds >= 11.8)
        assert recorder.status.state == RecorderState.RECORDING
        recorder.stop()
        device.hear(0.1)
        status = ended(recorder)
        assert status.state == RecorderState.STOPPED
        assert status.error is None
        assert status.seconds == pytest.approx(12.0, abs=0.3)
        assert recorded_s(vault, status.job_id) == status.seconds
        assert not device.is_open
        assert NoteCreation(vault, engines).resume(vault.jobs.get(status.job_id)).shredded

    def test_the_request_is_stored_with_the_session(self, vault, device, wanted):
        recorder = Recorder(vault, replace(wanted, format="DAP", modality=Modality.PHONE))
        recorder.start()
        device.hear(1.0)
        until(lambda: bool(recorder.status.job_id))
        session = vault.sessions.get(vault.jobs.get(recorder.status.job_id).session_id)
        assert (session.format, session.modality) == ("DAP", Modality.PHONE)
        recorder.stop()
        device.hear(0.1)
        ended(recorder)

    def test_the_chosen_microphone_is_used(self, vault, device, wanted):
        recorder = Recorder(vault, wanted, device="Headset")
        recorder.start()
        device.hear(1.0)
        recorder.stop()
        device.hear(0.1)
        ended(recorder)
        assert device.opened == ["Headset"]

    def test_progress_is_told_with_level_time_and_room(self, vault, device, wanted):
        told: list[RecorderStatus] = []
        recorder = Recorder(vault, wanted, heard=told.append)
        recorder.start()
        device.hear(1.0)
        until(lambda: any(each.seconds > 0 for each in told))
        assert told[-1].state == RecorderState.RECORDING
        last = told[-1]
        assert -12 < last.level_db < -8  # of 0.3
        assert last.left_s > 0
        assert last.free_bytes > 0
        recorder.stop()
        device.hear(0.1)
        ended(recorder)
        assert told[-1].state == RecorderState.STOPPED

    def test_a_listener_that_fails_does_not_end_it(self, vault, device, wanted):
        def heard(_: RecorderStatus) -> None:
            raise RuntimeError("the window is gone")

        recorder = Recorder(vault, wanted, heard=heard)
        recorder.start()
        device.hear(2.0)
        until(lambda: recorder.status.seconds >= 1.5)
        recorder.stop()
        device.hear(0.1)
        assert ended(recorder).state == RecorderState.STOPPED

    def test_what_was_heard_before_stop_is_written_although_the_disk_is_slow(
        self, vault, device, wanted, monkeypatch
    ):
        write = spool.SpoolWriter.write

        def slowly(writer: spool.SpoolWriter, samples: object) -> None:
            time.sleep(0.01)
            write(writer, samples)

        monkeypatch.setattr(spool.SpoolWriter, "write", slowly)
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(5.0)
        recorder.stop()
        status = ended(recorder)
        assert recorded_s(vault, status.job_id) == pytest.approx(5.0, abs=0.05)


class TestPause:
    def test_what_is_said_meanwhile_is_neither_written_nor_counted(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(3.0)
        until(lambda: recorder.status.seconds >= 2.8)
        recorder.pause()
        assert recorder.status.state == RecorderState.PAUSED
        before = recorder.status.seconds
        device.hear(20.0, loudness=0.9)
        device.hear(0.2, loudness=0.001)
        until(lambda: recorder.status.level_db < -50)  # the level goes on
        assert recorder.status.seconds == pytest.approx(before, abs=0.3)
        recorder.go_on()
        device.hear(2.0)
        until(lambda: recorder.status.seconds >= 4.7)
        recorder.stop()
        device.hear(0.1)
        status = ended(recorder)
        assert recorded_s(vault, status.job_id) == pytest.approx(5.0, abs=0.4)

    def test_it_can_be_stopped_from_there(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(2.0)
        until(lambda: recorder.status.seconds >= 1.8)
        recorder.pause()
        recorder.stop()
        device.hear(0.1)
        assert ended(recorder).state == RecorderState.STOPPED


class TestLevel:
    def test_too_loud_is_told_for_a_moment(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(0.5, loudness=1.0)
        until(lambda: recorder.status.clipped)
        device.hear(3.0)
        until(lambda: not recorder.status.clipped)
        recorder.discard()
        device.hear(0.1)
        ended(recorder)

    def test_a_muted_microphone_is_told_after_a_while_and_not_while_paused(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(5.0, loudness=0.0001)
        until(lambda: recorder.status.seconds >= 4.5)
        assert not recorder.status.quiet
        device.hear(5.0, loudness=0.0001)
        until(lambda: recorder.status.quiet)
        recorder.pause()
        device.hear(0.5, loudness=0.0001)
        until(lambda: not recorder.status.quiet)
        recorder.go_on()
        device.hear(0.3)
        until(lambda: recorder.status.level_db > -20)
        assert not recorder.status.quiet
        recorder.discard()
        device.hear(0.1)
        ended(recorder)


class TestDiscard:
    def test_destroys_what_was_recorded_with_a_receipt(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(3.0)
        until(lambda: recorder.status.seconds >= 2.5)
        recording_id = vault.jobs.get(recorder.status.job_id).recording_id
        recorder.discard()
        device.hear(0.1)
        status = ended(recorder)
        assert status.state == RecorderState.DISCARDED
        assert status.job_id == ""
        assert status.receipt is not None
        assert status.receipt.destruction.complete
        assert vault.receipts.for_recording(recording_id) == status.receipt
        assert vault.recordings.get(recording_id).state == RecordingState.SHREDDED
        with pytest.raises(NotFound):
            vault.recordings.key(recording_id)
        assert not vault.jobs.unfinished()
        assert list(vault.spool_folder.iterdir()) == []

    def test_is_possible_after_stop(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(3.0)
        until(lambda: recorder.status.seconds >= 2.5)
        recorder.stop()
        device.hear(0.1)
        ended(recorder)
        recorder.discard()
        assert ended(recorder).state == RecorderState.DISCARDED
        assert not vault.jobs.unfinished()
        recorder.discard()
        assert recorder.status.state == RecorderState.DISCARDED


class TestTrouble:
    def test_without_consent_the_microphone_is_not_even_opened(self, vault, device):
        other = vault.clients.add("Daniel K.")
        recorder = Recorder(vault, RecordRequest(other.id, DAY))
        recorder.start()
        status = ended(recorder)
        assert status.state == RecorderState.FAILED
        assert isinstance(status.error, ConsentMissing)
        assert device.opened == []

    def test_no_microphone_leaves_nothing_behind(self, vault, device, wanted):
        device.unplug()
        recorder = Recorder(vault, wanted)
        recorder.start()
        status = ended(recorder)
        assert (status.state, status.job_id) == (RecorderState.FAILED, "")
        assert isinstance(status.error, MicrophoneUnavailable)
        assert not vault.jobs.unfinished()

    def test_a_chosen_one_that_is_not_connected_is_told(self, vault, device, wanted):
        recorder = Recorder(vault, wanted, device="Desk microphone")
        recorder.start()
        error = ended(recorder).error
        assert isinstance(error, MicrophoneUnavailable)
        assert "choose another" in error.sentence

    def test_one_that_goes_away_is_waited_for_and_the_gap_is_marked(self, vault, device, wanted, monkeypatch):
        device.silent_s, device.gap_s = 0.3, 0.2
        device.install(monkeypatch)
        recorder = Recorder(vault, wanted, device="Headset")
        recorder.start()
        device.hear(4.0)
        device.unplug()
        until(lambda: recorder.status.state == RecorderState.WAITING)
        assert recorder.status.lost == "Headset"
        device.plug_in("Headset")
        until(lambda: recorder.status.state == RecorderState.RECORDING)
        assert (recorder.status.microphone, recorder.status.lost) == ("Headset", "")
        device.hear(2.0)
        recorder.stop()
        status = ended(recorder)
        assert (status.state, status.error) == (RecorderState.STOPPED, None)
        assert recorded_s(vault, status.job_id) == pytest.approx(6.0, abs=0.3)
        gaps = [each for each in moments(vault, status.job_id) if each.kind == MomentKind.MICROPHONE_GONE]
        assert gaps[0].at == pytest.approx(4.0, abs=0.3)
        assert gaps[0].seconds >= 0.3

    def test_where_it_stays_away_the_default_one_goes_on(self, vault, device, wanted, monkeypatch):
        device.silent_s = 0.3
        device.install(monkeypatch)
        recorder = Recorder(vault, wanted, device="Headset")
        recorder.start()
        device.hear(2.0)
        device.plug_in("Built-in microphone")
        until(lambda: recorder.status.microphone == "Built-in microphone")
        assert recorder.status.lost == "Headset"
        device.hear(2.0)
        recorder.stop()
        assert recorded_s(vault, ended(recorder).job_id) == pytest.approx(4.0, abs=0.3)

    def test_it_can_be_stopped_while_there_is_none(self, vault, device, wanted, monkeypatch):
        device.silent_s = 0.2
        device.install(monkeypatch)
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(2.0)
        device.unplug()
        until(lambda: recorder.status.state == RecorderState.WAITING)
        recorder.stop()
        status = ended(recorder)
        assert (status.state, status.error) == (RecorderState.STOPPED, None)
        assert recorded_s(vault, status.job_id) == pytest.approx(2.0, abs=0.2)

    def test_stopping_when_it_gives_nothing_any_more_is_no_error(self, vault, device, wanted):
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(2.0)
        until(lambda: recorder.status.seconds >= 1.8)
        recorder.stop()
        status = ended(recorder)
        assert (status.state, status.error) == (RecorderState.STOPPED, None)

    def test_one_that_never_gave_a_sound_leaves_nothing_behind(self, vault, device, wanted, monkeypatch):
        device.silent_s = 0.05
        device.install(monkeypatch)
        recorder = Recorder(vault, wanted)
        recorder.start()
        until(lambda: bool(recorder.status.job_id) and device.is_open)
        recorder.stop()
        status = ended(recorder)
        assert (status.state, status.job_id) == (RecorderState.FAILED, "")
        assert not vault.jobs.unfinished()
        assert list(vault.spool_folder.iterdir()) == []

    def test_a_disk_that_fills_up_ends_it_in_time(self, vault, device, wanted, monkeypatch):
        free = [10**9]
        monkeypatch.setattr(disk_room, "free_bytes", lambda _: free[0])
        monkeypatch.setattr(disk_room, "_LOOKED_AT_S", 0.0)
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(3.0)
        until(lambda: recorder.status.seconds >= 2.5)
        free[0] = 10**6
        device.hear(0.2)
        status = ended(recorder)
        assert status.state == RecorderState.STOPPED
        assert isinstance(status.error, DiskFull)
        assert recorded_s(vault, status.job_id) >= 3.0

    def test_a_full_disk_is_told_before_anything_is_recorded(self, vault, device, wanted, monkeypatch):
        monkeypatch.setattr(disk_room, "free_bytes", lambda _: 10**6)
        recorder = Recorder(vault, wanted)
        recorder.start()
        assert isinstance(ended(recorder).error, DiskFull)
        assert device.opened == []

    def test_our_own_mistake_keeps_what_was_recorded(self, vault, device, wanted, monkeypatch):
        class Broken(sound_recorder.Meter):
            def hear(self, block):
                super().hear(block)
                if self._heard_s > 2:
                    raise ZeroDivisionError

        monkeypatch.setattr(sound_recorder, "Meter", Broken)
        recorder = Recorder(vault, wanted)
        recorder.start()
        device.hear(3.0)
        status = ended(recorder)
        assert status.state == RecorderState.FAILED
        assert isinstance(status.error, EngineCrashed)
        assert recorded_s(vault, status.job_id) >= 2.0


class TestDictation:
    def test_needs_no_consent_to_be_recorded_and_is_the_therapists_own(self, vault, engines, device):
        other = vault.clients.add("Daniel K.")
        vault.consents.record(other.id, ConsentScope.DICTATION, DAY)
        recorder = Recorder(vault, RecordRequest(other.id, DAY, dictation=True))
        recorder.start()
        device.hear(12.0)
        until(lambda: recorder.status.seconds >= 11.5)
        recorder.stop()
        device.hear(0.1)
        outcome = NoteCreation(vault, engines).resume(vault.jobs.get(ended(recorder).job_id))
        statements = [each for section in outcome.note.sections for each in section.statements]
        assert len(statements) == len(SCRIPT)
        assert {each.status for each in statements} == {Status.THERAPIST}
        assert {turn.speaker for turn in outcome.turns} == {"therapist"}
        assert outcome.shredded
        assert outcome.receipt.destruction.complete

    def test_is_refused_where_somebody_declined(self, vault, device, client):
        vault.consents.record(client.id, ConsentScope.DECLINED, DAY)
        recorder = Recorder(vault, RecordRequest(client.id, DAY, dictation=True))
        recorder.start()
        assert isinstance(ended(recorder).error, ConsentMissing)


def test_a_locked_vault_does_not_end_a_recording(vault: Vault, device, wanted, engines: FakeEngines):
    recorder = Recorder(vault, wanted)
    recorder.start()
    device.hear(2.0)
    until(lambda: recorder.status.seconds >= 1.8)
    vault.lock()
    device.hear(3.0)
    until(lambda: recorder.status.seconds >= 4.5)
    recorder.stop()
    device.hear(0.1)
    assert not recorder.wait(0.1)  # its end is stored once the vault is open again
    assert recorder.status.state == RecorderState.STOPPING
    vault.unlock("a long passphrase")
    status = ended(recorder)
    assert status.state == RecorderState.STOPPED
    assert recorded_s(vault, status.job_id) == pytest.approx(5.0, abs=0.3)


def test_a_pause_is_told_at_once_however_fast_the_sound_comes(vault: Vault, device, wanted):
    told: list[RecorderState] = []
    recorder = Recorder(vault, wanted, heard=lambda status: told.append(status.state))
    recorder.start()
    device.hear(1.0)
    until(lambda: RecorderState.RECORDING in told)
    recorder.pause()
    device.hear(0.2)
    until(lambda: told[-1] == RecorderState.PAUSED)
    recorder.go_on()
    device.hear(0.2)
    until(lambda: told[-1] == RecorderState.RECORDING)
    recorder.discard()
    device.hear(0.1)
    ended(recorder)
    assert told[-1] == RecorderState.DISCARDED
