"""Hands what the dialog holds to the work: a new note, or the note of a recording that is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...sessions.note_request import TOO_LATE_SUMMARY, NoteRequest, Options
from ...sessions.other_clients import require_own_text
from ...sessions.waiting import WaitingSound, describe_session, open_waiting
from ..context import Context
from .details import Details
from .inputs import Content


@dataclass(frozen=True, slots=True)
class Begun:
    """What is to be said of a note that is being made. `too_late`: what was asked for and cannot be changed
    any more; `left_out`: what the therapist wrote and it will not hold; `other`: an unfinished note of
    another recording, which had the same name.
    """

    too_late: tuple[str, ...] = ()
    left_out: str = ""
    other: WaitingSound | None = None


def creation(
    context: Context, details: Details, content: Content, summary_only: bool, names_meant: bool = False
) -> Callable[[], Begun]:
    """What is to be done on the background thread. `names_meant`: what was written names another client, and
    shall.

    It raises ConsentMissing, OtherClientNamed, the errors of an attached file, and those of the vault;
    nothing is lost then.
    """
    recorder = content.recording
    if recorder is None:
        request = NoteRequest(
            client_id=details.client_id,
            date=details.date,
            audio=content.attached.path if content.attached is not None else None,
            format=details.format,
            people=details.people,
            options=replace(content.options, summary=content.summary),
            time=details.time,
            modality=details.modality,
            turns=content.turns,
            names_meant=names_meant,
        )

        def begin() -> Begun:
            work_id = context.jobs.add(request)
            work = next(each for each in context.jobs.works() if each.id == work_id)
            return Begun(
                work.too_late,
                content.summary if TOO_LATE_SUMMARY in work.too_late else "",
                open_waiting(context.vault, work.other_job) if work.other_job else None,
            )

        return begin
    job_id, waiting = recorder.job_id, recorder.waiting
    first = waiting.options if waiting is not None else Options(dictated=summary_only)
    heard = waiting is not None and waiting.heard
    left_out = content.summary if heard else ""
    options = None if heard else replace(first, summary=content.summary)
    vault = context.vault

    def finish() -> Begun:
        if not names_meant and not heard:
            require_own_text(vault, details.client_id, content.summary)
        too_late = describe_session(
            vault,
            job_id,
            date=details.date,
            time=details.time,
            format=details.format,
            modality=details.modality,
            people=details.people,
        )
        context.jobs.resume(job_id, options)
        return Begun((*too_late, TOO_LATE_SUMMARY) if left_out else too_late, left_out)

    return finish
