"""How far a note's work is and how long it will take, from the stages to come and the speed so far."""

from __future__ import annotations

import math

from ..records import Progress, Stage
from .draft_writing import WRITING
from .hearing import LISTENING, TELLING_VOICES
from .note_creation import DESTROYING

_WEIGHTS = {LISTENING: 0.35, TELLING_VOICES: 0.04, DESTROYING: 0.01, WRITING: 0.60}
"""Shares of the time, measured on two cores with the default models: of 297 s of sound, 31 s for whisper, 5 s
for the speakers, 57 s for the draft.
"""
_FIRST_STAGE = {Stage.CREATED: LISTENING, Stage.TRANSCRIBED: DESTROYING, Stage.SHREDDED: WRITING}
_KNOWN_FROM = 0.03
_KNOWN_AFTER_S = 4.0
_OWN_SPEED_FROM = 0.1
_SMOOTHED_S = 12.0  # time in which a new estimate takes over from the old one
_LONGEST_STEP_S = 120.0  # more between two reports was a wait, for the vault or the computer's lid


class Estimate:
    """Told each progress of one run; `percent` never falls, `left_s` counts down and changes slowly."""

    def __init__(self, stage: Stage) -> None:
        """`stage`: the last committed one, after which the run begins."""
        names = list(_WEIGHTS)
        to_do = names[names.index(_FIRST_STAGE.get(stage, WRITING)) :]
        whole = sum(_WEIGHTS[name] for name in to_do)
        self._weights = {name: _WEIGHTS[name] / whole for name in to_do}
        self.percent = 0.0
        """The done share of all the work, 0 to 1."""
        self.left_s: float | None = None
        self._at: float | None = None
        self._worked_s = self._stage_s = 0.0
        self._stage = ""

    def take(self, progress: Progress, now: float) -> None:
        """`now`: seconds of any clock that only runs forward."""
        step_s = min(_LONGEST_STEP_S, max(0.0, now - self._at)) if self._at is not None else 0.0
        self._at = now
        self._worked_s += step_s
        self._stage_s += step_s
        if progress.stage != self._stage:
            self._stage, self._stage_s = progress.stage, 0.0
        weight = self._weights.get(progress.stage)
        if weight is None:
            return
        done = min(1.0, max(0.0, progress.done or 0.0))
        names = list(self._weights)
        before = sum(self._weights[name] for name in names[: names.index(progress.stage)])
        self.percent = max(self.percent, min(1.0, before + weight * done))
        self._estimate(done, weight, max(0.0, 1.0 - before - weight), step_s)

    def _estimate(self, done: float, weight: float, after: float, step_s: float) -> None:
        if self.left_s is not None:
            self.left_s = max(0.0, self.left_s - step_s)
        if self.percent < _KNOWN_FROM or self._worked_s < _KNOWN_AFTER_S:
            return
        speed = self.percent / self._worked_s
        left_s = (1.0 - self.percent) / speed
        if done >= _OWN_SPEED_FROM:  # the stage's own speed tells more, the further it is
            own_s = self._stage_s * (1.0 - done) / done + after / speed
            left_s += (own_s - left_s) * done
        if self.left_s is None:
            self.left_s = left_s
        else:
            # Towards the end there is less time to come near the truth.
            over_s = min(_SMOOTHED_S, max(1.0, left_s / 4))
            self.left_s += (left_s - self.left_s) * (1.0 - math.exp(-step_s / over_s))
