"""Groups voice prints into a known number of people, with memory that does not grow with the recording."""

from __future__ import annotations

from typing import Any

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float32]]

_MOST = 1000
"""Prints that are compared pairwise, 4 MB of distances; the others only meet the centroids."""
_DEEPER = 12  # how many groups more than people are looked at, to set outliers apart
_REAL_SHARE = (
    0.03  # of all that was said: a group that says less may be a cough, a door or a third person's remark
)
_ROUNDS = 5


def group(vectors: Matrix, seconds: Matrix, people: int) -> Matrix:
    """Centroids of `people` groups of voice prints: shape (people, dimensions), each of length 1.

    vectors: (n, dimensions) of length 1, n >= people; seconds: (n,) how much speech is behind each.
    """
    chosen = np.argsort(-seconds, kind="stable")[:_MOST]
    labels = _split(_average_linkage(vectors[chosen]), len(chosen), seconds[chosen], people)
    centroids = np.stack(
        [_centroid(vectors[chosen[labels == p]], seconds[chosen[labels == p]]) for p in range(people)]
    )
    for _ in range(_ROUNDS):
        nearest = (vectors @ centroids.T).argmax(axis=1)
        if len(np.unique(nearest)) < people:
            break
        centroids = np.stack([_centroid(vectors[nearest == p], seconds[nearest == p]) for p in range(people)])
    return centroids


def _centroid(vectors: Matrix, seconds: Matrix) -> Matrix:
    mean = (vectors * seconds[:, None]).sum(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def _average_linkage(vectors: Matrix) -> list[tuple[int, int]]:
    """Merges of agglomerative clustering, nearest first (average linkage, cosine distance).

    A group is named by its smallest member. Nearest-neighbour chains find each merge in O(n), all in O(n^2);
    the merges are sorted afterwards, which is right because average linkage has no inversions.
    """
    count = len(vectors)
    distance = np.asarray(1.0 - vectors @ vectors.T, dtype=np.float32)
    np.fill_diagonal(distance, np.inf)
    size = np.ones(count)
    alive = np.ones(count, dtype=bool)
    merges: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(merges) < count - 1:
        if not chain:
            chain.append(int(np.flatnonzero(alive)[0]))
        here = chain[-1]
        nearest = int(distance[here].argmin())
        if len(chain) > 1 and distance[here, chain[-2]] <= distance[here, nearest]:
            keep, drop = sorted((here, chain[-2]))
            merges.append((float(distance[keep, drop]), keep, drop))
            joined = (size[keep] * distance[keep] + size[drop] * distance[drop]) / (size[keep] + size[drop])
            distance[keep], distance[:, keep] = joined, joined
            distance[keep, keep] = np.inf
            distance[drop], distance[:, drop] = np.inf, np.inf
            size[keep] += size[drop]
            alive[drop] = False
            del chain[-2:]
        else:
            chain.append(nearest)
    return [(keep, drop) for _, keep, drop in sorted(merges, key=lambda merge: merge[0])]


def _split(merges: list[tuple[int, int]], count: int, seconds: Matrix, people: int) -> np.ndarray[Any, Any]:
    """A label in [0, people) for each print, -1 for outliers.

    Cutting the tree into exactly `people` groups can set one odd print against everybody else. So it is cut
    deeper until `people` groups say enough each, and the rest are outliers; if that never happens, it is cut
    as asked.
    """
    enough = _REAL_SHARE * float(seconds.sum())
    for groups in range(people, min(count, people + _DEEPER) + 1):
        names = _cut(merges, count, groups)
        said = {int(name): float(seconds[names == name].sum()) for name in np.unique(names)}
        largest = sorted(said, key=lambda name: -said[name])[:people]
        if said[largest[-1]] >= enough:
            return _labelled(names, largest)
    names = _cut(merges, count, people)
    return _labelled(names, [int(name) for name in np.unique(names)])


def _cut(merges: list[tuple[int, int]], count: int, groups: int) -> np.ndarray[Any, Any]:
    """The name of each print's group when all but the last `groups` - 1 merges are made."""
    names = np.arange(count)
    for keep, drop in merges[: count - groups]:
        first, second = names[keep], names[drop]
        names[names == max(first, second)] = min(first, second)
    return names


def _labelled(names: np.ndarray[Any, Any], largest: list[int]) -> np.ndarray[Any, Any]:
    labels = np.full(len(names), -1)
    for label, name in enumerate(largest):
        labels[names == name] = label
    return labels
