"""Hands what the dialog holds to the work: a new note, or the note of a recording that is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...sessions.note_request import NoteRequest, Options
from ...sessions.waiting import describe_session
from ..context import Context
from .details import Details
from .inputs import Content


def creation(context: Context, details: Details, content: Content, summary_only: bool) -> Callable[[], str]:
    """What is to be done on the background thread; it gives the work's id.

    It raises ConsentMissing, the errors of an attached file, and those of the vault; nothing is lost then.
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
        )
        return lambda: context.jobs.add(request)
    job_id, waiting = recorder.job_id, recorder.waiting
    first = waiting.options if waiting is not None else Options(dictated=summary_only)
    options = None if waiting is not None and waiting.heard else replace(first, summary=content.summary)
    vault = context.vault

    def finish() -> str:
        describe_session(
            vault,
            job_id,
            date=details.date,
            time=details.time,
            format=details.format,
            modality=details.modality,
            people=details.people,
        )
        return context.jobs.resume(job_id, options)

    return finish
