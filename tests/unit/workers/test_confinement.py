"""What a worker cannot do any more, tried in a real one; where the kernel lacks it, that is said."""

from __future__ import annotations

import logging
import os
import platform
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.errors import Cancelled, EngineCrashed
from intellisession_desktop.workers import landlock
from intellisession_desktop.workers.confinement import SEALED_MEMORY
from intellisession_desktop.workers.descriptors import Handed
from intellisession_desktop.workers.worker import Worker

from .prisoners import ANSWER, Liar, Prisoner, Sealed, WithoutFiles

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is confined elsewhere")
filtered = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "aarch64") or "Seccomp:" not in Path("/proc/self/status").read_text()
    if sys.platform == "linux"
    else True,
    reason="this kernel filters no system calls",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "there").write_text("the only file")
    return folder


@pytest.fixture(scope="module")
def file(folder: Path) -> Iterator[Handed]:
    number = os.open(folder / "there", os.O_RDONLY)
    yield Handed(number)
    os.close(number)


@pytest.fixture(scope="module")
def sealed(folder: Path, file: Handed) -> Iterator[Worker]:
    with Worker("sealed", Sealed, str(folder), file) as worker:
        yield worker


@pytest.fixture(scope="module")
def without_files(folder: Path) -> Iterator[Worker]:
    with Worker("reader", WithoutFiles, str(folder)) as worker:
        yield worker


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[Worker]:
    with Worker("plain", Prisoner, str(folder)) as worker:
        yield worker


OUT_OF_FILES = ("read_a_file", "write_a_file", "list_a_folder", "remove_a_file", "rename_a_file")
OUT_OF_ITSELF = ("open_a_socket", "open_a_local_socket", "start_a_program", "become_a_program")


@filtered
@pytest.mark.parametrize(
    "attempt", [*OUT_OF_FILES, *OUT_OF_ITSELF, "fork", "end_the_parent", "raise_its_limit"]
)
def test_a_sealed_worker_gets_nowhere(sealed: Worker, folder: Path, attempt: str) -> None:
    assert sealed.call(attempt) in ("PermissionError", "ValueError")
    assert [path.name for path in folder.iterdir()] == ["there"]


@filtered
@pytest.mark.parametrize("attempt", ["change_the_open_file", "change_its_rights"])
def test_the_open_file_cannot_be_changed(sealed: Worker, folder: Path, attempt: str) -> None:
    before = (folder / "there").stat().st_mode
    assert sealed.call(attempt) in ("PermissionError", "OSError")
    assert ((folder / "there").read_text(), (folder / "there").stat().st_mode) == ("the only file", before)


def test_what_decoding_needs_is_left(sealed: Worker) -> None:
    assert sealed.call("read_the_open_file") == "the only file"
    assert sealed.call("begin_a_thread") == "done"
    assert sealed.call("take_memory", SEALED_MEMORY // 2) == "done"
    assert sealed.call("peak_memory") > 0


def test_memory_is_limited(sealed: Worker) -> None:
    assert sealed.call("take_memory", SEALED_MEMORY + (1 << 20)) in ("MemoryError", "_ArrayMemoryError")
    assert sealed.call("read_the_open_file") == "the only file"  # and it goes on


@filtered
@pytest.mark.parametrize("attempt", [*OUT_OF_FILES, *OUT_OF_ITSELF, "fork"])
def test_a_worker_without_files_opens_none(without_files: Worker, folder: Path, attempt: str) -> None:
    assert without_files.call(attempt) == "PermissionError"
    assert [path.name for path in folder.iterdir()] == ["there"]


@filtered
@pytest.mark.parametrize("attempt", [*OUT_OF_ITSELF, "look_into_the_parent"])
def test_no_worker_reaches_the_network_another_program_or_another_process(
    plain: Worker, attempt: str
) -> None:
    assert plain.call(attempt) == "PermissionError"


@filtered
def test_no_worker_gets_new_privileges(plain: Worker) -> None:
    assert plain.call("privileges") == 1


def test_a_worker_with_a_model_keeps_its_files_and_threads(plain: Worker) -> None:
    assert plain.call("read_a_file") == "done"
    assert plain.call("begin_a_thread") == "done"


@pytest.mark.skipif(sys.platform != "linux" or landlock.version() == 0, reason="this kernel has no Landlock")
def test_the_log_says_which_protections_hold(
    folder: Path, file: Handed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with Worker("sealed", Sealed, str(folder), file):
        pass
    (told,) = re.findall(r"worker_ready worker=sealed \S+ protections=(\S+)", caplog.text)
    assert {"privileges", "network", "writing", "files", "memory", "landlock", "sealed"} == set(
        told.split("+")
    )


def test_a_kernel_without_any_of_it_is_no_reason_not_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from intellisession_desktop.workers import seccomp

    monkeypatch.setattr(seccomp.platform, "machine", lambda: "riscv64")
    assert not seccomp.seal()
    assert not seccomp.refuse_network_and_programs()
    assert not seccomp.refuse_files()


def test_a_worker_has_no_file_of_its_parent_but_the_one_that_was_handed_over(
    folder: Path, file: Handed, tmp_path: Path
) -> None:
    (tmp_path / "vault.db").write_text("the vault")
    secret = os.open(tmp_path / "vault.db", os.O_RDONLY)
    os.set_inheritable(secret, True)
    try:
        with Worker("sealed", Sealed, str(folder), file) as worker:
            there = Path(f"/proc/{worker.pid}/fd")
            if not os.access(there, os.R_OK):
                pytest.skip("only root may look into a hardened process")
            files = {os.readlink(each) for each in there.iterdir()}
        named = {name for name in files if name.startswith("/") and not name.startswith("/dev/")}
        assert named == {str(folder / "there")}
        assert sum(name.startswith("socket:") for name in files) == 1  # to its parent
    finally:
        os.close(secret)


def frame(length: int, data: bytes = b"") -> bytes:
    return struct.pack("<I", length) + data


@pytest.mark.parametrize(
    "said",
    [
        frame(4, b"\0\0\0\0"),
        frame((64 << 20) + 1),
        frame(2**32 - 1),
        frame(12, b"\x08\0\0\0[[[[[[[["),
        frame(0),
    ],
)
def test_a_worker_that_answers_with_anything_else_is_ended(
    said: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with Worker("liar", Liar) as liar:
        with pytest.raises(EngineCrashed):
            liar.call("say", said)
        liar._process.join(30)
        assert not liar.alive
    assert "worker_refused worker=liar" in caplog.text


def test_a_result_of_another_type_is_refused() -> None:
    with Worker("liar", Liar) as liar:
        assert liar.call("plain") == "plain"
        with pytest.raises(EngineCrashed):
            liar.call("promise")


def test_half_an_answer_holds_nobody_up() -> None:
    half = frame(len(ANSWER), ANSWER[: len(ANSWER) // 2])
    with Worker("liar", Liar, grace_s=0.0) as liar, pytest.raises(Cancelled):
        liar.call("say_half", half, cancelled=lambda: True)
    assert not liar.alive
    with Worker("liar", Liar, grace_s=0.0, patience_s=0.2) as liar, pytest.raises(EngineCrashed):
        liar.call("say_half", half)
    assert not liar.alive
