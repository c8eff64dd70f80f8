"""Destroys recordings: the one place that may, one at a time in a vault, each step in the vault's journal.

    wanted -> verified -> begun -> overwritten -> emptied -> unlinked -> receipted

`docs/destruction.md` has the table: what a crash leaves in each state, and what the next start does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .. import logs
from ..audio.shred import Step, shred_attached
from ..audio.shred_spool import shred_spool
from ..errors import AudioChanged, AudioLink, AudioProtected, KnownError, TranscriptLost, VaultDamaged
from ..records import (
    Destruction,
    DestructionEntry,
    DestructionReason,
    DestructionStep,
    FileIdentity,
    Receipt,
    Recording,
    RecordingState,
    Stage,
)
from ..settings import data_folder, models_folder, resources_folder, shipped_models_folder
from ..vault.vault import Vault
from .live import refuse_live


def _unwatched(_: str) -> None:
    pass


def protected_folders(vault: Vault) -> tuple[Path, ...]:
    """The program's own folders, in which nothing is ever destroyed as an attached file."""
    return (resources_folder(), shipped_models_folder(), models_folder(), vault.folder, data_folder())


def written(step: DestructionStep) -> str:
    """How a test is told that a step is in the journal."""
    return f"journal: {step.value}"


def destroy(vault: Vault, recording_id: str, step: Step = _unwatched) -> Receipt | None:
    """Destroys the sound of a recording that is wanted destroyed, going on after the last step that is in the
    journal, and commits its receipt. The receipt, where it is there already.

    None when another recording still needs the same file: it dies with that one. `step` (for tests) is told
    each step of the journal, and each thing that is done to the file.

    Raises TranscriptLost (nothing was touched, and the recording waits to be transcribed again), VaultDamaged
    (the transcript cannot be read; nothing was touched), AudioChanged, AudioLink, AudioProtected (nothing was
    touched, and the audio is kept from then on), ShredFailed (may be tried again).
    """
    with vault.destroying:
        existing = vault.receipts.for_recording(recording_id)
        if existing is not None and existing.destruction.complete:
            return existing
        recording = vault.recordings.get(recording_id)
        if recording.state != RecordingState.SHREDDING:
            raise RuntimeError("only a recording that is wanted destroyed may be destroyed")
        entry = vault.destructions.get(recording_id)
        if entry is None:
            vault.destructions.want(recording_id, DestructionReason.TRANSCRIBED)
            entry = _entry(vault, recording_id)
        if recording.identity is None:
            return _destroy_spool(vault, recording, step)
        return _destroy_attached(vault, recording, recording.identity, entry, step)


def finish_pending(vault: Vault) -> None:
    """Finishes what could not be finished then; to be called when a vault is opened.

    That is whatever was begun, a key's deletion that a busy database held back, and a file that waited for
    another note which came to nothing. What has not begun, of a job that waits to be resumed, is left to that
    job: its file may still be chosen to be kept. What fails again is logged and waits on.
    """
    waiting = {job.recording_id for job in vault.jobs.unfinished() if job.stage == Stage.TRANSCRIBED}
    for entry in vault.destructions.unfinished():
        if entry.step < DestructionStep.BEGUN and entry.recording_id in waiting:
            continue
        try:
            destroy(vault, entry.recording_id)
        except KnownError as error:
            logs.event("destruction_pending", recording=entry.recording_id, code=error.code)


def discard_recording(vault: Vault, job_id: str) -> Receipt | None:
    """Gives up an unfinished job. Its recording is destroyed, and the session stays with the receipt (given).

    An attached file is the therapist's own and left alone: its job goes with all that was stored for it, and
    there is no receipt. Of a job whose sound is gone already, the transcript goes. What cannot be finished
    now (a busy database) is at the next opening. Raises NotFound, StillRecording, ShredFailed (tried again
    then).
    """
    job = vault.jobs.get(job_id)
    refuse_live(vault, job.recording_id)
    with vault.destroying:
        recording = vault.recordings.get(job.recording_id) if job.recording_id else None
        receipt = vault.receipts.for_recording(recording.id) if recording else None
        begun = recording is not None and _has_begun(vault, recording.id)
        if recording is None or (recording.spool is None and receipt is None and not begun):
            vault.sessions.delete(job.session_id)
            return None
        # Together: a recording without a job that is to be destroyed is destroyed, whatever happens now.
        with vault.transaction():
            vault.jobs.delete(job.id)
            vault.transcripts.save(job.session_id, ())
            if recording.state != RecordingState.SHREDDED:
                vault.destructions.want(recording.id, DestructionReason.GIVEN_UP)
            vault.audit.append("recording_discarded", recording.id)
        return receipt if recording.state == RecordingState.SHREDDED else destroy(vault, recording.id)


def keep_after_all(vault: Vault, recording_id: str) -> bool:
    """The therapist wants to keep an attached file that was to be destroyed; whether it was not too late."""
    with vault.destroying:
        if vault.recordings.get(recording_id).state != RecordingState.SHREDDING or _has_begun(
            vault, recording_id
        ):
            return False
        vault.destructions.give_up(recording_id, RecordingState.KEPT, "audio_kept")
        return True


def _destroy_attached(
    vault: Vault, recording: Recording, identity: FileIdentity, entry: DestructionEntry, step: Step
) -> Receipt | None:
    sharing: tuple[Recording, ...] = ()
    if entry.step < DestructionStep.OVERWRITTEN:
        same = (RecordingState.OPEN, RecordingState.READY, RecordingState.SHREDDING)
        others = vault.recordings.of_content(identity.size, identity.sha256, *same)
        sharing = tuple(each for each in others if each.id != recording.id and _same_file(each, identity))
        if any(each.state != RecordingState.SHREDDING for each in sharing):
            return None
        for each in (recording, *sharing):
            _verify(vault, each)
            step(written(DestructionStep.VERIFIED))
    journal = _Journal(vault, recording, sharing, step)
    try:
        destruction = shred_attached(identity, protected_folders(vault), entry, journal, step)
    except (AudioChanged, AudioLink, AudioProtected):
        vault.destructions.give_up(recording.id, RecordingState.KEPT, "audio_kept_changed")
        raise
    receipt = _commit(vault, recording, destruction, step)
    for each in sharing:
        try:
            destroy(vault, each.id, step)
        except KnownError as error:  # at the next opening then: the journal knows them all
            logs.event("destruction_pending", recording=each.id, code=error.code)
    return receipt


def _destroy_spool(vault: Vault, recording: Recording, step: Step) -> Receipt:
    if _entry(vault, recording.id).step < DestructionStep.BEGUN:
        _verify(vault, recording)
        step(written(DestructionStep.VERIFIED))
    destruction = shred_spool(
        vault.spool_folder / (recording.spool or ""),
        _entry(vault, recording.id),
        _Journal(vault, recording, (), step),
        vault.checkpoint,
        step=step,
    )
    return _commit(vault, recording, destruction, step)


class _Journal:
    """The journal of one destruction, and of the recordings that are the same file: they die together."""

    def __init__(
        self, vault: Vault, recording: Recording, sharing: tuple[Recording, ...], step: Step
    ) -> None:
        self._vault, self._recording, self._sharing, self._step = vault, recording, sharing, step

    def begin(self, inode: int, size: int) -> None:
        with self._vault.transaction():
            for each in (self._recording, *self._sharing):
                self._vault.destructions.begin(each.id, inode, size)
                self._vault.recordings.delete_key(each.id)
        self._step(written(DestructionStep.BEGUN))

    def reach(self, step: DestructionStep) -> None:
        with self._vault.transaction():
            for each in self._reached_with(step):
                self._vault.destructions.reach(each.id, step)
        self._step(written(step))

    def _reached_with(self, step: DestructionStep) -> Iterator[Recording]:
        """The content is one; a name of its own has to be deleted for itself."""
        yield self._recording
        if step < DestructionStep.UNLINKED:
            yield from self._sharing


def _verify(vault: Vault, recording: Recording) -> None:
    """Notes that the recording's words are safe, which they must be whenever its sound may still be whole.

    Raises TranscriptLost, VaultDamaged.
    """
    entry = vault.destructions.get(recording.id)
    if entry is not None and entry.reason is DestructionReason.GIVEN_UP:
        return
    if vault.transcripts.reads_as_written(recording.session_id):
        if entry is not None and entry.step < DestructionStep.VERIFIED:
            vault.destructions.reach(recording.id, DestructionStep.VERIFIED)
        return
    logs.event("transcript_lost", recording=recording.id)
    if entry is not None and not entry.step < DestructionStep.BEGUN:
        raise VaultDamaged()  # of what is left of the sound nothing can be made
    with vault.transaction():
        vault.destructions.give_up(recording.id, RecordingState.READY, "transcript_lost")
        for job in vault.jobs.of_session(recording.session_id):
            if job.recording_id == recording.id and job.stage == Stage.TRANSCRIBED:
                vault.jobs.set_stage(job.id, Stage.CREATED)
    raise TranscriptLost()


def _commit(vault: Vault, recording: Recording, destruction: Destruction, step: Step) -> Receipt:
    with vault.transaction():
        receipt = vault.receipts.add(recording.id, destruction)
        if destruction.complete:
            vault.destructions.reach(recording.id, DestructionStep.RECEIPTED)
            vault.recordings.set_state(recording.id, RecordingState.SHREDDED)
    step(written(DestructionStep.RECEIPTED))
    return receipt


def _entry(vault: Vault, recording_id: str) -> DestructionEntry:
    entry = vault.destructions.get(recording_id)
    if entry is None:
        raise RuntimeError("a destruction that is not in the journal")
    return entry


def _has_begun(vault: Vault, recording_id: str) -> bool:
    entry = vault.destructions.get(recording_id)
    return entry is not None and not entry.step < DestructionStep.BEGUN


def _same_file(other: Recording, identity: FileIdentity) -> bool:
    """Whether a recording with the same content is the same file, by whatever name."""
    if other.identity is None:
        return False
    if other.identity.path == identity.path:
        return True
    try:
        return os.path.samefile(other.identity.path, identity.path)
    except OSError:
        return False
