"""The journal of destructions: how far each has come, so that nobody has to guess it after a crash."""

from __future__ import annotations

from typing import Any

from ..records import DestructionEntry, DestructionReason, DestructionStep, RecordingState
from .audit import AuditLog
from .database import Database


class Destructions:
    """Every call is committed and written through to the disk before it returns, unless it joins a
    transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def want(self, recording_id: str, reason: DestructionReason) -> None:
        """From now on the recording is to be destroyed. One that is under way already goes on as it is."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR IGNORE INTO destruction (recording_id, reason, step) VALUES (?, ?, ?)",
                (recording_id, reason.value, DestructionStep.WANTED.value),
            )
            if reason is DestructionReason.GIVEN_UP:  # a person's word counts more than the transcript
                self._database.run(
                    "UPDATE destruction SET reason = ? WHERE recording_id = ?", (reason.value, recording_id)
                )
            self._set_state(recording_id, RecordingState.SHREDDING)

    def get(self, recording_id: str) -> DestructionEntry | None:
        row = self._database.row("SELECT * FROM destruction WHERE recording_id = ?", (recording_id,))
        return None if row is None else _entry(row)

    def unfinished(self) -> tuple[DestructionEntry, ...]:
        """Those without a final receipt, oldest recording first."""
        rows = self._database.rows(
            "SELECT destruction.* FROM destruction JOIN recording ON recording.id = recording_id"
            " WHERE step != ? AND state = ? ORDER BY recording.rowid",
            (DestructionStep.RECEIPTED.value, RecordingState.SHREDDING.value),
        )
        return tuple(_entry(row) for row in rows)

    def begin(self, recording_id: str, inode: int, size: int) -> None:
        """Nothing of the sound may be touched before this has returned."""
        with self._database.transaction():
            self._database.run(
                "UPDATE destruction SET inode = ?, size = ? WHERE recording_id = ?",
                (str(inode), size, recording_id),
            )
            self.reach(recording_id, DestructionStep.BEGUN)

    def reach(self, recording_id: str, step: DestructionStep) -> None:
        with self._database.transaction():
            self._database.run(
                "UPDATE destruction SET step = ? WHERE recording_id = ?", (step.value, recording_id)
            )
            self._audit.append(f"destruction_{step.value}", recording_id)

    def give_up(self, recording_id: str, state: RecordingState, event: str) -> None:
        """The recording is not to be destroyed any more, but is in `state`; `event` says why."""
        with self._database.transaction():
            self._database.run("DELETE FROM destruction WHERE recording_id = ?", (recording_id,))
            self._set_state(recording_id, state)
            self._audit.append(event, recording_id)

    def leave_files_alone(self) -> None:
        """For a vault that comes from a backup: what was to become of attached files is for the vault that it
        was made from. They count as kept, since this one does not know any better.
        """
        with self._database.transaction():
            waiting = self._database.rows(
                "SELECT id FROM recording WHERE state = ? AND path IS NOT NULL",
                (RecordingState.SHREDDING.value,),
            )
            for row in waiting:
                self._set_state(row[0], RecordingState.KEPT)
                self._audit.append("destruction_left_by_restore", row[0])

    def _set_state(self, recording_id: str, state: RecordingState) -> None:
        self._database.run("UPDATE recording SET state = ? WHERE id = ?", (state.value, recording_id))


def _entry(row: Any) -> DestructionEntry:
    return DestructionEntry(
        row["recording_id"],
        DestructionReason(row["reason"]),
        DestructionStep(row["step"]),
        int(row["inode"]),
        row["size"],
    )
