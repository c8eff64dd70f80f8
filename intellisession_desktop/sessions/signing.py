"""Signing a note, and what may still be added to a signed one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ..errors import InvalidInput, NoteSigned, NoteUndecided, SignerUnknown
from ..notes.documents.note import signature_name
from ..records import Note, Practice, Stage, Statement, Status
from ..vault.vault import Vault
from .note_request import options_json, options_of
from .opened import Opened


def undecided(note: Note) -> tuple[Statement, ...]:
    """The flagged statements that wait for the therapist's decision, from the top."""
    return tuple(
        each for section in note.sections for each in section.statements if each.status == Status.FLAGGED
    )


def empty_sections(opened: Opened) -> tuple[int, ...]:
    """The sections in which nothing stands although their format asks for something, as Assessment does."""
    sections = opened.note.sections
    return tuple(
        n
        for n, (section, asks) in enumerate(zip(sections, opened.asks, strict=True))
        if asks and not section.statements
    )


def sign(vault: Vault, note_id: str, keep_transcript: bool) -> Note:
    """Signs a draft in the therapist's name; it is locked from then on.

    Without `keep_transcript` the words of all turns on which no statement rests are deleted with it. Raises
    NoteUndecided while flagged statements remain, SignerUnknown while the therapist has no name, NoteSigned,
    InvalidInput where the note is not a draft or holds nothing, or its words are still needed, NotFound.
    """
    with vault.transaction():
        note = vault.notes.get(note_id)
        if note.state == "signed":
            raise NoteSigned()
        if note.state != "draft":
            raise InvalidInput("Only a draft can be signed. This note was taken over from elsewhere.")
        waiting = len(undecided(note))
        if waiting:
            raise NoteUndecided(_still_undecided(waiting))
        if not any(section.statements for section in note.sections):
            raise InvalidInput("There is nothing in this note yet. Write a statement first, then sign.")
        name = _signer(vault.practice.get())
        signed = vault.notes.sign(note.id, name, dt.datetime.now(dt.UTC))
        if not keep_transcript and note.session_id is not None:
            _refuse_while_written_from(vault, note.session_id)
            vault.transcripts.forget_uncited(note.session_id, _cited_in_session(vault, note))
            _forget_summaries(vault, note.session_id)
    return signed


def add_addendum(vault: Vault, note_id: str, text: str) -> Note:
    """Adds to a signed note, dated and in the therapist's name; what is signed stays as it is.

    Raises InvalidInput without text or where the note is not signed, SignerUnknown, NotFound.
    """
    if not text.strip():
        raise InvalidInput("There is no text in this addendum yet.")
    with vault.transaction():
        note = vault.notes.get(note_id)
        if note.state != "signed":
            raise InvalidInput("Only a signed note gets addenda. Change the draft itself instead.")
        vault.notes.add_addendum(note.id, _signer(vault.practice.get()), text.strip())
        return vault.notes.get(note.id)


def cited_turns(note: Note) -> frozenset[int]:
    """The indices of all turns on which a statement rests."""
    return frozenset(i for section in note.sections for each in section.statements for i in each.evidence)


def _cited_in_session(vault: Vault, note: Note) -> frozenset[int]:
    """What this note and the others of its session rest on."""
    notes = [each for each in vault.notes.list(note.client_id) if each.session_id == note.session_id]
    return frozenset(turn for each in notes for turn in cited_turns(each))


def _refuse_while_written_from(vault: Vault, session_id: str) -> None:
    if any(job.stage is not Stage.DRAFTED for job in vault.jobs.of_session(session_id)):
        raise InvalidInput(
            "Another note is still to be written from this transcript. Sign when it is ready, or keep the "
            "transcript for now."
        )


def _forget_summaries(vault: Vault, session_id: str) -> None:
    """The therapist's own text is part of the transcript; the job that wrote the draft holds it as well."""
    for job in vault.jobs.of_session(session_id):
        options = options_of(job)
        if job.stage == Stage.DRAFTED and options.summary:
            vault.jobs.set_options(job.id, options_json(replace(options, summary="")))


def _signer(practice: Practice) -> str:
    if not practice.therapist.strip():
        raise SignerUnknown()
    return signature_name(practice)


def _still_undecided(count: int) -> str:
    if count == 1:
        return "1 statement still waits for your decision. Keep or remove it, then sign."
    return f"{count} statements still wait for your decision. Keep or remove each of them, then sign."
