"""Progress notes, statement by statement, with the words in which each was first written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from ..records import Note, Section, Statement, Status
from .audit import AuditLog
from .database import Database
from .values import find_id, moment, new_id, now

_Place = tuple[str, int, tuple[int, ...]]  # section's name, position in it, evidence


class Notes:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def add(
        self,
        client_id: str,
        session_id: str | None,
        format: str,
        date: dt.date,
        sections: Sequence[Section],
        state: str = "draft",
    ) -> Note:
        """Stores a note; `state` is 'draft', 'signed' or 'imported'."""
        note = Note(new_id(), client_id, session_id, format, date, state, tuple(sections), now())
        with self._database.transaction():
            self._database.run(
                "INSERT INTO note (id, client_id, session_id, format, date, state, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (note.id, client_id, session_id, format, date.isoformat(), state, note.created.isoformat()),
            )
            self._write_sections(note.id, note.sections, {})
            self._audit.append("note_added", note.id)
        return note

    def get(self, id_or_prefix: str) -> Note:
        """The note with this id, or with the only id that begins so. Raises NotFound, AmbiguousName."""
        note_id = find_id(self._database, "SELECT id FROM note WHERE substr(id, 1, ?) = ?", id_or_prefix)
        return self._load(self._database.row("SELECT * FROM note WHERE id = ?", (note_id,)))

    def list(self, client_id: str | None = None) -> tuple[Note, ...]:
        """All notes, or one client's, by date."""
        rows = self._database.rows(
            "SELECT * FROM note WHERE client_id = coalesce(?, client_id) ORDER BY date, created, rowid",
            (client_id,),
        )
        return tuple(self._load(row) for row in rows)

    def latest_before(self, client_id: str, date: dt.date) -> Note | None:
        """The client's newest note, of any state, dated before `date`."""
        row = self._database.row(
            "SELECT * FROM note WHERE client_id = ? AND date < ?"
            " ORDER BY date DESC, created DESC, rowid DESC LIMIT 1",
            (client_id, date.isoformat()),
        )
        return None if row is None else self._load(row)

    def replace_sections(self, note_id: str, sections: Sequence[Section]) -> Note:
        """Stores a draft's sections anew. Raises NotFound; InvalidInput when the note is not a draft.

        A statement that keeps its section, its place there and its evidence keeps its first words as well.
        """
        with self._database.transaction():
            note = self.get(note_id)
            if note.state != "draft":
                raise InvalidInput("Only a draft can be changed. Write an addendum to a signed note instead.")
            first_texts = self._first_texts(note.id)
            self._database.run("DELETE FROM section WHERE note_id = ?", (note.id,))
            self._write_sections(note.id, sections, first_texts)
            self._audit.append("note_changed", note.id)
            return self.get(note.id)

    def _write_sections(
        self, note_id: str, sections: Sequence[Section], first_texts: Mapping[_Place, str]
    ) -> None:
        for i, section in enumerate(sections):
            self._database.run(
                "INSERT INTO section (note_id, position, name) VALUES (?, ?, ?)", (note_id, i, section.name)
            )
            for k, statement in enumerate(section.statements):
                first_text = first_texts.get((section.name, k, statement.evidence), statement.text)
                self._database.run(
                    "INSERT INTO statement"
                    " (note_id, section, position, text, first_text, evidence, status, reason)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(note_id, i, k, statement.text, first_text, json.dumps(statement.evidence)),
                        *(statement.status.value, statement.reason),
                    ),
                )

    def _first_texts(self, note_id: str) -> dict[_Place, str]:
        rows = self._database.rows(
            "SELECT section.name, statement.position, evidence, first_text FROM statement JOIN section"
            " ON section.note_id = statement.note_id AND section.position = statement.section"
            " WHERE statement.note_id = ?",
            (note_id,),
        )
        return {(row[0], row[1], tuple(json.loads(row[2]))): row[3] for row in rows}

    def _load(self, row: Any) -> Note:
        statements: dict[int, list[Statement]] = {}
        for s in self._database.rows(
            "SELECT * FROM statement WHERE note_id = ? ORDER BY section, position", (row["id"],)
        ):
            statement = Statement(
                s["text"], tuple(json.loads(s["evidence"])), Status(s["status"]), s["reason"]
            )
            statements.setdefault(s["section"], []).append(statement)
        sections = self._database.rows(
            "SELECT position, name FROM section WHERE note_id = ? ORDER BY position", (row["id"],)
        )
        return Note(
            id=row["id"],
            client_id=row["client_id"],
            session_id=row["session_id"],
            format=row["format"],
            date=dt.date.fromisoformat(row["date"]),
            state=row["state"],
            sections=tuple(Section(s["name"], tuple(statements.get(s["position"], ()))) for s in sections),
            created=moment(row["created"]),
        )
