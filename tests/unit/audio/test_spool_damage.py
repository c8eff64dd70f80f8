"""A damaged recording: what the disk lost costs its own seconds, and it is never called whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from intellisession_desktop.audio import damage, sealed
from intellisession_desktop.audio.spool import SpoolReader, SpoolWriter, next_part, part_path
from intellisession_desktop.errors import SpoolDamaged
from intellisession_desktop.records import Moment, MomentKind

ID = "5f0c7d"
KEY = bytes(range(32))
HEADER = 40
RATE = 16_000
SECONDS = 12

Sound = NDArray[np.float32]
Change = Callable[[bytearray, list[int]], object]


@pytest.fixture(scope="module")
def noise() -> Sound:
    return np.random.default_rng(3).uniform(-0.9, 0.9, SECONDS * RATE + 8_000).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path, noise: Sound) -> Path:
    with SpoolWriter(tmp_path / "a.spool", ID, KEY) as writer:
        writer.write(noise)
    return tmp_path / "a.spool"


def starts(data: bytes) -> list[int]:
    """Where each record begins, and where the last one ends."""
    found = [HEADER]
    while found[-1] < len(data):
        found.append(found[-1] + 5 + int.from_bytes(data[found[-1] : found[-1] + 4], "big"))
    return found


def changed(path: Path, change: Change) -> None:
    data = bytearray(path.read_bytes())
    change(data, starts(data))
    path.write_bytes(data)


def heard(reader: SpoolReader, noise: Sound) -> list[int]:
    """Which seconds come back as they were; all others must be silence."""
    there = []
    back = np.concatenate(list(reader))
    for second in range(-(-len(back) // RATE)):
        block = back[second * RATE : (second + 1) * RATE]
        if np.abs(block - noise[second * RATE :][: len(block)]).max() < 1e-3:
            there.append(second)
        else:
            assert not block.any()
    return there


def put(data: bytearray, at: int, new: bytes) -> None:
    data[at : at + len(new)] = new


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda data, at: put(data, at[3] + 50, b"damage"), [3]),
        (lambda data, at: put(data, at[3], b"\xff\xff\xff\xff\xff"), [3]),  # a length that cannot be
        (lambda data, at: put(data, at[3], b"\0\0\x20\0"), [3]),  # one that could be
        (lambda data, at: put(data, at[3], bytes(5)), [3]),
        (lambda data, at: put(data, at[3] + 4, b"\x02"), []),  # its kind alone: it opens with the right one
        (lambda data, at: put(data, at[3] + 4, b"\xee"), []),
        (lambda data, at: put(data, at[3] + 90, bytes(at[7] - at[3])), [3, 4, 5, 6, 7]),  # whole sectors
        (lambda data, at: put(data, at[3] - 9, b"over two of them"), [2, 3]),
        (lambda data, at: (put(data, at[3], b"\xff"), put(data, at[5], b"\xff")), [3, 5]),
        (lambda data, at: put(data, 3, b"?"), []),  # the header tells nothing that is not known
        (lambda data, at: put(data, 3, b"?" * 60), [0]),
        (lambda data, at: data.__delitem__(slice(at[3] + 7, at[5] + 7)), [3, 4, 5]),
        (lambda data, at: put(data, at[3], np.random.default_rng(1).bytes(at[5] - at[3])), [3, 4]),
    ],
)
def test_damage_costs_the_seconds_it_hit_and_the_others_keep_their_times(
    path: Path, noise: Sound, change: Change, lost: list[int]
) -> None:
    changed(path, change)
    reader = SpoolReader(path, ID, KEY)
    assert heard(reader, noise) == [second for second in range(SECONDS + 1) if second not in lost]
    assert reader.seconds == SECONDS + 0.5
    assert reader.missing_s == len(lost)
    assert reader.damaged == bool(lost)
    assert reader.complete == (not lost)
    gaps = [
        second
        for moment in reader.moments
        for second in range(int(moment.at), int(moment.at + moment.seconds))
    ]
    assert gaps == lost
    assert {moment.kind for moment in reader.moments} <= {MomentKind.DAMAGED}


def test_a_check_tells_the_same_without_the_sound(path: Path) -> None:
    changed(path, lambda data, at: put(data, at[3] + 50, b"damage"))
    reader = SpoolReader(path, ID, KEY)
    reader.check()
    assert (reader.seconds, reader.missing_s, reader.damaged) == (SECONDS + 0.5, 1.0, True)
    list(reader)
    assert (reader.seconds, reader.missing_s, reader.damaged) == (SECONDS + 0.5, 1.0, True)
    assert len(reader.moments) == 1


def test_a_damaged_end_is_missing_and_a_torn_one_is_an_end(path: Path, noise: Sound) -> None:
    whole = path.read_bytes()
    at = starts(whole)
    for kept in (at[4], at[4] + 3, at[5] - 1):
        path.write_bytes(whole[:kept])
        reader = SpoolReader(path, ID, KEY)
        assert heard(reader, noise) == [0, 1, 2, 3]
        assert (reader.damaged, reader.complete, reader.missing_s) == (False, False, 0.0)
    path.write_bytes(whole[: at[4] + 20] + b"damage" + whole[at[4] + 26 : at[5]])
    reader = SpoolReader(path, ID, KEY)
    assert heard(reader, noise) == [0, 1, 2, 3]
    assert (reader.damaged, reader.missing_s) == (True, 1.0)
    assert reader.moments == [Moment(MomentKind.DAMAGED, 4.0, 1.0)]


def test_moments_beside_the_damage_are_kept_and_a_lost_one_costs_no_time(
    tmp_path: Path, noise: Sound
) -> None:
    path = tmp_path / "a.spool"
    with SpoolWriter(path, ID, KEY) as writer:
        for second in range(4):
            writer.write(noise[second * RATE : (second + 1) * RATE])
            writer.note(Moment(MomentKind.MARKED, float(second)))
    changed(path, lambda data, at: put(data, at[3] + 30, b"damage"))  # the moment after the second second
    reader = SpoolReader(path, ID, KEY)
    assert heard(reader, noise) == [0, 1, 2, 3]
    assert [moment.at for moment in reader.moments] == [0.0, 2.0, 3.0]
    assert (reader.damaged, reader.missing_s) == (True, 0.0)
    assert not reader.complete


def test_one_who_follows_a_recording_goes_on_behind_the_damage(tmp_path: Path, noise: Sound) -> None:
    path = tmp_path / "a.spool"
    writer = SpoolWriter(path, ID, KEY)
    reader = SpoolReader(path, ID, KEY)
    writer.write(noise[: 3 * RATE])
    with reader.following() as following:
        assert len(list(following.more())) == 3
        writer.write(noise[3 * RATE : 5 * RATE])
        changed(path, lambda data, at: put(data, at[4] + 50, b"damage"))
        assert len(list(following.more())) == 1
        assert reader.missing_s == 1.0  # at the end, so far
        writer.write(noise[5 * RATE : 7 * RATE])
        blocks = list(following.more())
        assert [bool(block.any()) for block in blocks] == [False, True, True]
        assert reader.missing_s == 1.0
        writer.close()
        list(following.more())
    assert (reader.seconds, reader.damaged, reader.complete) == (7.0, True, False)


def test_looking_for_a_record_has_an_end_whatever_lies_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every place looks like the beginning of a record, and each could be one of very many."""
    changed(path, lambda data, at: data.__setitem__(slice(at[2], None), b"\0\0\x01\0\0" * 40_000))
    spent = 0
    real = damage.Budget.spend

    def spend(budget: damage.Budget, amount: int) -> bool:
        nonlocal spent
        spent += amount
        return real(budget, amount)

    monkeypatch.setattr(sealed, "Budget", lambda: damage.Budget(4_000_000))
    monkeypatch.setattr(damage.Budget, "spend", spend)
    reader = SpoolReader(path, ID, KEY)
    assert len(list(reader)) == 2
    assert reader.damaged
    assert 4_000_000 <= spent < 8_000_000


class TestParts:
    @pytest.fixture
    def parts(self, tmp_path: Path, noise: Sound) -> Path:
        """Three parts of four seconds each; the recorder of each but the last one died."""
        spool = tmp_path / "a.spool"
        for part in range(3):
            writer = SpoolWriter(spool, ID, KEY, part, 4.0 * part)
            writer.write(noise[4 * part * RATE : 4 * (part + 1) * RATE])
            writer.close() if part == 2 else writer.abandon()
        return spool

    def test_that_are_all_there_are_whole(self, parts: Path, noise: Sound) -> None:
        reader = SpoolReader(parts, ID, KEY)
        assert heard(reader, noise) == list(range(12))
        assert (reader.complete, reader.damaged, reader.missing_s) == (True, False, 0.0)
        assert next_part(parts) == 3

    @pytest.mark.parametrize("missing", [0, 1])
    def test_of_which_one_is_missing_are_partial_and_keep_their_times(
        self, parts: Path, noise: Sound, missing: int
    ) -> None:
        part_path(parts, missing).unlink()
        reader = SpoolReader(parts, ID, KEY)
        assert heard(reader, noise) == [s for s in range(12) if s // 4 != missing]
        assert (reader.complete, reader.damaged, reader.missing_s) == (False, True, 4.0)
        assert reader.moments == [Moment(MomentKind.DAMAGED, 4.0 * missing, 4.0)]
        assert next_part(parts) == 3

    def test_of_which_the_last_is_missing_have_no_end(self, parts: Path, noise: Sound) -> None:
        part_path(parts, 2).unlink()
        reader = SpoolReader(parts, ID, KEY)
        assert heard(reader, noise) == list(range(8))
        assert not reader.complete

    def test_of_which_one_was_cut_short_are_partial_and_keep_their_times(
        self, parts: Path, noise: Sound
    ) -> None:
        path = part_path(parts, 1)
        data = path.read_bytes()
        path.write_bytes(data[: starts(data)[3]])  # where it begins, and two seconds
        reader = SpoolReader(parts, ID, KEY)
        assert heard(reader, noise) == [0, 1, 2, 3, 4, 5, 8, 9, 10, 11]
        assert (reader.complete, reader.damaged, reader.missing_s) == (False, True, 2.0)

    def test_of_which_one_is_another_recordings_do_not_take_it_in(self, parts: Path, noise: Sound) -> None:
        part_path(parts, 1).unlink()
        with SpoolWriter(parts, "another", KEY, 1, 4.0) as writer:
            writer.write(noise[: 4 * RATE])
        reader = SpoolReader(parts, ID, KEY)
        assert heard(reader, noise) == [0, 1, 2, 3, 8, 9, 10, 11]
        assert (reader.complete, reader.missing_s) == (False, 4.0)

    def test_of_another_key_open_nothing(self, parts: Path) -> None:
        reader = SpoolReader(parts, ID, bytes(32))
        with pytest.raises(SpoolDamaged):
            list(reader)
        assert reader.seconds == 0
