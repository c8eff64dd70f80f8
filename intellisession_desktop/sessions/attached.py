"""Looks at a file before a note is made from it: of a recording, is it whole, how long is it, may it be
destroyed; of a transcript, what is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..audio.decoder import HeldFile
from ..audio.places import DISK_NOTE, caveats
from ..audio.shred import refuse_protected
from ..errors import AudioProtected, AudioTruncated
from ..vault.vault import Vault
from .destruction import protected_folders
from .transcripts.reading import read_transcript
from .transcripts.said import Transcript

FILE_ENDINGS = ("mp3", "wav", "m4a", "webm", "ogg", "opus", "flac", "mp4", "aac", "wma")
"""What recordings are usually called; a file with another ending may be one as well."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A recording as it was found. `seconds` of it can be read; `missing` says what is not there of a file
    that is cut off or damaged.

    `protected`: it lies in one of the program's own folders and is never destroyed there. `caveats`: why
    copies of it may remain when it is destroyed.
    """

    path: Path
    name: str
    size: int  # bytes
    seconds: float
    missing: AudioTruncated | None = None
    protected: bool = False
    caveats: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.missing is None


@dataclass(frozen=True, slots=True)
class AttachedTranscript:
    """A transcript made elsewhere. Nothing is ever done to its file."""

    path: Path
    name: str
    transcript: Transcript


def look_at_transcript(path: Path) -> AttachedTranscript:
    """Reads the whole file. Raises TranscriptUnreadable."""
    return AttachedTranscript(path, path.name, read_transcript(path))


def look_at(vault: Vault, path: Path) -> Attached:
    """Opens and decodes the file once, about a second for an hour of sound; it is only read.

    Raises AudioNotFound, AudioLink, AudioUnreadable, AudioChanged.
    """
    path = path.absolute()  # not resolved: a link must be seen as one
    with HeldFile.open(path) as file:
        soundness = file.check()
        size = file.identity().size
    missing, seconds = None, soundness.seconds
    try:
        soundness.require_whole()
    except AudioTruncated as error:
        missing, seconds = error, error.readable_s
    protected = False
    try:
        refuse_protected(path, protected_folders(vault))
    except AudioProtected:
        protected = True
    return Attached(path, path.name, size, seconds, missing, protected, _caveats(path))


def _caveats(path: Path) -> tuple[str, ...]:
    """Without what is true of every disk. How many names the file has is looked at when it is destroyed."""
    return tuple(note for note in caveats(path) if note != DISK_NOTE)
