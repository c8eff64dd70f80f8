"""What is known of the end of a recording: why, how far, and what was really done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Destruction:
    """What was really done to a recording's sound, step by step, and what the receipt must not claim."""

    method: str  # as `audio/shred.py` words it
    size: int  # bytes
    complete: bool
    notes: tuple[str, ...] = ()  # copies may remain, solid-state disks keep old blocks, steps still to come

    @property
    def by_us(self) -> bool:
        """Whether we made the sound unreadable, and did not just find it gone or leave it behind."""
        return self.method.startswith(("overwritten", "key destroyed"))


class DestructionReason(StrEnum):
    """Why a recording is to be destroyed: its words are safe in the vault, or a person gave it up."""

    TRANSCRIBED = "transcribed"
    GIVEN_UP = "given up"


class DestructionStep(StrEnum):
    """How far a destruction has come. Each step is durable in the vault before the next one begins."""

    WANTED = "wanted"
    VERIFIED = "verified"  # the transcript was read back from the disk, and is what was written
    BEGUN = "begun"  # from here on a byte of the sound may be overwritten, or its key is gone
    OVERWRITTEN = "overwritten"  # every byte of the sound is
    EMPTIED = "emptied"
    UNLINKED = "unlinked"
    RECEIPTED = "receipted"

    def __lt__(self, other: str) -> bool:
        """In the order in which they are reached, not in that of their names."""
        steps = list(DestructionStep)
        return steps.index(self) < steps.index(DestructionStep(other))


@dataclass(frozen=True, slots=True)
class DestructionEntry:
    """One destruction as the journal has it. `inode` and `size` (bytes) of what is destroyed are known from
    `BEGUN` on: of an attached file its own, of our own recording 0 and the sum of its files.
    """

    recording_id: str
    reason: DestructionReason
    step: DestructionStep
    inode: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    id: str
    recording_id: str
    at: dt.datetime
    destruction: Destruction
