"""What the records of a spool hold: a second of sound, something that happened, or where a part begins."""

from __future__ import annotations

import io
import json

import numpy as np
import soundfile
from numpy.typing import NDArray

from ..errors import SpoolDamaged
from ..records import SAMPLE_RATE, Moment, MomentKind

SOUND = 0
MOMENT = 2
BEGIN = 3
"""The first record of every part but the first one; kind 1 is the last record of a file."""
_SCALE = 32767.0

Sound = NDArray[np.float32]


def moment_json(moment: Moment) -> bytes:
    return json.dumps({"kind": moment.kind.value, "at": moment.at, "seconds": moment.seconds}).encode()


def moment_of(content: bytes) -> Moment:
    """Raises SpoolDamaged."""
    try:
        found = json.loads(content)
        return Moment(MomentKind(found["kind"]), float(found["at"]), float(found["seconds"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SpoolDamaged() from error


def begin_json(part: int, begins_s: float) -> bytes:
    return json.dumps({"part": part, "begins_s": begins_s}).encode()


def begin_of(content: bytes) -> float:
    """How many seconds the parts before hold. Raises SpoolDamaged."""
    try:
        return float(json.loads(content)["begins_s"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SpoolDamaged() from error


def to_flac(samples: Sound) -> bytes:
    if not len(samples):
        return b""
    file = io.BytesIO()
    whole = np.rint(np.clip(samples, -1.0, 1.0) * _SCALE).astype(np.int16)
    soundfile.write(file, whole, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def from_flac(flac: bytes) -> Sound:
    if not flac:
        return np.zeros(0, np.float32)
    whole, _ = soundfile.read(io.BytesIO(flac), dtype="int16")
    sound: Sound = whole.astype(np.float32)
    sound /= _SCALE
    return sound
