"""How ids, moments and statements are written in the database."""

from __future__ import annotations

import datetime as dt
import json
import secrets

from ..errors import AmbiguousName, NotFound
from ..records import Statement, Status
from .database import Database

SHORTEST_PREFIX = 4


def new_id() -> str:
    return secrets.token_hex(8)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def optional_date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def optional_time(text: str | None) -> dt.time | None:
    return None if text is None else dt.time.fromisoformat(text)


def optional_moment(text: str | None) -> dt.datetime | None:
    return None if text is None else moment(text)


def find_id(database: Database, ids_by_prefix: str, id_or_prefix: str) -> str:
    """The one id that begins with `id_or_prefix` (at least 4 characters).

    `ids_by_prefix` is a query of ids with two parameters: the prefix's length and the prefix.
    Raises NotFound, AmbiguousName.
    """
    prefix = id_or_prefix.strip().lower()
    if len(prefix) < SHORTEST_PREFIX:
        raise NotFound("An id needs at least its first four characters. Use the id that the list shows.")
    found = [str(row[0]) for row in database.rows(ids_by_prefix, (len(prefix), prefix))]
    if not found:
        raise NotFound()
    if len(found) > 1:
        raise AmbiguousName()
    return found[0]


def statements_to_json(statements: tuple[Statement, ...]) -> str:
    return json.dumps(
        [
            {"text": s.text, "evidence": s.evidence, "status": s.status.value, "reason": s.reason}
            for s in statements
        ]
    )


def statements_from_json(text: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(s["text"], tuple(s["evidence"]), Status(s["status"]), s["reason"]) for s in json.loads(text)
    )
