"""Destroys a recording once its transcript is safe, and commits the receipt; every step can be repeated."""

from __future__ import annotations

from pathlib import Path

from .. import logs
from ..audio.shred import Step, shred_attached, shred_spool
from ..errors import AudioChanged, AudioLink, KnownError
from ..records import Destruction, Receipt, Recording, RecordingState, Stage
from ..settings import data_folder, models_folder, resources_folder, shipped_models_folder
from ..vault.vault import Vault
from .live import refuse_live


def _unwatched(_: str) -> None:
    pass


def protected_folders(vault: Vault) -> tuple[Path, ...]:
    """The program's own folders, in which nothing is ever destroyed as an attached file."""
    return (resources_folder(), shipped_models_folder(), models_folder(), vault.folder, data_folder())


def destroy(vault: Vault, recording_id: str, *, resuming: bool, step: Step = _unwatched) -> Receipt | None:
    """Destroys the sound of a recording in state 'shredding' and commits its receipt.

    None when another recording still needs the same file: it dies with that one. `resuming` is for a
    recording found in this state after a crash. Raises AudioChanged, AudioLink (nothing was touched, and the
    audio is kept from then on), AudioProtected, ShredFailed (may be tried again).
    """
    recording = vault.recordings.get(recording_id)
    existing = vault.receipts.for_recording(recording_id)
    if existing is not None and existing.destruction.complete:
        vault.recordings.set_state(recording_id, RecordingState.SHREDDED)
        return existing
    identity = recording.identity
    if identity is None:
        return _commit(vault, recording, _destroy_spool(vault, recording, step))
    if vault.recordings.others_needing(identity.device, identity.inode, excluding=recording_id):
        return None
    try:
        destruction = shred_attached(identity, protected_folders(vault), resuming=resuming, step=step)
    except (AudioChanged, AudioLink):
        vault.recordings.set_state(recording_id, RecordingState.KEPT)
        vault.audit.append("audio_kept_changed", recording_id)
        raise
    step("destroyed")
    receipt = _commit(vault, recording, destruction)
    for other in vault.recordings.unfinished():
        if _waits_for(other, recording):
            _commit(vault, other, destruction)
    return receipt


def finish_pending(vault: Vault) -> None:
    """Finishes what could not be finished then; to be called when a vault is opened.

    That is a key's deletion that a busy database held back, and a file that waited for another note which
    came to nothing. Jobs that stopped before their audio was destroyed are left to `resume`. What fails
    again is logged and waits on.
    """
    left_to_resume = {job.recording_id for job in vault.jobs.unfinished() if job.stage == Stage.TRANSCRIBED}
    for recording in vault.recordings.unfinished():
        if recording.state == RecordingState.SHREDDING and recording.id not in left_to_resume:
            try:
                destroy(vault, recording.id, resuming=False)
            except KnownError as error:
                logs.event("destruction_pending", recording=recording.id, code=error.code)


def discard_recording(vault: Vault, job_id: str) -> Receipt | None:
    """Gives up an unfinished job. Its recording is destroyed, and the session stays with the receipt (given).

    An attached file is the therapist's own and left alone: its job goes with all that was stored for it, and
    there is no receipt. Of a job whose sound is gone already, the transcript goes. What cannot be finished
    now (a busy database) is at the next opening. Raises NotFound, StillRecording, ShredFailed (tried again
    then).
    """
    job = vault.jobs.get(job_id)
    refuse_live(vault, job.recording_id)
    recording = vault.recordings.get(job.recording_id) if job.recording_id else None
    receipt = vault.receipts.for_recording(recording.id) if recording else None
    if recording is None or (recording.spool is None and receipt is None):
        vault.sessions.delete(job.session_id)
        return None
    # Together: a recording without a job that is to be destroyed is destroyed, whatever happens now.
    with vault.transaction():
        vault.jobs.delete(job.id)
        vault.transcripts.save(job.session_id, ())
        if recording.state != RecordingState.SHREDDED:
            vault.recordings.set_state(recording.id, RecordingState.SHREDDING)
        vault.audit.append("recording_discarded", recording.id)
    return (
        receipt if recording.state == RecordingState.SHREDDED else destroy(vault, recording.id, resuming=True)
    )


def _destroy_spool(vault: Vault, recording: Recording, step: Step) -> Destruction:
    return shred_spool(
        vault.spool_folder / (recording.spool or ""),
        lambda: vault.recordings.delete_key(recording.id),
        vault.checkpoint,
        step=step,
    )


def _commit(vault: Vault, recording: Recording, destruction: Destruction) -> Receipt:
    with vault.transaction():
        receipt = vault.receipts.add(recording.id, destruction)
        if destruction.complete:
            vault.recordings.set_state(recording.id, RecordingState.SHREDDED)
    return receipt


def _waits_for(other: Recording, dead: Recording) -> bool:
    """Whether `other`, transcribed before, had left its file to `dead`, which was the last to need it."""
    return (
        other.id != dead.id
        and other.state == RecordingState.SHREDDING
        and other.identity is not None
        and dead.identity is not None
        and (other.identity.device, other.identity.inode) == (dead.identity.device, dead.identity.inode)
    )
