"""The JSON and the text that other programs and people read; its names are a contract."""

from __future__ import annotations

from typing import Any

from ..notes.continuity.carrying import tells
from ..records import Destruction, LabelledBy, Labelling, Note, Receipt, Statement, Turn
from ..sessions.note_creation import Outcome


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What `note create --json` writes."""
    return {
        "transcript": transcript_json(outcome.turns),
        "note": note_json(outcome.note),
        "audio": {
            "seconds": round(outcome.seconds, 2),
            "shredded": outcome.shredded,
            "receipt": receipt_json(outcome.receipt),
        },
        "timings": timings_json(outcome.timings),
        "models": outcome.models,
        "peak_memory": outcome.peak_memory,
        "labelling": labelling_json(outcome.labelling),
    }


def transcript_json(turns: tuple[Turn, ...]) -> list[dict[str, Any]]:
    return [
        {"start": round(turn.start, 2), "end": round(turn.end, 2), "speaker": turn.speaker, "text": turn.text}
        for turn in turns
    ]


def labelling_json(labelling: Labelling) -> dict[str, Any]:
    """How the speakers were told apart, and how sure it is who the therapist is."""
    return {
        "by": labelling.by.value,
        "certainty": round(labelling.certainty, 3),
        "voices": labelling.voices,
        "channels": labelling.channels,
    }


def labelling_line(labelling: Labelling) -> str:
    """One sentence on the speakers; '' where there was nothing to tell."""
    return {
        LabelledBy.VOICE: "Speakers: the therapist was recognised by voice.",
        LabelledBy.WORDS: f"Speakers: told by the words, {labelling.certainty:.0%} sure.",
        LabelledBy.FAILED: "Speakers: the voices could not be told apart.",
    }.get(labelling.by, "")


def note_json(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "format": note.format,
        "date": note.date.isoformat(),
        "state": note.state,
        "sections": [
            {
                "name": section.name,
                "statements": [statement_json(statement) for statement in section.statements],
            }
            for section in note.sections
        ],
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """`outcome` is there for what was planned last time, while the statement still says it so."""
    written: dict[str, Any] = {
        "text": statement.text,
        "evidence": list(statement.evidence),
        "status": statement.status.value,
        "reason": statement.reason,
    }
    if statement.outcome is not None and tells(statement.text, statement.outcome):
        written["outcome"] = {
            "item": statement.outcome.item,
            "outcome": statement.outcome.outcome.value,
        }
    return written


def receipt_json(receipt: Receipt | None) -> dict[str, Any] | None:
    if receipt is None:
        return None
    return {"id": receipt.id, "at": receipt.at.isoformat(), **destruction_json(receipt.destruction)}


def destruction_json(destruction: Destruction) -> dict[str, Any]:
    return {
        "method": destruction.method,
        "bytes": destruction.size,
        "complete": destruction.complete,
        "notes": list(destruction.notes),
    }


TIMINGS = ("load", "decode", "speakers", "transcribe", "draft", "to_transcript", "to_draft")


def timings_json(timings: dict[str, float]) -> dict[str, float]:
    """Seconds; 0 for what was not done in this run."""
    return {name: round(timings.get(name, 0.0), 3) for name in TIMINGS}


def _unheard(outcome: Outcome) -> str:
    total_s = sum(each.seconds for each in outcome.unheard)
    places = ", ".join(f"{int(each.at) // 60}:{int(each.at) % 60:02d}" for each in outcome.unheard[:10])
    return (
        f"The audio was kept: for {total_s:.0f} s somebody speaks and no words were found (at {places}). "
        f"Listen to it, then `recording destroy {outcome.note.session_id}` destroys it."
    )


def receipt_line(outcome: Outcome) -> str:
    """One sentence on what became of the audio."""
    if outcome.receipt is None:
        if outcome.kept and outcome.unheard:
            return _unheard(outcome)
        return "" if outcome.seconds == 0 else "The audio was kept."
    if not outcome.receipt.destruction.by_us:
        return (
            f"The audio was not destroyed by this program: {outcome.receipt.destruction.method} "
            f"(receipt {outcome.receipt.id[:8]})."
        )
    at = outcome.receipt.at.astimezone().strftime("%H:%M")
    done = (
        "Audio destroyed"
        if outcome.receipt.destruction.complete
        else "Audio destroyed, but not yet for good,"
    )
    return f"{done} {at} ({outcome.receipt.destruction.method}; receipt {outcome.receipt.id[:8]})."
