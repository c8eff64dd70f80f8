"""Grouping voice prints."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine import clustering
from intellisession_desktop.engine.clustering import Matrix, group


def voices(random: np.random.Generator, centres: Matrix, counts: tuple[int, ...], spread: float) -> Matrix:
    parts = [
        centre + spread * random.normal(size=(count, centres.shape[1])) / np.sqrt(centres.shape[1])
        for centre, count in zip(centres, counts, strict=True)
    ]
    vectors = np.concatenate(parts)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def centres(random: np.random.Generator, people: int) -> Matrix:
    vectors = random.normal(size=(people, 192))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("counts", [(40, 40), (200, 12), (30, 20, 10), (2, 1)])
def test_people_are_told_apart_also_when_one_says_little(counts: tuple[int, ...]) -> None:
    random = np.random.default_rng(3)
    true = centres(random, len(counts))
    vectors = voices(random, true, counts, spread=0.6)
    found = group(vectors, np.full(len(vectors), 3.0, dtype=np.float32), len(counts))
    persons = (vectors @ found.T).argmax(axis=1)
    blocks = np.split(persons, np.cumsum(counts)[:-1])
    assert all(len(set(block.tolist())) == 1 for block in blocks)
    assert len({int(block[0]) for block in blocks}) == len(counts)


def test_one_odd_print_does_not_put_everybody_else_into_one_group() -> None:
    random = np.random.default_rng(4)
    true = centres(random, 3)
    true[1] = true[0] + 0.8 * true[1]  # two voices that are alike, and something quite different
    true[1] /= np.linalg.norm(true[1])
    vectors = voices(random, true, (40, 40, 1), spread=0.4)
    found = group(vectors, np.full(81, 3.0, dtype=np.float32), 2)
    persons = (vectors @ found.T).argmax(axis=1)
    assert set(persons[:40].tolist()) != set(persons[40:80].tolist())
    assert len(set(persons[:40].tolist())) == len(set(persons[40:80].tolist())) == 1


def test_prints_beyond_the_cap_are_not_compared_pairwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "_MOST", 50)
    linked: list[int] = []
    linkage = clustering._average_linkage
    monkeypatch.setattr(clustering, "_average_linkage", lambda v: linked.append(len(v)) or linkage(v))
    random = np.random.default_rng(5)
    vectors = voices(random, centres(random, 2), (400, 400), spread=0.6)
    found = group(vectors, np.full(800, 3.0, dtype=np.float32), 2)
    persons = (vectors @ found.T).argmax(axis=1)
    assert linked == [50]
    assert len(set(persons[:400].tolist())) == 1
    assert persons[0] != persons[-1]


def test_merges_are_those_of_a_plain_average_linkage() -> None:
    random = np.random.default_rng(6)
    vectors = voices(random, centres(random, 3), (6, 5, 4), spread=2.0)
    groups = [[i] for i in range(len(vectors))]
    expected = []
    while len(groups) > 1:
        pairs = [(a, b) for a in range(len(groups)) for b in range(a + 1, len(groups))]
        a, b = min(pairs, key=lambda p: float(np.mean(1 - vectors[groups[p[0]]] @ vectors[groups[p[1]]].T)))
        expected.append(tuple(sorted((min(groups[a]), min(groups[b])))))
        groups[a] += groups.pop(b)
    assert clustering._average_linkage(vectors) == expected
