"""Work on notes that outlives the process: how far each job has come, and the statements written so far."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..errors import NotFound
from ..records import Job, Stage, Statement
from .database import Database
from .values import find_id, moment, new_id, now, statements_from_json, statements_to_json

_ON_CLIENT_AND_DATE = (
    "SELECT job.* FROM job JOIN session ON session.id = job.session_id"
    " LEFT JOIN recording ON recording.id = job.recording_id"
    " WHERE session.client_id = ? AND session.date = ? AND job.stage != ?"
)
_NEWEST_FIRST = " ORDER BY job.created DESC, job.rowid DESC"


class Jobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session_id: str, recording_id: str | None, options: str, path: str | None = None) -> Job:
        """Stores a new job. `options` is JSON; `path` is the attached file's, to find the job by."""
        at = now()
        job = Job(new_id(), session_id, recording_id, Stage.CREATED, options, "", at, at, path)
        self._database.run(
            "INSERT INTO job"
            " (id, session_id, recording_id, path, stage, options, error_code, created, updated)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(job.id, session_id, recording_id, path, job.stage.value, options, job.error_code),
                *(at.isoformat(), at.isoformat()),
            ),
        )
        return job

    def get(self, id_or_prefix: str) -> Job:
        """The job with this id, or with the only id that begins so. Raises NotFound, AmbiguousName."""
        job_id = find_id(self._database, "SELECT id FROM job WHERE substr(id, 1, ?) = ?", id_or_prefix)
        return _job(self._database.row("SELECT * FROM job WHERE id = ?", (job_id,)))

    def set_stage(self, job_id: str, stage: Stage) -> None:
        """The last stage whose result is committed; an earlier try's error is forgotten. Raises NotFound."""
        self._update(
            "UPDATE job SET stage = ?, error_code = '', updated = ? WHERE id = ?", stage.value, job_id
        )

    def set_options(self, job_id: str, options: str) -> Job:
        """Other options (JSON) for the stages to come. Raises NotFound."""
        self._update("UPDATE job SET options = ?, updated = ? WHERE id = ?", options, job_id)
        return self.get(job_id)

    def set_error(self, job_id: str, code: str) -> None:
        """The code of the known error that stopped the job. Raises NotFound."""
        self._update("UPDATE job SET error_code = ?, updated = ? WHERE id = ?", code, job_id)

    def delete(self, job_id: str) -> None:
        """Forgets a job and what it has written so far; its session and transcript stay. Raises NotFound."""
        if not self._database.run("DELETE FROM job WHERE id = ?", (job_id,)):
            raise NotFound()

    def of_session(self, session_id: str) -> tuple[Job, ...]:
        """All jobs of one session, finished ones too, oldest first."""
        rows = self._database.rows("SELECT * FROM job WHERE session_id = ? ORDER BY rowid", (session_id,))
        return tuple(_job(row) for row in rows)

    def unfinished(self, client_id: str | None = None) -> tuple[Job, ...]:
        """Jobs without their draft, all or one client's, oldest first."""
        rows = self._database.rows(
            "SELECT job.* FROM job JOIN session ON session.id = job.session_id"
            " WHERE job.stage != ? AND session.client_id = coalesce(?, session.client_id)"
            " ORDER BY job.created, job.rowid",
            (Stage.DRAFTED.value, client_id),
        )
        return tuple(_job(row) for row in rows)

    def on_file(self, path: str, client_id: str, date: dt.date) -> tuple[Job, ...]:
        """The unfinished jobs on a file of this name, client and date, newest first. Whether it is still the
        same file is not for the vault to say.
        """
        rows = self._database.rows(
            _ON_CLIENT_AND_DATE + " AND ? IN (job.path, recording.path)" + _NEWEST_FIRST,
            (client_id, date.isoformat(), Stage.DRAFTED.value, path),
        )
        return tuple(_job(row) for row in rows)

    def on_content(self, size: int, sha256: str, client_id: str, date: dt.date) -> tuple[Job, ...]:
        """The unfinished jobs on a file with this content, client and date, newest first."""
        rows = self._database.rows(
            _ON_CLIENT_AND_DATE + " AND recording.size = ? AND recording.sha256 = ?" + _NEWEST_FIRST,
            (client_id, date.isoformat(), Stage.DRAFTED.value, size, sha256),
        )
        return tuple(_job(row) for row in rows)

    def move(self, job_id: str, path: str) -> None:
        """The attached file lies at `path` now. Raises NotFound."""
        self._update("UPDATE job SET path = ?, updated = ? WHERE id = ?", path, job_id)

    def _update(self, sql: str, value: str, job_id: str) -> None:
        if not self._database.run(sql, (value, now().isoformat(), job_id)):
            raise NotFound()


class Drafts:
    """The statements that a job has written so far, exchange by exchange, so that a killed draft goes on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_exchange(self, job_id: str, exchange: int, statements: tuple[Statement, ...]) -> None:
        """Stores what one exchange gave; no statements is a result as well."""
        self._database.run(
            "INSERT OR REPLACE INTO drafted_exchange (job_id, exchange, statements) VALUES (?, ?, ?)",
            (job_id, exchange, statements_to_json(statements)),
        )

    def load(self, job_id: str) -> dict[int, tuple[Statement, ...]]:
        """The statements of each exchange that is done, by the exchange's index."""
        rows = self._database.rows(
            "SELECT exchange, statements FROM drafted_exchange WHERE job_id = ? ORDER BY exchange", (job_id,)
        )
        return {row["exchange"]: statements_from_json(row["statements"]) for row in rows}

    def clear(self, job_id: str) -> None:
        """Forgets them, once the draft is stored."""
        self._database.run("DELETE FROM drafted_exchange WHERE job_id = ?", (job_id,))


def _job(row: Any) -> Job:
    return Job(
        id=row["id"],
        session_id=row["session_id"],
        recording_id=row["recording_id"],
        stage=Stage(row["stage"]),
        options=row["options"],
        error_code=row["error_code"],
        created=moment(row["created"]),
        updated=moment(row["updated"]),
        path=row["path"],
    )
