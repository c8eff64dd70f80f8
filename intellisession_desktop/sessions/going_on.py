"""Notes that were being made when the program ended go on by themselves when the vault is opened again."""

from __future__ import annotations

from dataclasses import replace

from .. import logs
from ..records import Job, Stage
from ..vault.jobs import Jobs
from ..vault.vault import Vault
from .live import is_live
from .note_request import options_json, options_of

MOST = 5
"""So often a note goes on by itself; one that ends the program each time is asked about then."""


def asked_for(jobs: Jobs, job_id: str) -> None:
    """A person wants it made: it goes on by itself from now on, whatever ended it before. Raises NotFound,
    VaultLocked.
    """
    job = jobs.get(job_id)
    if job.error_code:
        jobs.set_error(job.id, "")
    jobs.set_options(job.id, options_json(replace(options_of(job), under_way=True, went_on=0)))


def set_under_way(jobs: Jobs, job_id: str, under_way: bool) -> None:
    """Whether a job goes on by itself the next time. Raises NotFound, VaultLocked."""
    job = jobs.get(job_id)
    options = options_of(job)
    if options.under_way != under_way:
        options = replace(options, under_way=under_way, went_on=0)
        jobs.set_options(job.id, options_json(options))


def interrupted(vault: Vault) -> tuple[Job, ...]:
    """The jobs that are to go on: those under way when the program ended, which no error and nobody stopped,
    oldest first. Each is counted.
    """
    found: list[Job] = []
    with vault.transaction():
        for job in vault.jobs.unfinished():
            options = options_of(job)
            wanted = options.under_way and not job.error_code and job.stage is not Stage.DRAFTED
            if not wanted or options.went_on >= MOST or is_live(vault, job.recording_id):
                continue
            counted = replace(options, went_on=options.went_on + 1)
            found.append(vault.jobs.set_options(job.id, options_json(counted)))
    logs.event("notes_going_on", count=len(found))
    return tuple(found)
