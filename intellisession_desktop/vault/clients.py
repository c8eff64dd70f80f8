"""Clients, and what they and others present consented to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..errors import AlreadyExists, InvalidInput, NotFound
from ..records import Client, Consent, ConsentScope
from .audit import AuditLog
from .database import Database, folded
from .values import moment, new_id, now, optional_date

LONGEST_NAME = 120
"""Letters of a client's name."""


class Clients:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def add(self, name: str) -> Client:
        """Raises InvalidInput for an empty or too long name, AlreadyExists for one that differs in case or
        blanks.
        """
        client = Client(new_id(), _name(name), now())
        with self._database.transaction():
            self._refuse_taken(name)
            self._database.run(
                "INSERT INTO client (id, name, folded_name, created) VALUES (?, ?, ?, ?)",
                (client.id, client.name, folded(name), client.created.isoformat()),
            )
            self._audit.append("client_added", client.id)
        return client

    def rename(self, client_id: str, name: str) -> Client:
        """Raises InvalidInput for an empty or too long name, AlreadyExists for another client's, NotFound.

        Notes keep what was written in them.
        """
        with self._database.transaction():
            if self.get(client_id).name != _name(name):
                self._refuse_taken(name, except_for=client_id)
                self._database.run(
                    "UPDATE client SET name = ?, folded_name = ? WHERE id = ?",
                    (_name(name), folded(name), client_id),
                )
                self._audit.append("client_renamed", client_id)
            return self.get(client_id)

    def get(self, client_id: str) -> Client:
        """The client with this id. Raises NotFound."""
        row = self._database.row("SELECT * FROM client WHERE id = ?", (client_id,))
        if row is None:
            raise NotFound("This client is not in the vault any more.")
        return _client(row)

    def list(self) -> tuple[Client, ...]:
        """All clients, by name."""
        return tuple(_client(row) for row in self._database.rows("SELECT * FROM client ORDER BY folded_name"))

    def by_name(self, name: str) -> Client:
        """The client with this name, whatever its case, or else with this id. Raises NotFound."""
        row = self._database.row("SELECT * FROM client WHERE folded_name = ?", (folded(name),))
        row = row or self._database.row("SELECT * FROM client WHERE id = ?", (name.strip(),))
        if row is None:
            raise NotFound(
                "There is no client with this name. Check the spelling, or see the list of clients."
            )
        return _client(row)

    def delete(self, client_id: str) -> None:
        """Deletes the client and everything of theirs, from goals and consents to notes, keys and receipts.

        The sound of their recordings is the caller's to destroy first. Raises NotFound.
        """
        with self._database.transaction():
            if not self._database.run("DELETE FROM client WHERE id = ?", (client_id,)):
                raise NotFound()
            self._audit.append("client_deleted", client_id)

    def _refuse_taken(self, name: str, except_for: str = "") -> None:
        if self._database.row(
            "SELECT id FROM client WHERE folded_name = ? AND id != ?", (folded(name), except_for)
        ):
            raise AlreadyExists("There is already a client with this name. Add a second name or an initial.")


class Consents:
    """Each person present has their own; it covers sessions from its date until revoked, not earlier ones."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def record(
        self, client_id: str, scope: ConsentScope | str, since: dt.date, person: str = "client"
    ) -> Consent:
        """Raises InvalidInput for an unknown scope or an unnamed person."""
        consent = Consent(new_id(), client_id, _person(person), _scope(scope), since)
        with self._database.transaction():
            self._database.run(
                "INSERT INTO consent (id, client_id, person, scope, since) VALUES (?, ?, ?, ?, ?)",
                (consent.id, client_id, consent.person, consent.scope.value, since.isoformat()),
            )
            self._audit.append("consent_recorded", consent.id)
        return consent

    def revoke(self, client_id: str, on: dt.date, person: str = "client") -> None:
        """Ends all that this person agreed to up to `on`: nothing of it covers `on` or a later day.

        What they agreed to from a later day on stays. Raises NotFound when nothing was in force.
        """
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT id FROM consent WHERE client_id = ? AND person = ? AND since <= ?"
                " AND (revoked IS NULL OR revoked > ?)",
                (client_id, _person(person), on.isoformat(), on.isoformat()),
            )
            if not rows:
                raise NotFound("There is no consent of this person that could be revoked on this date.")
            for row in rows:
                self._database.run("UPDATE consent SET revoked = ? WHERE id = ?", (on.isoformat(), row["id"]))
                self._audit.append("consent_revoked", row["id"])

    def list(self, client_id: str) -> tuple[Consent, ...]:
        """All that was ever recorded, by date."""
        rows = self._database.rows(
            "SELECT * FROM consent WHERE client_id = ? ORDER BY since, rowid", (client_id,)
        )
        return tuple(_consent(row) for row in rows)

    def valid(self, client_id: str, day: dt.date) -> tuple[Consent, ...]:
        """For each person the newest consent that covers `day`; its scope may be `declined`."""
        newest: dict[str, Consent] = {}
        for consent in self.list(client_id):
            if consent.covers(day):
                newest[consent.person] = consent
        return tuple(newest.values())

    def ending(self, after: dt.date, until: dt.date) -> tuple[Consent, ...]:
        """All clients' consents to sound whose first day without them lies after `after` and not after
        `until`, and which nothing follows on that day; by that day, one for each person.
        """
        rows = self._database.rows(_ENDING, (after.isoformat(), until.isoformat()))
        return tuple(_consent(row) for row in rows)


_ENDING = """
    SELECT * FROM consent
    WHERE revoked > ? AND revoked <= ? AND since < revoked AND scope != 'declined' AND NOT EXISTS (
        SELECT 1 FROM consent AS next
        WHERE next.client_id = consent.client_id AND next.person = consent.person
            AND next.since <= consent.revoked AND (
                next.revoked IS NULL OR next.revoked > consent.revoked
                OR next.revoked = consent.revoked
                    AND (next.since, next.rowid) > (consent.since, consent.rowid)
            )
    )
    ORDER BY revoked, rowid
"""


def _name(name: str) -> str:
    """A name as it is shown. Raises InvalidInput for an empty one, and for one that is too long."""
    shown = " ".join(name.split())
    if not shown:
        raise InvalidInput("A client needs a name.")
    if len(shown) > LONGEST_NAME:
        raise InvalidInput(f"A name can have up to {LONGEST_NAME} letters. Please shorten it.")
    return shown


def _person(name: str) -> str:
    person = folded(name)
    if not person:
        raise InvalidInput("Say who gave the consent: client, partner, parent.")
    return person


def _scope(scope: ConsentScope | str) -> ConsentScope:
    try:
        return ConsentScope(scope)
    except ValueError:
        raise InvalidInput(f"A consent's scope is one of: {', '.join(ConsentScope)}.") from None


def _client(row: Any) -> Client:
    return Client(row["id"], row["name"], moment(row["created"]))


def _consent(row: Any) -> Consent:
    return Consent(
        id=row["id"],
        client_id=row["client_id"],
        person=row["person"],
        scope=ConsentScope(row["scope"]),
        since=dt.date.fromisoformat(row["since"]),
        revoked=optional_date(row["revoked"]),
    )
