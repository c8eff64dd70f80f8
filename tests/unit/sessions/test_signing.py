"""Signing: refused while something is undecided, locked afterwards, and the transcript's words forgotten."""

from __future__ import annotations

import dataclasses

import pytest

from intellisession_desktop.errors import InvalidInput, NoteSigned, NoteUndecided, NotFound, SignerUnknown
from intellisession_desktop.records import Client, Note, Practice, Section, Statement, Status
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest
from intellisession_desktop.sessions.review import Opened, Place, Review, open_note, store
from intellisession_desktop.sessions.signing import add_addendum, cited_turns, sign, undecided
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .reviewing import DAY, PRACTICE, SECTIONS, TURNS, add_note, opened_note, session_of

DECIDED = tuple(
    dataclasses.replace(
        section, statements=tuple(each for each in section.statements if each.status != Status.FLAGGED)
    )
    for section in SECTIONS
)


@pytest.fixture
def signer(vault: Vault) -> Practice:
    vault.practice.set(PRACTICE)
    return PRACTICE


@pytest.fixture
def decided(vault: Vault, client: Client, signer: Practice) -> Note:
    return add_note(vault, client, DECIDED)


def test_signing_is_refused_while_statements_are_undecided_and_says_how_many(
    vault: Vault, client: Client, signer: Practice
) -> None:
    opened = opened_note(vault, client)
    assert [each.text for each in undecided(opened.note)] == ["Client took 15 mg."]
    with pytest.raises(NoteUndecided, match=r"^1 statement still waits"):
        sign(vault, opened.note.id, keep_transcript=True)
    assert vault.notes.get(opened.note.id).state == "draft"
    review = Review(opened)
    before = review.content
    review.keep(Place(1, 1))
    store(vault, opened.note.id, session_of(opened).id, before, review.content)
    assert sign(vault, opened.note.id, keep_transcript=True).state == "signed"


def test_undecided_risk_blocks_signing(vault: Vault, client: Client, signer: Practice) -> None:
    unclear = Statement("Client spoke of dying.", (3,), Status.FLAGGED, "Please decide.")
    note = add_note(vault, client, (Section("Risk", (unclear, unclear)), *DECIDED[1:]))
    with pytest.raises(NoteUndecided, match=r"^2 statements still wait"):
        sign(vault, note.id, keep_transcript=True)


def test_a_note_is_signed_with_name_and_credentials(vault: Vault, decided: Note) -> None:
    signed = sign(vault, decided.id, keep_transcript=True)
    assert signed.signed_by == "Jana Köhler, LPC"
    assert signed.signed is not None
    assert signed.signed.tzinfo is not None
    assert vault.notes.get(decided.id) == signed


@pytest.mark.parametrize("practice", [Practice(), Practice("  ", "LPC", "Practice")])
def test_nobody_signs_without_a_name(vault: Vault, decided: Note, practice: Practice) -> None:
    vault.practice.set(practice)
    with pytest.raises(SignerUnknown):
        sign(vault, decided.id, keep_transcript=False)
    assert vault.notes.get(decided.id).state == "draft"
    assert vault.transcripts.load(decided.session_id or "") == TURNS


@pytest.mark.parametrize("keep", [True, False])
def test_what_the_therapist_typed_goes_with_the_transcript(
    vault: Vault, engines: FakeEngines, summary: NoteRequest, signer: Practice, keep: bool
) -> None:
    outcome = NoteCreation(vault, engines).create(summary)
    sign(vault, outcome.note.id, keep_transcript=keep)
    (job,) = vault.jobs.of_session(outcome.note.session_id or "")
    assert ("slept badly" in job.options) is keep


def test_a_signed_note_cannot_be_signed_or_changed_again(vault: Vault, decided: Note) -> None:
    sign(vault, decided.id, keep_transcript=True)
    with pytest.raises(NoteSigned):
        sign(vault, decided.id, keep_transcript=True)
    review = Review(open_note(vault, decided.id))
    with pytest.raises(NoteSigned):
        review.edit(Place(0, 0), "other")


def test_an_imported_note_an_empty_one_and_one_that_is_not_there_are_not_signed(
    vault: Vault, client: Client, signer: Practice
) -> None:
    imported = vault.notes.add(client.id, None, "SOAP", DAY, DECIDED[:1], "imported")
    empty = add_note(vault, client, (Section("Risk"), Section("Plan")))
    for note_id, error in ((imported.id, InvalidInput), (empty.id, InvalidInput), ("f" * 32, NotFound)):
        with pytest.raises(error):
            sign(vault, note_id, keep_transcript=True)


def test_the_transcript_is_kept_when_asked(vault: Vault, decided: Note) -> None:
    sign(vault, decided.id, keep_transcript=True)
    assert vault.transcripts.load(decided.session_id or "") == TURNS


def test_otherwise_only_the_cited_words_stay_with_their_statements(vault: Vault, client: Client) -> None:
    vault.practice.set(PRACTICE)
    note = add_note(vault, client, (*DECIDED[:1], Section("Plan", (Statement("Kept the log.", (1,)),))))
    sign(vault, note.id, keep_transcript=False)
    turns = vault.transcripts.load(note.session_id or "")
    assert cited_turns(note) == {1, 2, 3}
    assert [turn.text != "" for turn in turns] == [False, True, True, True, False, False, False]
    assert turns[1:4] == TURNS[1:4]
    assert Review(open_note(vault, note.id)).statements_from(1) == (Place(1, 0),)


def test_a_note_without_a_session_is_signed_too(vault: Vault, client: Client, signer: Practice) -> None:
    note = vault.notes.add(client.id, None, "SOAP", DAY, DECIDED[4:5])
    assert sign(vault, note.id, keep_transcript=False).state == "signed"


def test_addenda_are_dated_signed_and_change_nothing_of_the_note(vault: Vault, decided: Note) -> None:
    signed = sign(vault, decided.id, keep_transcript=True)
    add_addendum(vault, decided.id, "  Client called on Friday.\n")
    note = add_addendum(vault, decided.id, "Second.")
    assert [(each.author, each.text) for each in note.addenda] == [
        ("Jana Köhler, LPC", "Client called on Friday."),
        ("Jana Köhler, LPC", "Second."),
    ]
    assert (note.sections, note.signed, note.signed_by) == (signed.sections, signed.signed, signed.signed_by)


def test_addenda_need_words_a_name_and_a_signed_note(vault: Vault, decided: Note) -> None:
    with pytest.raises(InvalidInput):
        add_addendum(vault, decided.id, "Too early.")
    sign(vault, decided.id, keep_transcript=True)
    with pytest.raises(InvalidInput):
        add_addendum(vault, decided.id, " \n ")
    vault.practice.set(Practice())
    with pytest.raises(SignerUnknown):
        add_addendum(vault, decided.id, "No name.")
    assert vault.notes.get(decided.id).addenda == ()


def test_what_is_open_shows_the_signature(vault: Vault, decided: Note) -> None:
    sign(vault, decided.id, keep_transcript=True)
    opened: Opened = open_note(vault, decided.id)
    assert opened.note.signed_by == "Jana Köhler, LPC"
    assert not Review(opened).editable
