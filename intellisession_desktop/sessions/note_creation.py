"""One note from a recording or a summary, as a job that a crash, an error or Ctrl-C cannot lose.

The order is fixed: transcript committed -> audio destroyed -> receipt committed -> draft written. Each arrow
is a committed stage; `resume` goes on after the last one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import logs
from ..audio.decoder import HeldFile
from ..audio.shred import Step
from ..errors import AudioReplaced, Cancelled, EngineCrashed, KnownError
from ..records import (
    UNLABELLED,
    DestructionReason,
    Job,
    Labelling,
    Moment,
    MomentKind,
    Note,
    Progress,
    Receipt,
    RecordingState,
    Speaker,
    Stage,
    Turn,
)
from ..vault.vault import Vault
from .destruction import destroy, keep_after_all
from .draft_writing import Drafted, DraftTask, spoken_turns, summary_turns, write_draft
from .engines import Engines
from .following import Following, script_of
from .given_up import give_up_file
from .hearing import Heard, hear, more_than_a_little_unheard
from .jobs import CancelToken, Report, unreported
from .kept_audio import unheard_of
from .note_request import NoteRequest as NoteRequest
from .note_request import Options as Options
from .note_request import options_of, prepare, ready_to_resume
from .sound import Sound, open_sound, open_spool

DESTROYING = "destroying the audio"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished job. `timings` in seconds, only of what was done in this run; `peak_memory` in bytes by
    worker; `kept`: the audio is there still; `unheard`: where somebody speaks and no words were found;
    `too_late` and `other_job` as `Prepared` has them.
    """

    job_id: str
    note: Note
    turns: tuple[Turn, ...]
    seconds: float
    receipt: Receipt | None
    shredded: bool
    timings: dict[str, float]
    models: dict[str, dict[str, str]]
    peak_memory: dict[str, int]
    kept: bool = False
    labelling: Labelling = UNLABELLED
    unheard: tuple[Moment, ...] = ()
    too_late: tuple[str, ...] = ()
    other_job: str = ""


@dataclass(slots=True)
class _Clock:
    """Collects what one run took."""

    timings: dict[str, float] = field(default_factory=dict)
    peak_memory: dict[str, int] = field(default_factory=dict)

    def heard(self, heard: Heard) -> None:
        busy = heard.hearing.timings
        self.timings |= {
            "load": heard.worker.load_s,
            "decode": heard.decode_s,
            "speakers": busy.get("speakers", 0.0),
            "transcribe": busy.get("transcribe", 0.0),
            "to_transcript": heard.wall_s,
        }
        self.peak_memory["speech"] = heard.worker.peak_memory

    def drafted(self, drafted: Drafted, between_s: float) -> None:
        """`between_s`: from the transcript to the start of drafting."""
        self.timings["load"] = self.timings.get("load", 0.0) + drafted.worker.load_s
        self.timings["draft"] = drafted.draft_s
        self.timings["to_draft"] = self.timings.get("to_transcript", 0.0) + between_s + drafted.draft_s
        self.peak_memory["language"] = drafted.worker.peak_memory


class NoteCreation:
    """Makes notes in one open vault. `find_engines` finds the installed models (ModelMissing, ModelDamaged).

    `step` is told every step of a destruction (for tests); `sound_settled` what became of the sound, as soon
    as that is settled: its receipt, if it has one, and whether it was kept. `following`: the work
    that was done on the recording while it was made; `sound_known` how many seconds there are to be heard.
    """

    def __init__(
        self,
        vault: Vault,
        find_engines: Callable[[], Engines],
        report: Report = unreported,
        cancel: CancelToken | None = None,
        step: Step = lambda _: None,
        sound_settled: Callable[[Receipt | None, bool], None] = lambda _receipt, _kept: None,
        following: Following | None = None,
        sound_known: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._vault = vault
        self._sound_known = sound_known
        self._following = following
        self._find_engines = find_engines
        self._report = report
        self._cancel = cancel or CancelToken()
        self._step = step
        self._sound_settled = sound_settled

    def create(self, request: NoteRequest) -> Outcome:
        """Makes a note, or goes on with the unfinished job on the same file, client and date.

        Raises known errors; the audio and the vault are as they were then, or the job waits to be resumed.
        """
        prepared = prepare(self._vault, request)
        outcome = self._go_on(prepared.job, prepared.is_new)
        return replace(outcome, too_late=prepared.too_late, other_job=prepared.other_job)

    def resume(self, job: Job, options: Options | None = None) -> Outcome:
        """Goes on with a job after its last committed stage, with other `options` as far as it is not too
        late for them. Raises known errors.
        """
        return self._go_on(ready_to_resume(self._vault, job, options))

    def _go_on(self, job: Job, is_new: bool = False) -> Outcome:
        with self._errors_kept_with(job, is_new):
            engines = self._find_engines()
            if job.stage != Stage.CREATED or job.recording_id is None:
                return self._run(job, engines, None)
            recording = self._vault.recordings.get(job.recording_id)
            if recording.spool is not None:
                with open_spool(self._vault, recording, options_of(job).accept_partial) as sound:
                    return self._run(job, engines, sound)
            with HeldFile.open(Path(job.path or "")) as file:
                identity, known = file.identity(), recording.identity
                if known is not None and (identity.size, identity.sha256) != (known.size, known.sha256):
                    raise AudioReplaced()
                sound = open_sound(file, options_of(job).accept_partial, self._cancel.cancelled)
                self._vault.recordings.set_identity(recording.id, identity)
                return self._run(job, engines, sound)

    def _run(self, job: Job, engines: Engines, sound: Sound | None) -> Outcome:
        """Every stage that is not committed yet, in order."""
        clock = _Clock()
        if job.stage == Stage.CREATED and sound is not None:
            self._sound_known(sound.seconds)
            self._transcribe(job, engines, sound, clock)
        transcribed = time.monotonic()
        if self._vault.jobs.get(job.id).stage == Stage.TRANSCRIBED:
            self._destroy(job)
        turns = self._vault.transcripts.load(job.session_id)
        options = options_of(job)
        spoken = 0 if options.dictated else spoken_turns(turns)
        task = DraftTask(
            job.id, job.session_id, turns[:spoken], turns[spoken:], options.format, options.wishes
        )
        between_s = time.monotonic() - transcribed
        following = self._following
        written = following.written if following is not None else None
        warm = following.engines(engines) if following is not None else engines
        drafted = write_draft(self._vault, task, warm, self._report, self._cancel, written)
        clock.drafted(drafted, between_s)
        return self._outcome(job, drafted.note, turns, clock, engines.models)

    @contextmanager
    def _errors_kept_with(self, job: Job, is_new: bool) -> Iterator[None]:
        """Stores a known error's code with the job. A job that was begun just now and has nothing worth going
        on with is removed, so that the same file can be tried again as if nothing had been.
        """
        try:
            yield
        except (KnownError, KeyboardInterrupt) as error:
            code = error.code if isinstance(error, KnownError) else Cancelled.code
            logs.event("job_stopped", job=job.id, code=code)
            if isinstance(error, Cancelled) and self._cancel.for_now:
                raise
            mended_by_trying = isinstance(error, EngineCrashed)
            if not is_new or mended_by_trying or not give_up_file(self._vault, self._vault.jobs.get(job.id)):
                self._vault.jobs.set_error(job.id, code)
            raise

    def _transcribe(self, job: Job, engines: Engines, sound: Sound, clock: _Clock) -> None:
        session, options = self._vault.sessions.get(job.session_id), options_of(job)
        heard, moments = self._hear(job, engines, sound)
        clock.heard(heard)
        said = heard.hearing.turns
        if options.dictated:
            said = tuple(replace(turn, speaker=str(Speaker.THERAPIST)) for turn in said)
        turns = (*said, *summary_turns(options.summary, heard.hearing.seconds))
        recording_id = job.recording_id or ""
        unheard = tuple(Moment(MomentKind.UNHEARD, at, end - at) for at, end in heard.hearing.wordless)
        moments = tuple(sorted((*moments, *unheard), key=lambda each: each.at))
        undecided = more_than_a_little_unheard(heard.hearing) and not options.accept_unheard
        keep = options.keep_audio or (sound.partial and not options.shred_partial) or undecided
        with self._vault.transaction():
            self._vault.transcripts.save(session.id, turns, heard.hearing.labelling, moments)
            self._vault.recordings.set_seconds(recording_id, heard.hearing.seconds)
            if keep:
                self._vault.recordings.set_state(recording_id, RecordingState.KEPT)
            else:
                self._vault.destructions.want(recording_id, DestructionReason.TRANSCRIBED)
            self._vault.jobs.set_stage(job.id, Stage.TRANSCRIBED)

    def _hear(self, job: Job, engines: Engines, sound: Sound) -> tuple[Heard, tuple[Moment, ...]]:
        """What was heard while it was recorded, or all of it now."""
        script, following = script_of(self._vault, job), self._following
        if following is not None:
            heard = following.heard(script, sound.seconds, self._report, self._cancel)
            if heard is not None:
                return heard, following.moments
        heard = hear(
            sound.blocks,
            sound.seconds,
            engines,
            people=script.people,
            language=script.language,
            vocabulary=script.vocabulary,
            therapist=script.therapist,
            known=following.chunks if following is not None else (),
            report=self._report,
            cancel=self._cancel,
        )
        return heard, sound.moments()

    def _destroy(self, job: Job) -> None:
        recording = self._vault.recordings.get(job.recording_id or "")
        if recording.state == RecordingState.SHREDDING and options_of(job).keep_audio:
            keep_after_all(self._vault, recording.id)
        recording = self._vault.recordings.get(recording.id)
        if recording.state != RecordingState.KEPT:
            self._report(Progress(DESTROYING))
            destroy(self._vault, recording.id, self._step)
        self._vault.jobs.set_stage(job.id, Stage.SHREDDED)
        kept = self._vault.recordings.get(recording.id).state == RecordingState.KEPT
        self._sound_settled(self._vault.receipts.for_recording(recording.id), kept)

    def _outcome(
        self, job: Job, note: Note, turns: tuple[Turn, ...], clock: _Clock, models: dict[str, dict[str, str]]
    ) -> Outcome:
        recording = self._vault.recordings.get(job.recording_id) if job.recording_id else None
        receipt = self._vault.receipts.for_recording(recording.id) if recording else None
        return Outcome(
            job.id,
            note,
            turns,
            recording.seconds if recording else 0.0,
            receipt,
            recording is not None and recording.state == RecordingState.SHREDDED,
            clock.timings,
            models,
            clock.peak_memory,
            recording is not None and recording.state == RecordingState.KEPT,
            self._vault.transcripts.labelling(job.session_id),
            unheard=unheard_of(self._vault.transcripts.moments(job.session_id)),
        )
