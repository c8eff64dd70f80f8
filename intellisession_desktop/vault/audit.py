"""The audit log: what was done, when and to which record, in codes and ids; each entry seals those before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass

from .database import Database
from .values import moment, now

_EVENT = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ID = re.compile(r"[0-9a-f]{0,64}")
_BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One event; `subject_id` is empty where the vault itself is the subject."""

    position: int
    at: dt.datetime
    event: str
    subject_id: str


class AuditLog:
    """Append-only; the database itself refuses to change or delete an entry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, event: str, subject_id: str = "") -> None:
        """Adds an entry; call it in the transaction that does what it tells of.

        Raises ValueError for anything but a code and an id.
        """
        if not _EVENT.fullmatch(event) or not _ID.fullmatch(subject_id):
            raise ValueError("the audit log takes codes and ids only")
        with self._database.transaction():
            last = self._database.row("SELECT position, hash FROM audit ORDER BY position DESC LIMIT 1")
            position, before = (last[0] + 1, last[1]) if last else (1, _BEFORE_THE_FIRST)
            at = now().isoformat()
            self._database.run(
                "INSERT INTO audit (position, at, event, subject_id, hash) VALUES (?, ?, ?, ?, ?)",
                (position, at, event, subject_id, _sealed(before, position, at, event, subject_id)),
            )

    def list(self) -> tuple[AuditEntry, ...]:
        """All entries, oldest first."""
        rows = self._database.rows("SELECT position, at, event, subject_id FROM audit ORDER BY position")
        return tuple(AuditEntry(row[0], moment(row[1]), row[2], row[3]) for row in rows)

    def last(self) -> AuditEntry | None:
        """The newest entry."""
        row = self._database.row(
            "SELECT position, at, event, subject_id FROM audit ORDER BY position DESC LIMIT 1"
        )
        return None if row is None else AuditEntry(row[0], moment(row[1]), row[2], row[3])

    def verify(self) -> bool:
        """Whether no entry was changed, inserted or removed, the last ones included."""
        before, count = _BEFORE_THE_FIRST, 0
        for row in self._database.rows(
            "SELECT position, at, event, subject_id, hash FROM audit ORDER BY position"
        ):
            position, at, event, subject_id, seal = row
            count += 1
            if position != count or seal != _sealed(before, position, at, event, subject_id):
                return False
            before = seal
        # SQLite's own count of entries ever added notices a log that was cut off at its end.
        ever_added = self._database.row("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
        return count == (ever_added[0] if ever_added else 0)


def _sealed(before: str, position: int, at: str, event: str, subject_id: str) -> str:
    return hashlib.sha256(json.dumps([before, position, at, event, subject_id]).encode()).hexdigest()
