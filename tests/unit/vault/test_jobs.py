"""Jobs outlive the process, are found by their file, and keep what they have written."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.errors import AmbiguousName, NotFound
from intellisession_desktop.records import Client, FileIdentity, Session, Stage, Statement, Status, Turn
from intellisession_desktop.vault import jobs as jobs_module
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

PATH = "recordings/a.m4a"


def test_a_job_is_unfinished_until_its_note_is_drafted(vault: Vault, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]")
    job = vault.jobs.add(session.id, recording.id, '{"format": "SOAP"}', path=PATH)
    without_sound = vault.jobs.add(session.id, None, "{}")
    assert job.stage is Stage.CREATED
    assert job.path == PATH
    assert vault.jobs.get(job.id) == job
    assert vault.jobs.unfinished() == (job, without_sound)
    for stage in (Stage.TRANSCRIBED, Stage.SHREDDED):
        vault.jobs.set_stage(job.id, stage)
        assert vault.jobs.get(job.id).stage is stage
        assert len(vault.jobs.unfinished()) == 2
    vault.jobs.set_stage(job.id, Stage.DRAFTED)
    assert vault.jobs.unfinished() == (without_sound,)
    assert vault.jobs.get(job.id).updated >= job.updated


def test_an_error_is_kept_until_the_job_goes_on(vault: Vault, session: Session) -> None:
    job = vault.jobs.add(session.id, None, "{}")
    vault.jobs.set_error(job.id, "engine_crashed")
    assert vault.jobs.get(job.id).error_code == "engine_crashed"
    vault.jobs.set_stage(job.id, Stage.TRANSCRIBED)
    assert vault.jobs.get(job.id).error_code == ""
    with pytest.raises(NotFound):
        vault.jobs.set_error("0123456789abcdef", "engine_crashed")


def test_options_can_be_changed_before_a_job_goes_on(vault: Vault, session: Session) -> None:
    job = vault.jobs.add(session.id, None, "{}")
    changed = vault.jobs.set_options(job.id, '{"keep_audio": true}')
    assert changed.options == '{"keep_audio": true}'
    assert vault.jobs.get(job.id) == changed


def test_a_job_is_found_by_the_beginning_of_its_id(
    vault: Vault, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(["abcd000000000001", "abcd100000000002"])
    monkeypatch.setattr(jobs_module, "new_id", lambda: next(ids))
    first, _ = vault.jobs.add(session.id, None, "{}"), vault.jobs.add(session.id, None, "{}")
    assert vault.jobs.get("abcd0") == first
    with pytest.raises(AmbiguousName):
        vault.jobs.get("abcd")
    with pytest.raises(NotFound):
        vault.jobs.get("abc")


def test_an_unfinished_job_is_found_by_path_client_and_date(
    vault: Vault, client: Client, session: Session
) -> None:
    job = vault.jobs.add(session.id, None, "{}", path=PATH)
    assert vault.jobs.on_file(PATH, client.id, DAY) == (job,)
    assert vault.jobs.on_file("recordings/b.m4a", client.id, DAY) == ()
    assert vault.jobs.on_file(PATH, "0123456789abcdef", DAY) == ()
    assert vault.jobs.on_file(PATH, client.id, DAY + dt.timedelta(days=1)) == ()
    vault.jobs.set_stage(job.id, Stage.SHREDDED)  # the file is gone by now
    assert [found.id for found in vault.jobs.on_file(PATH, client.id, DAY)] == [job.id]
    vault.jobs.set_stage(job.id, Stage.DRAFTED)
    assert vault.jobs.on_file(PATH, client.id, DAY) == ()


def test_a_job_is_found_by_its_recording_s_file_too(vault: Vault, client: Client, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]", identity=FileIdentity(PATH, 1, 2, 3, "00"))
    older = vault.jobs.add(session.id, recording.id, "{}")
    newest = vault.jobs.add(session.id, recording.id, "{}")
    assert vault.jobs.on_file(PATH, client.id, DAY) == (newest, older)
    assert vault.jobs.on_content(3, "00", client.id, DAY) == (newest, older)
    assert vault.jobs.on_content(3, "01", client.id, DAY) == ()
    assert vault.jobs.on_content(4, "00", client.id, DAY) == ()


def test_statements_written_so_far_survive_for_the_next_try(vault: Vault, session: Session) -> None:
    job = vault.jobs.add(session.id, None, "{}")
    other = vault.jobs.add(session.id, None, "{}")
    two = (
        Statement("Client sleeps four hours.", (0, 1)),
        Statement("Client denies plans.", (2, 3), Status.FLAGGED, "negation"),
    )
    assert vault.drafts.load(job.id) == {}
    vault.drafts.save_exchange(job.id, 3, two)
    vault.drafts.save_exchange(job.id, 0, ())  # an exchange that gave nothing is done as well
    vault.drafts.save_exchange(other.id, 0, two[:1])
    assert vault.drafts.load(job.id) == {0: (), 3: two}
    vault.drafts.save_exchange(job.id, 3, two[1:])
    assert vault.drafts.load(job.id) == {0: (), 3: two[1:]}
    vault.drafts.clear(job.id)
    assert vault.drafts.load(job.id) == {}
    assert vault.drafts.load(other.id) == {0: two[:1]}


def test_a_deleted_job_leaves_its_session_and_transcript(vault: Vault, session: Session) -> None:
    job = vault.jobs.add(session.id, None, "{}")
    vault.transcripts.save(session.id, [Turn(0, 1, "client", "Hello.")])
    vault.drafts.save_exchange(job.id, 0, ())
    vault.jobs.delete(job.id)
    assert vault.jobs.unfinished() == ()
    assert vault.drafts.load(job.id) == {}
    assert vault.sessions.get(session.id) == session
    assert len(vault.transcripts.load(session.id)) == 1
    with pytest.raises(NotFound):
        vault.jobs.delete(job.id)


def test_one_client_s_unfinished_jobs_are_told_from_others(vault: Vault, session: Session) -> None:
    other = vault.clients.add("Other Client")
    theirs = vault.jobs.add(vault.sessions.add(other.id, DAY, "SOAP", 2, "en").id, None, "{}")
    ours = vault.jobs.add(session.id, None, "{}")
    assert vault.jobs.unfinished(session.client_id) == (ours,)
    assert vault.jobs.unfinished(other.id) == (theirs,)
    assert vault.jobs.unfinished() == (theirs, ours)
