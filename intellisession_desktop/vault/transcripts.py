"""Sessions and what was said in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from ..errors import NotFound
from ..records import Session, Turn
from .database import Database
from .values import moment, new_id, now


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, client_id: str, date: dt.date, format: str, people: int, language: str) -> Session:
        session = Session(new_id(), client_id, date, format, people, language, now())
        self._database.run(
            "INSERT INTO session (id, client_id, date, format, people, language, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (session.id, client_id, date.isoformat(), format, people, language, session.created.isoformat()),
        )
        return session

    def get(self, session_id: str) -> Session:
        """Raises NotFound."""
        row = self._database.row("SELECT * FROM session WHERE id = ?", (session_id,))
        if row is None:
            raise NotFound()
        return Session(
            id=row["id"],
            client_id=row["client_id"],
            date=dt.date.fromisoformat(row["date"]),
            format=row["format"],
            people=row["people"],
            language=row["language"],
            created=moment(row["created"]),
        )

    def delete(self, session_id: str) -> None:
        """Deletes a session that came to nothing, with its recordings, transcript and jobs. Raises NotFound.

        A session that has a note stays: sqlcipher3's IntegrityError, since only a bug asks for that.
        """
        if not self._database.run("DELETE FROM session WHERE id = ?", (session_id,)):
            raise NotFound()


class Transcripts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, session_id: str, turns: Iterable[Turn]) -> None:
        """Stores the session's turns in their order, in place of any that were there."""
        with self._database.transaction():
            self._database.run("DELETE FROM turn WHERE session_id = ?", (session_id,))
            self._database.run_many(
                "INSERT INTO turn (session_id, position, start_s, end_s, speaker, text, unsure)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        session_id,
                        i,
                        turn.start,
                        turn.end,
                        str(turn.speaker),
                        turn.text,
                        json.dumps(turn.unsure),
                    )
                    for i, turn in enumerate(turns)
                ),
            )

    def load(self, session_id: str) -> tuple[Turn, ...]:
        """The session's turns; empty where there are none."""
        rows = self._database.rows("SELECT * FROM turn WHERE session_id = ? ORDER BY position", (session_id,))
        return tuple(
            Turn(row["start_s"], row["end_s"], row["speaker"], row["text"], tuple(json.loads(row["unsure"])))
            for row in rows
        )
