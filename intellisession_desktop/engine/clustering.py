"""Groups voice prints by person, with memory and time that grow no faster than the recording.

Spherical k-means from many beginnings; of what they end in, that one is taken in which the voices also
follow each other like people who take turns. (Average linkage, used before, parted 20 % of the speech wrongly
as soon as two of three voices were alike. Damping what varies within one voice, learned from each recording,
was tried and left out: cross-talk ruins it.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .voice_prints import Matrix

Labels = NDArray[np.int64]

_MOST = 1000
"""Prints on which beginnings are tried; all others only meet what came out."""
_BEGINNINGS = 40
_ROUNDS = 40  # of k-means, from each beginning; it mostly settles within ten
_BEST = 12  # different ends that are looked at closely
_CHANGE = 0.025
"""What a change of speaker between two prints costs, as much as one second of speech that is 0.025 less like
its person. Measured on made sessions: half of it helps less, twice as much lets nobody interrupt."""
_FOLLOWED = 8  # rounds in which the order of speakers and their voices settle


@dataclass(frozen=True, slots=True)
class Prints:
    """What is to be grouped: `vectors` (n, dimensions) of length 1, with `seconds` (n,) of speech behind
    each, in the order in which they were spoken.

    `voices` (n, 2) says what the segmentation model took for one voice: window, and local voice in it.
    """

    vectors: Matrix
    seconds: Matrix
    voices: Labels

    def __len__(self) -> int:
        return len(self.vectors)

    def only(self, chosen: NDArray[np.bool_]) -> Prints:
        return Prints(self.vectors[chosen], self.seconds[chosen], self.voices[chosen])

    @classmethod
    def none(cls) -> Prints:
        nothing = np.zeros(0, dtype=np.float32)
        return cls(nothing.reshape(0, 1), nothing, np.zeros((0, 2), dtype=np.int64))


def group(prints: Prints, people: int, known: Matrix | None = None) -> Labels:
    """Which of `people` persons each print belongs to, in [0, people): shape (n,).

    `prints` are in the order in which they were spoken, at least as many as people. `known` (people,
    dimensions): what the voices were like so far, tried as one more beginning.
    """
    chosen = np.sort(np.argsort(-prints.seconds, kind="stable")[:_MOST])
    vectors, weights = prints.vectors[chosen], prints.seconds[chosen]
    random = np.random.default_rng(0)
    begun = [_apart(vectors, weights, people, random) for _ in range(_BEGINNINGS)]
    if known is not None:
        begun.append(known)
    ended = sorted((_settle(vectors, weights, centroids) for centroids in begun), key=lambda end: -end[0])
    different = {round(fit, 2): centroids for fit, centroids in reversed(ended)}
    best = sorted(different.items(), reverse=True)[:_BEST]
    _, centroids = max((_follow(vectors, weights, c) for _, c in best), key=lambda end: end[0])
    return np.asarray((prints.vectors @ centroids.T).argmax(axis=1), dtype=np.int64)


def centroids_of(prints: Prints, labels: Labels, people: int) -> Matrix:
    """What each person's voice is like on the whole: (people, dimensions), of length 1."""
    sums = [
        (prints.vectors[labels == person] * prints.seconds[labels == person, None]).sum(axis=0)
        for person in range(people)
    ]
    return unit(np.stack(sums))


def unit(vectors: Matrix) -> Matrix:
    """The same directions, of length 1 (nothing stays nothing)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _apart(vectors: Matrix, weights: Matrix, people: int, random: np.random.Generator) -> Matrix:
    """Prints to begin with, most likely far from each other (k-means++, Arthur and Vassilvitskii 2007)."""
    chances = weights / weights.sum()
    chosen = [int(random.choice(len(vectors), p=chances))]
    distance = np.maximum(0.0, 1.0 - vectors @ vectors[chosen[0]])
    while len(chosen) < people:
        chances = distance * weights
        total = float(chances.sum())
        chances = chances / total if total > 1e-6 else weights / weights.sum()
        chosen.append(int(random.choice(len(vectors), p=chances / chances.sum())))
        distance = np.minimum(distance, np.maximum(0.0, 1.0 - vectors @ vectors[chosen[-1]]))
    return vectors[chosen]


def _settle(vectors: Matrix, weights: Matrix, centroids: Matrix) -> tuple[float, Matrix]:
    """How well the prints fit in the end, and the centroids they settled on."""
    for _ in range(_ROUNDS):
        nearest = (vectors @ centroids.T).argmax(axis=1)
        members = (nearest[:, None] == np.arange(len(centroids))) * weights[:, None]
        sums = members.T @ vectors
        moved = np.where(np.abs(sums).sum(axis=1, keepdims=True) > 0, unit(sums), centroids)
        if np.allclose(moved, centroids, atol=1e-6):
            break
        centroids = moved
    return float((weights * (vectors @ centroids.T).max(axis=1)).sum()), centroids


def _follow(vectors: Matrix, weights: Matrix, centroids: Matrix) -> tuple[float, Matrix]:
    """The same, where each change of speaker costs something (Viterbi training)."""
    fit, before = -np.inf, None
    for _ in range(_FOLLOWED):
        likeness = weights[:, None] * (vectors @ centroids.T - 1.0)
        fit, path = _cheapest(likeness)
        if before is not None and (path == before).all():
            break
        before = path
        members = (path[:, None] == np.arange(len(centroids))) * weights[:, None]
        sums = members.T @ vectors
        centroids = np.where(np.abs(sums).sum(axis=1, keepdims=True) > 0, unit(sums), centroids)
    return fit, centroids


def _cheapest(likeness: Matrix) -> tuple[float, Labels]:
    """The best sum of `likeness` (n, people) along a path, less what its changes cost, and the path."""
    count, people = likeness.shape
    came_from = np.zeros((count, people), dtype=np.int64)
    stay = np.arange(people)
    total = likeness[0].copy()
    for i in range(1, count):
        best = int(total.argmax())
        changed = total[best] - _CHANGE
        came_from[i] = np.where(total < changed, best, stay)
        total = np.maximum(total, changed) + likeness[i]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = total.argmax()
    for i in range(count - 1, 0, -1):
        path[i - 1] = came_from[i, path[i]]
    return float(total.max()), path
