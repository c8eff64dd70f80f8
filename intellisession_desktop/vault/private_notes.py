"""A therapist's private notes on a client (psychotherapy notes): kept apart from the record.

No model, no search, no export and no document of a note reads them. They are in backups, which are of the
whole vault, and are deleted with the client.
"""

from __future__ import annotations

from ..errors import NotFound
from .database import Database
from .values import now


class PrivateNotes:
    """One text for each client; empty where nothing was written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, client_id: str) -> str:
        row = self._database.row("SELECT text FROM private_note WHERE client_id = ?", (client_id,))
        return str(row[0]) if row else ""

    def set(self, client_id: str, text: str) -> None:
        """An empty text leaves nothing behind. Raises NotFound when there is no such client."""
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM client WHERE id = ?", (client_id,)) is None:
                raise NotFound("This client is not in the vault any more.")
            self._database.run("DELETE FROM private_note WHERE client_id = ?", (client_id,))
            if text.strip():
                self._database.run(
                    "INSERT INTO private_note (client_id, text, changed) VALUES (?, ?, ?)",
                    (client_id, text, now().isoformat()),
                )
