"""Notes come back word for word; signed ones stay as they are."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.errors import (
    AmbiguousName,
    InvalidInput,
    KnownError,
    NoteSigned,
    NotFound,
    SignerUnknown,
)
from intellisession_desktop.records import (
    Client,
    ItemOutcome,
    OutcomeKind,
    Section,
    Session,
    Statement,
    Status,
)
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
        "Plan",
        (
            Statement("Walks daily.", (), Status.CARRIED, outcome=ItemOutcome("Walk", OutcomeKind.PARTLY)),
            Statement("Ring me.", (), Status.THERAPIST),
        ),
    ),
)


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


def test_a_changed_statement_keeps_its_first_words_wherever_it_goes(vault: Vault, client: Client) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS)
    first = SECTIONS[0].statements[0]
    edited = Statement("Sleeps about four.", (0, 1), Status.THERAPIST, first_text=first.text)
    own = Statement("Something new.", (5,), Status.THERAPIST)
    moved = (Section("Subjective", (own,)), Section("Plan", (edited,)))
    changed = vault.notes.replace_sections(note.id, moved)
    assert changed.sections == moved
    assert vault.notes.get(note.id) == changed


def test_a_statement_with_its_first_words_again_counts_as_never_changed(vault: Vault, client: Client) -> None:
    back = Statement("Walks daily.", first_text="Walks daily.")
    note = vault.notes.add(client.id, None, "SOAP", DAY, (Section("Plan", (back,)),))
    assert vault.notes.get(note.id).sections[0].statements[0].first_text == ""


def test_a_run_of_changes_is_one_entry_of_the_audit_log(vault: Vault, client: Client) -> None:
    one = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS)
    two = vault.notes.add(client.id, None, "DAP", DAY, SECTIONS)
    for note in (one, one, one, two, two, one):
        vault.notes.replace_sections(note.id, SECTIONS)
    entries = [(entry.event, entry.subject_id) for entry in vault.audit.list()][-3:]
    assert entries == [("note_changed", one.id), ("note_changed", two.id), ("note_changed", one.id)]
    assert vault.audit.verify()


@pytest.mark.parametrize(("state", "refusal"), [("signed", NoteSigned), ("imported", InvalidInput)])
def test_a_note_that_is_no_draft_cannot_be_replaced(
    vault: Vault, client: Client, state: str, refusal: type[KnownError]
) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS, state)
    with pytest.raises(refusal):
        vault.notes.replace_sections(note.id, ())
    assert vault.notes.get(note.id) == note


def test_a_signed_note_bears_its_signature_and_is_never_changed_or_deleted(
    vault: Vault, client: Client
) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS)
    at = dt.datetime(2026, 11, 5, 18, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    signed = vault.notes.sign(note.id, " A. Therapist, LCSW ", at)
    assert (signed.state, signed.signed, signed.signed_by) == ("signed", at, "A. Therapist, LCSW")
    assert signed.sections == SECTIONS
    assert vault.audit.list()[-1].event == "note_signed"
    for forbidden in (
        lambda: vault.notes.replace_sections(note.id, ()),
        lambda: vault.notes.sign(note.id, "Somebody else", at),
        lambda: vault.notes.delete(note.id),
    ):
        with pytest.raises(NoteSigned):
            forbidden()
    assert vault.notes.get(note.id) == signed


def test_only_a_draft_is_signed_and_only_with_a_name(vault: Vault, client: Client) -> None:
    at = dt.datetime.now(dt.UTC)
    draft = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS)
    imported = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS, "imported")
    with pytest.raises(SignerUnknown):
        vault.notes.sign(draft.id, "  ", at)
    with pytest.raises(InvalidInput):
        vault.notes.sign(imported.id, "A. Therapist", at)
    with pytest.raises(NotFound):
        vault.notes.sign("0123456789abcdef", "A. Therapist", at)
    assert [note.state for note in vault.notes.list()] == ["draft", "imported"]


def test_addenda_are_kept_in_order_below_a_signed_note_only(vault: Vault, client: Client) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, SECTIONS)
    with pytest.raises(InvalidInput):
        vault.notes.add_addendum(note.id, "A. Therapist", "Too early.")
    vault.notes.sign(note.id, "A. Therapist", dt.datetime.now(dt.UTC))
    first = vault.notes.add_addendum(note.id, "A. Therapist", " The dose was 50 mg. ")
    second = vault.notes.add_addendum(note.id, "B. Deputy", "Für die Akte: 75 mg.")
    assert first.text == "The dose was 50 mg."
    assert first.at.utcoffset() is not None
    assert vault.notes.get(note.id).addenda == (first, second)
    with pytest.raises(InvalidInput):
        vault.notes.add_addendum(note.id, "A. Therapist", " \n")
    with pytest.raises(SignerUnknown):
        vault.notes.add_addendum(note.id, " ", "Whose?")
    with pytest.raises(NotFound):
        vault.notes.add_addendum("0123456789abcdef", "A. Therapist", "Where?")
    assert len(vault.notes.get(note.id).addenda) == 2


@pytest.mark.parametrize("state", ["draft", "imported"])
def test_a_note_that_is_not_signed_can_be_deleted(
    vault: Vault, client: Client, session: Session, state: str
) -> None:
    note = vault.notes.add(client.id, session.id, "SOAP", DAY, SECTIONS, state)
    vault.notes.delete(note.id)
    assert vault.notes.list() == ()
    assert vault._database.row("SELECT count(*) FROM statement")[0] == 0
    assert vault.sessions.get(session.id) == session
    assert vault.audit.list()[-1].event == "note_deleted"
    with pytest.raises(NotFound):
        vault.notes.delete(note.id)
