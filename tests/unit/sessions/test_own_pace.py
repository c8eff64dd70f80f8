"""How fast this computer is, is learnt from the notes that it made."""

from __future__ import annotations

from pathlib import Path

import pytest

from intellisession_desktop.records import Progress, Stage
from intellisession_desktop.sessions.estimate import Estimate
from intellisession_desktop.sessions.own_pace import FILE, MEASURED, Amount, Pace, learn, pace_here

HOUR = Amount(3600.0)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("INTELLISESSION_DATA", str(folder))
    return folder


def test_before_the_first_note_it_is_as_measured_elsewhere() -> None:
    assert pace_here() == MEASURED


def test_the_newest_run_counts_half() -> None:
    learn({"listening": 36.0, "telling voices apart": 3.6, "writing": 100.0}, Amount(360.0, 1000))
    assert pace_here() == Pace(0.1, 0.01, 0.1)
    learn({"listening": 72.0}, Amount(360.0, 1000))
    assert pace_here() == Pace(pytest.approx(0.15), 0.01, 0.1)


def test_a_few_seconds_and_a_few_words_tell_nothing() -> None:
    learn({"listening": 36.0, "writing": 100.0}, Amount(2.0, 10))
    assert pace_here() == MEASURED


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"whisper-base": {"listening": "fast"}}', b"\xff", b"[" * 9000]
)
def test_a_file_that_cannot_be_read_is_as_none(data: Path, content: bytes) -> None:
    (data / FILE).write_bytes(content)
    assert pace_here() == MEASURED
    learn({"listening": 36.0}, Amount(360.0))
    assert pace_here().listening == pytest.approx(0.1)


def test_nothing_of_a_person_is_kept(data: Path) -> None:
    learn({"listening": 36.0, "writing": 100.0}, Amount(360.0, 1000))
    assert sorted((data / FILE).read_text().split('"')[1::2]) == [
        *("listening", "qwen2.5-1.5b", "whisper-base", "writing"),
    ]


def test_with_what_is_known_the_time_is_told_from_the_beginning_and_near_the_truth() -> None:
    pace = Pace(0.05, 0.005, 0.02)
    estimate = Estimate(Stage.SHREDDED, Amount(3600.0, 9000), pace)
    truth, load_s = 180.0, 25.0
    estimate.take(Progress("writing", 0.0), 0.0)
    assert estimate.left_s == pytest.approx(truth, abs=1)
    for n in range(60):
        at = load_s + truth * n / 60
        estimate.take(Progress("writing", n / 60), at)
        assert estimate.left_s is not None
        assert estimate.left_s == pytest.approx(truth + load_s - at, abs=0.2 * truth)


def test_a_draft_that_goes_on_in_its_middle_is_not_taken_for_a_slow_one() -> None:
    """Windows that were written before are passed over at once, after the model was loaded."""
    estimate = Estimate(Stage.SHREDDED, Amount(3600.0, 9000), Pace(0.05, 0.005, 0.04))
    estimate.take(Progress("writing", 0.0), 0.0)
    lefts = []
    for n in range(30, 60):  # 6 s each, after 40 s of loading
        estimate.take(Progress("writing", n / 60), 40.0 + 6.0 * (n - 30))
        lefts.append(estimate.left_s)
    assert max(lefts) < 240  # 180 are left in truth, and a little slowness in telling it
    assert estimate.took(400.0) == {}


def test_a_computer_that_is_slower_than_it_was_is_noticed() -> None:
    estimate = Estimate(Stage.SHREDDED, Amount(3600.0, 9000), Pace(0.05, 0.005, 0.02))
    for n in range(60):  # 600 s instead of 180
        estimate.take(Progress("writing", n / 60), 10.0 * n)
        if n > 30:
            assert estimate.left_s == pytest.approx(600.0 - 10.0 * n, abs=60)


def test_what_a_run_took_is_told_by_stage() -> None:
    estimate = Estimate(Stage.CREATED, HOUR)
    for at, stage, done in (
        *((0.0, "listening", 0.0), (50.0, "listening", 0.5), (100.0, "listening", 1.0)),
        *((101.0, "telling voices apart", None), (110.0, "destroying the audio", None)),
        *(
            (111.0, "writing", 0.0),
            (130.0, "writing", 0.0),
            (180.0, "writing", 0.5),
            (230.0, "writing", 0.99),
        ),
    ):
        estimate.take(Progress(stage, done), at)
    took = estimate.took(230.0)
    assert took["listening"] == pytest.approx(101.0)
    assert took["telling voices apart"] == pytest.approx(9.0)
    assert took["writing"] == pytest.approx(100.0)
