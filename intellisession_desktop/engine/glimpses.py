"""What is being said right now, heard in haste: shown while a session is recorded, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..records import SAMPLE_RATE
from .speech_activity import Samples, Stretch

_LEAST_S = 1.0  # of sound that is worth a look
_SETTLED_S = 8.0  # speech that has ended is heard once more and then left alone: a look at less costs less
_SLACK_S = 0.01


@dataclass(frozen=True, slots=True)
class _Settled:
    start: float
    end: float
    text: str


class Glimpses:
    """The text of speech whose chunk is not closed yet."""

    def __init__(self, hear: Callable[[Samples], str]) -> None:
        """`hear` gives the words of up to 28 s."""
        self._hear = hear
        self._settled: list[_Settled] = []

    def look(self, since: float, stretches: Sequence[Stretch], speaking: Samples) -> str:
        """`since`: where the last closed chunk ended, in seconds; `stretches`: speech after it; `speaking`:
        the stretch that has not ended.
        """
        self._settled = [each for each in self._settled if each.start >= since - _SLACK_S]
        since = self._settled[-1].end if self._settled else since
        new = [each for each in stretches if each.start >= since - _SLACK_S]
        if sum(each.end - each.start for each in new) >= _SETTLED_S:
            text = self._hear(np.concatenate([each.samples for each in new]))
            self._settled.append(_Settled(new[0].start, new[-1].end, text))
            new = []
        samples = np.concatenate([*(each.samples for each in new), speaking])
        texts = [each.text for each in self._settled]
        if len(samples) >= _LEAST_S * SAMPLE_RATE:
            texts.append(self._hear(samples))
        return " ".join(filter(None, texts))
