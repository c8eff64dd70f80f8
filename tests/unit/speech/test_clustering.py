"""Grouping voice prints, and counting the people they are of."""

from __future__ import annotations

import numpy as np
import pytest

from intellisession_desktop.engine import clustering
from intellisession_desktop.engine.clustering import Labels, Prints, centroids_of, group, unit
from intellisession_desktop.engine.counting import count, pairs
from intellisession_desktop.engine.voice_prints import Matrix


def people_at(random: np.random.Generator, people: int, alike: float = 0.0) -> Matrix:
    """Voices in random directions; `alike` is about the cosine between any two of them."""
    own, common = random.normal(size=(people, 192)), random.normal(size=192)
    own, common = own / np.linalg.norm(own, axis=1, keepdims=True), common / np.linalg.norm(common)
    return unit(np.asarray(np.sqrt(alike) * common + np.sqrt(1 - alike) * own, dtype=np.float32))


def session(
    random: np.random.Generator, voices: Matrix, counts: tuple[int, ...], spread: float = 0.5, turn: int = 2
) -> tuple[Prints, Labels]:
    """Prints in turns of `turn`, shuffled, and whose they are; each window holds one print."""
    turns = [np.full(min(turn, said - at), p) for p, said in enumerate(counts) for at in range(0, said, turn)]
    persons = np.concatenate([turns[i] for i in random.permutation(len(turns))]).astype(np.int64)
    noise = spread * random.normal(size=(len(persons), voices.shape[1])) / np.sqrt(voices.shape[1])
    vectors = unit(np.asarray(voices[persons] + noise, dtype=np.float32))
    windows = np.stack([np.arange(len(persons)), np.zeros(len(persons), dtype=np.int64)], axis=1)
    return Prints(vectors, np.full(len(persons), 3.0, dtype=np.float32), windows), persons


def rightly_grouped(labels: Labels, persons: Labels) -> float:
    """Share of prints in the group that is mostly their person's."""
    return sum(int(np.bincount(persons[labels == g]).max()) for g in np.unique(labels)) / len(labels)


@pytest.mark.parametrize("counts", [(40, 40), (200, 12), (30, 20, 10), (30, 30, 30, 30), (20,) * 8])
def test_people_are_told_apart_also_when_one_says_little(counts: tuple[int, ...]) -> None:
    random = np.random.default_rng(3)
    prints, persons = session(random, people_at(random, len(counts)), counts)
    labels = group(prints, len(counts))
    assert set(labels.tolist()) == set(range(len(counts)))
    assert rightly_grouped(labels, persons) == 1.0


@pytest.mark.parametrize("people", [2, 3, 4])
def test_voices_that_are_much_alike_are_told_apart(people: int) -> None:
    random = np.random.default_rng(4)
    prints, persons = session(random, people_at(random, people, alike=0.8), (30,) * people, spread=0.6)
    assert rightly_grouped(group(prints, people), persons) > 0.98


def test_prints_beyond_the_cap_only_meet_what_came_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "_MOST", 50)
    settled: list[int] = []
    settle = clustering._settle
    monkeypatch.setattr(clustering, "_settle", lambda v, w, c: settled.append(len(v)) or settle(v, w, c))
    random = np.random.default_rng(5)
    prints, persons = session(random, people_at(random, 2), (400, 400))
    assert rightly_grouped(group(prints, 2), persons) == 1.0
    assert set(settled) == {50}


def test_grouping_is_the_same_each_time() -> None:
    random = np.random.default_rng(6)
    prints, _ = session(random, people_at(random, 3, alike=0.7), (20, 20, 20))
    assert (group(prints, 3) == group(prints, 3)).all()


def test_equal_prints_of_fewer_voices_than_people_do_no_harm() -> None:
    prints = Prints(
        unit(np.ones((5, 192), dtype=np.float32)),
        np.full(5, 2.0, dtype=np.float32),
        np.zeros((5, 2), dtype=np.int64),
    )
    assert len(group(prints, 3)) == 5
    assert np.isfinite(centroids_of(prints, np.zeros(5, dtype=np.int64), 3)).all()


@pytest.mark.parametrize("people", [1, 2, 3, 4, 5])
def test_people_are_counted(people: int) -> None:
    random = np.random.default_rng(7 + people)
    prints, _ = session(random, people_at(random, people, alike=0.4), (24,) * people, spread=0.6)
    assert count(prints) == people


def test_a_cough_is_nobody() -> None:
    random = np.random.default_rng(8)
    voices = people_at(random, 3)
    prints, persons = session(random, voices, (40, 40, 1))
    assert prints.seconds[persons == 2].sum() == 3.0
    assert count(prints) == 2


def test_what_is_parted_within_a_window_counts_as_two_people_however_alike() -> None:
    random = np.random.default_rng(9)
    prints, persons = session(random, people_at(random, 2, alike=0.92), (30, 30), spread=0.3)
    alone = count(prints)
    windows = np.stack([np.arange(60) // 4, persons], axis=1)
    assert count(Prints(prints.vectors, prints.seconds, windows)) == 2
    assert alone == 1
    (pair,) = pairs(Prints(prints.vectors, prints.seconds, windows), persons, 2)
    assert (pair.joined, pair.parted > 2) == (0, True)


def test_nothing_is_nobody() -> None:
    assert len(Prints.none()) == 0
    assert count(Prints.none()) == 1
