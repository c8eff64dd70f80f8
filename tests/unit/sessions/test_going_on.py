"""What was under way when the program ended goes on by itself; what somebody or an error stopped does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.errors import EngineCrashed
from intellisession_desktop.records import Stage
from intellisession_desktop.sessions.backup import make_backup, restore_backup
from intellisession_desktop.sessions.going_on import MOST, interrupted
from intellisession_desktop.sessions.job_queue import WorkState
from intellisession_desktop.sessions.note_creation import NoteRequest
from intellisession_desktop.sessions.note_request import prepare
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .conftest import PASSPHRASE
from .watched_queue import HeldEngines, Watched, watch


@pytest.fixture
def after(vault: Vault) -> Iterator[Watched]:
    """The queue of the next window."""
    made = watch(vault, FakeEngines())
    yield made
    made.queue.close()


def closed_while_listening(vault: Vault, request: NoteRequest) -> None:
    held = HeldEngines()
    before = watch(vault, held)
    before.queue.add(request)
    before.until(held.listening.reached.is_set)
    before.queue.close()


def test_a_note_that_was_being_made_goes_on(vault: Vault, request_for: NoteRequest, after: Watched) -> None:
    closed_while_listening(vault, request_for)
    (job,) = vault.jobs.unfinished()
    assert job.error_code == ""
    (work_id,) = after.queue.go_on()
    assert after.ended(work_id).state == WorkState.DONE
    assert after.queue.go_on() == ()


def test_so_does_one_that_waited_for_its_turn(
    vault: Vault, request_for: NoteRequest, summary: NoteRequest, after: Watched
) -> None:
    held = HeldEngines()
    before = watch(vault, held)
    before.queue.add(request_for)
    before.queue.add(summary)
    before.until(held.listening.reached.is_set)
    before.queue.close()
    works = after.queue.go_on()
    assert [after.ended(work_id).state for work_id in works] == [WorkState.DONE, WorkState.DONE]


def test_one_goes_on_after_a_crash_that_stored_nothing(vault: Vault, request_for: NoteRequest) -> None:
    held = HeldEngines()
    watched = watch(vault, held)
    watched.queue.add(request_for)
    watched.until(held.listening.reached.is_set)
    assert len(interrupted(vault)) == 1  # as the next window would find it
    watched.queue.close()


def test_what_was_cancelled_waits_to_be_asked_for(vault: Vault, request_for: NoteRequest) -> None:
    held = HeldEngines()
    held.listening.open.set()
    watched = watch(vault, held)
    work_id = watched.queue.add(request_for)
    watched.until(held.writing.reached.is_set)
    watched.queue.cancel(work_id)
    watched.ended(work_id)
    watched.queue.close()
    assert vault.jobs.unfinished()[0].stage == Stage.SHREDDED
    assert interrupted(vault) == ()


def test_what_failed_waits_to_be_asked_for(vault: Vault, request_for: NoteRequest) -> None:
    watched = watch(vault, FakeEngines(fails=EngineCrashed()))
    watched.ended(watched.queue.add(request_for))
    watched.queue.close()
    assert len(vault.jobs.unfinished()) == 1
    assert interrupted(vault) == ()


def test_a_recording_whose_note_nobody_asked_for_waits(vault: Vault, request_for: NoteRequest) -> None:
    prepare(vault, request_for)
    assert interrupted(vault) == ()


def test_one_that_ends_the_program_again_and_again_is_asked_about(
    vault: Vault, request_for: NoteRequest, after: Watched
) -> None:
    closed_while_listening(vault, request_for)
    assert [len(interrupted(vault)) for _ in range(MOST + 1)] == [1] * MOST + [0]
    (job,) = vault.jobs.unfinished()
    assert after.ended(after.queue.resume(job.id)).state == WorkState.DONE


def test_in_a_vault_from_a_backup_nothing_goes_on(
    vault: Vault, request_for: NoteRequest, backup: Path, tmp_path: Path
) -> None:
    closed_while_listening(vault, request_for)
    make_backup(vault, backup)
    restore_backup(backup, tmp_path / "restored", PASSPHRASE)
    with Vault.open(tmp_path / "restored", PASSPHRASE) as restored:
        assert len(restored.jobs.unfinished()) == 1
        assert interrupted(restored) == ()
    assert len(interrupted(vault)) == 1


def test_what_failed_and_was_asked_for_again_goes_on(
    vault: Vault, request_for: NoteRequest, after: Watched
) -> None:
    watched = watch(vault, FakeEngines(fails=EngineCrashed()))
    watched.ended(watched.queue.add(request_for))
    watched.queue.close()
    (job,) = vault.jobs.unfinished()
    held = HeldEngines()
    again = watch(vault, held)
    again.queue.resume(job.id)
    again.until(held.listening.reached.is_set)
    again.queue.close()
    (work_id,) = after.queue.go_on()
    assert after.ended(work_id).state == WorkState.DONE
