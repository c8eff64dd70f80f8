"""What lists show of clients and notes, in a few queries however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..records import Client, Receipt
from .database import Database
from .recordings import receipt_of
from .session_rows import NoteRow, TranscriptRow, all_drafts, all_transcripts, notes_of, transcripts_of
from .values import moment, optional_date, optional_time


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as the list shows them. `last` is the day of the newest note or session, `time` its time.

    `drafts` notes are not signed yet, `to_check` flagged statements are in them, `waiting` notes are not
    written yet.
    """

    client: Client
    last: dt.date | None
    time: dt.time | None
    drafts: int
    to_check: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Receipted:
    """A receipt with the day of its session and the length of what was destroyed."""

    receipt: Receipt
    date: dt.date
    seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """A text of a note (a statement's or an addendum's) that holds what was searched for; or, where `turn` is
    its place in the transcript, of what was said in the note's session.
    """

    client_id: str
    client_name: str
    note_id: str
    date: dt.date
    text: str
    turn: int | None = None


class Overview:
    def __init__(self, database: Database) -> None:
        self._database = database

    def clients(self) -> tuple[ClientRow, ...]:
        """All clients, by name."""
        rows = self._database.rows(_CLIENTS)
        return tuple(_client_row(row) for row in rows)

    def notes(self, client_id: str) -> tuple[NoteRow, ...]:
        """One client's notes, newest first."""
        return notes_of(self._database, client_id)

    def drafts(self) -> tuple[tuple[str, NoteRow], ...]:
        """All clients' notes that are not signed, oldest first, each with its client's id."""
        return all_drafts(self._database)

    def transcripts(self, client_id: str) -> tuple[TranscriptRow, ...]:
        """One client's sessions that have a transcript and neither a note nor an unfinished one, newest
        first.
        """
        return transcripts_of(self._database, client_id)

    def all_transcripts(self) -> tuple[tuple[str, TranscriptRow], ...]:
        """The same of all clients, oldest first, each with its client's id."""
        return all_transcripts(self._database)

    def receipts(self, client_id: str) -> tuple[Receipted, ...]:
        """What was destroyed of one client's recordings, newest first."""
        rows = self._database.rows(
            "SELECT receipt.*, session.date, recording.seconds FROM receipt"
            " JOIN recording ON recording.id = receipt.recording_id"
            " JOIN session ON session.id = recording.session_id"
            " WHERE session.client_id = ? ORDER BY receipt.at DESC, receipt.rowid DESC",
            (client_id,),
        )
        return tuple(
            Receipted(receipt_of(row), dt.date.fromisoformat(row["date"]), row["seconds"]) for row in rows
        )

    def holding(self, words: Sequence[str], limit: int) -> tuple[Found, ...]:
        """For each of the `limit` newest notes that have a text holding all of `words`, the first such text.

        `words` as `folded` gives them.
        """
        rows = self._database.rows(_HOLDING, (*(" ".join(words),) * 2, limit))
        return tuple(
            Found(row["client_id"], row["name"], row["id"], dt.date.fromisoformat(row["date"]), row["text"])
            for row in rows
        )

    def said(self, words: Sequence[str], limit: int) -> tuple[Found, ...]:
        """The same for turns of the transcripts; of a session with several notes, for the newest of them."""
        rows = self._database.rows(_SAID, (" ".join(words), limit))
        return tuple(
            Found(
                *(row["client_id"], row["name"], row["id"], dt.date.fromisoformat(row["date"])),
                *(row["text"], row["position"]),
            )
            for row in rows
        )


_CLIENTS = """
    SELECT client.id, client.name, client.created, met.latest,
        coalesce(draft.notes, 0) AS drafts, coalesce(flagged.statements, 0) AS to_check,
        coalesce(work.jobs, 0) AS waiting
    FROM client
    LEFT JOIN (
        SELECT client_id, max(date || ' ' || coalesce(time, '')) AS latest FROM (
            SELECT client_id, date, time FROM session UNION ALL SELECT client_id, date, NULL FROM note
        ) GROUP BY client_id
    ) AS met ON met.client_id = client.id
    LEFT JOIN (
        SELECT client_id, count(*) AS notes FROM note WHERE state = 'draft' GROUP BY client_id
    ) AS draft ON draft.client_id = client.id
    LEFT JOIN (
        SELECT note.client_id, count(*) AS statements FROM statement JOIN note ON note.id = statement.note_id
        WHERE note.state = 'draft' AND statement.status = 'flagged' GROUP BY note.client_id
    ) AS flagged ON flagged.client_id = client.id
    LEFT JOIN (
        SELECT session.client_id, count(*) AS jobs FROM job JOIN session ON session.id = job.session_id
        WHERE job.stage != 'drafted' GROUP BY session.client_id
    ) AS work ON work.client_id = client.id
    ORDER BY client.folded_name
"""

# CROSS JOIN: note by note from the newest on, until there are enough, instead of client by client.
_HOLDING = """
    SELECT note.id, note.client_id, client.name, note.date, coalesce(
        (
            SELECT text FROM statement WHERE statement.note_id = note.id AND holds(text, ?)
            ORDER BY section, position LIMIT 1
        ),
        (
            SELECT text FROM addendum WHERE addendum.note_id = note.id AND holds(text, ?)
            ORDER BY at, rowid LIMIT 1
        )
    ) AS text
    FROM note CROSS JOIN client ON client.id = note.client_id
    WHERE text IS NOT NULL
    ORDER BY note.date DESC, note.created DESC, note.rowid DESC LIMIT ?
"""

# One turn for each session: the first that holds the words.
_SAID = """
    SELECT note.id, note.client_id, client.name, note.date, turn.text, turn.position
    FROM note CROSS JOIN client ON client.id = note.client_id
    CROSS JOIN turn ON turn.session_id = note.session_id AND turn.position = (
        SELECT position FROM turn AS each WHERE each.session_id = note.session_id AND holds(each.text, ?)
        ORDER BY position LIMIT 1
    )
    WHERE note.rowid = (SELECT max(rowid) FROM note AS other WHERE other.session_id = note.session_id)
    ORDER BY note.date DESC, note.created DESC, note.rowid DESC LIMIT ?
"""


def _client_row(row: Any) -> ClientRow:
    day, _, time = (row["latest"] or "").partition(" ")
    return ClientRow(
        client=Client(row["id"], row["name"], moment(row["created"])),
        last=optional_date(day or None),
        time=optional_time(time or None),
        drafts=row["drafts"],
        to_check=row["to_check"],
        waiting=row["waiting"],
    )
