"""Transcripts and notes come back word for word."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.errors import AmbiguousName, InvalidInput, NotFound
from intellisession_desktop.records import Client, Section, Session, Speaker, Statement, Status, Turn
from intellisession_desktop.vault import notes as notes_module
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

ONE_DAY = dt.timedelta(days=1)
SECTIONS = (
    Section(
        "Subjective",
        (
            Statement("Client sleeps four hours.", (0, 1)),
            Statement("Client takes 50 mg of sertraline.", (2,), Status.FLAGGED, "heard_unclearly"),
        ),
    ),
    Section("Objective"),
    Section(
        "Plan", (Statement("Walks daily.", (), Status.CARRIED), Statement("Ring me.", (), Status.THERAPIST))
    ),
)


def test_a_transcript_comes_back_turn_by_turn(vault: Vault, session: Session) -> None:
    turns = (
        Turn(0.0, 1.25, Speaker.THERAPIST, "How have you slept?"),
        Turn(1.25, 4.0, Speaker.CLIENT, "Four hours, “maybe”… für Ärger.", ("Ärger",)),
        Turn(4.0, 5.0, "client2", "That is so."),
    )
    assert vault.transcripts.load(session.id) == ()
    vault.transcripts.save(session.id, iter(turns))
    assert vault.transcripts.load(session.id) == turns
    vault.transcripts.save(session.id, turns[:1])
    assert vault.transcripts.load(session.id) == turns[:1]


def test_a_transcript_is_replaced_whole_or_not_at_all(vault: Vault, session: Session) -> None:
    turns = (Turn(0, 1, "client", "Kept."),)
    vault.transcripts.save(session.id, turns)
    with pytest.raises(Exception, match="NOT NULL"):
        vault.transcripts.save(session.id, (Turn(0, 1, "client", "Lost."), Turn(0, 1, "client", None)))  # type: ignore[arg-type]
    assert vault.transcripts.load(session.id) == turns


def test_a_note_comes_back_statement_by_statement_with_empty_sections(
    vault: Vault, client: Client, session: Session
) -> None:
    note = vault.notes.add(client.id, session.id, "SOAP", DAY, SECTIONS)
    assert note.sections == SECTIONS
    assert note.state == "draft"
    assert vault.notes.get(note.id) == note
    assert vault.notes.list() == (note,)


def test_a_note_is_found_by_the_beginning_of_its_id(
    vault: Vault, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(["abcd000000000001", "abcd000000000002", "ffff000000000003"])
    monkeypatch.setattr(notes_module, "new_id", lambda: next(ids))
    first, second, third = (vault.notes.add(client.id, None, "SOAP", DAY, (), "imported") for _ in range(3))
    assert vault.notes.get("FFFF") == third
    assert vault.notes.get("abcd000000000002") == second
    assert vault.notes.get(first.id) == first
    with pytest.raises(AmbiguousName):
        vault.notes.get("abcd")
    for absent in ("fff", "", "0000", "%fff", "ffff000000000003f"):
        with pytest.raises(NotFound):
            vault.notes.get(absent)


def test_notes_are_listed_by_date_for_one_client_or_all(vault: Vault, client: Client) -> None:
    other = vault.clients.add("Other Client")
    late = vault.notes.add(client.id, None, "SOAP", DAY + ONE_DAY, (), "imported")
    early = vault.notes.add(client.id, None, "SOAP", DAY, (), "imported")
    theirs = vault.notes.add(other.id, None, "DAP", DAY + 2 * ONE_DAY, (), "imported")
    assert vault.notes.list(client.id) == (early, late)
    assert vault.notes.list() == (early, late, theirs)


def test_the_previous_note_is_the_newest_of_any_state_before_that_day(vault: Vault, client: Client) -> None:
    other = vault.clients.add("Other Client")
    vault.notes.add(other.id, None, "SOAP", DAY, (), "imported")
    assert vault.notes.latest_before(client.id, DAY + ONE_DAY) is None
    older = vault.notes.add(client.id, None, "SOAP", DAY - ONE_DAY, (), "imported")
    first = vault.notes.add(client.id, None, "SOAP", DAY, (), "signed")
    second = vault.notes.add(client.id, None, "SOAP", DAY, ())
    assert vault.notes.latest_before(client.id, DAY + ONE_DAY) == second
    assert vault.notes.latest_before(client.id, DAY) == older
    assert first.id != second.id


def test_a_draft_can_be_replaced_and_remembers_its_first_words(vault: Vault, client: Client) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS)
    edited = (
        Section(
            "Subjective",
            (
                Statement("Client sleeps about four hours.", (0, 1), Status.THERAPIST),
                Statement("Something new.", (5,), Status.THERAPIST),
            ),
        ),
    )
    changed = vault.notes.replace_sections(note.id, edited)
    assert changed.sections == edited
    assert vault.notes.get(note.id) == changed
    first_texts = [
        row[0] for row in vault._database.rows("SELECT first_text FROM statement ORDER BY position")
    ]
    assert first_texts == ["Client sleeps four hours.", "Something new."]


@pytest.mark.parametrize("state", ["signed", "imported"])
def test_a_note_that_is_no_draft_cannot_be_replaced(vault: Vault, client: Client, state: str) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS, state)
    with pytest.raises(InvalidInput):
        vault.notes.replace_sections(note.id, ())
    assert vault.notes.get(note.id) == note
