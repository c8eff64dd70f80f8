"""The window's queue of work, on a real vault with fake engines: notes, tasks, and what it tells."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from intellisession_desktop.errors import (
    AudioNotFound,
    AudioUnreadable,
    ConsentMissing,
    EngineCrashed,
    InvalidInput,
)
from intellisession_desktop.records import ConsentScope, Modality, Progress, Status
from intellisession_desktop.sessions.job_queue import JobQueue, Work, WorkKind, WorkState
from intellisession_desktop.sessions.note_creation import NoteRequest, Options

from .conftest import DAY
from .watched_queue import Watched, is_untouched, watch


class TestNote:
    def test_an_attached_recording_becomes_a_draft_and_its_audio_is_gone(
        self, watched, vault, request_for, recording
    ):
        work_id = watched.queue.add(request_for)
        work = watched.ended(work_id)
        assert (work.state, work.kind, work.title) == (WorkState.DONE, WorkKind.NOTE, "Maya R.")
        assert watched.states(work_id) == [WorkState.WAITING, WorkState.RUNNING, WorkState.DONE]
        assert vault.notes.get(work.note_id).state == "draft"
        assert not recording.exists()
        assert work.receipt.destruction.complete
        assert not work.kept_audio
        assert (work.percent, work.left_s) == (1.0, None)
        assert not vault.jobs.unfinished()

    def test_time_and_modality_are_stored_with_the_session(self, watched, vault, request_for):
        import datetime as dt

        request = replace(request_for, time=dt.time(10, 0), modality=Modality.TELEHEALTH)
        work = watched.ended(watched.queue.add(request))
        session = vault.sessions.get(vault.jobs.get(work.job_id).session_id)
        assert (session.time, session.modality) == (dt.time(10, 0), Modality.TELEHEALTH)

    def test_the_receipt_is_told_before_the_note_is_written(self, holding, held, request_for):
        held.listening.open.set()
        work_id = holding.queue.add(request_for)
        holding.until(lambda: holding.work(work_id).receipt is not None)
        assert holding.work(work_id).state == WorkState.RUNNING
        assert holding.work(work_id).note_id == ""
        held.open_all()
        assert holding.ended(work_id).state == WorkState.DONE

    def test_audio_that_is_kept_is_told_so(self, watched, request_for, recording):
        work = watched.ended(watched.queue.add(replace(request_for, options=Options(keep_audio=True))))
        assert work.kept_audio
        assert work.receipt is None
        assert recording.exists()

    def test_percent_never_falls_and_goes_through_the_whole_work(self, watched, request_for):
        work_id = watched.queue.add(request_for)
        watched.ended(work_id)
        percents = [each.percent for each in watched.told if each.percent is not None]
        assert percents == sorted(percents)
        assert percents[-1] == 1.0
        stages = [each.progress.stage for each in watched.told if each.progress]
        assert list(dict.fromkeys(stages)) == [
            "listening",
            "telling voices apart",
            "destroying the audio",
            "writing",
        ]

    def test_a_summary_alone_needs_no_consent_and_no_listening(self, watched, vault, engines, summary):
        other = vault.clients.add("Daniel K.")
        work = watched.ended(watched.queue.add(replace(summary, client_id=other.id)))
        assert work.state == WorkState.DONE
        assert work.receipt is None
        assert engines.started["speech"] == 0

    def test_an_attached_dictation_is_the_therapists_own(self, watched, vault, request_for):
        vault.consents.record(request_for.client_id, ConsentScope.DICTATION, DAY)
        with pytest.raises(ConsentMissing):
            watched.queue.add(request_for)
        work = watched.ended(watched.queue.add(replace(request_for, options=Options(dictated=True))))
        note = vault.notes.get(work.note_id)
        statements = [each for section in note.sections for each in section.statements]
        assert {each.status for each in statements} == {Status.THERAPIST}
        assert work.receipt.destruction.complete

    def test_notes_are_made_one_after_another(self, holding, held, request_for, summary):
        first, second = holding.queue.add(request_for), holding.queue.add(summary)
        holding.until(held.listening.reached.is_set)
        assert holding.work(first).state == WorkState.RUNNING
        assert holding.work(second).state == WorkState.WAITING
        assert [each.id for each in holding.queue.works()] == [first, second]
        held.open_all()
        assert holding.ended(first).state == WorkState.DONE
        assert holding.ended(second).state == WorkState.DONE
        done = [each.id for each in holding.told if each.state == WorkState.DONE]
        assert done == [first, second]

    def test_the_same_file_again_is_the_same_work(self, holding, held, request_for, vault):
        first = holding.queue.add(request_for)
        assert holding.queue.add(request_for) == first
        assert len(vault.jobs.unfinished()) == 1

    def test_workers_are_always_started_by_the_same_thread(self, vault, engines, summary):
        """Else the system would end them with the thread that started them."""
        threads: list[str] = []

        def find() -> Any:
            threads.append(threading.current_thread().name)
            return engines()

        watched = watch(vault, find)
        for _ in range(2):
            watched.ended(watched.queue.add(summary))
        watched.queue.close()
        assert threads == ["notes", "notes"]


class TestRefusedAtOnce:
    def test_without_consent(self, watched, vault, request_for, recording):
        other = vault.clients.add("Daniel K.")
        with pytest.raises(ConsentMissing):
            watched.queue.add(replace(request_for, client_id=other.id))
        assert is_untouched(vault, recording)
        assert watched.queue.works() == ()

    def test_a_file_that_is_not_there(self, watched, vault, request_for, recording):
        with pytest.raises(AudioNotFound):
            watched.queue.add(replace(request_for, audio=recording.with_name("none.mp3")))
        assert is_untouched(vault, recording)

    def test_a_file_that_is_no_recording(self, watched, vault, request_for, recording):
        letter = recording.with_name("letter.mp3")
        letter.write_text("Dear Sir or Madam, " * 200)
        with pytest.raises(AudioUnreadable):
            watched.queue.add(replace(request_for, audio=letter))
        assert is_untouched(vault, letter)

    def test_nothing_to_write_from(self, watched, client):
        with pytest.raises(InvalidInput):
            watched.queue.add(NoteRequest(client.id, DAY, options=Options(" \n")))

    def test_a_job_that_is_done(self, watched, request_for):
        work = watched.ended(watched.queue.add(request_for))
        with pytest.raises(InvalidInput):
            watched.queue.resume(work.job_id)


class TestTask:
    def test_runs_beside_a_note_and_hands_over_its_result(self, holding, held, request_for):
        note = holding.queue.add(request_for)
        holding.until(held.listening.reached.is_set)
        results: list[str] = []

        def task(engines, report, cancel) -> str:
            report(Progress("rewriting", 0.5))
            return "rewritten"

        work_id = holding.queue.run("Rewriting", "client", task, results.append)
        work = holding.ended(work_id)
        assert (work.state, work.kind, work.title) == (WorkState.DONE, WorkKind.TASK, "Rewriting")
        assert results == ["rewritten"]
        assert any(each.percent == 0.5 for each in holding.told if each.id == work_id)
        assert holding.work(note).state == WorkState.RUNNING

    def test_fails_by_itself(self, watched):
        def task(engines, report, cancel) -> None:
            raise EngineCrashed()

        work = watched.ended(watched.queue.run("Rewriting", "client", task, lambda _: None))
        assert work.error.code == "engine_crashed"

    def test_is_cancelled_and_hands_over_nothing(self, watched):
        begun, results = threading.Event(), []

        def task(engines, report, cancel) -> None:
            begun.set()
            while True:
                cancel.check()
                time.sleep(0.005)

        work_id = watched.queue.run("Rewriting", "client", task, results.append)
        watched.until(begun.is_set)
        watched.queue.cancel(work_id)
        assert watched.ended(work_id).state == WorkState.CANCELLED
        assert results == []


class TestList:
    def test_a_client_is_busy_until_their_work_is_over(self, holding, held, client, request_for):
        work_id = holding.queue.add(request_for)
        assert holding.queue.busy_with(client.id)
        assert not holding.queue.busy_with("another")
        held.open_all()
        holding.ended(work_id)
        assert not holding.queue.busy_with(client.id)

    def test_only_what_is_over_can_be_dismissed(self, holding, held, request_for):
        work_id = holding.queue.add(request_for)
        holding.queue.dismiss(work_id)
        assert len(holding.queue.works()) == 1
        held.open_all()
        holding.ended(work_id)
        holding.queue.dismiss(work_id)
        assert holding.queue.works() == ()

    def test_a_listener_may_ask_the_queue(self, vault, engines, request_for):
        """No lock is held while it is told."""
        seen: list[int] = []
        queue: JobQueue

        def heard(work: Work) -> None:
            seen.append(len(queue.works()))
            if work.state == WorkState.DONE:
                queue.dismiss(work.id)

        queue = JobQueue(vault, engines, heard)
        queue.add(request_for)
        Watched(queue, []).until(lambda: not queue.works())
        assert seen
        queue.close()
