"""The models in the settings: choosing, fetching, pausing, importing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    InvalidInput,
    ModelFetchFailed,
    sentence_of,
)
from intellisession_desktop.records import Progress
from intellisession_desktop.sessions.jobs import CancelToken, Report
from intellisession_desktop.sessions.models import ModelChoice
from intellisession_desktop.settings import load_settings
from intellisession_desktop.ui import fetching
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.preferences import models
from intellisession_desktop.ui.preferences.dialog import PreferencesDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.fields import Select
from tests.ui.conftest import settle
from tests.ui.preferences import choose, choosing, click, open_page, scroll_down, text_of, texts

Shot = Callable[[QWidget, str], None]


def model(name: str, title: str, role: str, size: int, state: str = "ready", **more: object) -> ModelChoice:
    facts: dict[str, object] = {
        "licence": "MIT",
        "source": "OpenAI, in the form of whisper.cpp",
        "default": False,
        "fetchable": True,
        "note": "",
        "untried": False,
    }
    return ModelChoice(name=name, title=title, role=role, size=size, state=state, **{**facts, **more})  # type: ignore[arg-type]


HERE: tuple[ModelChoice, ...] = (
    model("whisper-base", "Whisper base, multilingual", "speech", 147_951_465, default=True),
    model(
        "whisper-tiny.en",
        "Whisper tiny, English only",
        "speech",
        77_704_715,
        "missing",
        note="Twice as fast as base; hears names and numbers less well.",
    ),
    model("whisper-small.en", "Whisper small, English only", "speech", 487_614_201, "missing", untried=True),
    model("qwen2.5-1.5b", "Qwen2.5 1.5B", "writing", 1_117_320_768, default=True, licence="Apache-2.0"),
    model(
        "other",
        "Gemma 3 4B",
        "writing",
        2_489_757_856,
        "damaged",
        licence="Gemma Terms of Use",
        fetchable=False,
        untried=True,
    ),
)


class Shelf:
    """The models on this computer, and how fetching one ends."""

    def __init__(self) -> None:
        self.models = HERE
        self.fetched: list[str] = []
        self.go_on = threading.Event()
        self.error: Exception | None = None

    def choices(self) -> tuple[ModelChoice, ...]:
        return self.models

    def fetch(self, name: str, report: Report, cancel: CancelToken) -> None:
        self.fetched.append(name)
        report(Progress("Fetching", 0.25))
        while not self.go_on.wait(0.01):
            cancel.check()
        if self.error is not None:
            raise self.error
        self.models = tuple(
            replace(each, state="ready") if each.name == name else each for each in self.models
        )

    def bring(self, path: Path, report: Report) -> str:
        report(Progress("Importing", 0.5))
        if self.error is not None:
            raise self.error
        self.models = (*self.models, model("mine", "mine.gguf", "writing", path.stat().st_size, untried=True))
        return "mine"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(models, "model_choices", made.choices)
    monkeypatch.setattr(fetching, "fetch_model", made.fetch)
    monkeypatch.setattr(fetching, "import_model", made.bring)
    return made


def offered(dialog: PreferencesDialog, name: str) -> list[str]:
    select = dialog.findChild(Select, name)
    assert select is not None
    return [select.itemText(i) for i in range(select.count())]


def shows(dialog: PreferencesDialog, name: str) -> bool:
    button = dialog.findChild(Button, name)
    return button is not None and button.isVisible()


def test_only_models_that_are_here_can_be_chosen(
    context: Context, qtbot: QtBot, shelf: Shelf, shot: Shot
) -> None:
    shelf.models = (*HERE, model("tiny", "Whisper tiny", "speech", 75_000_000))
    dialog = open_page(context, qtbot, "Models")
    assert offered(dialog, "setting-speech_model") == ["Whisper base, multilingual", "Whisper tiny"]
    assert offered(dialog, "setting-writing_model") == ["Qwen2.5 1.5B"]
    choose(dialog, "setting-speech_model", "tiny")
    choose(dialog, "setting-threads", "2")
    assert load_settings().speech_model == "tiny"
    assert load_settings().threads == 2
    shot(dialog, "52-settings-models")
    dialog.resize(900, 900)
    scroll_down(dialog)
    shot(dialog, "52-settings-models-list")


def test_the_chosen_model_is_shown_as_missing_until_it_is_here(
    context: Context, qtbot: QtBot, shelf: Shelf
) -> None:
    shelf.models = tuple(replace(each, state="missing") for each in HERE)
    dialog = open_page(context, qtbot, "Models")
    assert offered(dialog, "setting-speech_model") == ["Whisper base, multilingual (not installed yet)"]
    assert load_settings().speech_model == "whisper-base"


def test_untried_models_say_so_and_what_cannot_be_fetched_has_no_button(
    context: Context, qtbot: QtBot, shelf: Shelf
) -> None:
    dialog = open_page(context, qtbot, "Models")
    assert [text for text in texts(dialog) if text == "Untried"] == ["Untried", "Untried"]
    assert "Damaged" in texts(dialog)
    assert shows(dialog, "fetch-whisper-tiny.en")
    assert not shows(dialog, "fetch-whisper-base")
    assert not shows(dialog, "fetch-other")


def test_a_model_is_fetched_and_can_be_chosen_then(
    context: Context, qtbot: QtBot, shelf: Shelf, shot: Shot
) -> None:
    dialog = open_page(context, qtbot, "Models")
    click(dialog, "fetch-whisper-tiny.en", qtbot)
    qtbot.waitUntil(lambda: "25 %" in texts(dialog))
    dialog.resize(900, 900)
    shot(dialog, "52-settings-models-fetching")
    shelf.go_on.set()
    qtbot.waitUntil(lambda: "Whisper tiny, English only" in offered(dialog, "setting-speech_model"))
    assert shelf.fetched == ["whisper-tiny.en"]
    assert not shows(dialog, "fetch-whisper-tiny.en")


def test_fetching_is_paused_and_goes_on(context: Context, qtbot: QtBot, shelf: Shelf) -> None:
    dialog = open_page(context, qtbot, "Models")
    click(dialog, "fetch-whisper-tiny.en", qtbot)
    qtbot.waitUntil(lambda: "25 %" in texts(dialog))
    click(dialog, "pause-whisper-tiny.en", qtbot)
    qtbot.waitUntil(lambda: "Paused. What has arrived is kept." in texts(dialog))
    shelf.go_on.set()
    click(dialog, "fetch-whisper-tiny.en", qtbot)
    qtbot.waitUntil(lambda: "Whisper tiny, English only" in offered(dialog, "setting-speech_model"))
    assert shelf.fetched == ["whisper-tiny.en"] * 2


def test_a_fetch_that_fails_says_so_at_its_model_and_can_go_on(
    context: Context, qtbot: QtBot, shelf: Shelf
) -> None:
    shelf.error = ModelFetchFailed()
    shelf.go_on.set()
    dialog = open_page(context, qtbot, "Models")
    click(dialog, "fetch-whisper-tiny.en", qtbot)
    qtbot.waitUntil(lambda: any(sentence_of("model_fetch_failed") in text for text in texts(dialog)))
    button = dialog.findChild(Button, "fetch-whisper-tiny.en")
    assert button is not None
    assert (button.text(), button.isVisible()) == ("Continue", True)


def test_fetching_goes_on_when_the_settings_are_closed_and_is_found_again(
    context: Context, qtbot: QtBot, shelf: Shelf
) -> None:
    dialog = open_page(context, qtbot, "Models")
    click(dialog, "fetch-whisper-tiny.en", qtbot)
    qtbot.waitUntil(lambda: "25 %" in texts(dialog))
    click(dialog, "close", qtbot)
    again = open_page(context, qtbot, "Models")
    assert shows(again, "pause-whisper-tiny.en")
    shelf.go_on.set()
    qtbot.waitUntil(lambda: "Whisper tiny, English only" in offered(again, "setting-speech_model"))
    assert shelf.fetched == ["whisper-tiny.en"]
    settle(qtbot, context.background)


def test_a_model_is_imported_from_disk(
    context: Context, qtbot: QtBot, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF")
    choosing(monkeypatch, models, "choose_file", file)
    dialog = open_page(context, qtbot, "Models")
    click(dialog, "import-model", qtbot)
    qtbot.waitUntil(lambda: "mine.gguf" in offered(dialog, "setting-writing_model"))
    assert text_of(dialog, "import-state").startswith("Imported as mine.")


def test_a_file_that_is_no_model_gets_its_sentence(
    context: Context, qtbot: QtBot, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.error = InvalidInput()
    choosing(monkeypatch, models, "choose_file", tmp_path / "mine.gguf")
    dialog = open_page(context, qtbot, "Models")
    click(dialog, "import-model", qtbot)
    qtbot.waitUntil(lambda: sentence_of("invalid_input") in text_of(dialog, "import-state"))
    button = dialog.findChild(Button, "import-model")
    assert button is not None
    assert button.isEnabled()
