"""One row for each session as lists show it: its note, or the transcript that has none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ..records import Modality
from .database import Database
from .values import moment, optional_moment, optional_time


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as the timeline shows it. `destroyed`: when its sound was, if there was any."""

    id: str
    date: dt.date
    time: dt.time | None
    format: str
    modality: Modality | None
    state: str
    to_check: int
    destroyed: dt.datetime | None
    recorded_s: float
    addenda: int
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """A session with a transcript and no note, as the timeline shows it. `destroyed`: when its sound was, if
    there was any; `spoken_s`: how long it was spoken; `kept`: its sound was kept.
    """

    session_id: str
    date: dt.date
    time: dt.time | None
    modality: Modality
    destroyed: dt.datetime | None
    recorded_s: float
    spoken_s: float
    kept: bool
    created: dt.datetime


def notes_of(database: Database, client_id: str) -> tuple[NoteRow, ...]:
    """One client's notes, newest first."""
    return tuple(_note_row(row) for row in database.rows(_NOTES_OF_CLIENT, (client_id,)))


def all_drafts(database: Database) -> tuple[tuple[str, NoteRow], ...]:
    """All notes that are not signed, oldest first, each with its client's id."""
    return tuple((row["client_id"], _note_row(row)) for row in database.rows(_DRAFTS))


def transcripts_of(database: Database, client_id: str) -> tuple[TranscriptRow, ...]:
    """One client's sessions that have a transcript and neither a note nor an unfinished one, newest first."""
    return tuple(_transcript_row(row) for row in database.rows(_TRANSCRIPTS_OF_CLIENT, (client_id,)))


def all_transcripts(database: Database) -> tuple[tuple[str, TranscriptRow], ...]:
    """The same of all clients, oldest first, each with its client's id."""
    return tuple((row["client_id"], _transcript_row(row)) for row in database.rows(_ALL_TRANSCRIPTS))


_NOTES = """
    SELECT note.client_id, note.id, note.date, session.time, note.format, session.modality,
        note.state, note.created,
        CASE note.state WHEN 'draft' THEN (
            SELECT count(*) FROM statement
            WHERE statement.note_id = note.id AND statement.status = 'flagged'
        ) ELSE 0 END AS to_check,
        (
            SELECT max(receipt.at) FROM receipt JOIN recording ON recording.id = receipt.recording_id
            WHERE recording.session_id = note.session_id AND receipt.complete
                AND receipt.method != 'already gone'
        ) AS destroyed,
        (
            SELECT coalesce(sum(recording.seconds), 0.0) FROM recording
            WHERE recording.session_id = note.session_id
        ) AS recorded_s,
        (SELECT count(*) FROM addendum WHERE addendum.note_id = note.id) AS addenda
    FROM note LEFT JOIN session ON session.id = note.session_id
"""

_NOTES_OF_CLIENT = f"""{_NOTES}
    WHERE note.client_id = ?
    ORDER BY note.date DESC, session.time DESC, note.created DESC, note.rowid DESC
"""

_DRAFTS = f"""{_NOTES}
    WHERE note.state = 'draft'
    ORDER BY note.date, session.time, note.created, note.rowid
"""

_TRANSCRIPTS = """
    SELECT session.client_id, session.id, session.date, session.time, session.modality, session.created,
        (
            SELECT max(receipt.at) FROM receipt JOIN recording ON recording.id = receipt.recording_id
            WHERE recording.session_id = session.id AND receipt.complete
                AND receipt.method != 'already gone'
        ) AS destroyed,
        (
            SELECT coalesce(sum(recording.seconds), 0.0) FROM recording
            WHERE recording.session_id = session.id
        ) AS recorded_s,
        (SELECT coalesce(max(end_s), 0.0) FROM turn WHERE turn.session_id = session.id) AS spoken_s,
        EXISTS (
            SELECT 1 FROM recording WHERE recording.session_id = session.id AND recording.state = 'kept'
        ) AS kept
    FROM session
    WHERE NOT EXISTS (SELECT 1 FROM note WHERE note.session_id = session.id)
        AND NOT EXISTS (SELECT 1 FROM job WHERE job.session_id = session.id AND job.stage != 'drafted')
        AND EXISTS (SELECT 1 FROM turn WHERE turn.session_id = session.id AND turn.text != '')
"""

_TRANSCRIPTS_OF_CLIENT = f"""{_TRANSCRIPTS}
        AND session.client_id = ?
    ORDER BY session.date DESC, session.time DESC, session.created DESC, session.rowid DESC
"""

_ALL_TRANSCRIPTS = f"""{_TRANSCRIPTS}
    ORDER BY session.date, session.time, session.created, session.rowid
"""


def _transcript_row(row: Any) -> TranscriptRow:
    return TranscriptRow(
        session_id=row["id"],
        date=dt.date.fromisoformat(row["date"]),
        time=optional_time(row["time"]),
        modality=Modality(row["modality"]),
        destroyed=optional_moment(row["destroyed"]),
        recorded_s=row["recorded_s"],
        spoken_s=row["spoken_s"],
        kept=bool(row["kept"]),
        created=moment(row["created"]),
    )


def _note_row(row: Any) -> NoteRow:
    return NoteRow(
        id=row["id"],
        date=dt.date.fromisoformat(row["date"]),
        time=optional_time(row["time"]),
        format=row["format"],
        modality=None if row["modality"] is None else Modality(row["modality"]),
        state=row["state"],
        to_check=row["to_check"],
        destroyed=optional_moment(row["destroyed"]),
        recorded_s=row["recorded_s"],
        addenda=row["addenda"],
        created=moment(row["created"]),
    )
