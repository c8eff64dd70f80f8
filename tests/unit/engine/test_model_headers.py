"""A model file whose counts, lengths or offsets lead out of it never reaches C++, which would trust them."""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intellisession_desktop.engine.model_checks import CheckedFiles
from intellisession_desktop.engine.model_headers import check_ggml, check_gguf
from intellisession_desktop.errors import ModelDamaged, ModelMissing

HUGE = 1 << 62


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def gguf(
    tensors: int = 1,
    facts: int = 3,
    words: int = 2,
    width: int = 64,
    offset: int = 0,
    dimensions: int = 2,
    kind: int = 0,
    alignment: int = 32,
) -> bytes:
    """A file of one tensor of 64 times 2 values, whose numbers may be lies."""
    head = b"GGUF" + struct.pack("<IQQ", 3, tensors, facts)
    head += text(b"general.alignment") + struct.pack("<II", 4, alignment)
    head += text(b"general.name") + struct.pack("<I", 8) + text(b"small")
    head += text(b"tokenizer.tokens") + struct.pack("<IIQ", 9, 8, words) + text(b"a") + text(b"b")
    head += text(b"weight") + struct.pack("<IQQ", dimensions, width, 2) + struct.pack("<IQ", kind, offset)
    return head + bytes(-len(head) % 32) + bytes(64 * 2 * 4)


def ggml(
    sizes: tuple[int, ...] = (2, 8, 8, 2, 1, 8, 8, 2, 1, 4),
    words: int = 2,
    length: int = 1,
    bands: int = 4,
    shape: tuple[int, ...] = (8, 2),
    kind: int = 0,
    name: int = 6,
) -> bytes:
    head = b"lmgg" + struct.pack("<10i", *sizes) + struct.pack("<i", 1)
    head += struct.pack("<ii", bands, 3) + bytes(4 * 4 * 3)
    head += struct.pack("<i", words) + struct.pack("<I", length) + b"a" + struct.pack("<I", 1) + b"b"
    head += struct.pack("<iii", len(shape), name, kind) + struct.pack(f"<{len(shape)}i", *shape) + b"weight"
    return head + bytes(8 * 2 * 4)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_whole_files_pass(tmp_path: Path) -> None:
    check_gguf(written(tmp_path / "a.gguf", gguf()))
    check_ggml(written(tmp_path / "a.bin", ggml()))


@pytest.mark.parametrize(
    "data",
    [
        gguf(tensors=2),
        gguf(tensors=HUGE),
        gguf(facts=HUGE),
        gguf(facts=4),
        gguf(words=3),
        gguf(words=HUGE),
        gguf(width=1 << 40),
        gguf(width=HUGE),
        gguf(width=65),
        gguf(width=0),
        gguf(offset=32),
        gguf(offset=HUGE),
        gguf(offset=1),
        gguf(dimensions=5),
        gguf(dimensions=1 << 30),
        gguf(kind=99),
        gguf(alignment=0),
        gguf(alignment=3),
        gguf()[:-1],
        gguf()[:40],
        b"GGUF",
        b"",
        b"GGUF" + struct.pack("<IQQ", 1, 1, 1),
        ggml(),
    ],
)
def test_a_gguf_file_that_lies_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelDamaged):
        check_gguf(written(tmp_path / "a.gguf", data))


@pytest.mark.parametrize(
    "data",
    [
        ggml(sizes=(1 << 30, 8, 8, 2, 1, 8, 8, 2, 1, 4)),
        ggml(sizes=(2, 8, 8, 2, 1 << 20, 8, 8, 2, 1, 4)),
        ggml(sizes=(2, 8, 8, 0, 1, 8, 8, 2, 1, 4)),
        ggml(sizes=(2, -8, 8, 2, 1, 8, 8, 2, 1, 4)),
        ggml(words=1 << 19),
        ggml(words=-1),
        ggml(length=1 << 31),
        ggml(bands=1 << 11),
        ggml(shape=(8, 3)),
        ggml(shape=(1 << 30, 1 << 30)),
        ggml(shape=(8, -2)),
        ggml(shape=(1, 1, 1, 1, 1)),
        ggml(kind=4),
        ggml(name=1 << 30),
        ggml()[:-1],
        b"lmgg",
        b"",
        gguf(),
    ],
)
def test_a_ggml_file_that_lies_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelDamaged):
        check_ggml(written(tmp_path / "a.bin", data))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize(("make", "check"), [(gguf, check_gguf), (ggml, check_ggml)])
def test_no_change_gives_anything_but_a_known_error(
    data: st.DataObject, make: Callable[[], bytes], check: Callable[[Path], None], tmp_path: Path
) -> None:
    content = bytearray(make())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(new)] = new
    path = written(tmp_path / "changed", bytes(content[: data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(ModelDamaged):
        check(path)


def test_a_model_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        check_gguf(tmp_path / "nothing.gguf")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the last change")
def test_a_model_changed_in_place_is_read_again_though_its_size_and_date_are_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "model.bin", b"before")
    checked = CheckedFiles(tmp_path)
    before, status = checked.sha256("model", path), path.stat()
    with path.open("r+b") as file:
        file.write(b"behind")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_mtime_ns, path.stat().st_size) == (status.st_mtime_ns, 6)
    assert checked.remembered("model", path) is None
    assert checked.sha256("model", path) != before


def test_what_is_remembered_may_be_absurd(tmp_path: Path) -> None:
    path = written(tmp_path / "model.bin", b"model")
    for absurd in ("[" * 100_000, "1", '{"model": [1e999, 1, 1, 1, "x"]}', '{"model": ' + "9" * 5000 + "}"):
        (tmp_path / "verified.json").write_text(absurd)
        assert CheckedFiles(tmp_path).remembered("model", path) is None
