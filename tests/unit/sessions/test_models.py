"""The models as a person chooses them; packages are made here, pip is the real one."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from intellisession_desktop.engine import fetching, model_checks
from intellisession_desktop.engine.catalogue import Catalogue
from intellisession_desktop.engine.model_entries import Kind, Model, Role
from intellisession_desktop.errors import Cancelled, InvalidInput, ModelMissing
from intellisession_desktop.records import Progress
from intellisession_desktop.sessions import models as module
from intellisession_desktop.sessions.jobs import CancelToken
from intellisession_desktop.sessions.models import (
    ModelChoice,
    fetch_model,
    import_model,
    missing_defaults,
    model_choices,
)
from tests.unit.test_catalogue import PIECES, WHOLE, make_wheel, sha, writing_model

EAR = b"the ear of a test" * 100


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """A computer whose catalogue has one model to fetch, one from elsewhere, and one that is shipped."""
    ear = Model(
        name="ear",
        kind=Kind.ELSEWHERE,
        role=Role.SPEECH,
        title="An ear",
        file="ear.bin",
        size=len(EAR),
        sha256=sha(EAR),
        licence="MIT",
        source="elsewhere",
        hub="https://example.org/ear.bin",
        note="Untried here. Hears well.",
    )
    shipped = writing_model(name="voices", kind=Kind.SHIPPED, role=Role.VOICE_PRINT, parts=())

    def load() -> Catalogue:
        return Catalogue((writing_model(), ear, shipped), tmp_path / "shipped", tmp_path / "models")

    monkeypatch.setattr(module.Catalogue, "load", load)
    return load()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    for i, data in enumerate(PIECES, 1):
        make_wheel(folder, f"intellisession-test-part{i}", {"model.bin": data})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def the(name: str) -> ModelChoice:
    return next(each for each in model_choices() if each.name == name)


def put(catalogue: Catalogue, file: str, data: bytes) -> None:
    catalogue.folder.mkdir(parents=True, exist_ok=True)
    (catalogue.folder / file).write_bytes(data)


def test_models_that_listen_and_write_are_offered_and_no_others(catalogue):
    assert {each.name: each.role for each in model_choices()} == {"tiny-writer": "writing", "ear": "speech"}


def test_a_choice_tells_what_a_person_wants_to_know(catalogue):
    ear = the("ear")
    assert (ear.state, ear.default, ear.fetchable, ear.untried) == ("missing", False, True, True)
    assert ear.note == "Hears well."
    writer = the("tiny-writer")
    assert (writer.state, writer.default, writer.fetchable, writer.untried) == ("missing", True, True, False)


def test_a_missing_default_is_told_until_it_is_there(catalogue):
    assert [each.name for each in missing_defaults()] == ["tiny-writer"]
    put(catalogue, "tiny-writer.gguf", WHOLE)
    assert missing_defaults() == ()


def test_a_default_of_another_size_is_damaged(catalogue):
    put(catalogue, "tiny-writer.gguf", WHOLE[:-1])
    assert [each.state for each in missing_defaults()] == ["damaged"]


def test_looking_reads_no_file(catalogue, monkeypatch):
    put(catalogue, "tiny-writer.gguf", WHOLE)

    def read(*_: object) -> str:
        raise AssertionError("a model was read")

    monkeypatch.setattr(model_checks, "sha256_of", read)
    assert missing_defaults() == ()
    assert the("tiny-writer").state == "ready"


def test_what_was_once_found_damaged_is_remembered(catalogue):
    put(catalogue, "tiny-writer.gguf", b"?" * len(WHOLE))
    assert the("tiny-writer").state == "ready"  # as far as its size tells
    catalogue.verify()
    assert the("tiny-writer").state == "damaged"


def test_a_fetched_model_is_ready(catalogue, packages):
    seen: list[Progress] = []
    fetch_model("tiny-writer", seen.append)
    assert the("tiny-writer").state == "ready"
    assert seen[-1].done == 1.0


def test_a_pause_ends_pip_keeps_what_has_arrived_and_the_next_fetch_goes_on(catalogue, packages, monkeypatch):
    children: list[subprocess.Popen[bytes]] = []
    asked: list[str] = []
    popen = subprocess.Popen

    def watched(command: list[str], **options: object) -> object:
        asked.append(command[-1])
        children.append(popen(command, **options))
        return children[-1]

    monkeypatch.setattr(fetching.subprocess, "Popen", watched)
    monkeypatch.setattr(fetching, "_LOOK_S", 0.02)
    cancel = CancelToken()

    def report(progress: Progress) -> None:
        if len(children) == 2:  # the second package is on its way
            cancel.cancel()

    with pytest.raises(Cancelled):
        fetch_model("tiny-writer", report, cancel)
    assert children[-1].poll() is not None
    assert asked == ["intellisession-test-part1==1.0", "intellisession-test-part2==1.0"]
    assert the("tiny-writer").state == "missing"
    del asked[:]
    fetch_model("tiny-writer")
    assert asked == ["intellisession-test-part2==1.0", "intellisession-test-part3==1.0"]
    assert the("tiny-writer").state == "ready"


def test_a_fetch_can_be_paused_from_another_thread(catalogue, packages, monkeypatch):
    monkeypatch.setattr(fetching, "_LOOK_S", 0.02)
    begun, ended, cancel = threading.Event(), [], CancelToken()

    def fetch() -> None:
        try:
            fetch_model("tiny-writer", lambda _: begun.set(), cancel)
        except Cancelled:
            ended.append("paused")

    thread = threading.Thread(target=fetch)
    thread.start()
    assert begun.wait(10)
    cancel.cancel()
    thread.join(10)
    assert ended == ["paused"]


def test_what_nobody_has_cannot_be_fetched(catalogue):
    with pytest.raises(ModelMissing):
        fetch_model("nothing")
    with pytest.raises(InvalidInput):
        fetch_model("voices")  # it comes with the program


def test_an_imported_file_is_offered_as_untried(catalogue, tmp_path):
    file = tmp_path / "My Writer.gguf"
    file.write_bytes(b"GGUF\x03\0\0\0" + b"another writer " * 10)
    name = import_model(file)
    choice = the(name)
    assert (choice.role, choice.state, choice.untried, choice.fetchable) == ("writing", "ready", True, False)


def test_a_file_of_the_catalogue_gets_its_name(catalogue, tmp_path):
    file = tmp_path / "some name.gguf"
    file.write_bytes(WHOLE)
    assert import_model(file) == "tiny-writer"
    assert missing_defaults() == ()
