"""What a note that failed or was given up leaves behind in the vault."""

from __future__ import annotations

from ..errors import AudioLink, AudioUnreadable, ConsentMissing, KnownError, NoSpeech
from ..records import Job, Receipt, Stage
from ..vault.vault import Vault
from .destruction import discard_recording
from .note_request import options_of

_FILE_IS_WRONG = (AudioUnreadable, AudioLink, NoSpeech, ConsentMissing)
"""Errors of an attached file that no second try mends: its job is not kept, unless there is text with it."""


def give_up_file(vault: Vault, job: Job) -> bool:
    """Removes the job of an attached file that is not transcribed, unless text was written for it; whether it
    did. The file itself is not touched.
    """
    if job.path is None or job.stage != Stage.CREATED or options_of(job).summary.strip():
        return False
    vault.sessions.delete(job.session_id)
    return True


def give_up(vault: Vault, job_id: str) -> Receipt | None:
    """As `discard_recording`; of another note from a transcript that is there, only the job goes."""
    job = vault.jobs.get(job_id)
    if not options_of(job).format:
        return discard_recording(vault, job.id)
    vault.jobs.delete(job.id)
    return None


def keep_error(vault: Vault, job_id: str, error: KnownError, is_new: bool) -> None:
    """Notes with the job why it failed, so that it can be resumed; a new one that can never work is removed.

    Raises NotFound, VaultLocked.
    """
    job = vault.jobs.get(job_id)
    if not is_new or not isinstance(error, _FILE_IS_WRONG) or not give_up_file(vault, job):
        vault.jobs.set_error(job_id, error.code)
