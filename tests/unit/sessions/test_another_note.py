"""Another note from a transcript that is there, and what becomes of a transcript without a note."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.errors import InvalidInput, NotFound
from intellisession_desktop.notes.formats.wishes import Length
from intellisession_desktop.records import (
    Client,
    DestructionReason,
    DraftWishes,
    Practice,
    RecordingState,
    Section,
    Stage,
    Statement,
    Turn,
)
from intellisession_desktop.sessions.another_note import (
    delete_transcript,
    open_transcript,
    prepare_another,
)
from intellisession_desktop.sessions.given_up import give_up
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Options
from intellisession_desktop.sessions.note_request import options_of
from intellisession_desktop.sessions.overview import client_page
from intellisession_desktop.sessions.review import open_note
from intellisession_desktop.sessions.signing import cited_turns, sign
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

SUMMARY = "She came ten minutes late."


@pytest.fixture
def session_id(creation: NoteCreation, request_for: NoteRequest, vault: Vault) -> str:
    """A session whose draft was written from a recording, and then deleted."""
    note = creation.create(request_for).note
    vault.notes.delete(note.id)
    return note.session_id or ""


def test_a_session_whose_draft_was_deleted_is_shown_with_what_it_has(
    vault: Vault, client: Client, session_id: str
) -> None:
    page = client_page(vault, client.id, DAY)
    (row,) = page.transcripts
    assert page.notes == page.waiting == ()
    assert (row.session_id, row.date) == (session_id, DAY)
    assert row.destroyed is not None
    assert row.spoken_s == pytest.approx(35.0)
    opened = open_transcript(vault, session_id)
    assert (opened.client, len(opened.turns), opened.kept_recording) == (client, 6, "")


def test_a_session_with_a_note_is_shown_by_its_note_alone(
    creation: NoteCreation, request_for: NoteRequest, vault: Vault, client: Client
) -> None:
    creation.create(request_for)
    page = client_page(vault, client.id, DAY)
    assert (len(page.notes), page.transcripts) == (1, ())


def test_another_note_is_written_without_the_recording_in_another_format(
    creation: NoteCreation, request_for: NoteRequest, vault: Vault, client: Client, session_id: str
) -> None:
    job = prepare_another(vault, session_id, "dap")
    (waiting,) = client_page(vault, client.id, DAY).waiting
    assert waiting.what == "another"
    assert client_page(vault, client.id, DAY).transcripts == ()
    note = creation.resume(job).note
    assert (note.format, note.session_id, note.date) == ("DAP", session_id, DAY)
    assert any(section.statements for section in note.sections)
    assert vault.sessions.get(session_id).format == "SOAP"  # as was chosen for it


def test_a_second_note_leaves_the_first_as_it_is(
    creation: NoteCreation, request_for: NoteRequest, vault: Vault, client: Client
) -> None:
    first = creation.create(request_for).note
    second = creation.resume(prepare_another(vault, first.session_id or "", "BIRP")).note
    assert vault.notes.get(first.id) == first
    assert {note.format for note in client_page(vault, client.id, DAY).notes} == {"SOAP", "BIRP"}
    assert second.id != first.id


def test_its_wishes_count_before_the_clients_in_the_draft_and_in_its_review(
    creation: NoteCreation, request_for: NoteRequest, vault: Vault, client: Client
) -> None:
    vault.draft_wishes.set(client.id, DraftWishes(length="brief", naming="client", pronoun="she"))
    first = creation.create(request_for).note
    wishes = DraftWishes(length="full", naming="first name")
    second = creation.resume(prepare_another(vault, first.session_id or "", "SOAP", wishes)).note
    assert open_note(vault, first.id).style.length is Length.BRIEF
    opened = open_note(vault, second.id)
    assert opened.style.length is Length.FULL
    assert opened.naming.pronoun == "she"
    text = " ".join(each.text for section in second.sections for each in section.statements)
    assert "Maya" in text


def test_the_therapists_own_words_stay_their_own(
    creation: NoteCreation, client: Client, vault: Vault, recording: object
) -> None:
    note = creation.create(NoteRequest(client.id, DAY, recording, options=Options(summary=SUMMARY))).note  # type: ignore[arg-type]
    again = creation.resume(prepare_another(vault, note.session_id or "", "SOAP")).note
    own = [each for section in again.sections for each in section.statements if each.text == SUMMARY]
    assert [each.status.value for each in own] == ["therapist"]


def test_two_notes_of_one_transcript_are_not_made_at_once(vault: Vault, session_id: str) -> None:
    prepare_another(vault, session_id, "SOAP")
    with pytest.raises(InvalidInput, match="not finished yet"):
        prepare_another(vault, session_id, "DAP")
    with pytest.raises(InvalidInput, match="not finished yet"):
        delete_transcript(vault, session_id)


def test_what_is_not_there_is_said(vault: Vault, session_id: str) -> None:
    with pytest.raises(NotFound):
        prepare_another(vault, session_id, "NONSENSE")
    with pytest.raises(NotFound):
        prepare_another(vault, "0123456789abcdef", "SOAP")
    vault.transcripts.save(session_id, ())
    with pytest.raises(InvalidInput, match="There is no transcript"):
        prepare_another(vault, session_id, "SOAP")


def test_giving_it_up_leaves_the_transcript_and_the_other_note(
    creation: NoteCreation, request_for: NoteRequest, vault: Vault
) -> None:
    note = creation.create(request_for).note
    job = prepare_another(vault, note.session_id or "", "DAP")
    assert give_up(vault, job.id) is None
    assert vault.notes.get(note.id) == note
    assert len(vault.transcripts.load(note.session_id or "")) == 6
    assert vault.jobs.unfinished() == ()


def test_a_transcript_is_deleted_and_the_receipt_of_its_audio_stays(
    vault: Vault, client: Client, session_id: str
) -> None:
    delete_transcript(vault, session_id)
    assert vault.transcripts.load(session_id) == ()
    page = client_page(vault, client.id, DAY)
    assert page.transcripts == page.notes == ()
    assert len(vault.overview.receipts(client.id)) == 1


def test_a_text_that_never_had_audio_goes_without_a_trace(
    creation: NoteCreation, summary: NoteRequest, vault: Vault
) -> None:
    note = creation.create(summary).note
    vault.notes.delete(note.id)
    delete_transcript(vault, note.session_id or "")
    with pytest.raises(NotFound):
        vault.sessions.get(note.session_id or "")


def test_a_transcript_on_which_a_note_rests_is_not_deleted(
    creation: NoteCreation, request_for: NoteRequest, vault: Vault
) -> None:
    note = creation.create(request_for).note
    with pytest.raises(InvalidInput, match="A note rests on this"):
        delete_transcript(vault, note.session_id or "")


def test_our_own_kept_recording_is_decided_about_before_its_transcript(vault: Vault, client: Client) -> None:
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, (Turn(0.0, 1.0, "client", "I slept."),))
    recording = vault.recordings.add(session.id, "[]", spool="x.spool", state=RecordingState.KEPT)
    assert client_page(vault, client.id, DAY).transcripts[0].kept
    with pytest.raises(InvalidInput, match="Destroy it first"):
        delete_transcript(vault, session.id)
    vault.recordings.set_state(recording.id, RecordingState.SHREDDED)
    delete_transcript(vault, session.id)
    assert vault.transcripts.load(session.id) == ()


def test_audio_that_waits_for_its_destruction_needs_no_words_any_more(vault: Vault, client: Client) -> None:
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, (Turn(0.0, 1.0, "client", "I slept."),))
    recording = vault.recordings.add(session.id, "[]", spool="x.spool")
    vault.destructions.want(recording.id, DestructionReason.TRANSCRIBED)
    delete_transcript(vault, session.id)
    entry = vault.destructions.get(recording.id)
    assert entry is not None
    assert entry.reason is DestructionReason.GIVEN_UP


class TestSigning:
    @pytest.fixture(autouse=True)
    def signer(self, vault: Vault) -> None:
        vault.practice.set(Practice("Jana Köhler"))

    def test_the_words_on_which_another_note_rests_stay(
        self, creation: NoteCreation, request_for: NoteRequest, vault: Vault
    ) -> None:
        first = creation.create(request_for).note
        session_id = first.session_id or ""
        second = creation.resume(prepare_another(vault, session_id, "DAP")).note
        vault.notes.replace_sections(first.id, [Section("Subjective", (Statement("They slept.", (1,)),))])
        sign(vault, first.id, keep_transcript=False)
        turns = vault.transcripts.load(session_id)
        assert all(turns[i].text for i in cited_turns(second) | {1})

    def test_words_that_are_still_to_be_written_from_are_not_deleted(
        self, creation: NoteCreation, request_for: NoteRequest, vault: Vault
    ) -> None:
        note = creation.create(request_for).note
        vault.notes.replace_sections(note.id, [Section("Subjective", (Statement("They slept.", (1,)),))])
        job = prepare_another(vault, note.session_id or "", "DAP")
        with pytest.raises(InvalidInput, match="still to be written"):
            sign(vault, note.id, keep_transcript=False)
        assert vault.notes.get(note.id).state == "draft"
        assert sign(vault, note.id, keep_transcript=True).state == "signed"
        assert creation.resume(job).note.format == "DAP"

    def test_from_what_signing_left_of_a_transcript_no_note_is_written(
        self, creation: NoteCreation, request_for: NoteRequest, vault: Vault
    ) -> None:
        note = creation.create(request_for).note
        vault.notes.replace_sections(note.id, [Section("Subjective", (Statement("They slept.", (1,)),))])
        sign(vault, note.id, keep_transcript=False)
        with pytest.raises(InvalidInput, match="only the words were kept"):
            prepare_another(vault, note.session_id or "", "DAP")


def test_the_audit_knows_that_it_was_deleted(vault: Vault, session_id: str) -> None:
    delete_transcript(vault, session_id)
    last = vault.audit.last()
    assert last is not None
    assert (last.event, last.subject_id) == ("transcript_deleted", session_id)


def test_what_a_stored_job_wishes_is_read_again(vault: Vault, session_id: str) -> None:
    job = prepare_another(vault, session_id, "SOAP", DraftWishes(quotes="many"))
    assert options_of(vault.jobs.get(job.id)).wishes == DraftWishes(quotes="many")
    assert job.stage is Stage.SHREDDED
    assert dt.date.today() >= job.created.date()
