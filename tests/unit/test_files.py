"""A file is written whole or not at all, is private before it holds anything, and a full disk has a name."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from intellisession_desktop import files
from intellisession_desktop.errors import DiskFull, FolderUnwritable
from intellisession_desktop.files import (
    known_disk_errors,
    make_private_folder,
    sync_folder,
    write_atomically,
    writing_atomically,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


class Crash(BaseException):
    """As if the process had been killed."""


def mode_of(path: Path | int) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with something in it already."""
    (there := tmp_path / "vault.json").write_bytes(b"old")
    return there


def names(path: Path) -> list[str]:
    return [each.name for each in path.parent.iterdir()]


def test_a_file_is_replaced(path: Path) -> None:
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(path) == ["vault.json"]


def test_a_new_file_is_made(path: Path) -> None:
    write_atomically(path.with_name("second"), b"")
    assert path.with_name("second").read_bytes() == b""


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_crash_before_the_replacement_leaves_the_old_content(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(files.os, step, crash)
        with pytest.raises(Crash):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(path) == ["vault.json"]


def test_what_is_written_piece_by_piece_replaces_the_file_only_when_all_went_well(path: Path) -> None:
    write_atomically(path, b"old")

    def interrupted() -> None:
        with writing_atomically(path) as file:
            file.write(b"half of the n")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]
    with writing_atomically(path) as file:
        file.write(b"all of ")
        file.write(b"the new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"all of the new"


def test_the_data_is_on_the_disk_before_it_takes_the_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for step in ("fsync", "replace"):
        real = getattr(os, step)
        monkeypatch.setattr(files.os, step, lambda *a, s=step, r=real: (done.append(s), r(*a))[1])
    write_atomically(path, b"new")
    assert done[:2] == ["fsync", "replace"]


@posix
def test_the_file_is_private_before_it_holds_anything(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    real = os.fdopen

    def fdopen(descriptor: int, *arguments: str) -> object:
        seen.append((mode_of(descriptor), os.fstat(descriptor).st_size))
        return real(descriptor, *arguments)

    monkeypatch.setattr(files.os, "fdopen", fdopen)
    path.chmod(0o644)
    before = os.umask(0)
    try:
        write_atomically(path, b"new")
    finally:
        os.umask(before)
    assert seen == [(0o600, 0)]
    assert mode_of(path) == 0o600


@posix
def test_a_private_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "vault")
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "vault") == 0o700
    make_private_folder(tmp_path / "vault")  # one that is there is fine


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EACCES, FolderUnwritable),
        (errno.EPERM, FolderUnwritable),
        (errno.EROFS, FolderUnwritable),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_what_the_disk_refuses_becomes_a_known_error_and_leaves_the_old_content(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, error: type[Exception]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(files.os, step, refuse)
        with pytest.raises(error):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(path) == ["vault.json"]


def test_other_failures_of_the_system_stay_what_they_are() -> None:
    with pytest.raises(OSError, match="broken") as raised, known_disk_errors():
        raise OSError(errno.EIO, "broken")
    assert raised.value.errno == errno.EIO


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_really_full_disk_is_told() -> None:
    with (
        pytest.raises(DiskFull),
        known_disk_errors(),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"anything")


def fsync_failing_with(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the system answers `code` when a folder is to be synced."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, os.strerror(code))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folders")
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES])
def test_a_drive_that_syncs_no_folders_is_written_to_all_the_same(
    tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sync_folder(tmp_path)
    fsync_failing_with(code, monkeypatch)
    assert not sync_folder(tmp_path)
    write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folders")
def test_a_disk_that_fails_at_syncing_a_folder_is_no_drive_that_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync_failing_with(errno.EIO, monkeypatch)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_folder(tmp_path)


def test_a_folder_that_is_gone_is_not_called_synced(tmp_path: Path) -> None:
    if os.name != "nt":
        with pytest.raises(FileNotFoundError):
            sync_folder(tmp_path / "gone")
