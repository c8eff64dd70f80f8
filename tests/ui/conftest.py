"""A window for tests: real widgets, a real vault, fake engines; and pictures of every screen to look at."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.sessions.overview import client_rows
from intellisession_desktop.ui.background import Background
from intellisession_desktop.ui.clients.clients_page import ClientsPage
from intellisession_desktop.ui.context import Context, SettingsStore, show_error
from intellisession_desktop.ui.garbage import Collector
from intellisession_desktop.ui.icons import DrawnFiles
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines
from tests.ui.audit import problems

PASSPHRASE = "plain words for tests"
HIGHEST = 480
"""px of a screen of 1280 x 720 at 150 %."""
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user data folder of the test's own."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("INTELLISESSION_DATA", str(folder))
    return folder


@pytest.fixture(scope="session", autouse=True)
def collector(qapp: QApplication) -> Iterator[Collector]:
    """As in the program: without it a thread of a test could destroy the widgets of the test before."""
    made = Collector(qapp)
    yield made
    made.deleteLater()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def clipboard_left_empty(qapp: QApplication) -> Iterator[None]:
    """What Python put there must be gone before Python is: see `clipboard.leave_plain`."""
    yield
    QGuiApplication.clipboard().clear()


_themes: list[Theme] = []


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The theme, light until a test or a picture chooses otherwise."""
    if not _themes:
        _themes.append(Theme(qapp, DrawnFiles()))
    _themes[0].choose("light")
    return _themes[0]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = Vault.create(tmp_path / "vault", PASSPHRASE, CHEAPEST)
    yield made
    made.close()


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """Something to be the parent of dialogs."""
    widget = QWidget()
    widget.setProperty("kind", "page")
    widget.resize(1180, 720)
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def context(vault: Vault, engines: FakeEngines, window: QWidget, qtbot: QtBot) -> Iterator[Context]:
    """What a screen is made with. At the end everything asked for has been done."""
    background = Background(lambda error: show_error(window, error))
    settings = SettingsStore()
    made = Context(vault, background, settings, engines, window)
    yield made
    settle(qtbot, background)
    made.jobs.close()
    background.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def maya(vault: Vault) -> Client:
    """A client who agreed to be recorded."""
    client = vault.clients.add("Maya R.")
    vault.consents.record(client.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
    return client


def settle(qtbot: QtBot, background: Background) -> None:
    """Waits until the background has answered everything, and what came of it is on the screen."""
    qtbot.waitUntil(lambda: not background.busy, timeout=10_000)
    QApplication.processEvents()  # Qt shows what was put into a layout a moment later


def show_seen_last(page: ClientsPage, qtbot: QtBot) -> None:
    """Goes from what waits today to the client who was seen last."""
    rows = client_rows(page.context.vault)
    if rows:
        latest = max(rows, key=lambda each: (each.last or dt.date.min, each.time or dt.time.min))
        page.show_client(latest.client.id)
        settle(qtbot, page.context.background)


@pytest.fixture
def opened(context: Context, window: QWidget, qtbot: QtBot) -> Callable[[Dialog], None]:
    """Shows a dialog over the window, with everything it asked for there."""

    def show(dialog: Dialog) -> None:
        window.show()
        dialog.open()
        qtbot.waitExposed(dialog)
        settle(qtbot, context.background)
        assert dialog.height() <= HIGHEST

    return show


@pytest.fixture
def shot(theme: Theme, qtbot: QtBot) -> Callable[[QWidget, str], None]:
    """Saves a picture of a shown widget in both themes (build/screenshots/<name>-<light|dark>.png), and looks
    at every control on it: names, clipped text, contrast.
    """

    def save(widget: QWidget, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for choice in ("light", "dark"):
            theme.choose(choice)
            QApplication.processEvents()
            assert problems(widget) == [], f"{name} in {choice}"
            picture = widget.grab()
            assert not picture.isNull()
            assert picture.save(str(SCREENSHOTS / f"{name}-{choice}.png"))
        theme.choose("light")

    return save


@pytest.fixture
def open_page(context: Context, window: QWidget, qtbot: QtBot) -> Callable[[], ClientsPage]:
    """Opens the clients on what is in the vault by then."""

    def show() -> ClientsPage:
        page = ClientsPage(context)
        window.setLayout(column(page, spacing=0))
        window.show()
        qtbot.waitExposed(window)
        settle(qtbot, context.background)
        show_seen_last(page, qtbot)
        return page

    return show
