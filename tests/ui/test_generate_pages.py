"""A page is read into the summary, to be corrected there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    PageUnreadable,
    sentence_of,
)
from intellisession_desktop.sessions.jobs import CancelToken, Report
from intellisession_desktop.sessions.pages import PagesRead
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.text_panel import TextPanel
from tests.pages import LINES, page

Shot = Callable[[QWidget, str], None]
FILE = Path("visit.jpg")


@pytest.fixture
def panel(context: Context, qtbot: QtBot) -> TextPanel:
    panel = TextPanel(context)
    qtbot.addWidget(panel)
    panel.resize(560, 240)
    panel.show()
    return panel


def state(panel: TextPanel) -> str:
    label = panel.findChild(QLabel, "page-state")
    assert label is not None
    return label.text()


def test_a_real_page_comes_below_what_was_typed(
    panel: TextPanel, tmp_path: Path, qtbot: QtBot, shot: Shot
) -> None:
    path = tmp_path / "visit.png"
    path.write_bytes(page())
    panel.set_text("Client was late.")
    panel.read(path)
    assert state(panel) == "Reading visit.png…"
    qtbot.waitUntil(lambda: "page read" in state(panel), timeout=30_000)
    assert panel.text() == "Client was late.\n\n" + "\n".join(LINES)
    assert state(panel) == "1 page read. Compare it with the page."
    shot(panel, "35p-page-read")


def test_lines_that_were_hard_to_read_are_told(
    panel: TextPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "intellisession_desktop.ui.generate.text_panel.read_pages", lambda *_: PagesRead("One.", 2, 3)
    )
    panel.read(FILE)
    qtbot.waitUntil(lambda: "pages read" in state(panel))
    assert state(panel) == "2 pages read. Hard to read: 3 lines. Compare it with the page."
    assert panel.text() == "One."


def test_what_cannot_be_read_is_told_and_the_text_stays(
    panel: TextPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PageUnreadable

    monkeypatch.setattr("intellisession_desktop.ui.generate.text_panel.read_pages", refuse)
    panel.set_text("Client was late.")
    panel.read(FILE)
    qtbot.waitUntil(lambda: sentence_of("page_unreadable") in state(panel))
    assert panel.text() == "Client was late."


def test_reading_can_be_stopped(panel: TextPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_path: Path, _report: Report, cancel: CancelToken) -> PagesRead:
        while True:
            cancel.check()

    monkeypatch.setattr("intellisession_desktop.ui.generate.text_panel.read_pages", endless)
    panel.read(FILE)
    assert panel.from_page.text() == "Stop reading"
    qtbot.mouseClick(panel.from_page, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.from_page.text() != "Stop reading")
    assert state(panel) == ""
