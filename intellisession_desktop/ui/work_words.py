"""What the strip of work says about a piece of work, in a sentence."""

from __future__ import annotations

from ..sessions.job_queue import Work, WorkKind, WorkState
from . import words

_GETTING_READY = "getting ready"
_STAGES = {"writing": "writing the note"}
_BUG = "This is our mistake, not yours. What was stored is safe."


def said(work: Work) -> str:
    """Where the work stands, without its name."""
    match work.state:
        case WorkState.WAITING:
            return "waiting for its turn"
        case WorkState.RUNNING:
            return _running(work)
        case WorkState.DONE:
            return (
                f"The note for {work.title} is ready."
                if work.kind == WorkKind.NOTE
                else f"{work.title}: done."
            )
        case WorkState.FAILED:
            return f"{work.title}: {_why(work)}"
        case WorkState.CANCELLED:
            return f"{work.title}: stopped. {_stays(work)}".rstrip()


def _running(work: Work) -> str:
    if work.waits_for_unlock:
        return "paused until you unlock"
    percent = round(100 * (work.percent or 0.0))
    if work.progress is None or not percent:
        return _GETTING_READY  # a model takes a while to load
    stage = work.progress.stage
    parts = [_STAGES.get(stage, stage)] if work.kind == WorkKind.NOTE else []
    parts.append(f"{percent} %")
    left = words.time_left(work.left_s)
    if left:
        parts.append(left)
    return " · ".join(parts)


def _why(work: Work) -> str:
    if work.error is not None:
        return work.error.sentence
    return _BUG


def _stays(work: Work) -> str:
    """What is still there after a cancel."""
    if work.kind == WorkKind.TASK:
        return ""
    if work.receipt is not None or work.kept_audio:
        return "The transcript is kept, so that the note can be written later."
    if work.progress is not None and work.progress.stage == "writing":
        return "What it is written from is kept, so that the note can be written later."
    return "The recording is still there."
