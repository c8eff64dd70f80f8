"""How drafts for one client shall be, where that differs from the format's way and the general one."""

from __future__ import annotations

from ..errors import NotFound
from ..records import NO_WISHES, DraftWishes
from .database import Database


class ClientWishes:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, client_id: str) -> DraftWishes:
        """What is wished for a client; empty fields where nothing is."""
        row = self._database.row(
            "SELECT length, quotes, school, naming, tense, pronoun FROM draft_wish WHERE client_id = ?",
            (client_id,),
        )
        return DraftWishes(*row) if row else NO_WISHES

    def set(self, client_id: str, wishes: DraftWishes) -> None:
        """Raises NotFound when there is no such client."""
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM client WHERE id = ?", (client_id,)) is None:
                raise NotFound("This client is not in the vault any more.")
            self._database.run("DELETE FROM draft_wish WHERE client_id = ?", (client_id,))
            if wishes != NO_WISHES:
                self._database.run(
                    "INSERT INTO draft_wish (client_id, length, quotes, school, naming, tense, pronoun)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(client_id, wishes.length, wishes.quotes, wishes.school),
                        *(wishes.naming, wishes.tense, wishes.pronoun),
                    ),
                )
