"""What a transcript must read like: a fingerprint of its turns, stored in the transaction that writes them.

A sound may be destroyed only while the turns that are read back from the disk still have this fingerprint.
"""

from __future__ import annotations

import hashlib
import json

from .database import Database

_TURNS = (
    "SELECT position, start_s, end_s, speaker, text, unsure FROM turn WHERE session_id = ? ORDER BY position"
)


def fingerprint(database: Database, session_id: str) -> str:
    """SHA-256 of the session's turns as they are stored, as hexadecimal digits."""
    digest = hashlib.sha256()
    for row in database.rows(_TURNS, (session_id,)):
        digest.update(json.dumps(list(row), ensure_ascii=True).encode() + b"\n")
    return digest.hexdigest()


def seal_transcript(database: Database, session_id: str) -> None:
    """Stores the fingerprint of the turns as they are now; to be called where they change."""
    database.run(
        "UPDATE session SET transcript_sha256 = ? WHERE id = ?",
        (fingerprint(database, session_id), session_id),
    )


def reads_as_sealed(database: Database, session_id: str) -> bool:
    """Whether the session's turns, read from the disk anew, have words in them and are those that were
    written. Raises VaultDamaged.
    """
    database.forget_pages()
    words = database.row(
        "SELECT 1 FROM turn WHERE session_id = ? AND trim(text) != '' LIMIT 1", (session_id,)
    )
    sealed = database.row("SELECT transcript_sha256 FROM session WHERE id = ?", (session_id,))
    return words is not None and sealed is not None and sealed[0] == fingerprint(database, session_id)
