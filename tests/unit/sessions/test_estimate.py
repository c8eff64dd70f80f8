"""Percent and time left: no step back, no wild jump, and near the truth in the end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from intellisession_desktop.records import Progress, Stage
from intellisession_desktop.sessions.estimate import Estimate

Report = tuple[float, Progress]


def run(listening_s: float, voices_s: float, writing_s: float, begins_s: float = 0.0) -> Iterator[Report]:
    """What a note's run reports, and when: as the sample session does it, at other speeds."""
    at = begins_s
    for part in range(30):
        yield at + listening_s * part / 30, Progress("listening", part / 30)
    at += listening_s
    yield at, Progress("telling voices apart")
    at += voices_s
    yield at, Progress("destroying the audio")
    yield from writing(writing_s, at)


def writing(seconds: float, at: float = 0.0) -> Iterator[Report]:
    for part in range(17):
        yield at + seconds * part / 17, Progress("writing", part / 17)


def told(estimate: Estimate, reports: Iterator[Report]) -> list[tuple[float, float, float | None]]:
    found = []
    for at, progress in reports:
        estimate.take(progress, at)
        found.append((at, estimate.percent, estimate.left_s))
    return found


SPEEDS = [(31.0, 5.0, 57.0), (300.0, 50.0, 570.0), (100.0, 5.0, 40.0), (20.0, 5.0, 200.0)]


@pytest.mark.parametrize("speeds", SPEEDS)
def test_percent_never_falls_and_runs_through_the_whole(speeds):
    percents = [percent for _, percent, _ in told(Estimate(Stage.CREATED), run(*speeds))]
    assert percents == sorted(percents)
    assert percents[0] == 0.0
    assert 0.9 < percents[-1] <= 1.0


@pytest.mark.parametrize("speeds", SPEEDS)
def test_the_time_left_never_jumps_and_is_right_in_the_end(speeds):
    found = [(at, left) for at, _, left in told(Estimate(Stage.CREATED), run(*speeds)) if left is not None]
    whole = sum(speeds)
    for (before_at, before), (at, after) in pairwise(found):
        assert after - before < 0.15 * whole + 2 * (at - before_at)
        assert after >= 0
    at, left = found[-1]
    assert left == pytest.approx(whole - at, abs=0.08 * whole + 3)


def test_at_the_measured_speed_it_is_near_the_truth_all_along():
    for at, percent, left in told(Estimate(Stage.CREATED), run(31.0, 5.0, 57.0)):
        if left is not None and percent > 0.1:
            assert left == pytest.approx(93.0 - at, abs=12)


def test_nothing_is_said_before_it_can_be_known():
    found = told(Estimate(Stage.CREATED), run(31.0, 5.0, 57.0))
    assert all(left is None for at, _, left in found if at < 3)


def test_a_summary_has_only_the_writing():
    found = told(Estimate(Stage.SHREDDED), writing(57.0))
    assert [percent for _, percent, _ in found] == pytest.approx([part / 17 for part in range(17)])
    assert found[-1][2] == pytest.approx(57.0 - found[-1][0], abs=3)


def test_a_night_with_the_lid_closed_does_not_spoil_it():
    estimate = Estimate(Stage.SHREDDED)
    for at, progress in writing(57.0):
        estimate.take(progress, at if progress.done < 0.5 else at + 8 * 3600)
    assert estimate.left_s is not None
    assert estimate.left_s < 60


def test_stages_that_are_done_already_are_passed_over():
    estimate = Estimate(Stage.SHREDDED)
    estimate.take(Progress("destroying the audio"), 0.0)
    assert estimate.percent == 0.0
