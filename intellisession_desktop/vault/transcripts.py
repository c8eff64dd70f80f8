"""Sessions and what was said in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Any

from ..errors import NotFound
from ..records import LabelledBy, Labelling, Modality, Moment, MomentKind, Session, Turn
from .audit import AuditLog
from .database import Database
from .sealing import reads_as_sealed, seal_transcript
from .values import find_id, moment, new_id, now, optional_time


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        client_id: str,
        date: dt.date,
        format: str,
        people: int,
        language: str,
        time: dt.time | None = None,
        modality: Modality = Modality.IN_PERSON,
    ) -> Session:
        session = Session(new_id(), client_id, date, format, people, language, now(), _minute(time), modality)
        self._database.run(
            "INSERT INTO session (id, client_id, date, format, people, language, created, time, modality)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(session.id, client_id, date.isoformat(), format, people, language),
                *(session.created.isoformat(), _time_text(session.time), modality.value),
            ),
        )
        return session

    def get(self, session_id: str) -> Session:
        """Raises NotFound."""
        row = self._database.row("SELECT * FROM session WHERE id = ?", (session_id,))
        if row is None:
            raise NotFound()
        return session_of(row)

    def find(self, id_or_prefix: str) -> Session:
        """The session with this id, or with the only id that begins so. Raises NotFound, AmbiguousName."""
        return self.get(
            find_id(self._database, "SELECT id FROM session WHERE substr(id, 1, ?) = ?", id_or_prefix)
        )

    def list(self, client_id: str) -> tuple[Session, ...]:
        """One client's sessions, by date."""
        rows = self._database.rows(
            "SELECT * FROM session WHERE client_id = ? ORDER BY date, created, rowid", (client_id,)
        )
        return tuple(session_of(row) for row in rows)

    def update(self, session: Session) -> None:
        """Stores date, time, format, people, language and modality anew. Raises NotFound."""
        changed = self._database.run(
            "UPDATE session SET date = ?, time = ?, format = ?, people = ?, language = ?, modality = ?"
            " WHERE id = ?",
            (
                *(session.date.isoformat(), _time_text(_minute(session.time)), session.format),
                *(session.people, session.language, session.modality.value, session.id),
            ),
        )
        if not changed:
            raise NotFound()

    def latest(self, client_id: str) -> Session | None:
        """The client's session that was entered last: its choices are offered for the next one."""
        row = self._database.row(
            "SELECT * FROM session WHERE client_id = ? ORDER BY created DESC, rowid DESC LIMIT 1",
            (client_id,),
        )
        return None if row is None else session_of(row)

    def delete(self, session_id: str) -> None:
        """Deletes a session that came to nothing, with its recordings, transcript and jobs. Raises NotFound.

        A session that has a note stays: sqlcipher3's IntegrityError, since only a bug asks for that.
        """
        if not self._database.run("DELETE FROM session WHERE id = ?", (session_id,)):
            raise NotFound()


class Transcripts:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def save(
        self,
        session_id: str,
        turns: Iterable[Turn],
        labelling: Labelling | None = None,
        moments: Iterable[Moment] = (),
    ) -> None:
        """Stores the session's turns in their order, in place of any that were there, how their speakers were
        told apart, and what happened while it was recorded.
        """
        with self._database.transaction():
            self._database.run("DELETE FROM moment WHERE session_id = ?", (session_id,))
            self._database.run_many(
                "INSERT INTO moment (session_id, position, kind, at_s, seconds) VALUES (?, ?, ?, ?, ?)",
                [(session_id, i, each.kind.value, each.at, each.seconds) for i, each in enumerate(moments)],
            )
            self.set_labelling(session_id, labelling or Labelling())
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
            seal_transcript(self._database, session_id)

    def reads_as_written(self, session_id: str) -> bool:
        """Whether the turns, read from the disk anew, have words in them and are those that were stored.

        Raises VaultDamaged.
        """
        return reads_as_sealed(self._database, session_id)

    def load(self, session_id: str) -> tuple[Turn, ...]:
        """The session's turns; empty where there are none."""
        rows = self._database.rows("SELECT * FROM turn WHERE session_id = ? ORDER BY position", (session_id,))
        return tuple(
            Turn(row["start_s"], row["end_s"], row["speaker"], row["text"], tuple(json.loads(row["unsure"])))
            for row in rows
        )

    def moments(self, session_id: str) -> tuple[Moment, ...]:
        """What happened while the session was recorded, in order."""
        rows = self._database.rows(
            "SELECT kind, at_s, seconds FROM moment WHERE session_id = ? ORDER BY position", (session_id,)
        )
        return tuple(Moment(MomentKind(row[0]), row[1], row[2]) for row in rows)

    def labelling(self, session_id: str) -> Labelling:
        """How the speakers of the session's turns were told apart. Raises NotFound."""
        row = self._database.row(
            "SELECT labelled_by, label_certainty, voices, channels FROM session WHERE id = ?", (session_id,)
        )
        if row is None:
            raise NotFound()
        return Labelling(LabelledBy(row[0]), row[1], row[2], bool(row[3]))

    def set_labelling(self, session_id: str, labelling: Labelling) -> None:
        self._database.run(
            "UPDATE session SET labelled_by = ?, label_certainty = ?, voices = ?, channels = ? WHERE id = ?",
            (labelling.by.value, labelling.certainty, labelling.voices, int(labelling.channels), session_id),
        )

    def set_turn(self, session_id: str, position: int, turn: Turn) -> None:
        """Stores one corrected turn in place of the one at `position`. Raises NotFound."""
        with self._database.transaction():
            changed = self._database.run(
                "UPDATE turn SET start_s = ?, end_s = ?, speaker = ?, text = ?, unsure = ?"
                " WHERE session_id = ? AND position = ?",
                (
                    *(turn.start, turn.end, str(turn.speaker), turn.text, json.dumps(turn.unsure)),
                    *(session_id, position),
                ),
            )
            if not changed:
                raise NotFound()
            seal_transcript(self._database, session_id)

    def forget_uncited(self, session_id: str, cited: Collection[int]) -> None:
        """Deletes the words of all turns but those at the positions in `cited`; times and speakers stay.

        So every citation still finds its turn at the same position. An uncited turn's text is empty then.
        """
        with self._database.transaction():
            positions = self._database.rows("SELECT position FROM turn WHERE session_id = ?", (session_id,))
            self._database.run_many(
                "UPDATE turn SET text = '', unsure = '[]' WHERE session_id = ? AND position = ?",
                [(session_id, row[0]) for row in positions if row[0] not in cited],
            )
            seal_transcript(self._database, session_id)
            self._audit.append("transcript_forgotten", session_id)


def session_of(row: Any) -> Session:
    return Session(
        id=row["id"],
        client_id=row["client_id"],
        date=dt.date.fromisoformat(row["date"]),
        format=row["format"],
        people=row["people"],
        language=row["language"],
        created=moment(row["created"]),
        time=optional_time(row["time"]),
        modality=Modality(row["modality"]),
    )


def _minute(time: dt.time | None) -> dt.time | None:
    """Sessions begin at a minute; what is finer would only be noise."""
    return None if time is None else time.replace(second=0, microsecond=0)


def _time_text(time: dt.time | None) -> str | None:
    return None if time is None else time.isoformat(timespec="minutes")
