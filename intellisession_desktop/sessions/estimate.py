"""How far a note's work is and how long it will take: from what there is to do, how fast this computer did
such work before, and the speed so far.
"""

from __future__ import annotations

import math

from ..records import Progress, Stage
from .draft_writing import WRITING
from .hearing import LISTENING, TELLING_VOICES
from .note_creation import DESTROYING
from .own_pace import MEASURED, Amount, Pace

_STAGES = (LISTENING, TELLING_VOICES, DESTROYING, WRITING)
_FIRST_STAGE = {Stage.CREATED: LISTENING, Stage.TRANSCRIBED: DESTROYING, Stage.SHREDDED: WRITING}
_DESTROYING_S = 1.0
_AN_HOUR = Amount(3600.0)
"""Stands for what is not known: the stages' shares of the whole hardly depend on it."""
_KNOWN_FROM = 0.03
_KNOWN_AFTER_S = 4.0
_OWN_SPEED_FROM = 0.1
_SURE_FROM = 0.3  # share of the whole, from which on this run's own speed says more than earlier ones
_SMOOTHED_S = 12.0  # time in which a new estimate takes over from the old one
_LONGEST_STEP_S = 120.0  # more between two reports was a wait, for the vault or the computer's lid


class Estimate:
    """Told each progress of one run; `percent` never falls, `left_s` counts down and changes slowly."""

    def __init__(self, stage: Stage, amount: Amount = Amount(), pace: Pace = MEASURED) -> None:  # noqa: B008
        """`stage`: the last committed one, after which the run begins; `amount`: what there is to do, as far
        as it is known.
        """
        self._pace = pace
        self._stages = _STAGES[_STAGES.index(_FIRST_STAGE.get(stage, WRITING)) :]
        self.percent = 0.0
        """The done share of all the work, 0 to 1."""
        self.left_s: float | None = None
        self._at: float | None = None
        self._worked_s = self._stage_s = 0.0
        self._stage = ""
        self._reports = 0  # of this stage
        self._first_done = self._before_s = 0.0
        self._took: dict[str, float] = {}
        self.expect(amount)

    def expect(self, amount: Amount) -> None:
        """So much there is to do, as is known by now."""
        self._known = amount.known
        expected = {**(amount if amount.known else _AN_HOUR).expected(self._pace), DESTROYING: _DESTROYING_S}
        self._expected = {name: max(1e-3, expected[name]) for name in self._stages}
        self._whole_s = sum(self._expected.values())

    def take(self, progress: Progress, now: float) -> None:
        """`now`: seconds of any clock that only runs forward."""
        step_s = min(_LONGEST_STEP_S, max(0.0, now - self._at)) if self._at is not None else 0.0
        self._at = now
        self._worked_s += step_s
        self._stage_s += step_s
        if progress.stage != self._stage:
            self._end_stage()
            self._stage, self._stage_s, self._reports = progress.stage, 0.0, 0
            self._first_done = self._before_s = 0.0
        if progress.stage not in self._expected:
            return
        done = min(1.0, max(0.0, progress.done or 0.0))
        self._reports += 1
        if self._reports == 2 and progress.stage == WRITING:
            # The first report was given before the model was there; what was written by now is from an
            # earlier run.
            self._first_done, self._before_s = done, self._stage_s
        names = list(self._expected)
        before_s = sum(self._expected[name] for name in names[: names.index(progress.stage)])
        stage_s = self._expected[progress.stage]
        self.percent = max(self.percent, min(1.0, (before_s + stage_s * done) / self._whole_s))
        self._estimate(done, stage_s, max(0.0, self._whole_s - before_s - stage_s), step_s)

    def took(self, now: float) -> dict[str, float]:
        """Seconds of each stage that was done in one go; the run has come to its end."""
        if self._at is not None:
            self._stage_s += min(_LONGEST_STEP_S, max(0.0, now - self._at))
        self._end_stage()
        self._stage = ""
        return self._took

    def _end_stage(self) -> None:
        if self._stage in self._expected and not self._first_done:
            self._took[self._stage] = self._stage_s - self._before_s

    def _estimate(self, done: float, stage_s: float, after_s: float, step_s: float) -> None:
        """`stage_s`, `after_s`: expected seconds of this stage and of those after it."""
        if self.left_s is not None:
            self.left_s = max(0.0, self.left_s - step_s)
        worked_s = self._worked_s - self._before_s
        here = self.percent - self._first_done * stage_s / self._whole_s  # done in this run
        begun = here >= _KNOWN_FROM and worked_s >= _KNOWN_AFTER_S
        if not (self._known or begun):
            return
        slower = worked_s / (here * self._whole_s) if begun else 1.0
        if self._known:  # what earlier runs took counts until this one can be judged by itself
            slower = 1.0 + (slower - 1.0) * min(1.0, here / _SURE_FROM)
        left_s = slower * (stage_s * (1.0 - done) + after_s)
        own = done - self._first_done
        if begun and own >= _OWN_SPEED_FROM:  # the stage's own speed tells more, the further it is
            own_s = (self._stage_s - self._before_s) * (1.0 - done) / own + after_s * slower
            left_s += (own_s - left_s) * done
        if self.left_s is None:
            self.left_s = left_s
        else:
            # Towards the end there is less time to come near the truth.
            over_s = min(_SMOOTHED_S, max(1.0, left_s / 4))
            self.left_s += (left_s - self.left_s) * (1.0 - math.exp(-step_s / over_s))
