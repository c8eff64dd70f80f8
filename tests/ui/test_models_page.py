"""The models page: what is missing, fetching it, pausing, failing, importing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    InvalidInput,
    ModelFetchFailed,
    sentence_of,
)
from intellisession_desktop.records import Progress
from intellisession_desktop.sessions.jobs import CancelToken, Report
from intellisession_desktop.sessions.models import ModelChoice
from intellisession_desktop.ui import fetching
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.fetching import Fetching
from intellisession_desktop.ui.start import models_page
from intellisession_desktop.ui.start.models_page import ModelsPage
from intellisession_desktop.ui.widgets.buttons import Button
from tests.ui.conftest import settle

Shot = Callable[[QWidget, str], None]

SPEECH = ModelChoice(
    name="whisper-base",
    title="Whisper base, multilingual",
    role="speech",
    size=147_951_465,
    licence="MIT",
    source="OpenAI Whisper base, CTranslate2 form by Systran; two packages of the Python package index",
    state="missing",
    default=True,
    fetchable=True,
    note="",
    untried=False,
)
WRITING = replace(
    SPEECH,
    name="qwen2.5-1.5b",
    title="Qwen2.5-Coder 1.5B Instruct, Q4_K_M",
    role="writing",
    size=1_117_320_768,
    licence="Apache-2.0",
    source="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF; packages of the Python package index",
)
OWN = replace(WRITING, name="own", title="My own model", default=False, fetchable=False, state="ready")


class Shelf:
    """The models of a test: what is there, and a fetch that the test moves on."""

    def __init__(self) -> None:
        self.models = {SPEECH.name: SPEECH, WRITING.name: WRITING}
        self.fetched: list[str] = []
        self.fails: list[Exception] = []
        self.gate = threading.Event()

    def choices(self) -> tuple[ModelChoice, ...]:
        return tuple(self.models.values())

    def fetch(self, name: str, report: Report, cancel: CancelToken) -> None:
        self.fetched.append(name)
        report(Progress(f"Fetching {name}", 0.62))
        while not self.gate.wait(0.01):
            cancel.check()
        if self.fails:
            raise self.fails.pop()
        report(Progress(f"Fetching {name}", 1.0))
        self.models[name] = replace(self.models[name], state="ready")

    def take_in(self, path: Path, report: Report) -> str:
        report(Progress("Importing the model", 0.5))
        if self.fails:
            raise self.fails.pop()
        self.models[OWN.name] = OWN
        return OWN.name


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(models_page, "model_choices", made.choices)
    monkeypatch.setattr(fetching, "fetch_model", made.fetch)
    monkeypatch.setattr(fetching, "import_model", made.take_in)
    return made


@pytest.fixture
def page(context: Context, shelf: Shelf, qtbot: QtBot) -> ModelsPage:
    made = ModelsPage(context)
    made.resize(1180, 720)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, context.background)
    return made


def button(page: ModelsPage, name: str) -> Button:
    found = page.findChild(Button, name)
    assert found is not None
    return found


def click(qtbot: QtBot, page: ModelsPage, name: str) -> None:
    qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def words(page: ModelsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_page_says_what_is_missing_and_how_much_it_is(page: ModelsPage, shot: Shot) -> None:
    assert button(page, "fetch").text() == "Fetch (1.3 GB)"
    for expected in ("Two models are still needed", "Whisper base", "MIT", "Apache-2.0", "1.1 GB"):
        assert expected in words(page)
    shot(page, "13-models-missing")


def test_fetching_shows_how_far_it_is_and_ends_ready(
    page: ModelsPage, shelf: Shelf, qtbot: QtBot, shot: Shot
) -> None:
    click(qtbot, page, "fetch")
    bar = page.findChild(QProgressBar)
    assert bar is not None
    qtbot.waitUntil(lambda: bar.value() > 0)
    assert "7 %" in words(page)  # 62 % of the smaller one
    shot(page, "14-models-fetching")
    shelf.gate.set()
    qtbot.waitUntil(lambda: button(page, "go-on").isVisible())
    assert shelf.fetched == [SPEECH.name, WRITING.name]
    shot(page, "17-models-ready")
    with qtbot.waitSignal(page.done):
        click(qtbot, page, "go-on")


def test_a_paused_fetch_goes_on(page: ModelsPage, shelf: Shelf, qtbot: QtBot, shot: Shot) -> None:
    click(qtbot, page, "fetch")
    qtbot.waitUntil(lambda: bool(shelf.fetched))
    click(qtbot, page, "pause")
    qtbot.waitUntil(lambda: button(page, "fetch").isVisible())
    assert button(page, "fetch").text() == "Continue"
    assert "What has arrived is kept" in words(page)
    shot(page, "15-models-paused")
    shelf.gate.set()
    click(qtbot, page, "fetch")
    qtbot.waitUntil(lambda: button(page, "go-on").isVisible())


def test_a_failed_fetch_says_why_in_its_place_and_can_be_tried_again(
    page: ModelsPage, shelf: Shelf, qtbot: QtBot, shot: Shot
) -> None:
    shelf.fails.append(ModelFetchFailed())
    shelf.gate.set()
    click(qtbot, page, "fetch")
    qtbot.waitUntil(lambda: sentence_of("model_fetch_failed") in words(page))
    qtbot.waitUntil(lambda: button(page, "fetch").isVisible())
    shot(page, "16-models-failed")
    click(qtbot, page, "fetch")
    qtbot.waitUntil(lambda: button(page, "go-on").isVisible())
    assert sentence_of("model_fetch_failed") not in words(page)


def test_leaving_pauses_what_is_fetched(page: ModelsPage, shelf: Shelf, qtbot: QtBot) -> None:
    click(qtbot, page, "fetch")
    qtbot.waitUntil(lambda: bool(shelf.fetched))
    with qtbot.waitSignals([page.done, page.findChild(Fetching).ended]):
        click(qtbot, page, "later")


def test_an_imported_model_is_the_one_to_work_with(
    page: ModelsPage, context: Context, shelf: Shelf, qtbot: QtBot, tmp_path: Path
) -> None:
    page.import_file(tmp_path / "own.gguf")
    qtbot.waitUntil(lambda: context.settings.current.writing_model == OWN.name)
    settle(qtbot, context.background)
    assert "One model is still needed" in words(page)
    assert button(page, "fetch").text() == "Fetch (148 MB)"


def test_a_file_that_is_no_model_is_refused_in_place(
    page: ModelsPage, shelf: Shelf, qtbot: QtBot, tmp_path: Path
) -> None:
    shelf.fails.append(InvalidInput("This file is not a model."))
    page.import_file(tmp_path / "song.mp3")
    qtbot.waitUntil(lambda: "This file is not a model." in words(page))
    qtbot.waitUntil(lambda: button(page, "import").isVisible())
