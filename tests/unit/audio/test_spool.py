"""The encrypted spool: what comes back, what a crash leaves, and what a stranger can do."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intellisession_desktop.audio import sealed
from intellisession_desktop.audio.spool import SpoolReader, SpoolWriter, new_key, sealed_seconds
from intellisession_desktop.audio.spool_content import to_flac
from intellisession_desktop.errors import DiskFull, FolderUnwritable, SpoolDamaged

from . import sounds

ID = "5f0c7d"
KEY = bytes(range(32))
STEP = 1 / 32767
HEADER = 40


def written(path: Path, sound: np.ndarray, key: bytes = KEY, recording_id: str = ID) -> Path:
    with SpoolWriter(path, recording_id, key) as writer:
        writer.write(sound)
    return path


def records(path: Path) -> list[bytes]:
    """The raw records of a spool."""
    data, found, at = path.read_bytes(), [], HEADER
    while at < len(data):
        end = at + 5 + int.from_bytes(data[at : at + 4], "big")
        found.append(data[at:end])
        at = end
    return found


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(3).uniform(-1, 1, 56_000).astype(np.float32)


@pytest.fixture(scope="module")
def whole(noise, tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("spool") / "whole", noise)


def test_what_went_in_comes_back_whatever_the_size_of_the_pieces(noise, tmp_path):
    with SpoolWriter(tmp_path / "s", ID, KEY) as writer:
        for start in range(0, len(noise), 1234):
            writer.write(noise[start : start + 1234])
        assert writer.seconds == 3.0  # whole seconds are safe on the disk before the end
    reader = SpoolReader(tmp_path / "s", ID, KEY)
    blocks = list(reader)
    assert [len(block) for block in blocks] == [16_000] * 3 + [8_000]
    back = np.concatenate(blocks)
    assert back.dtype == np.float32
    assert np.abs(back - noise).max() <= STEP / 2 + 1e-6
    assert reader.complete
    assert reader.seconds == 3.5


@pytest.mark.parametrize("samples", [0, 1, 16_000, 32_000])
def test_recordings_of_any_length_are_complete(samples, noise, tmp_path):
    reader = SpoolReader(written(tmp_path / "s", noise[:samples]), ID, KEY)
    assert sum(len(block) for block in reader) == samples
    assert reader.complete


def test_louder_than_full_scale_is_clipped_not_wrapped(tmp_path):
    path = written(tmp_path / "s", np.full(100, 1.5, np.float32))
    assert np.concatenate(list(SpoolReader(path, ID, KEY))).min() == 1.0


def test_the_file_is_private_and_is_never_opened_again(noise, tmp_path):
    path = written(tmp_path / "s", noise)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        SpoolWriter(path, ID, KEY)
    assert path.read_bytes() == before


def test_no_sound_can_be_seen_on_the_disk(tmp_path):
    tone = sounds.tone(3.0, 16_000)
    path = written(tmp_path / "s", tone)
    data = path.read_bytes()
    assert b"fLaC" not in data
    assert to_flac(tone[:16_000])[100:132] not in data
    assert (tone[:16] * 32767).astype(np.int16).tobytes() not in data
    assert len({record[5:] for record in records(path)}) == len(records(path))
    counts = np.bincount(np.frombuffer(b"".join(r[5:] for r in records(path)), np.uint8), minlength=256)
    assert counts.max() < 3 * counts.mean()


def test_two_keys_are_never_the_same():
    assert len({bytes(new_key()) for _ in range(20)}) == 20
    assert len(new_key()) == 32


def test_each_second_is_on_the_disk_before_the_next_is_sealed(noise, tmp_path, monkeypatch):
    sizes = []
    through = sealed.write_through
    monkeypatch.setattr(
        sealed, "write_through", lambda fd, data_only=False: (sizes.append(os.fstat(fd).st_size), through(fd))
    )
    path = written(tmp_path / "s", noise)
    ends = np.cumsum([HEADER, *(len(record) for record in records(path))])
    assert sizes == list(ends)


# --- a crash


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spool_cut_anywhere_gives_all_its_whole_seconds(data, whole, tmp_path):
    size = whole.stat().st_size
    ends = np.cumsum([HEADER, *(len(record) for record in records(whole))])
    near = [int(end) + step for end in ends for step in (-1, 0, 1, 4, 5, 6) if end + step < size]
    cut = data.draw(st.sampled_from(near) | st.integers(0, size - 1))
    path = tmp_path / "cut"
    path.write_bytes(whole.read_bytes()[:cut])
    reader = SpoolReader(path, ID, KEY)
    assert sum(len(block) for block in reader) == 16_000 * int(np.sum(ends[1:] <= cut))
    assert not reader.complete


def test_zeros_that_a_power_failure_leaves_at_the_end_count_as_a_cut(whole, tmp_path):
    data = whole.read_bytes()
    middle = HEADER + len(records(whole)[0])
    for kept in (middle, middle + 3, middle + 5, middle + 500):
        path = tmp_path / "zeros"
        path.write_bytes(data[:kept] + bytes(len(data) - kept))
        reader = SpoolReader(path, ID, KEY)
        assert sum(len(block) for block in reader) == 16_000
        assert not reader.complete


def test_a_recording_that_is_still_being_written_can_be_read_so_far(noise, tmp_path):
    writer = SpoolWriter(tmp_path / "s", ID, KEY)
    writer.write(noise[:40_000])
    reader = SpoolReader(tmp_path / "s", ID, KEY)
    assert sum(len(block) for block in reader) == 32_000
    assert not reader.complete
    writer.close()
    assert sum(len(block) for block in reader) == 40_000
    assert reader.complete


def test_an_error_inside_the_recording_leaves_a_cut_spool(noise, tmp_path):
    def record() -> None:
        with SpoolWriter(tmp_path / "s", ID, KEY) as writer:
            writer.write(noise)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record()
    reader = SpoolReader(tmp_path / "s", ID, KEY)
    assert sum(len(block) for block in reader) == 48_000
    assert not reader.complete


def test_a_full_disk_loses_nothing_and_leaves_no_half_record(noise, tmp_path, monkeypatch):
    writer = SpoolWriter(tmp_path / "s", ID, KEY)
    writer.write(noise[:16_000])
    before = (tmp_path / "s").read_bytes()

    def full(descriptor: int, data: bytes) -> None:
        os.write(descriptor, data[:100])
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(sealed, "write_all", full)
        for _ in range(2):
            with pytest.raises(DiskFull):
                writer.write(noise[16_000:32_000] if writer._held.size == 0 else noise[:0])
        with pytest.raises(DiskFull):
            writer.close()
        assert (tmp_path / "s").read_bytes() == before
    with pytest.raises(ValueError, match="ended"):
        writer.write(noise)
    writer.close()
    reader = SpoolReader(tmp_path / "s", ID, KEY)
    back = np.concatenate(list(reader))
    assert np.abs(back - noise[:32_000]).max() <= STEP
    assert reader.complete


def test_a_spool_that_cannot_be_made_leaves_no_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "no space")

    monkeypatch.setattr(sealed, "write_all", full)
    with pytest.raises(DiskFull):
        SpoolWriter(tmp_path / "s", ID, KEY)
    assert list(tmp_path.iterdir()) == []

    def refuse(*_):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FolderUnwritable):
        SpoolWriter(tmp_path / "s", ID, KEY)


# --- a stranger


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_byte_costs_at_most_its_own_second(data, whole, noise, tmp_path):
    content = bytearray(whole.read_bytes())
    at = data.draw(st.integers(0, HEADER + 5) | st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "changed"
    path.write_bytes(content)
    reader = SpoolReader(path, ID, KEY)
    back = np.concatenate(list(reader))
    same = []
    for second in range(4):
        block, was = (each[second * 16_000 : (second + 1) * 16_000] for each in (back, noise))
        if len(block) == len(was) and np.abs(block - was).max() <= STEP:
            same.append(second)
    lost = 4 - len(same)
    assert lost <= 1
    assert reader.missing_s == lost
    assert reader.damaged == (lost > 0)
    assert reader.complete == (lost == 0)


def rebuilt(path: Path, source: Path, parts: list[bytes]) -> Path:
    path.write_bytes(source.read_bytes()[:HEADER] + b"".join(parts))
    return path


@pytest.mark.parametrize(
    ("order", "heard"),
    [
        ([1, 0, 2, 3], "0-23"),
        ([0, 2, 3], "0-23"),
        ([0, 0, 1, 2, 3], "0123"),
        ([1, 2, 3], "-123"),
        ([0, 1, 2, 3, 3], "0123"),
        ([0, 3], "0--3"),
    ],
)
def test_records_in_another_order_are_found_out_and_those_in_order_are_heard(
    order, heard, whole, noise, tmp_path
):
    parts = records(whole)
    reader = SpoolReader(rebuilt(tmp_path / "s", whole, [parts[i] for i in order]), ID, KEY)
    blocks = list(reader)
    assert [len(block) for block in blocks] == [16_000, 16_000, 16_000, 8_000]
    for second, (block, which) in enumerate(zip(blocks, heard, strict=True)):
        if which == "-":
            assert not block.any()
        else:
            assert np.abs(block - noise[second * 16_000 :][: len(block)]).max() <= STEP
    assert reader.damaged
    assert not reader.complete
    assert reader.missing_s == heard.count("-")


def test_a_cut_spool_that_was_extended_again_is_found_out(whole, noise, tmp_path):
    other = written(tmp_path / "other", noise, recording_id="another")
    parts, foreign = records(whole), records(other)
    for extension, missing_s in (
        (foreign[2:], 2.0),
        (foreign[:1], 1.0),
        ([b"\0\0\0\x40\0" + b"x" * 64], 1.0),
    ):
        reader = SpoolReader(rebuilt(tmp_path / "s", whole, parts[:2] + extension), ID, KEY)
        assert len(list(reader)) == 2
        assert reader.damaged
        assert not reader.complete
        assert reader.missing_s == missing_s
        assert reader.seconds == 2.0  # what can be trusted was given


def test_another_recordings_id_or_key_opens_nothing(whole):
    for reader in (SpoolReader(whole, "another", KEY), SpoolReader(whole, ID, bytes(32))):
        with pytest.raises(SpoolDamaged):
            list(reader)
        assert reader.seconds == 0


class TestSealedSeconds:
    def test_are_counted_without_the_key(self, tmp_path):
        path = tmp_path / "a.spool"
        with SpoolWriter(path, "a", new_key()) as writer:
            writer.write(np.full(3 * 16_000 + 800, 0.2, np.float32))
            assert sealed_seconds(path) == 3
        assert sealed_seconds(path) == 3

    def test_of_what_a_crash_left_are_those_that_are_whole(self, tmp_path):
        path = tmp_path / "a.spool"
        writer = SpoolWriter(path, "a", new_key())
        writer.write(np.full(3 * 16_000, 0.2, np.float32))
        writer.abandon()
        whole = path.read_bytes()
        path.write_bytes(whole[:-10])
        assert sealed_seconds(path) == 2
        path.write_bytes(whole + bytes(4096))
        assert sealed_seconds(path) == 3
        path.write_bytes(b"")
        assert sealed_seconds(path) == 0

    def test_of_a_file_that_is_not_there_are_none(self, tmp_path):
        assert sealed_seconds(tmp_path / "nothing.spool") == 0
