"""A file is written whole or not at all, is private before it holds anything, and a full disk has a name."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from intellisession_desktop import files
from intellisession_desktop.errors import DiskFull, FolderUnwritable
from intellisession_desktop.files import (
    known_disk_errors,
    lock_for_writing,
    make_private_folder,
    move_new,
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


WRITE_AND_BE_KILLED = """
import os, signal, sys
from pathlib import Path
from intellisession_desktop import files

files._UNNAMED = files._UNNAMED if sys.argv[3] == "unnamed" else 0
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "inside":
    real, os.fsync = os.fsync, die
else:
    setattr(os, sys.argv[2], die)
with files.writing_atomically(Path(sys.argv[1])) as file:
    file.write(b"what the client said")
"""


def killed_while_writing(path: Path, step: str, kind: str) -> None:
    """Another process is killed at `step` of writing `path`."""
    command = [sys.executable, "-c", WRITE_AND_BE_KILLED, str(path), step, kind]
    checkout = Path(files.__file__).parents[1]
    assert subprocess.run(command, cwd=checkout, check=False).returncode == -signal.SIGKILL


@pytest.mark.skipif(not files._UNNAMED, reason="only Linux has files without a name")
@pytest.mark.parametrize(
    ("name", "step"), [("vault.json", "inside"), ("note.txt", "inside"), ("note.txt", "link")]
)
def test_a_kill_before_the_file_is_whole_leaves_nothing_of_it(path: Path, name: str, step: str) -> None:
    killed_while_writing(path.with_name(name), step, "unnamed")
    assert names(path) == ["vault.json"]
    assert path.read_bytes() == b"old"


@posix
@pytest.mark.parametrize("kind", ["named", "unnamed"])
def test_what_a_kill_left_beside_the_file_is_removed_by_the_next_write(path: Path, kind: str) -> None:
    killed_while_writing(path, "replace", kind)
    (left,) = [each for each in path.parent.iterdir() if each != path]
    foreign = path.with_name(".letter.0123abcd.tmp")
    foreign.write_bytes(b"another program's")
    os.utime(foreign, (0, 0))
    write_atomically(path.with_name("other"), b"one that was written right now may not be finished")
    assert left.exists()
    os.utime(left, (0, 0))
    with left.open("r+b") as writing:
        lock_for_writing(writing.fileno())
        write_atomically(path.with_name("other"), b"nor is one that somebody writes")
        assert left.exists()
    write_atomically(path.with_name("other"), b"")
    assert sorted(names(path)) == sorted(["vault.json", "other", foreign.name])


@pytest.mark.parametrize("unnamed", [files._UNNAMED, 0])
def test_what_is_to_be_new_replaces_nothing_that_came_meanwhile(
    path: Path, unnamed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_UNNAMED", unnamed)
    came = path.with_name("came")

    def overtaken() -> None:
        with writing_atomically(came, new=True) as file:
            file.write(b"ours")
            came.write_bytes(b"theirs")

    with pytest.raises(FileExistsError):
        overtaken()
    assert came.read_bytes() == b"theirs"
    with writing_atomically(path.with_name("new"), new=True) as file:
        file.write(b"ours")
    assert path.with_name("new").read_bytes() == b"ours"
    assert sorted(names(path)) == ["came", "new", "vault.json"]


@posix
@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_moved_only_where_there_is_none(
    path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "a drive on which a file has one name only")

    if not links:
        monkeypatch.setattr(files.os, "link", refuse)
    (other := path.with_name("other")).write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        move_new(path, other)
    assert (path.read_bytes(), other.read_bytes()) == (b"old", b"theirs")
    move_new(path, path.with_name("moved"))
    assert sorted(names(path)) == ["moved", "other"]


@posix
def test_where_an_unnamed_file_cannot_be_named_it_is_copied(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_proc(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "no /proc here")

    monkeypatch.setattr(files.os, "link", no_proc)
    write_atomically(path, b"new")
    write_atomically(path.with_name("second"), b"too")
    assert (path.read_bytes(), path.with_name("second").read_bytes()) == (b"new", b"too")
    assert sorted(names(path)) == ["second", "vault.json"]
