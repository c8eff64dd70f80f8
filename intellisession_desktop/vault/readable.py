"""What there is in a damaged database, told by indexes, so that one damaged row does not hide the others."""

from __future__ import annotations

from .database import Database


class Readable:
    """Ids, each of which may then turn out to be readable or not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note_ids(self) -> tuple[str, ...]:
        """Raises VaultDamaged."""
        return self._ids("SELECT id FROM note INDEXED BY sqlite_autoindex_note_1 ORDER BY id")

    def session_ids(self) -> tuple[str, ...]:
        """Raises VaultDamaged."""
        return self._ids("SELECT id FROM session INDEXED BY sqlite_autoindex_session_1 ORDER BY id")

    def _ids(self, sql: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._database.rows(sql))
