"""Sessions' sound: recordings, their keys, and the receipts of their destruction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..errors import NotFound
from ..records import Destruction, FileIdentity, Receipt, Recording, RecordingState
from .audit import AuditLog
from .database import Database
from .values import moment, new_id, now


class Recordings:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def add(
        self,
        session_id: str,
        consent: str,
        *,
        identity: FileIdentity | None = None,
        spool: str | None = None,
        key: bytes | bytearray | None = None,
        state: RecordingState = RecordingState.READY,
        recording_id: str | None = None,
    ) -> Recording:
        """Stores a recording, and its key if it has one, before any of its sound is written.

        `consent` is JSON. Give `recording_id` (of `new_id`) where the spool's name is made from it.
        """
        recording = Recording(recording_id or new_id(), session_id, state, consent, identity, spool)
        with self._database.transaction():
            self._database.run(
                "INSERT INTO recording (id, session_id, state, consent, spool) VALUES (?, ?, ?, ?, ?)",
                (recording.id, session_id, state.value, consent, spool),
            )
            if identity is not None:
                self.set_identity(recording.id, identity)
            if key is not None:
                self._database.run(
                    "INSERT INTO recording_key (recording_id, key) VALUES (?, ?)", (recording.id, key)
                )
            self._audit.append("recording_added", recording.id)
        return recording

    def get(self, recording_id: str) -> Recording:
        """Raises NotFound."""
        row = self._database.row("SELECT * FROM recording WHERE id = ?", (recording_id,))
        if row is None:
            raise NotFound()
        return _recording(row)

    def of_session(self, session_id: str) -> tuple[Recording, ...]:
        """The session's recordings, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM recording WHERE session_id = ? ORDER BY rowid", (session_id,)
        )
        return tuple(_recording(row) for row in rows)

    def key(self, recording_id: str) -> bytearray:
        """The key of the recording's spool; wipe it after use. Raises NotFound once it was deleted."""
        row = self._database.row("SELECT key FROM recording_key WHERE recording_id = ?", (recording_id,))
        if row is None:
            raise NotFound("The key of this recording is gone, so its sound cannot be read any more.")
        return bytearray(row["key"])

    def delete_key(self, recording_id: str) -> None:
        """Deletes the key. It leaves the disk with the next successful `checkpoint`. May be repeated."""
        with self._database.transaction():
            if self._database.run("DELETE FROM recording_key WHERE recording_id = ?", (recording_id,)):
                self._audit.append("recording_key_deleted", recording_id)

    def set_state(self, recording_id: str, state: RecordingState) -> None:
        """Raises NotFound."""
        self._update("UPDATE recording SET state = ? WHERE id = ?", state.value, recording_id)

    def set_identity(self, recording_id: str, identity: FileIdentity) -> None:
        """Which file was decoded. Raises NotFound."""
        self._update(
            "UPDATE recording SET path = ?, device = ?, inode = ?, size = ?, sha256 = ? WHERE id = ?",
            *(identity.path, str(identity.device), str(identity.inode), identity.size, identity.sha256),
            recording_id,
        )

    def set_seconds(self, recording_id: str, seconds: float) -> None:
        """How long the sound is. Raises NotFound."""
        self._update("UPDATE recording SET seconds = ? WHERE id = ?", float(seconds), recording_id)

    def of_client(self, client_id: str) -> tuple[Recording, ...]:
        """All recordings of one client's sessions, oldest first."""
        rows = self._database.rows(
            "SELECT recording.* FROM recording JOIN session ON session.id = recording.session_id"
            " WHERE session.client_id = ? ORDER BY recording.rowid",
            (client_id,),
        )
        return tuple(_recording(row) for row in rows)

    def unfinished(self) -> tuple[Recording, ...]:
        """Recordings whose sound is still there and neither kept nor destroyed, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM recording WHERE state IN (?, ?, ?) ORDER BY rowid",
            (RecordingState.OPEN.value, RecordingState.READY.value, RecordingState.SHREDDING.value),
        )
        return tuple(_recording(row) for row in rows)

    def kept(self) -> tuple[Recording, ...]:
        """Recordings whose sound was kept although they are transcribed, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM recording WHERE state = ? ORDER BY rowid", (RecordingState.KEPT.value,)
        )
        return tuple(_recording(row) for row in rows)

    def of_content(self, size: int, sha256: str, *states: RecordingState) -> tuple[Recording, ...]:
        """The recordings of attached files with this very content that are in one of `states`, oldest
        first. Two files may hold the same, and a file may have several names.
        """
        rows = self._database.rows(
            f"SELECT * FROM recording WHERE size = ? AND sha256 = ? AND state IN ({_marks(states)})"  # noqa: S608
            " ORDER BY rowid",
            (size, sha256, *(state.value for state in states)),
        )
        return tuple(_recording(row) for row in rows)

    def _update(self, sql: str, *parameters: object) -> None:
        if not self._database.run(sql, parameters):
            raise NotFound()


class Receipts:
    """One for each recording, whatever is repeated after a crash."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def add(self, recording_id: str, destruction: Destruction) -> Receipt:
        """Commits the receipt. A complete one stays as it is; a pending one takes the newer account."""
        with self._database.transaction():
            existing = self.for_recording(recording_id)
            if existing is not None and existing.destruction.complete:
                return existing
            receipt = Receipt(existing.id if existing else new_id(), recording_id, now(), destruction)
            self._database.run(
                "INSERT INTO receipt (id, recording_id, at, method, size, complete, notes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (recording_id) DO UPDATE SET at = excluded.at,"
                " method = excluded.method, size = excluded.size, complete = excluded.complete,"
                " notes = excluded.notes",
                (
                    *(receipt.id, recording_id, receipt.at.isoformat(), destruction.method, destruction.size),
                    *(destruction.complete, json.dumps(destruction.notes)),
                ),
            )
            self._audit.append(
                "receipt_complete" if destruction.complete else "receipt_pending", recording_id
            )
        return receipt

    def for_recording(self, recording_id: str) -> Receipt | None:
        row = self._database.row("SELECT * FROM receipt WHERE recording_id = ?", (recording_id,))
        return None if row is None else receipt_of(row)


def receipt_of(row: Any) -> Receipt:
    destruction = Destruction(
        row["method"], row["size"], bool(row["complete"]), tuple(json.loads(row["notes"]))
    )
    return Receipt(row["id"], row["recording_id"], moment(row["at"]), destruction)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _recording(row: Any) -> Recording:
    identity = None
    if row["path"] is not None:
        identity = FileIdentity(
            row["path"], int(row["device"]), int(row["inode"]), row["size"], row["sha256"]
        )
    return Recording(
        id=row["id"],
        session_id=row["session_id"],
        state=RecordingState(row["state"]),
        consent=row["consent"],
        identity=identity,
        spool=row["spool"],
        seconds=row["seconds"],
    )
