"""Clients and goals."""

from __future__ import annotations

import pytest

from intellisession_desktop.errors import AlreadyExists, InvalidInput, NotFound
from intellisession_desktop.records import (
    Client,
    Destruction,
    DestructionReason,
    DraftWishes,
    Moment,
    MomentKind,
    Section,
    Session,
    Stage,
    Statement,
    Turn,
)
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY


def test_a_client_is_found_by_name_in_any_case_and_by_id(vault: Vault) -> None:
    client = vault.clients.add("  Zoë   Straße ")
    assert client.name == "Zoë Straße"
    assert client.created.utcoffset() is not None
    for name in ("Zoë Straße", "zoë STRASSE", "Zoe\u0308 straße", client.id):
        assert vault.clients.by_name(name) == client
    with pytest.raises(NotFound):
        vault.clients.by_name("Zoe")


@pytest.mark.parametrize("name", ["anna berg", "ANNA  BERG", " Anna Berg"])
def test_a_name_is_taken_once(vault: Vault, client: Client, name: str) -> None:
    with pytest.raises(AlreadyExists):
        vault.clients.add(name)
    assert vault.clients.list() == (client,)


def test_an_empty_name_is_refused(vault: Vault) -> None:
    with pytest.raises(InvalidInput):
        vault.clients.add(" \n")


def test_a_client_is_got_by_id_only(vault: Vault, client: Client) -> None:
    assert vault.clients.get(client.id) == client
    for absent in (client.name, "0123456789abcdef", ""):
        with pytest.raises(NotFound):
            vault.clients.get(absent)


def test_a_renamed_client_stays_the_same_client(vault: Vault, client: Client) -> None:
    renamed = vault.clients.rename(client.id, "  anna   BERG-Ruiz ")
    assert (renamed.id, renamed.name, renamed.created) == (client.id, "anna BERG-Ruiz", client.created)
    assert vault.clients.list() == (renamed,)
    assert vault.clients.by_name("Anna Berg-Ruiz") == renamed
    vault.clients.add("Anna Berg")  # the old name is free again
    assert vault.audit.list()[-2].event == "client_renamed"


def test_a_name_may_change_in_case_only_and_renaming_to_the_same_is_nothing(
    vault: Vault, client: Client
) -> None:
    vault.clients.rename(client.id, client.name)
    assert vault.audit.list()[-1].event == "client_added"
    assert vault.clients.rename(client.id, "ANNA berg").name == "ANNA berg"


def test_a_client_cannot_take_another_s_name_or_none(vault: Vault, client: Client) -> None:
    other = vault.clients.add("Other Client")
    with pytest.raises(AlreadyExists):
        vault.clients.rename(other.id, "anna berg")
    with pytest.raises(InvalidInput):
        vault.clients.rename(other.id, " \n ")
    with pytest.raises(NotFound):
        vault.clients.rename("0123456789abcdef", "Somebody")
    assert vault.clients.list() == (client, other)


def test_clients_are_listed_by_name(vault: Vault) -> None:
    for name in ("carl", "Anna", "Bea"):
        vault.clients.add(name)
    assert [client.name for client in vault.clients.list()] == ["Anna", "Bea", "carl"]


def test_deleting_a_client_deletes_all_of_theirs_and_nothing_of_others(
    vault: Vault, client: Client, session: Session
) -> None:
    fill(vault, client, session)
    other = vault.clients.add("Other Client")
    fill(vault, other, vault.sessions.add(other.id, DAY, "DAP", 2, "en"))
    tables = [row[0] for row in vault._database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = {"audit", "practice", "therapist_voice", "sqlite_sequence"}
    of_two = {
        table: count(vault, table)
        for table in tables
        if table not in kept and not table.startswith("sqlite_")
    }
    assert all(of_two.values()), "every table is filled, else this test shows nothing about it"
    vault.clients.delete(client.id)
    assert {table: count(vault, table) * 2 for table in of_two} == of_two
    assert vault.clients.list() == (other,)
    with pytest.raises(NotFound):
        vault.clients.delete(client.id)


def fill(vault: Vault, client: Client, session: Session) -> None:
    """One row in every table that belongs to a client."""
    vault.goals.add(client.id, "Sleep through the night")
    vault.private_notes.set(client.id, "Something.")
    vault.draft_wishes.set(client.id, DraftWishes("brief"))
    vault.consents.record(client.id, "recording", DAY)
    recording = vault.recordings.add(session.id, "[]", key=b"k" * 32)
    vault.destructions.want(recording.id, DestructionReason.TRANSCRIBED)
    vault.receipts.add(recording.id, Destruction("overwritten and deleted", 10, True))
    vault.transcripts.save(
        session.id, [Turn(0, 1, "client", "Hello.")], moments=[Moment(MomentKind.MARKED, 1.0)]
    )
    note = vault.notes.add(
        client.id, session.id, "SOAP", DAY, [Section("Plan", (Statement("Walks daily."),))]
    )
    vault.notes.sign(note.id, "A. Therapist", note.created)
    vault.notes.add_addendum(note.id, "A. Therapist", "Cancelled the walk.")
    job = vault.jobs.add(session.id, recording.id, "{}")
    vault.jobs.set_stage(job.id, Stage.SHREDDED)
    vault.drafts.save_exchange(job.id, 0, ())


def count(vault: Vault, table: str) -> int:
    return int(vault._database.row(f"SELECT count(*) FROM {table}")[0])


def test_goals_are_listed_until_they_are_closed(vault: Vault, client: Client) -> None:
    sleep = vault.goals.add(client.id, " Sleep through the night ")
    walk = vault.goals.add(client.id, "Walk daily")
    assert vault.goals.list(client.id) == (sleep, walk)
    assert sleep.text == "Sleep through the night"
    vault.goals.close(sleep.id)
    assert vault.goals.list(client.id) == (walk,)
    closed = vault.goals.list(client.id, include_closed=True)[0]
    assert closed.closed is not None
    vault.goals.close(sleep.id)
    assert vault.goals.list(client.id, include_closed=True)[0] == closed


def test_a_goal_needs_a_text_and_closing_needs_a_goal(vault: Vault, client: Client) -> None:
    with pytest.raises(InvalidInput):
        vault.goals.add(client.id, " ")
    with pytest.raises(NotFound):
        vault.goals.close("0123456789abcdef")


def test_goals_are_moved_among_the_open_ones_and_deleted(vault: Vault, client: Client) -> None:
    one, two, three, four = (vault.goals.add(client.id, text) for text in ("One", "Two", "Three", "Four"))
    vault.goals.close(two.id)
    vault.goals.move(four.id, -1)
    assert vault.goals.list(client.id) == (one, four, three)
    vault.goals.move(one.id, 9)
    vault.goals.move(three.id, -9)
    assert vault.goals.list(client.id) == (three, four, one)
    assert len(vault.goals.list(client.id, include_closed=True)) == 4
    five = vault.goals.add(client.id, "Five")
    assert vault.goals.list(client.id)[-1] == five
    vault.goals.delete(four.id)
    assert vault.goals.list(client.id) == (three, one, five)
    for missing in (lambda: vault.goals.delete(four.id), lambda: vault.goals.move(two.id, 1)):
        with pytest.raises(NotFound):
            missing()


def test_a_goal_can_be_worded_otherwise_and_opened_again(vault: Vault, client: Client) -> None:
    sleep = vault.goals.add(client.id, "Sleep through the night")
    vault.goals.change(sleep.id, " Sleep six hours ")
    assert [goal.text for goal in vault.goals.list(client.id)] == ["Sleep six hours"]
    vault.goals.close(sleep.id)
    vault.goals.reopen(sleep.id)
    (again,) = vault.goals.list(client.id)
    assert (again.id, again.created, again.closed) == (sleep.id, sleep.created, None)
    with pytest.raises(InvalidInput):
        vault.goals.change(sleep.id, " ")
    for missing in (lambda: vault.goals.change("0123456789abcdef", "x"), lambda: vault.goals.reopen("0")):
        with pytest.raises(NotFound):
            missing()
    assert vault.goals.list(client.id) == (again,)
