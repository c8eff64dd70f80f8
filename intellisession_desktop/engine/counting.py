"""How many people speak, where nobody said it: the most voices that are all clearly different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .clustering import Labels, Prints, group
from .voice_prints import Matrix

MOST_PEOPLE = 8

# Likeness of two groups of prints, against the likeness within each (1: no difference). Measured on 75 made
# sessions of one to six people, clean, through a telephone, with echo and noise, and on a real call: two
# halves of one voice are 0.84 and more alike, two people mostly below 0.8. A plain threshold on single prints
# finds one person everywhere, since short prints differ more within a voice than some voices do.
_SAME = 0.87
_SAME_WHERE_NEVER_PARTED = 0.82  # the segmentation model often took the two for one voice, and never for two
_SAME_WHERE_PARTED = 0.97  # it never parts one voice within ten seconds, so what it parts are two people
_OFTEN = 3  # windows
_LEAST_S = 6.0  # a group that says less may be a cough, a door or laughter
_LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups of prints: how alike, in how many windows the segmentation model parted or joined them."""

    likeness: float
    parted: int
    joined: int

    @property
    def different(self) -> bool:
        if self.parted >= 2 and self.parted >= self.joined:
            return self.likeness < _SAME_WHERE_PARTED
        if self.joined >= _OFTEN and not self.parted:
            return self.likeness < _SAME_WHERE_NEVER_PARTED
        return self.likeness < _SAME


def count(prints: Prints) -> int:
    """How many people the prints are of, in [1, MOST_PEOPLE]."""
    found, missed = 1, 0
    for people in range(2, min(MOST_PEOPLE, len(prints) - 1) + 1):
        if _all_different(prints, group(prints, people), people):
            found, missed = people, 0
        elif (missed := missed + 1) == 2:  # once, a cough may have got a group of its own
            break
    return found


def _all_different(prints: Prints, labels: Labels, people: int) -> bool:
    said = np.array([prints.seconds[labels == person].sum() for person in range(people)])
    if said.min() < max(_LEAST_S, _LEAST_SHARE * said.sum()):
        return False
    return all(pair.different for pair in pairs(prints, labels, people))


def pairs(prints: Prints, labels: Labels, people: int) -> Iterator[Pair]:
    """Every two groups, compared."""
    groups = [prints.only(labels == person) for person in range(people)]
    within = [_within(group) for group in groups]
    heard = [_heard(group) for group in groups]
    for a, b in combinations(range(people), 2):
        between = float(_mean(groups[a]) @ _mean(groups[b]))
        windows = heard[a].keys() & heard[b].keys()
        joined = sum(not heard[a][window].isdisjoint(heard[b][window]) for window in windows)
        likeness = between / float(np.sqrt(within[a] * within[b]))
        yield Pair(likeness, len(windows) - joined, joined)


def _mean(prints: Prints) -> Matrix:
    return np.asarray(np.average(prints.vectors, axis=0, weights=prints.seconds), dtype=np.float32)


def _within(prints: Prints) -> float:
    """Mean likeness of two different prints of a group: their mean's square, less what each has of itself."""
    mean = _mean(prints)
    itself = float((prints.seconds**2).sum() / prints.seconds.sum() ** 2)
    return max(0.05, (float(mean @ mean) - itself) / (1 - itself)) if itself < 1 else 1.0


def _heard(prints: Prints) -> dict[int, set[int]]:
    """In which windows, as which local voices."""
    heard: dict[int, set[int]] = {}
    for window, local in prints.voices:
        heard.setdefault(int(window), set()).add(int(local))
    return heard
