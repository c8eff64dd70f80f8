"""What the therapist's voice is like: at most one print, never sound."""

from __future__ import annotations

import math
import struct

from ..records import VoicePrint
from .audit import AuditLog
from .database import Database
from .values import moment


class TherapistVoice:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)

    def get(self) -> VoicePrint | None:
        """None where no voice is enrolled, or what is stored is no print (it can only be read again)."""
        row = self._database.row("SELECT vector, seconds, model, made FROM therapist_voice")
        if row is None or len(row[0]) % 4:
            return None
        vector = struct.unpack(f"<{len(row[0]) // 4}f", row[0])
        length = math.sqrt(sum(value * value for value in vector))
        if not 0.9 < length < 1.1:
            return None
        return VoicePrint(vector, row[1], row[2], moment(row[3]))

    def set(self, voice: VoicePrint) -> None:
        """In place of the one before."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR REPLACE INTO therapist_voice (only_one, vector, seconds, model, made)"
                " VALUES (1, ?, ?, ?, ?)",
                (
                    struct.pack(f"<{len(voice.vector)}f", *voice.vector),
                    *(voice.seconds, voice.model, voice.made.isoformat()),
                ),
            )
            self._audit.append("voice_enrolled")

    def delete(self) -> None:
        """Forgets it; nothing happens where there is none."""
        with self._database.transaction():
            if self._database.run("DELETE FROM therapist_voice"):
                self._audit.append("voice_deleted")
