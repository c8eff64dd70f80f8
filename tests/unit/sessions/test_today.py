"""What waits of all clients, on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from intellisession_desktop.records import Client, ConsentScope, Section, Stage, Statement, Status, Turn
from intellisession_desktop.sessions.today import Today, today, without_jobs
from intellisession_desktop.vault.database import Database
from intellisession_desktop.vault.vault import Vault

ONE_DAY = dt.timedelta(days=1)
NOW = dt.date.today()
FLAGGED = Section("Plan", (Statement("A.", status=Status.FLAGGED), Statement("B.")))


def draft(vault: Vault, client: Client, day: dt.date = NOW, state: str = "draft") -> str:
    return vault.notes.add(client.id, None, "SOAP", day, [FLAGGED], state).id


def transcript(vault: Vault, client: Client, day: dt.date = NOW) -> str:
    session = vault.sessions.add(client.id, day, "SOAP", 2, "en")
    vault.transcripts.save(session.id, [Turn(0.0, 4.0, "client", "The week was long.")])
    return session.id


def names(due: Sequence[Any]) -> list[str]:
    return [each.client.name for each in due]


def test_a_practice_without_anything_to_do_is_done(vault: Vault, client: Client) -> None:
    draft(vault, client, state="signed")
    draft(vault, client, state="imported")
    assert today(vault, NOW) == Today(NOW)
    assert today(vault, NOW).count == 0


def test_drafts_of_all_clients_are_told_oldest_first_with_what_is_to_check(
    vault: Vault, client: Client
) -> None:
    anna = vault.clients.add("Anna")
    new, old = draft(vault, client), draft(vault, anna, NOW - ONE_DAY)
    found = today(vault, NOW)
    assert [(each.client, each.what.id, each.what.to_check) for each in found.drafts] == [
        (anna, old, 1),
        (client, new, 1),
    ]
    assert found.overdue == ()
    assert found.count == 2


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (3, False), (4, True), (40, True)])
def test_a_draft_that_lies_for_more_than_three_days_is_named_apart(
    vault: Vault, client: Client, days: int, overdue: bool
) -> None:
    draft(vault, client)
    found = today(vault, NOW + days * ONE_DAY)
    assert (len(found.overdue), len(found.drafts)) == ((1, 0) if overdue else (0, 1))


def test_a_draft_of_a_session_of_long_ago_is_not_late_when_it_was_written_today(
    vault: Vault, client: Client
) -> None:
    draft(vault, client, NOW - 30 * ONE_DAY)
    assert today(vault, NOW).overdue == ()


def test_recordings_and_transcripts_without_a_note_are_told(vault: Vault, client: Client) -> None:
    anna = vault.clients.add("Anna")
    loose = transcript(vault, anna, NOW - ONE_DAY)
    for day in (NOW, NOW - ONE_DAY):
        session = vault.sessions.add(client.id, day, "SOAP", 2, "en")
        recording = vault.recordings.add(session.id, "[]", spool="a.spool")
        vault.recordings.set_seconds(recording.id, 60.0)
        vault.jobs.add(session.id, recording.id, "{}")
    written = vault.sessions.add(client.id, NOW, "SOAP", 2, "en")
    vault.jobs.set_stage(vault.jobs.add(written.id, None, "{}").id, Stage.DRAFTED)
    found = today(vault, NOW)
    assert [(each.client, each.what.what, each.what.session.date) for each in found.waiting] == [
        (client, "recording", NOW - ONE_DAY),
        (client, "recording", NOW),
    ]
    assert [(each.client, each.what.session_id) for each in found.transcripts] == [(anna, loose)]


def test_what_somebody_works_on_can_be_left_out(vault: Vault, client: Client) -> None:
    first, second = (
        vault.jobs.add(vault.sessions.add(client.id, NOW, "SOAP", 2, "en").id, None, "{}") for _ in range(2)
    )
    left = without_jobs(today(vault, NOW), {first.id})
    assert [each.what.job for each in left.waiting] == [second]


def test_a_transcript_is_loose_only_while_no_note_is_there_or_under_way(vault: Vault, client: Client) -> None:
    with_note, under_way = transcript(vault, client), transcript(vault, client)
    vault.notes.add(client.id, with_note, "SOAP", NOW, [FLAGGED])
    vault.jobs.add(under_way, None, "{}")
    assert today(vault, NOW).transcripts == ()


@pytest.mark.parametrize(("days", "told"), [(0, False), (1, True), (14, True), (15, False)])
def test_a_consent_is_told_for_two_weeks_before_it_ends(
    vault: Vault, client: Client, days: int, told: bool
) -> None:
    vault.consents.record(client.id, "recording", NOW - 100 * ONE_DAY)
    vault.consents.revoke(client.id, NOW + days * ONE_DAY)
    found = today(vault, NOW)
    assert names(found.consents) == (["Maya R."] if told else [])
    assert all(each.what.revoked == NOW + days * ONE_DAY for each in found.consents)


@pytest.mark.parametrize("scope", list(ConsentScope))
def test_a_consent_that_another_decision_follows_is_not_told(
    vault: Vault, client: Client, scope: ConsentScope
) -> None:
    ends = NOW + 5 * ONE_DAY
    vault.consents.record(client.id, "recording", NOW - 100 * ONE_DAY, "partner")
    vault.consents.revoke(client.id, ends, "partner")
    assert names(today(vault, NOW).consents) == ["Maya R."]
    vault.consents.record(client.id, scope, ends, "partner")
    assert today(vault, NOW).consents == ()


def test_a_refusal_that_ends_is_not_told(vault: Vault) -> None:
    anna = vault.clients.add("Anna")
    vault.consents.record(anna.id, ConsentScope.DECLINED, NOW - ONE_DAY)
    vault.consents.revoke(anna.id, NOW + ONE_DAY)
    assert today(vault, NOW).consents == ()


def test_it_takes_as_many_queries_for_many_clients_as_for_one(
    vault: Vault, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Database.rows

    def counted(self: Database, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return rows(self, sql, *rest)

    def queries() -> int:
        asked.clear()
        today(vault, NOW)
        return len(asked)

    monkeypatch.setattr(Database, "rows", counted)
    draft(vault, client)
    transcript(vault, client)
    one = queries()
    for number in range(200):
        other = vault.clients.add(f"Client {number}")
        draft(vault, other)
        transcript(vault, other)
    assert queries() == one
    assert today(vault, NOW).count == 2 * 201
