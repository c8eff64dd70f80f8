"""What can be done with a transcript that is there: another note, or its end where no note rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import InvalidInput
from ..notes.formats.format import load_format
from ..records import (
    NO_WISHES,
    Client,
    DestructionReason,
    DraftWishes,
    Job,
    Moment,
    Note,
    RecordingState,
    Session,
    Stage,
    Turn,
)
from ..vault.vault import Vault
from .kept_audio import kept_recording
from .note_request import Options, options_json, options_of

_UNFINISHED = "A note of this session is not finished yet. Finish it or give it up first."
_NOTHING_SAID = "There is no transcript of this session, so no note can be written from it."
_FORGOTTEN = (
    "Of this transcript only the words were kept on which a signed note rests, so no other note can be "
    "written from it."
)
_RESTED_ON = "A note rests on this transcript, so it stays. Delete the note first, if it is a draft."
_AUDIO_THERE = (
    "The recording of this session was kept. Destroy it first, then its transcript can be deleted as well."
)


@dataclass(frozen=True, slots=True)
class TranscriptOpened:
    """A session that was transcribed, to be read. `kept_recording`: the id of its audio where that was kept;
    `kept_s`: how long that is.
    """

    client: Client
    session: Session
    turns: tuple[Turn, ...]
    moments: tuple[Moment, ...]
    kept_recording: str = ""
    kept_s: float = 0.0


def open_transcript(vault: Vault, session_id: str) -> TranscriptOpened:
    """Raises NotFound."""
    session = vault.sessions.get(session_id)
    kept = kept_recording(vault, session.id)
    return TranscriptOpened(
        vault.clients.get(session.client_id),
        session,
        vault.transcripts.load(session.id),
        vault.transcripts.moments(session.id),
        kept.id if kept else "",
        kept.seconds if kept else 0.0,
    )


def is_whole(turns: Sequence[Turn]) -> bool:
    """Whether all that was said is still there: what no statement rests on may be deleted at signing."""
    return bool(turns) and all(turn.text for turn in turns)


def prepare_another(vault: Vault, session_id: str, format: str, wishes: DraftWishes = NO_WISHES) -> Job:
    """Stores the job of another note of a session, from its transcript alone: in `format`, and as `wishes`
    say where that differs from what is wished for the client. Notes that are there stay as they are.

    Raises NotFound (no such session or format), InvalidInput where there is no whole transcript or a note of
    the session is being made.
    """
    name = load_format(format).name
    with vault.transaction():
        turns = vault.transcripts.load(vault.sessions.get(session_id).id)
        if not any(turn.text for turn in turns):
            raise InvalidInput(_NOTHING_SAID)
        if not is_whole(turns):
            raise InvalidInput(_FORGOTTEN)
        jobs = vault.jobs.of_session(session_id)
        _refuse_unfinished(jobs)
        first = options_of(jobs[0]) if jobs else Options()  # which of the words are the therapist's own text
        options = Options(first.summary, dictated=first.dictated, format=name, wishes=wishes)
        job = vault.jobs.add(session_id, None, options_json(options))
        vault.jobs.set_stage(job.id, Stage.SHREDDED)
        return vault.jobs.get(job.id)


def wishes_of(vault: Vault, note: Note) -> DraftWishes:
    """How this one note was wished to be. There is never more than one job of a session at work, so it was
    written by the last that was begun before.
    """
    jobs = vault.jobs.of_session(note.session_id) if note.session_id else ()
    before = [job for job in jobs if job.created <= note.created]
    return options_of(before[-1]).wishes if before else NO_WISHES


def delete_transcript(vault: Vault, session_id: str) -> None:
    """Deletes what was said in a session that has no note. The session stays with the receipt of its audio,
    and goes where there is none; an attached file that was kept stays where it is.

    Raises NotFound, InvalidInput while something rests on it.
    """
    with vault.transaction():
        session = vault.sessions.get(session_id)
        if any(note.session_id == session.id for note in vault.notes.list(session.client_id)):
            raise InvalidInput(_RESTED_ON)
        jobs = vault.jobs.of_session(session.id)
        _refuse_unfinished(jobs)
        recordings = vault.recordings.of_session(session.id)
        if any(each.state is RecordingState.KEPT and each.spool is not None for each in recordings):
            raise InvalidInput(_AUDIO_THERE)
        vault.audit.append("transcript_deleted", session.id)
        if all(each.state is RecordingState.KEPT for each in recordings):
            vault.sessions.delete(session.id)
            return
        for job in jobs:
            vault.jobs.set_options(job.id, options_json(replace(options_of(job), summary="")))
        vault.transcripts.save(session.id, ())
        for each in recordings:
            if each.state is RecordingState.SHREDDING:  # there are no words any more that must be read back
                vault.destructions.want(each.id, DestructionReason.GIVEN_UP)


def _refuse_unfinished(jobs: Sequence[Job]) -> None:
    if any(job.stage is not Stage.DRAFTED for job in jobs):
        raise InvalidInput(_UNFINISHED)
