"""What a note is to be made from and how, and the job that stands for it in the vault from then on."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ..audio.decoder import HeldFile
from ..audio.shred import refuse_protected
from ..errors import AudioLink, AudioNotFound, AudioUnreadable, InvalidInput, TranscriptUnreadable
from ..notes.formats.format import load_format
from ..records import (
    NO_WISHES,
    DestructionStep,
    DraftWishes,
    FileIdentity,
    Job,
    Modality,
    Session,
    Speaker,
    Stage,
    Turn,
)
from ..vault.vault import Vault
from .consents import require_consent
from .destruction import protected_folders
from .draft_writing import summary_turns
from .live import refuse_live
from .other_clients import require_own_text

_ONLY_THERAPIST = (
    "In this transcript nobody but the therapist speaks. It has not been changed. Check that each turn "
    "stands on a line of its own, with the name of who says it before it, and try again."
)
TOO_LATE_PEOPLE = "how many people were heard"
TOO_LATE_LANGUAGE = "the language"
TOO_LATE_KEEPING = "whether the audio is kept"
TOO_LATE_SUMMARY = "your own words for it"


@dataclass(frozen=True, slots=True)
class Options:
    """How the note is to be made; kept with the job, in the vault. `dictated`: the recording is the
    therapist's own dictation, so that all of it is their own words, as a summary is. `accept_unheard`: it is
    destroyed although there is voice in it without words. `format`: of another note, from a transcript that
    is there already ('': as the session says); `wishes`: how that one note shall be. `under_way`: it was
    asked for, so that it goes on by itself when the program ended meanwhile, as it did `went_on` times.
    """

    summary: str = ""
    keep_audio: bool = False
    accept_partial: bool = False
    shred_partial: bool = False
    dictated: bool = False
    accept_unheard: bool = False
    format: str = ""
    wishes: DraftWishes = NO_WISHES
    under_way: bool = False
    went_on: int = 0


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """What the therapist asks for. Without `audio` there are the `turns` of a transcript made elsewhere, or a
    summary (Summary Only), or both. `names_meant`: the summary names another client, and shall.
    """

    client_id: str
    date: dt.date
    audio: Path | None = None
    format: str = "SOAP"
    people: int = 2
    language: str = "en"
    options: Options = field(default_factory=Options)
    time: dt.time | None = None
    modality: Modality = Modality.IN_PERSON
    turns: tuple[Turn, ...] = ()
    names_meant: bool = False


def options_json(options: Options) -> str:
    return json.dumps(asdict(options))


def options_of(job: Job) -> Options:
    stored = json.loads(job.options)
    wishes = DraftWishes(**stored.pop("wishes", {}))
    return Options(**stored, wishes=wishes)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The job of a request. `is_new`: it was made for it, and not found unfinished. `too_late`: what was
    asked for and cannot be changed any more, in words. `other_job`: an unfinished one (its id) on
    another recording that lay under the same name.
    """

    job: Job
    is_new: bool
    too_late: tuple[str, ...] = ()
    other_job: str = ""


def prepare(vault: Vault, request: NoteRequest) -> Prepared:
    """Looks whether the note can be begun, and stores its job, so that nothing of the request can be lost.

    An unfinished job on the same recording, client and date is taken up again, with what is asked for now.
    Raises ConsentMissing, InvalidInput (nothing to write from), NotFound (no such format), OtherClientNamed,
    and for the file AudioNotFound, AudioLink, AudioUnreadable, AudioProtected, AudioChanged. Nothing is
    stored then.
    """
    load_format(request.format)
    if not request.names_meant:
        require_own_text(vault, request.client_id, request.options.summary)
    if request.turns:
        return _begin_from_turns(vault, request)
    if request.audio is None:
        return Prepared(_add_summary(vault, request), is_new=True)
    path = os.path.abspath(request.audio)  # not resolved: a link must be seen as one
    try:
        file = HeldFile.open(Path(path))
    except AudioNotFound:
        on_file = vault.jobs.on_file(path, request.client_id, request.date)
        if not on_file:
            raise
        return _take_up(vault, on_file[0], request)
    with file:
        identity = file.identity()
        unfinished = _unfinished_on(vault, identity, request)
        if unfinished is not None:
            return _take_up(vault, unfinished, request)
        consent = _consent_for(vault, request)
        if not request.options.keep_audio:
            refuse_protected(Path(path), protected_folders(vault))
        next(file.decode(block_s=0.5))  # the first sound of it: whether it is a recording at all
    return _add_attached(vault, request, identity, consent)


def _unfinished_on(vault: Vault, identity: FileIdentity, request: NoteRequest) -> Job | None:
    """The unfinished job of this very recording. It is known by its content, since recorders use a name
    again; one that was moved meanwhile is looked for where it is now.
    """
    jobs = vault.jobs.on_content(identity.size, identity.sha256, request.client_id, request.date)
    here = next((job for job in jobs if job.path == identity.path), None)
    if here is not None:
        return here
    moved = next((job for job in jobs if job.path is not None and not _lies_at(identity, job.path)), None)
    if moved is None or moved.stage not in (Stage.CREATED, Stage.TRANSCRIBED) or moved.recording_id is None:
        return None
    with vault.transaction():
        entry = vault.destructions.get(moved.recording_id)
        if entry is not None and not entry.step < DestructionStep.BEGUN:
            return None
        vault.recordings.set_identity(moved.recording_id, identity)
        vault.jobs.move(moved.id, identity.path)
    return vault.jobs.get(moved.id)


def _lies_at(identity: FileIdentity, path: str) -> bool:
    """Whether the same content is at `path`, where another recording may lie by now."""
    try:
        with HeldFile.open(Path(path)) as file:
            there = file.identity()
    except (AudioNotFound, AudioLink, AudioUnreadable):
        return False
    return (there.size, there.sha256) == (identity.size, identity.sha256)


def _add_attached(vault: Vault, request: NoteRequest, identity: FileIdentity, consent: str) -> Prepared:
    """Stores a new job on an attached file."""
    with vault.transaction():
        others = vault.jobs.on_file(identity.path, request.client_id, request.date)
        session = _add_session(vault, request)
        recording = vault.recordings.add(session.id, consent, identity=identity)
        job = vault.jobs.add(session.id, recording.id, options_json(request.options), identity.path)
    return Prepared(job, is_new=True, other_job=others[0].id if others else "")


def _take_up(vault: Vault, job: Job, request: NoteRequest) -> Prepared:
    """An unfinished job, with what is asked for now as far as it is not too late for it.

    Raises InvalidInput, StillRecording.
    """
    session = vault.sessions.get(job.session_id)
    asked = replace(
        session,
        format=load_format(request.format).name,
        time=request.time or session.time,
        modality=request.modality,
    )
    too_late: list[str] = []
    if job.stage == Stage.CREATED:
        asked = replace(asked, people=request.people, language=request.language)
    else:
        too_late += [TOO_LATE_PEOPLE] if request.people != session.people else []
        too_late += [TOO_LATE_LANGUAGE] if request.language != session.language else []
    if _begun(vault, job) and request.options.keep_audio:
        too_late.append(TOO_LATE_KEEPING)
    if job.stage != Stage.CREATED and request.options.summary.strip() not in (
        "",
        options_of(job).summary.strip(),
    ):
        too_late.append(TOO_LATE_SUMMARY)
    with vault.transaction():
        vault.sessions.update(asked)
        return Prepared(ready_to_resume(vault, job, request.options), is_new=False, too_late=tuple(too_late))


def _begun(vault: Vault, job: Job) -> bool:
    entry = vault.destructions.get(job.recording_id or "")
    return entry is not None and not entry.step < DestructionStep.BEGUN


def _consent_for(vault: Vault, request: NoteRequest) -> str:
    """The consents that cover the request, as JSON. Raises ConsentMissing."""
    return require_consent(
        vault, request.client_id, request.date, request.people, dictation=request.options.dictated
    )


def _add_session(vault: Vault, request: NoteRequest) -> Session:
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


def _add_summary(vault: Vault, request: NoteRequest) -> Job:
    """The job of a note from the therapist's own text: there is no sound, so only the draft is to be written.

    Raises InvalidInput when there is no text.
    """
    turns = summary_turns(request.options.summary)
    if not turns:
        raise InvalidInput(
            "There is nothing to write a note from. Give a recording or a summary with text in it."
        )
    return _add_without_sound(vault, request, turns)


def _begin_from_turns(vault: Vault, request: NoteRequest) -> Prepared:
    """The job of a note from a transcript made elsewhere, whose words are in the vault from here on: nothing
    depends on its file any more. An unfinished one of the same words is taken up again.

    Raises InvalidInput where there is audio too, TranscriptUnreadable where nobody but the therapist speaks.
    """
    if request.audio is not None:
        raise InvalidInput("A note is made from a recording or a transcript. Give one of them, not both.")
    speakers = {turn.speaker for turn in request.turns}
    if speakers == {str(Speaker.THERAPIST)}:
        raise TranscriptUnreadable(_ONLY_THERAPIST)
    people = len(speakers - {str(Speaker.UNKNOWN)})
    request = replace(request, people=max(2, people))
    for job in vault.jobs.unfinished(request.client_id):
        session = vault.sessions.get(job.session_id)
        if job.recording_id is None and session.date == request.date and not options_of(job).format:
            words = tuple((turn.speaker, turn.text) for turn in vault.transcripts.load(session.id))
            if words[: len(request.turns)] == tuple((turn.speaker, turn.text) for turn in request.turns):
                return _take_up(vault, job, request)
    own = summary_turns(request.options.summary, max(turn.end for turn in request.turns))
    return Prepared(_add_without_sound(vault, request, (*request.turns, *own)), is_new=True)


def _add_without_sound(vault: Vault, request: NoteRequest, turns: tuple[Turn, ...]) -> Job:
    """Stores a new job on what is written already, so only the draft is missing."""
    with vault.transaction():
        session = _add_session(vault, request)
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
        options = replace(
            options,
            summary=first.summary,
            dictated=first.dictated,
            format=first.format,
            wishes=first.wishes,
        )
    elif not options.summary.strip():
        options = replace(options, summary=first.summary)
    if job.path is None:  # our own recording, which nobody could use if it were kept
        options = replace(options, keep_audio=False)
    return job if options == first else vault.jobs.set_options(job.id, options_json(options))
