"""How work ends before it is done: cancelled, failed, under a locked vault, at the end of the program."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from intellisession_desktop.errors import (
    AudioTruncated,
    EngineCrashed,
    ModelMissing,
    NoSpeech,
    NotFound,
)
from intellisession_desktop.records import Stage
from intellisession_desktop.sessions.job_queue import JobQueue, Work, WorkState
from intellisession_desktop.sessions.note_creation import Options
from intellisession_desktop.vault.vault import Vault

from .conftest import write_wav
from .watched_queue import Watched, is_untouched, watch


class TestCancel:
    def test_while_listening_leaves_the_file_and_the_vault_as_they_were(
        self, holding, held, vault, request_for, recording
    ):
        work_id = holding.queue.add(request_for)
        holding.until(held.listening.reached.is_set)
        holding.queue.cancel(work_id)
        assert holding.ended(work_id).state == WorkState.CANCELLED
        assert is_untouched(vault, recording)

    def test_while_waiting_is_done_without_waiting_for_the_others(
        self, holding, held, vault, summary, request_for, recording
    ):
        first, second = holding.queue.add(summary), holding.queue.add(request_for)
        holding.until(held.writing.reached.is_set)
        holding.queue.cancel(second)
        assert holding.ended(second).state == WorkState.CANCELLED
        assert holding.work(first).state == WorkState.RUNNING
        assert recording.exists()
        assert len(vault.jobs.unfinished()) == 1

    def test_while_writing_keeps_the_job_which_goes_on_without_listening_again(
        self, holding, held, vault, request_for
    ):
        held.listening.open.set()
        work_id = holding.queue.add(request_for)
        holding.until(held.writing.reached.is_set)
        holding.queue.cancel(work_id)
        work = holding.ended(work_id)
        assert work.state == WorkState.CANCELLED
        assert vault.jobs.get(work.job_id).stage == Stage.SHREDDED
        held.open_all()
        assert holding.queue.retry(work_id) == work_id
        assert holding.ended(work_id).state == WorkState.DONE
        assert held.started["speech"] == 1

    def test_of_a_summary_never_loses_what_was_typed(self, holding, held, vault, summary):
        work_id = holding.queue.add(summary)
        holding.until(held.writing.reached.is_set)
        holding.queue.cancel(work_id)
        work = holding.ended(work_id)
        (job,) = vault.jobs.unfinished()
        assert job.id == work.job_id
        assert vault.transcripts.load(job.session_id)

    def test_while_listening_never_loses_what_was_typed_beside_the_file(
        self, holding, held, vault, request_for, recording
    ):
        work_id = holding.queue.add(replace(request_for, options=Options("Client came late.")))
        holding.until(held.listening.reached.is_set)
        holding.queue.cancel(work_id)
        holding.ended(work_id)
        holding.queue.dismiss(work_id)
        (job,) = vault.jobs.unfinished()
        assert "Client came late." in job.options
        assert recording.exists()

    def test_of_what_is_over_or_unknown_does_nothing(self, watched, request_for):
        work_id = watched.queue.add(request_for)
        watched.ended(work_id)
        watched.queue.cancel(work_id)
        watched.queue.cancel("nothing")
        assert watched.work(work_id).state == WorkState.DONE

    def test_a_cancelled_note_can_be_begun_again(self, holding, held, request_for, recording):
        work_id = holding.queue.add(request_for)
        holding.until(held.listening.reached.is_set)
        holding.queue.cancel(work_id)
        holding.ended(work_id)
        held.open_all()
        holding.queue.retry(work_id)
        assert holding.ended(work_id).state == WorkState.DONE
        assert not recording.exists()


class TestFailure:
    def test_of_a_worker_keeps_the_job_and_can_be_tried_again(
        self, watched, vault, engines, request_for, recording
    ):
        engines.speech = {"dies_after": 1}
        work_id = watched.queue.add(request_for)
        work = watched.ended(work_id)
        assert work.state == WorkState.FAILED
        assert isinstance(work.error, EngineCrashed)
        assert vault.jobs.get(work.job_id).error_code == "engine_crashed"
        assert recording.exists()
        engines.speech = {}
        watched.queue.retry(work_id)
        work = watched.ended(work_id)
        assert (work.state, work.error) == (WorkState.DONE, None)

    def test_a_missing_model_keeps_the_job_until_it_is_there(self, vault, engines, request_for):
        missing = [True]

        def find() -> Any:
            if missing:
                raise ModelMissing()
            return engines()

        watched = watch(vault, find)
        work_id = watched.queue.add(request_for)
        assert watched.ended(work_id).error.code == "model_missing"
        assert [job.error_code for job in vault.jobs.unfinished()] == ["model_missing"]
        missing.clear()
        watched.queue.retry(work_id)
        assert watched.ended(work_id).state == WorkState.DONE
        watched.queue.close()

    def test_a_file_without_speech_leaves_nothing_behind(self, watched, vault, request_for, recording):
        silent = write_wav(recording.with_name("silent.wav"), loudness=0.0001)
        work = watched.ended(watched.queue.add(replace(request_for, audio=silent)))
        assert isinstance(work.error, NoSpeech)
        assert is_untouched(vault, silent)

    def test_a_file_without_speech_keeps_what_was_typed_beside_it(
        self, watched, vault, request_for, recording
    ):
        silent = write_wav(recording.with_name("silent.wav"), loudness=0.0001)
        request = replace(request_for, audio=silent, options=Options("Client came late."))
        watched.ended(watched.queue.add(request))
        (job,) = vault.jobs.unfinished()
        assert "Client came late." in job.options

    def test_a_cut_recording_is_used_as_it_is_when_that_is_chosen(self, watched, request_for, recording):
        cut = recording.with_name("cut.wav")
        cut.write_bytes(recording.read_bytes()[: recording.stat().st_size // 2])
        work = watched.ended(watched.queue.add(replace(request_for, audio=cut)))
        assert isinstance(work.error, AudioTruncated)
        again = watched.queue.resume(work.job_id, Options(accept_partial=True))
        assert watched.ended(again).state == WorkState.DONE
        assert cut.exists()
        assert [each.id for each in watched.queue.works()] == [again]

    def test_what_is_there_of_a_cut_recording_can_be_used_by_one_click(self, watched, request_for, recording):
        cut = recording.with_name("cut.wav")
        cut.write_bytes(recording.read_bytes()[: recording.stat().st_size // 2])
        work = watched.ended(watched.queue.add(replace(request_for, audio=cut)))
        assert watched.queue.use_what_is_there(work.id) == work.id
        done = watched.ended(work.id)
        assert (done.state, done.kept_audio) == (WorkState.DONE, True)
        assert cut.exists()

    def test_a_mistake_of_ours_is_told_by_its_place_and_the_next_note_is_made(
        self, vault, engines, request_for, summary
    ):
        broken = [True]

        def find() -> Any:
            if broken:
                raise ZeroDivisionError("what a client said")
            return engines()

        watched = watch(vault, find)
        first = watched.queue.add(request_for)
        work = watched.ended(first)
        assert (work.state, work.error) == (WorkState.FAILED, None)
        assert work.bug.startswith("ZeroDivisionError at ")
        assert "client said" not in work.bug
        broken.clear()
        assert watched.ended(watched.queue.add(summary)).state == WorkState.DONE
        watched.queue.retry(first)
        assert watched.ended(first).state == WorkState.DONE
        watched.queue.close()

    def test_a_listener_that_fails_does_not_end_the_work(self, vault, engines, request_for):
        def heard(_: Work) -> None:
            raise RuntimeError("the window is gone")

        queue = JobQueue(vault, engines, heard)
        watched = Watched(queue, [])
        assert watched.ended(queue.add(request_for)).state == WorkState.DONE
        queue.close()

    def test_what_is_not_in_the_list_cannot_be_tried_again(self, watched):
        with pytest.raises(NotFound):
            watched.queue.retry("nothing")


class TestLocked:
    def test_work_waits_for_the_vault_and_goes_on_when_it_is_unlocked(
        self, holding, held, vault, request_for
    ):
        work_id = holding.queue.add(request_for)
        holding.until(held.listening.reached.is_set)
        vault.lock()
        holding.queue.vault_locked()
        assert holding.work(work_id).waits_for_unlock
        held.open_all()
        holding.until(lambda: holding.work(work_id).progress is not None)
        time.sleep(0.1)
        assert holding.work(work_id).state == WorkState.RUNNING
        vault.unlock("a long passphrase")
        holding.queue.vault_unlocked()
        assert not holding.work(work_id).waits_for_unlock
        assert holding.ended(work_id).state == WorkState.DONE
        assert any(each.waits_for_unlock for each in holding.told)

    def test_closing_meanwhile_takes_seconds_and_loses_nothing(
        self, held, vault, request_for, recording, tmp_path
    ):
        watched = watch(vault, held)
        watched.queue.add(request_for)
        watched.until(held.listening.reached.is_set)
        vault.lock()
        watched.queue.vault_locked()
        held.open_all()
        began = time.monotonic()
        watched.queue.close()
        vault.close()
        assert time.monotonic() - began < 5
        watched.until(lambda: not any(t.name == "notes" for t in threading.enumerate()))
        with Vault.open(vault.folder, "a long passphrase") as again:
            (job,) = again.jobs.unfinished()
            assert job.path == str(recording)
        assert recording.exists()


class TestClose:
    def test_ends_running_and_waiting_work_and_keeps_every_job(
        self, held, vault, request_for, summary, recording
    ):
        watched = watch(vault, held)
        watched.queue.add(request_for)
        watched.queue.add(summary)
        watched.until(held.listening.reached.is_set)
        began = time.monotonic()
        watched.queue.close()
        assert time.monotonic() - began < 3
        assert recording.exists()
        assert len(vault.jobs.unfinished()) == 2
        told = len(watched.told)
        assert not any(
            t.name in ("notes", "tasks", "tidying") and t.is_alive() for t in threading.enumerate()
        )
        assert len(watched.told) == told

    def test_what_it_ended_goes_on_next_time(self, held, vault, engines, request_for, recording):
        first = watch(vault, held)
        first.queue.add(request_for)
        first.until(held.listening.reached.is_set)
        first.queue.close()
        (job,) = vault.jobs.unfinished()
        second = watch(vault, engines)
        assert second.ended(second.queue.resume(job.id)).state == WorkState.DONE
        assert not recording.exists()
        second.queue.close()

    def test_may_be_called_again(self, vault, engines):
        queue = JobQueue(vault, engines, lambda _: None)
        queue.close()
        queue.close()
