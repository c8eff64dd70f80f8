"""A note from a transcript made elsewhere: the words are in the vault first, and nothing needs the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intellisession_desktop.errors import (
    InvalidInput,
    ModelMissing,
    NotFound,
    SpeakersUnknown,
    TranscriptUnreadable,
)
from intellisession_desktop.records import Client, Practice, Stage, Status, Turn
from intellisession_desktop.sessions.draft_writing import spoken_turns
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Options
from intellisession_desktop.sessions.note_request import prepare
from intellisession_desktop.sessions.opened import open_note
from intellisession_desktop.sessions.overview import client_page
from intellisession_desktop.sessions.transcripts.reading import transcript_of
from intellisession_desktop.sessions.transcripts.speakers import turns_for
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .conftest import DAY

TEXT = (
    b"Anna Berg: How did you sleep this week?\nMaya: About five hours a night, and I wake at four.\n"
    b"Anna Berg: What do you do then?\nMaya: I walk around the kitchen until six.\n"
)
OWN = "She looked tired."


@pytest.fixture
def stranger(vault: Vault) -> Client:
    """Who did not agree to be recorded: nothing is."""
    return vault.clients.add("Maya R.")


@pytest.fixture
def request_of(vault: Vault, stranger: Client) -> NoteRequest:
    turns = turns_for(vault, transcript_of(TEXT), stranger.id)
    return NoteRequest(stranger.id, DAY, turns=turns)


def test_the_turns_are_the_sessions_transcript_and_the_note_cites_them(
    vault: Vault, creation: NoteCreation, request_of: NoteRequest, engines: FakeEngines
) -> None:
    outcome = creation.create(request_of)
    assert [(turn.speaker, turn.text) for turn in outcome.turns] == [
        (speaker, line.partition(": ")[2])
        for speaker, line in zip(["therapist", "client"] * 2, TEXT.decode().splitlines(), strict=True)
    ]
    assert vault.transcripts.load(outcome.note.session_id or "") == outcome.turns
    assert (outcome.receipt, outcome.shredded, outcome.kept, outcome.seconds) == (None, False, False, 0.0)
    statements = [each for section in outcome.note.sections for each in section.statements]
    assert any(each.evidence for each in statements)
    assert all(i < 4 for each in statements for i in each.evidence)
    assert engines.started["speech"] == 0
    assert vault.sessions.get(outcome.note.session_id or "").people == 2


def test_a_summary_goes_with_it(vault: Vault, creation: NoteCreation, request_of: NoteRequest) -> None:
    outcome = creation.create(replace(request_of, options=Options(summary=OWN)))
    assert outcome.turns[-1].text == OWN
    own = [each for section in outcome.note.sections for each in section.statements if each.text == OWN]
    assert [(each.status, each.evidence) for each in own] == [(Status.THERAPIST, (4,))]


def test_what_stopped_is_resumed_from_the_vault(
    vault: Vault, creation: NoteCreation, request_of: NoteRequest, engines: FakeEngines, stranger: Client
) -> None:
    engines.fails = ModelMissing()
    with pytest.raises(ModelMissing):
        creation.create(request_of)
    (job,) = vault.jobs.unfinished()
    assert (job.stage, job.error_code, job.path) == (Stage.SHREDDED, "model_missing", None)
    assert [each.what for each in client_page(vault, stranger.id, DAY).waiting] == ["turns"]
    engines.fails = None
    outcome = creation.resume(job)
    assert outcome.turns == request_of.turns


def test_the_same_words_again_go_on_with_the_job_that_stopped(
    vault: Vault, creation: NoteCreation, request_of: NoteRequest, engines: FakeEngines
) -> None:
    first = prepare(vault, replace(request_of, options=Options(summary=OWN)))
    again = prepare(vault, replace(request_of, format="DAP"))
    assert (first.is_new, again.is_new, again.job.id) == (True, False, first.job.id)
    assert vault.sessions.get(first.job.session_id).format == "DAP"
    assert again.too_late == ()
    assert [turn.text for turn in creation.resume(again.job).turns][-1] == OWN
    assert prepare(vault, request_of).is_new  # once it is written, it is another note


def test_nothing_is_stored_when_it_cannot_be_begun(
    vault: Vault, request_of: NoteRequest, stranger: Client, recording: Path
) -> None:
    with pytest.raises(InvalidInput):
        prepare(vault, replace(request_of, audio=recording))
    with pytest.raises(NotFound):
        prepare(vault, replace(request_of, format="WISH"))
    with pytest.raises(SpeakersUnknown):
        turns_for(vault, transcript_of(b"A: Hi.\nB: Hi.\n"), stranger.id)
    with pytest.raises(TranscriptUnreadable, match="nobody but the therapist"):
        prepare(vault, replace(request_of, turns=request_of.turns[::2]))
    assert not vault.jobs.unfinished()


def test_the_practices_therapist_is_known_by_name(vault: Vault, stranger: Client) -> None:
    vault.practice.set(Practice(therapist="Dr. Anna Berg"))
    turns = turns_for(vault, transcript_of(b"Anna Berg: Hi.\nM: Hi.\n"), stranger.id)
    assert [turn.speaker for turn in turns] == ["therapist", "client"]


def test_it_can_be_reviewed_without_a_receipt(
    vault: Vault, creation: NoteCreation, request_of: NoteRequest
) -> None:
    outcome = creation.create(request_of)
    opened = open_note(vault, outcome.note.id)
    assert opened.turns == outcome.turns
    assert opened.receipt is None


def test_only_what_stands_behind_all_that_was_said_was_written() -> None:
    said = (Turn(0.0, 0.0, "therapist", "Okay."), Turn(1.0, 3.0, "client", "I slept badly."))
    written = Turn(4.0, 4.0, "therapist", "She looked tired.")
    assert spoken_turns(said) == 2
    assert spoken_turns((*said, written, written)) == 2
    assert spoken_turns((written,)) == spoken_turns(()) == 0
