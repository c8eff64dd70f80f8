"""The settings: every page through real clicks, with what is stored then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidget, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop import __version__
from intellisession_desktop.audio.capture import Microphone
from intellisession_desktop.audio.mono import Sound
from intellisession_desktop.errors import (
    FolderUnwritable,
    MicrophoneUnavailable,
    PlaybackUnavailable,
    sentence_of,
)
from intellisession_desktop.notes.formats.format import load_format
from intellisession_desktop.records import Client
from intellisession_desktop.sessions.draft_writing import wanted_style
from intellisession_desktop.settings import Settings, load_settings, settings_file
from intellisession_desktop.ui.context import Context, SettingsStore
from intellisession_desktop.ui.preferences import microphone_test
from intellisession_desktop.ui.preferences.dialog import PAGES, PreferencesDialog
from intellisession_desktop.ui.widgets.fields import LineEdit, Select, TextArea
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.preferences import choose, click, open_page, scroll_down, shown, text_of, texts

Shot = Callable[[QWidget, str], None]
MICROPHONES = (Microphone("Jabra Speak 510", True), Microphone("Built-in microphone", False))


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two microphones, whatever this computer has."""
    monkeypatch.setattr("intellisession_desktop.ui.preferences.generated.microphones", lambda: MICROPHONES)


def test_the_pages_are_turned_by_click_and_by_key(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "")
    pages = dialog.findChild(QListWidget, "pages")
    assert pages is not None
    seen = [shown(dialog)]
    for row in range(1, len(PAGES)):
        item = pages.item(row)
        assert item is not None
        qtbot.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=pages.visualItemRect(item).center())
        seen.append(shown(dialog))
    assert seen == [
        *("General", "Notes", "Note formats", "Recording", "Models", "Practice", "Your voice"),
        *("Consent form", "Backup", "Passphrase"),
        "IntelliSession Desktop",
    ]
    qtbot.keyClick(pages, Qt.Key.Key_Home)
    assert shown(dialog) == "General"
    settle(qtbot, context.background)


def test_tab_goes_from_the_list_through_the_page_to_close(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "General")
    dialog.show_page("Practice")
    settle(qtbot, context.background)
    pages = dialog.findChild(QListWidget, "pages")
    assert pages is not None
    pages.setFocus()
    seen = []
    for _ in range(7):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dialog.focusWidget().objectName())
    assert seen == ["therapist", "credentials", "practice-name", "address", "contact", "close", "pages"]


def test_escape_closes_and_keeps_what_was_typed(context: Context, vault: Vault, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "Practice")
    therapist = dialog.findChild(LineEdit, "therapist")
    assert therapist is not None
    qtbot.keyClicks(therapist, "Jana")
    qtbot.keyClick(therapist, Qt.Key.Key_Escape)
    settle(qtbot, context.background)
    assert vault.practice.get().therapist == "Jana"


def test_the_size_is_remembered(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "General")
    dialog.resize(760, 500)
    dialog.close()
    again = open_page(context, qtbot, "General")
    assert (again.width(), again.height()) == (760, 500)


@pytest.mark.parametrize("asked", ["consent-form", "Consent form", "consent form"])
def test_it_opens_on_the_page_that_is_asked_for(context: Context, qtbot: QtBot, asked: str) -> None:
    assert shown(open_page(context, qtbot, asked)) == "Consent form"


def test_a_page_that_does_not_exist_opens_the_first(context: Context, qtbot: QtBot) -> None:
    assert shown(open_page(context, qtbot, "weather")) == "General"


def test_general_settings_are_stored_at_once(context: Context, qtbot: QtBot, shot: Shot) -> None:
    dialog = open_page(context, qtbot, "General")
    choose(dialog, "setting-theme", "dark")
    assert load_settings().theme == "dark"
    choose(dialog, "setting-auto_lock_minutes", "30")
    assert load_settings() == replace(Settings(), theme="dark", auto_lock_minutes=30)
    assert context.settings.current == load_settings()
    shot(dialog, "50-settings-general")


def test_how_drafts_shall_be_is_chosen_and_holds_for_the_next(
    context: Context, vault: Vault, maya: Client, qtbot: QtBot, shot: Shot
) -> None:
    dialog = open_page(context, qtbot, "Notes")
    for name, key in (
        *(("format", "DAP"), ("note_length", "brief"), ("quotes", "many"), ("school", "CBT")),
        *(("naming", "initials"), ("tense", "present"), ("transcripts", "delete")),
    ):
        choose(dialog, f"setting-{name}", key)
    assert load_settings() == replace(
        Settings(),
        **{"format": "DAP", "note_length": "brief", "quotes": "many", "school": "CBT"},
        **{"naming": "initials", "tense": "present", "transcripts": "delete"},
    )
    style = wanted_style(vault, maya.id, load_format("SOAP"))
    assert (style.length, style.quotes, style.schools) == ("brief", "many", {"CBT"})
    shot(dialog, "50-settings-notes")


def test_a_choice_by_key_is_stored_too(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "General")
    theme = dialog.findChild(Select, "setting-theme")
    assert theme is not None
    theme.setFocus()
    qtbot.keyClick(theme, Qt.Key.Key_Down)
    assert load_settings().theme == "light"


def test_a_setting_that_cannot_be_stored_says_so_in_its_place_and_goes_back(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    def refuse(_: Settings) -> None:
        raise FolderUnwritable()

    monkeypatch.setattr("intellisession_desktop.ui.context.save_settings", refuse)
    dialog = open_page(context, qtbot, "General")
    choose(dialog, "setting-auto_lock_minutes", "2")
    select = dialog.findChild(Select, "setting-auto_lock_minutes")
    assert select is not None
    assert select.key() == "10"
    assert context.settings.current == Settings()
    assert any(sentence_of("folder_unwritable") in text for text in texts(dialog))
    shot(dialog, "50-settings-general-refused")


def test_a_damaged_settings_file_opens_with_the_defaults_and_can_be_stored_over(
    context: Context, qtbot: QtBot
) -> None:
    settings_file().write_bytes(b'{"theme": "dark", "auto_')
    context.settings = SettingsStore()
    dialog = open_page(context, qtbot, "General")
    select = dialog.findChild(Select, "setting-theme")
    assert select is not None
    assert select.key() == "system"
    choose(dialog, "setting-theme", "light")
    assert load_settings() == replace(Settings(), theme="light")


def test_a_format_that_is_not_there_any_more_stays_until_another_is_chosen(
    context: Context, qtbot: QtBot
) -> None:
    context.settings.replace(replace(Settings(), format="GONE"))
    dialog = open_page(context, qtbot, "Notes")
    select = dialog.findChild(Select, "setting-format")
    assert select is not None
    assert select.currentText() == "GONE (unknown format)"
    assert load_settings().format == "GONE"
    choose(dialog, "setting-format", "SOAP")
    assert load_settings().format == "SOAP"


def test_a_microphone_is_chosen_and_remembered(context: Context, qtbot: QtBot, shot: Shot) -> None:
    dialog = open_page(context, qtbot, "Recording")
    select = dialog.findChild(Select, "setting-microphone")
    assert select is not None
    assert select.currentText() == "System default (Jabra Speak 510)"
    choose(dialog, "setting-microphone", "Built-in microphone")
    assert load_settings().microphone == "Built-in microphone"
    shot(dialog, "51-settings-recording")


def test_a_microphone_that_is_not_connected_is_kept_and_said(context: Context, qtbot: QtBot) -> None:
    context.settings.replace(replace(Settings(), microphone="Røde NT"))
    dialog = open_page(context, qtbot, "Recording")
    select = dialog.findChild(Select, "setting-microphone")
    assert select is not None
    assert select.currentText() == "Røde NT (not connected)"
    assert load_settings().microphone == "Røde NT"


def test_without_any_microphone_it_says_so_and_looks_again(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    def none() -> tuple[Microphone, ...]:
        raise MicrophoneUnavailable()

    monkeypatch.setattr("intellisession_desktop.ui.preferences.generated.microphones", none)
    dialog = open_page(context, qtbot, "Recording")
    assert any(sentence_of("microphone_unavailable") in text for text in texts(dialog))
    shot(dialog, "51-settings-recording-none")
    monkeypatch.setattr("intellisession_desktop.ui.preferences.generated.microphones", lambda: MICROPHONES)
    click(dialog, "microphones-again", qtbot)
    settle(qtbot, context.background)
    assert not any(sentence_of("microphone_unavailable") in text for text in texts(dialog))
    select = dialog.findChild(Select, "setting-microphone")
    assert select is not None
    assert select.count() == 3


@contextmanager
def played(device: str | None, level: float = 0.3) -> Iterator[Iterator[Sound]]:
    """A hum: fast until it is judged, then so slowly that no test ends by itself."""
    opened.append(device)

    def blocks() -> Iterator[Sound]:
        for block in count():
            time.sleep(0.02 if block < 30 else 0.3)
            yield np.full(1600, level, np.float32)

    yield blocks()


opened: list[str | None] = []


def test_the_microphone_is_tried_and_let_go(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    opened.clear()
    monkeypatch.setattr(microphone_test, "microphone", played)
    context.settings.replace(replace(Settings(), microphone="Built-in microphone"))
    dialog = open_page(context, qtbot, "Recording")
    click(dialog, "test-microphone", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "microphone-state") == microphone_test.GOOD)
    assert opened == ["Built-in microphone"]
    shot(dialog, "51-settings-recording-test")
    click(dialog, "test-microphone", qtbot)
    qtbot.waitUntil(lambda: dialog.findChild(microphone_test.Listening) is None)


def microphone_tried(
    context: Context, qtbot: QtBot
) -> tuple[PreferencesDialog, microphone_test.MicrophoneTest]:
    """The page after a test of the microphone, with something to play."""
    dialog = open_page(context, qtbot, "Recording")
    click(dialog, "test-microphone", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "microphone-state") == microphone_test.GOOD)
    click(dialog, "test-microphone", qtbot)
    tested = dialog.findChild(microphone_test.MicrophoneTest)
    assert tested is not None
    qtbot.waitUntil(tested.listen.isVisible)
    return dialog, tested


def test_what_the_microphone_heard_is_played_from_memory_and_forgotten(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    heard: list[float] = []

    def play(sound: Sound, stop: threading.Event) -> None:
        heard.append(float(sound.max()))
        stop.wait(5)

    monkeypatch.setattr(microphone_test, "microphone", played)
    monkeypatch.setattr(microphone_test, "play", play)
    dialog, tested = microphone_tried(context, qtbot)
    shot(dialog, "51-settings-recording-tested")
    click(dialog, "play-test", qtbot)
    qtbot.waitUntil(lambda: heard == [pytest.approx(0.3)])
    assert tested.listen.text() == "Stop playing"
    click(dialog, "play-test", qtbot)
    qtbot.waitUntil(lambda: tested.listen.text() == "Play it")
    dialog.show_page("General")
    qtbot.waitUntil(lambda: dialog.findChild(microphone_test.Playing) is None)
    assert len(tested._kept) == 0
    dialog.show_page("Recording")
    assert not tested.listen.isVisible()


def test_without_a_loudspeaker_it_says_so(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(sound: Sound, stop: threading.Event) -> None:
        raise PlaybackUnavailable()

    monkeypatch.setattr(microphone_test, "microphone", played)
    monkeypatch.setattr(microphone_test, "play", refuse)
    dialog, _ = microphone_tried(context, qtbot)
    click(dialog, "play-test", qtbot)
    qtbot.waitUntil(lambda: sentence_of("playback_unavailable") in text_of(dialog, "microphone-state"))


@pytest.mark.parametrize(
    ("level", "said"),
    [(0.001, microphone_test.QUIET), (0.99, microphone_test.CLIPPED), (0.0, microphone_test.QUIET)],
)
def test_a_level_that_is_not_good_is_said(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, level: float, said: str
) -> None:
    monkeypatch.setattr(microphone_test, "microphone", partial(played, level=level))
    dialog = open_page(context, qtbot, "Recording")
    click(dialog, "test-microphone", qtbot)
    qtbot.waitUntil(lambda: text_of(dialog, "microphone-state") == said)
    dialog.show_page("General")
    qtbot.waitUntil(lambda: dialog.findChild(microphone_test.Listening) is None)


def test_a_microphone_that_cannot_be_opened_gets_its_sentence(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str | None) -> AbstractContextManager[Iterator[Sound]]:
        raise MicrophoneUnavailable()

    monkeypatch.setattr(microphone_test, "microphone", refuse)
    dialog = open_page(context, qtbot, "Recording")
    click(dialog, "test-microphone", qtbot)
    qtbot.waitUntil(lambda: sentence_of("microphone_unavailable") in text_of(dialog, "microphone-state"))


def test_about_shows_the_licence_of_what_is_chosen(context: Context, qtbot: QtBot, shot: Shot) -> None:
    dialog = open_page(context, qtbot, "About")
    table, text = dialog.findChild(QTableWidget, "licences"), dialog.findChild(TextArea, "licence-text")
    assert table is not None
    assert text is not None
    assert "GNU GENERAL PUBLIC LICENSE" in text.toPlainText()
    row = next(i for i in range(table.rowCount()) if table.item(i, 0).text() == "SQLCipher")
    table.scrollToItem(table.item(row, 0))
    place = table.visualItemRect(table.item(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "ZETETIC" in text.toPlainText()
    shot(dialog, "57-settings-about")
    scroll_down(dialog)
    shot(dialog, "57-settings-about-licences")


def test_details_are_copied_with_codes_and_without_anything_of_a_person(
    context: Context, qtbot: QtBot, data: Path
) -> None:
    (data / "program.log").write_text("2026-11-30 10:00:00,000 error_told code=disk_full\n")
    dialog = open_page(context, qtbot, "About")
    click(dialog, "copy-details", qtbot)
    copied = QGuiApplication.clipboard().text()
    assert __version__ in copied
    assert "disk_full" in copied
    assert str(Path.home()) not in copied


def test_everything_fits_on_a_small_window(context: Context, qtbot: QtBot, shot: Shot) -> None:
    """853 x 480 is 1280 x 720 at 150 %."""
    for entry in PAGES:
        dialog = open_page(context, qtbot, entry.key)
        dialog.resize(853, 480)
        shot(dialog, f"58-settings-small-{entry.key}")
        dialog.close()
