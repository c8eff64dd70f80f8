"""What a client's treatment is for."""

from __future__ import annotations

from ..errors import InvalidInput, NotFound
from ..records import Goal
from .database import Database
from .values import find_id, moment, new_id, now


class Goals:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, client_id: str, text: str) -> Goal:
        """Raises InvalidInput for an empty text."""
        goal = Goal(new_id(), client_id, _goal_text(text), now())
        self._database.run(
            "INSERT INTO goal (id, client_id, text, created, position) VALUES (?, ?, ?, ?,"
            " (SELECT coalesce(max(position), 0) + 1 FROM goal WHERE client_id = ?))",
            (goal.id, client_id, goal.text, goal.created.isoformat(), client_id),
        )
        return goal

    def list(self, client_id: str, include_closed: bool = False) -> tuple[Goal, ...]:
        """The client's goals in the order the therapist gave them; as they were added, where none."""
        rows = self._database.rows(
            "SELECT * FROM goal WHERE client_id = ? AND (closed IS NULL OR ?)"
            " ORDER BY position, created, rowid",
            (client_id, include_closed),
        )
        return tuple(
            Goal(
                id=row["id"],
                client_id=row["client_id"],
                text=row["text"],
                created=moment(row["created"]),
                closed=moment(row["closed"]) if row["closed"] else None,
            )
            for row in rows
        )

    def close(self, goal_id: str) -> None:
        """Closes an open goal; a closed one keeps its moment. Raises NotFound."""
        if not self._database.run(
            "UPDATE goal SET closed = coalesce(closed, ?) WHERE id = ?", (now().isoformat(), goal_id)
        ):
            raise NotFound()

    def reopen(self, goal_id: str) -> None:
        """Makes a closed goal an open one again. Raises NotFound."""
        if not self._database.run("UPDATE goal SET closed = NULL WHERE id = ?", (goal_id,)):
            raise NotFound()

    def change(self, goal_id: str, text: str) -> None:
        """Words a goal otherwise. Raises InvalidInput for an empty text, NotFound."""
        if not self._database.run("UPDATE goal SET text = ? WHERE id = ?", (_goal_text(text), goal_id)):
            raise NotFound()

    def move(self, goal_id: str, by: int) -> None:
        """Puts an open goal so many places further down among the open ones, or up; at most to the end.
        Raises NotFound.
        """
        with self._database.transaction():
            row = self._database.row("SELECT client_id FROM goal WHERE id = ? AND closed IS NULL", (goal_id,))
            if row is None:
                raise NotFound()
            goals = self.list(row[0], include_closed=True)
            open_ids = [goal.id for goal in goals if goal.closed is None]
            at = open_ids.index(goal_id)
            open_ids.insert(max(0, at + by), open_ids.pop(at))
            in_order = iter(open_ids)
            ids = [goal.id if goal.closed else next(in_order) for goal in goals]
            self._database.run_many(
                "UPDATE goal SET position = ? WHERE id = ?", [(n, each) for n, each in enumerate(ids, 1)]
            )

    def delete(self, goal_id: str) -> None:
        """Deletes a goal; notes keep what they say of it. Raises NotFound."""
        if not self._database.run("DELETE FROM goal WHERE id = ?", (goal_id,)):
            raise NotFound()

    def find(self, goal_id: str) -> str:
        """The whole id of the goal whose id begins so. Raises NotFound, AmbiguousName."""
        return find_id(self._database, "SELECT id FROM goal WHERE substr(id, 1, ?) = ?", goal_id)


def _goal_text(text: str) -> str:
    """Raises InvalidInput for an empty one."""
    if not text.strip():
        raise InvalidInput("A goal needs a text.")
    return text.strip()
