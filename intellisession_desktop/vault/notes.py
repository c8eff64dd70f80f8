"""Progress notes, statement by statement, with the words in which each was first written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from ..errors import InvalidInput, NoteSigned, SignerUnknown
from ..records import Addendum, AsDrafted, ItemOutcome, Note, OutcomeKind, Section, Statement, Status
from .audit import AuditLog
from .database import Database
from .values import find_id, moment, new_id, now, optional_moment


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
            self._write_sections(note.id, note.sections)
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

    def count_of_session(self, session_id: str) -> int:
        """How many notes rest on its transcript."""
        return int(self._database.row("SELECT count(*) FROM note WHERE session_id = ?", (session_id,))[0])

    def before(self, client_id: str, date: dt.date, most: int) -> tuple[Note, ...]:
        """The client's notes dated before `date`, the newest `most` of them, the oldest first."""
        rows = self._database.rows(
            "SELECT * FROM note WHERE client_id = ? AND date < ?"
            " ORDER BY date DESC, created DESC, rowid DESC LIMIT ?",
            (client_id, date.isoformat(), most),
        )
        return tuple(self._load(row) for row in reversed(list(rows)))

    def replace_sections(self, note_id: str, sections: Sequence[Section]) -> Note:
        """Stores a draft's sections anew. Raises NotFound, NoteSigned, InvalidInput for an imported note.

        The first words of a statement are its `first_text`, or, where that is empty, its text.
        """
        with self._database.transaction():
            note = self.get(note_id)
            if note.state == "signed":
                raise NoteSigned()
            if note.state != "draft":
                raise InvalidInput("A note from elsewhere stays as it was written there.")
            self._database.run("DELETE FROM section WHERE note_id = ?", (note.id,))
            self._write_sections(note.id, sections)
            self._audit_change(note.id)
            return self.get(note.id)

    def sign(self, note_id: str, signed_by: str, at: dt.datetime) -> Note:
        """Makes a draft a signed note, which is never changed any more. `signed_by` is the signature's text.

        Whether it may be signed is the caller's to know. Raises NotFound, NoteSigned, SignerUnknown for an
        empty signature, InvalidInput for an imported note.
        """
        if not signed_by.strip():
            raise SignerUnknown()
        with self._database.transaction():
            note = self.get(note_id)
            if note.state == "signed":
                raise NoteSigned()
            if note.state != "draft":
                raise InvalidInput("Only a draft can be signed.")
            self._database.run(
                "UPDATE note SET state = 'signed', signed = ?, signed_by = ? WHERE id = ?",
                (at.astimezone(dt.UTC).isoformat(), signed_by.strip(), note.id),
            )
            self._audit.append("note_signed", note.id)
            return self.get(note.id)

    def add_addendum(self, note_id: str, author: str, text: str) -> Addendum:
        """Adds to a signed note, dated now. Raises NotFound, SignerUnknown without an author.

        Raises InvalidInput for an empty text and for a note that is not signed.
        """
        addendum = Addendum(new_id(), now(), author.strip(), text.strip())
        if not addendum.author:
            raise SignerUnknown()
        if not addendum.text:
            raise InvalidInput("An addendum needs a text.")
        with self._database.transaction():
            note = self.get(note_id)
            if note.state != "signed":
                raise InvalidInput("Only a signed note takes an addendum. Change the draft itself instead.")
            self._database.run(
                "INSERT INTO addendum (id, note_id, at, author, text) VALUES (?, ?, ?, ?, ?)",
                (addendum.id, note.id, addendum.at.isoformat(), addendum.author, addendum.text),
            )
            self._audit.append("addendum_added", note.id)
        return addendum

    def delete(self, note_id: str) -> None:
        """Deletes a draft or an imported note; its session and receipt stay. Raises NotFound, NoteSigned."""
        with self._database.transaction():
            note = self.get(note_id)
            if note.state == "signed":
                raise NoteSigned("This note is signed, so it cannot be deleted. Add an addendum instead.")
            self._database.run("DELETE FROM note WHERE id = ?", (note.id,))
            self._audit.append("note_deleted", note.id)

    def _audit_change(self, note_id: str) -> None:
        """Once for a run of changes: every pause in typing stores the note, which would drown the log."""
        last = self._audit.last()
        if last is None or (last.event, last.subject_id) != ("note_changed", note_id):
            self._audit.append("note_changed", note_id)

    def _write_sections(self, note_id: str, sections: Sequence[Section]) -> None:
        for i, section in enumerate(sections):
            self._database.run(
                "INSERT INTO section (note_id, position, name) VALUES (?, ?, ?)", (note_id, i, section.name)
            )
            self._database.run_many(
                "INSERT INTO statement"
                " (note_id, section, position, text, first_text, evidence, status, reason,"
                " planned_item, planned_outcome, as_drafted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(note_id, i, k, statement.text, statement.first_text or statement.text),
                        *(json.dumps(statement.evidence), statement.status.value, statement.reason),
                        *_planned(statement),
                        _drafted_text(statement.as_drafted),
                    )
                    for k, statement in enumerate(section.statements)
                ],
            )

    def _load(self, row: Any) -> Note:
        statements: dict[int, list[Statement]] = {}
        for s in self._database.rows(
            "SELECT * FROM statement WHERE note_id = ? ORDER BY section, position", (row["id"],)
        ):
            statements.setdefault(s["section"], []).append(_statement(s))
        sections = self._database.rows(
            "SELECT position, name FROM section WHERE note_id = ? ORDER BY position", (row["id"],)
        )
        addenda = self._database.rows(
            "SELECT * FROM addendum WHERE note_id = ? ORDER BY at, rowid", (row["id"],)
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
            signed=optional_moment(row["signed"]),
            signed_by=row["signed_by"],
            addenda=tuple(Addendum(a["id"], moment(a["at"]), a["author"], a["text"]) for a in addenda),
        )


def _planned(statement: Statement) -> tuple[str, str]:
    outcome = statement.outcome
    return ("", "") if outcome is None else (outcome.item, outcome.outcome.value)


def _statement(row: Any) -> Statement:
    changed = row["first_text"] != row["text"]
    planned = row["planned_outcome"]
    return Statement(
        row["text"],
        tuple(json.loads(row["evidence"])),
        Status(row["status"]),
        row["reason"],
        row["first_text"] if changed else "",
        ItemOutcome(row["planned_item"], OutcomeKind(planned)) if planned else None,
        _as_drafted(row["as_drafted"]),
    )


def _drafted_text(drafted: AsDrafted | None) -> str:
    return "" if drafted is None else json.dumps([drafted.speakers, drafted.reason])


def _as_drafted(text: str) -> AsDrafted | None:
    if not text:
        return None
    speakers, reason = json.loads(text)
    return AsDrafted(tuple(speakers), reason)
