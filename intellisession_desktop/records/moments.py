"""What happened while a session was recorded, told at its moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MomentKind(StrEnum):
    """What happened at a moment of a recording."""

    MARKED = "marked"  # the therapist marked it
    PAUSED = "paused"
    MICROPHONE_GONE = "microphone gone"
    ASLEEP = "asleep"  # the computer
    RECORDER_GONE = "recorder gone"  # it was ended from outside, and another one went on
    LOST = "lost"  # the computer was too busy to take the sound
    UNHEARD = "unheard"  # somebody speaks there, and no words were found
    DAMAGED = "damaged"  # the disk lost it; silence of this length stands there instead


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at `at` seconds of the recording; `seconds` of the session are missing there
    (0 for a mark), or from there on (UNHEARD).
    """

    kind: MomentKind
    at: float
    seconds: float = 0.0
