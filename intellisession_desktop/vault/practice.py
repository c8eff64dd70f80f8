"""Who writes the notes, and the form on which this practice asks for consent: one row."""

from __future__ import annotations

from ..records import Practice
from .database import Database


class Practices:
    """There is always one practice; what nobody entered yet is empty."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Practice:
        row = self._database.row("SELECT therapist, credentials, name, address, contact FROM practice")
        return Practice(*row)

    def set(self, practice: Practice) -> None:
        """Blanks at the ends of what was entered are dropped."""
        self._database.run(
            "UPDATE practice SET therapist = ?, credentials = ?, name = ?, address = ?, contact = ?",
            (
                *(practice.therapist.strip(), practice.credentials.strip(), practice.name.strip()),
                *(practice.address.strip(), practice.contact.strip()),
            ),
        )

    def consent_form(self) -> str:
        """The practice's own wording of the consent form; empty where the shipped one is used."""
        return str(self._database.row("SELECT consent_form FROM practice")[0])

    def set_consent_form(self, text: str) -> None:
        """An empty text goes back to the shipped form."""
        self._database.run("UPDATE practice SET consent_form = ?", (text.strip() and text,))
