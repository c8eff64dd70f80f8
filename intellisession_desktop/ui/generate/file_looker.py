"""Looks at attached files on a thread of its own: a slow drive must hold up nothing else."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from ...sessions.attached import Attached, AttachedTranscript, look_at, look_at_transcript
from ...sessions.transcripts.reading import may_be_transcript
from ...vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at `path`: what it is, or why it cannot be used."""

    path: Path
    attached: Attached | AttachedTranscript | None
    error: Exception | None


class FileLooker(QObject):
    """`found` carries what came of the file that was asked for last, on the main thread."""

    found = Signal(object)

    def __init__(self, vault: Vault, parent: QObject) -> None:
        super().__init__(parent)
        self._vault = vault
        self._wanted: _Look | None = None

    def look(self, path: Path) -> None:
        """Returns at once."""
        self._wanted = look = _Look(path)
        look.ended.connect(self._take)
        # The thread holds its own sender, so it can end in peace after this object is gone.
        threading.Thread(target=look.run, args=(self._vault,), name="look at a file", daemon=True).start()

    def forget(self) -> None:
        """Nothing more is said of what was asked for."""
        self._wanted = None

    @Slot(object)
    def _take(self, looked: Looked) -> None:
        if self._wanted is not None and self._wanted.path == looked.path:
            self._wanted = None
            self.found.emit(looked)


class _Look(QObject):
    ended = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def run(self, vault: Vault) -> None:
        try:
            transcript = may_be_transcript(self.path)
            found = look_at_transcript(self.path) if transcript else look_at(vault, self.path)
            looked = Looked(self.path, found, None)
        except Exception as error:  # the thread's edge: shown where the file was dropped
            looked = Looked(self.path, None, error)
        self.ended.emit(looked)
