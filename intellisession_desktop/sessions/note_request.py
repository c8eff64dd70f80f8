"""What a note is to be made from and how, and the job that stands for it in the vault from then on."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ..audio.decoder import HeldFile
from ..audio.shred import refuse_protected
from ..errors import InvalidInput
from ..notes.formats import load_format
from ..records import Job, Modality, Session, Stage
from ..vault.vault import Vault
from .consents import require_consent
from .destruction import protected_folders
from .draft_writing import summary_turns
from .live import refuse_live


@dataclass(frozen=True, slots=True)
class Options:
    """How the note is to be made; kept with the job, in the vault. `dictated`: the recording is the
    therapist's own dictation, so that all of it is their own words, as a summary is.
    """

    summary: str = ""
    keep_audio: bool = False
    accept_partial: bool = False
    shred_partial: bool = False
    dictated: bool = False


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """What the therapist asks for. Without `audio`, a summary is needed (Summary Only)."""

    client_id: str
    date: dt.date
    audio: Path | None = None
    format: str = "SOAP"
    people: int = 2
    language: str = "en"
    options: Options = field(default_factory=Options)
    time: dt.time | None = None
    modality: Modality = Modality.IN_PERSON


def options_json(options: Options) -> str:
    return json.dumps(asdict(options))


def options_of(job: Job) -> Options:
    return Options(**json.loads(job.options))


def prepare(vault: Vault, request: NoteRequest) -> Job:
    """Looks whether the note can be begun, and stores its job, so that nothing of the request can be lost.

    An unfinished job on the same file, client and date is taken up again, with what is asked for now. Raises
    ConsentMissing, InvalidInput (nothing to write from), NotFound (no such format), and for the file
    AudioNotFound, AudioLink, AudioUnreadable, AudioProtected, AudioChanged. Nothing is stored then.
    """
    load_format(request.format)
    if request.audio is None:
        return add_summary(vault, request)
    path = os.path.abspath(request.audio)  # not resolved: a link must be seen as one
    unfinished = vault.jobs.find(path, request.client_id, request.date)
    if unfinished is not None:
        with vault.transaction():
            _change_session(vault, unfinished, request)
            return ready_to_resume(vault, unfinished, request.options)
    consent = consent_for(vault, request)
    with HeldFile.open(Path(path)) as file:
        if not request.options.keep_audio:
            refuse_protected(Path(path), protected_folders(vault))
        next(file.decode(block_s=0.5))  # the first sound of it: whether it is a recording at all
        identity = file.identity()
    with vault.transaction():
        session = add_session(vault, request)
        recording = vault.recordings.add(session.id, consent, identity=identity)
        return vault.jobs.add(session.id, recording.id, options_json(request.options), path)


def consent_for(vault: Vault, request: NoteRequest) -> str:
    """The consents that cover the request, as JSON. Raises ConsentMissing."""
    return require_consent(
        vault, request.client_id, request.date, request.people, dictation=request.options.dictated
    )


def add_session(vault: Vault, request: NoteRequest) -> Session:
    format = load_format(request.format).name  # as the format itself writes it
    return vault.sessions.add(
        request.client_id,
        request.date,
        format,
        request.people,
        request.language,
        time=request.time,
        modality=request.modality,
    )


def add_summary(vault: Vault, request: NoteRequest) -> Job:
    """The job of a note from the therapist's own text: there is no sound, so only the draft is to be written.

    Raises InvalidInput when there is no text.
    """
    turns = summary_turns(request.options.summary)
    if not turns:
        raise InvalidInput(
            "There is nothing to write a note from. Give a recording or a summary with text in it."
        )
    with vault.transaction():
        session = add_session(vault, request)
        vault.transcripts.save(session.id, turns)
        job = vault.jobs.add(session.id, None, options_json(request.options))
        vault.jobs.set_stage(job.id, Stage.SHREDDED)
        return vault.jobs.get(job.id)


def ready_to_resume(vault: Vault, job: Job, options: Options | None = None) -> Job:
    """The job with other `options` stored, as far as it is not too late for them: text that was once given is
    not lost, and once there is a transcript, it is part of it.

    Raises InvalidInput when the note is written already, StillRecording.
    """
    refuse_live(vault, job.recording_id)
    if job.stage == Stage.DRAFTED:
        raise InvalidInput("This note is already written. There is nothing left to resume.")
    first = options_of(job)
    if options is None:
        return job
    if job.stage != Stage.CREATED:
        options = replace(options, summary=first.summary, dictated=first.dictated)
    elif not options.summary.strip():
        options = replace(options, summary=first.summary)
    if job.path is None:  # our own recording, which nobody could use if it were kept
        options = replace(options, keep_audio=False)
    return job if options == first else vault.jobs.set_options(job.id, options_json(options))


def _change_session(vault: Vault, job: Job, request: NoteRequest) -> None:
    session = vault.sessions.get(job.session_id)
    vault.sessions.update(
        replace(
            session,
            format=load_format(request.format).name,
            time=request.time,
            modality=request.modality,
            people=request.people,
            language=request.language,
        )
    )
