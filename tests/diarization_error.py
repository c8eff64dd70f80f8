"""The diarization error rate of pyannote.metrics, without a collar, overlapping speech counted."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from intellisession_desktop.engine.segmentation import FIRST_S, FRAME_S
from intellisession_desktop.engine.speakers import Voices

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own dependencies
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

Times = Iterable[tuple[float, float, str]]
"""Start and end in seconds, and who speaks."""


@dataclass(frozen=True, slots=True)
class DiarizationError:
    """Shares of all speech: the whole error, and its parts."""

    rate: float
    confusion: float
    missed: float
    false_alarm: float


def diarization_error(reference: Times, voices: Voices, seconds: float) -> DiarizationError:
    """What `voices` tell, against what is true."""
    true, found = Annotation(), Annotation()
    for i, (start, end, person) in enumerate(reference):
        true[Segment(start, end), i] = person
    for i, (start, end, person) in enumerate(spoken(voices)):
        found[Segment(start, end), i] = person
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = DiarizationErrorRate(collar=0.0, skip_overlap=False)(
            true, found, uem=Timeline([Segment(0, seconds)]), detailed=True
        )
    total = parts["total"]
    return DiarizationError(
        parts["diarization error rate"],
        parts["confusion"] / total,
        parts["missed detection"] / total,
        parts["false alarm"] / total,
    )


def spoken(voices: Voices) -> Iterable[tuple[float, float, str]]:
    """When each person speaks, in seconds."""
    for person in range(voices.people):
        speaks = np.concatenate([[False], voices.activity[:, person] > 0.5, [False]])
        changes = np.flatnonzero(np.diff(speaks))
        for first, last in zip(changes[::2], changes[1::2], strict=True):
            start = max(0.0, first * FRAME_S + FIRST_S - FRAME_S / 2)
            yield start, start + (last - first) * FRAME_S, str(person)
