"""Where a recording stands, as the recorder tells it across processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from .level import SILENCE_DB


class RecorderState(StrEnum):
    STARTING = "starting"
    RECORDING = "recording"
    PAUSED = "paused"
    WAITING = "waiting"  # for a microphone that was pulled out
    STOPPING = "stopping"
    STOPPED = "stopped"
    DISCARDED = "discarded"
    FAILED = "failed"


ENDED = frozenset({RecorderState.STOPPED, RecorderState.DISCARDED, RecorderState.FAILED})


@dataclass(frozen=True, slots=True)
class RecorderReport:
    """What the recorder knows. `seconds` of sound were taken, all parts together, `sealed_s` of them are on
    the disk.

    `level_db` is the peak of the last block, -90 to 0; `clipped`: it was too loud a moment ago; `quiet`: next
    to nothing has been heard for a while; `left_s`: what the disk has room for. `microphone` is the one in
    use, `lost`: another one was chosen and is gone. `marks` were made; `gaps` are there; `lost_blocks` of the
    sound system, which should be 0. `error_code` and `error` tell why it ended by itself.
    """

    state: RecorderState
    seconds: float = 0.0
    sealed_s: float = 0.0
    level_db: float = SILENCE_DB
    clipped: bool = False
    quiet: bool = False
    left_s: float = 0.0
    free_bytes: int = 0
    microphone: str = ""
    lost: str = ""
    marks: int = 0
    gaps: int = 0
    lost_s: float = 0.0
    overflows: int = 0
    blocks: int = 0
    error_code: str = ""
    error: str = ""

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, data: bytes) -> RecorderReport:
        """Raises ValueError, TypeError."""
        found = json.loads(data)
        return cls(**(found | {"state": RecorderState(found["state"])}))
