"""Settings: declared once, kept readable, and never a reason not to start."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from intellisession_desktop.errors import FolderUnwritable
from intellisession_desktop.settings import (
    Settings,
    declared_settings,
    load_settings,
    save_settings,
    settings_file,
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("INTELLISESSION_DATA", str(folder))
    return folder


def test_what_is_stored_comes_back() -> None:
    chosen = replace(Settings(), theme="dark", auto_lock_minutes=0, microphone="Jabra Élite", threads=2)
    save_settings(chosen)
    assert load_settings() == chosen


def test_without_a_file_everything_is_the_default() -> None:
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "stored",
    [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe\x00", b"[" * 20_000, b'{"theme": "dark"'],
)
def test_a_damaged_file_falls_back_to_the_defaults(stored: bytes, data: Path) -> None:
    data.mkdir()
    settings_file().write_bytes(stored)
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", 3),
        ("auto_lock_minutes", "10"),
        ("auto_lock_minutes", -1),
        ("auto_lock_minutes", 10.0),
        ("threads", True),
        ("microphone", None),
        ("transcripts", ["keep"]),
    ],
)
def test_a_wrong_value_falls_back_alone(name: str, value: object, data: Path) -> None:
    data.mkdir()
    settings_file().write_text(json.dumps({name: value, "speech_model": "whisper-tiny.en"}))
    assert load_settings() == replace(Settings(), speech_model="whisper-tiny.en")


def test_what_a_newer_version_stored_is_left_aside(data: Path) -> None:
    data.mkdir()
    settings_file().write_text(json.dumps({"theme": "light", "unheard_of": {"a": 1}}))
    assert load_settings() == replace(Settings(), theme="light")


def test_a_folder_that_may_not_be_written_is_a_known_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(FolderUnwritable):
        save_settings(Settings())


def test_every_shown_setting_has_words_and_its_default_is_one_of_its_choices() -> None:
    defaults = Settings()
    for name, setting in declared_settings().items():
        assert setting.words
        assert setting.page in ("General", "Notes", "Recording", "Models")
        if setting.choices:
            assert str(getattr(defaults, name)) in [value for value, _ in setting.choices]
            assert all(words for _, words in setting.choices)


def test_the_vault_is_chosen_elsewhere() -> None:
    assert "vault_folder" not in declared_settings()


def test_threads_are_one_per_core_up_to_eight_unless_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 24)
    assert Settings().engine_threads() == 8
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert Settings().engine_threads() == 1
    assert replace(Settings(), threads=4).engine_threads() == 4
