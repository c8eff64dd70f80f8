"""The settings of the therapist's own voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import sentence_of
from intellisession_desktop.records import VoicePrint
from intellisession_desktop.settings import Settings
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.preferences import voice
from intellisession_desktop.ui.preferences.voice import VoicePage
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.ui.conftest import settle
from tests.ui.preferences import click, open_page, text_of

Shot = Callable[[QWidget, str], None]


@pytest.fixture
def microphones(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    return FakeMicrophones().install(monkeypatch)


def page_of(dialog: QWidget) -> VoicePage:
    page = dialog.findChild(VoicePage)
    assert page is not None
    return page


def test_the_text_is_read_and_only_numbers_are_kept(
    context: Context,
    vault: Vault,
    qtbot: QtBot,
    shot: Shot,
    microphones: FakeMicrophones,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[float] = []

    def enrol(into: Vault, samples: np.ndarray, settings: Settings, token: object) -> VoicePrint:
        given.append(len(samples) / 16_000)
        known = VoicePrint((1.0, 0.0), 31.0, "model", dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC))
        into.therapist_voice.set(known)
        samples.fill(0.0)
        return known

    monkeypatch.setattr(voice, "enrol", enrol)
    dialog = open_page(context, qtbot, "Your voice")
    page = page_of(dialog)
    assert text_of(dialog, "voice-state") == "Your voice is not known yet."
    shot(dialog, "72-settings-voice")
    click(dialog, "read-voice", qtbot)
    microphones.hear(3.0)
    qtbot.waitUntil(lambda: page._listening is not None and len(page._listening.kept()) >= 25)
    assert page.button.text() == "Done"
    shot(dialog, "73-settings-voice-reading")
    click(dialog, "read-voice", qtbot)
    microphones.hear(0.2)
    qtbot.waitUntil(lambda: text_of(dialog, "voice-state").startswith("Your voice has been known since"))
    assert given[0] >= 2.5
    shot(dialog, "74-settings-voice-known")
    click(dialog, "forget-voice", qtbot)
    settle(qtbot, context.background)
    assert text_of(dialog, "voice-state") == "Your voice is not known yet."
    assert vault.therapist_voice.get() is None


def test_noise_is_not_taken_for_a_voice(
    context: Context, vault: Vault, qtbot: QtBot, microphones: FakeMicrophones
) -> None:
    """With the real models: nothing is stored, and it says what to do."""
    dialog = open_page(context, qtbot, "Your voice")
    page = page_of(dialog)
    click(dialog, "read-voice", qtbot)
    microphones.hear(2.0, loudness=0.01)
    qtbot.waitUntil(lambda: page._listening is not None and len(page._listening.kept()) >= 15)
    click(dialog, "read-voice", qtbot)
    microphones.hear(0.2, loudness=0.01)
    qtbot.waitUntil(lambda: sentence_of("voice_too_short") in text_of(dialog, "voice-said"), timeout=20_000)
    assert vault.therapist_voice.get() is None


def test_closing_the_settings_while_reading_drops_what_was_heard(
    context: Context, vault: Vault, qtbot: QtBot, microphones: FakeMicrophones
) -> None:
    dialog = open_page(context, qtbot, "Your voice")
    page = page_of(dialog)
    click(dialog, "read-voice", qtbot)
    microphones.hear(1.0)
    qtbot.waitUntil(lambda: page._listening is not None and len(page._listening.kept()) >= 5)
    listening = page._listening
    assert listening is not None
    dialog.hide()
    microphones.hear(0.2)
    assert listening.kept() == []
    qtbot.waitUntil(lambda: not microphones.is_open)
    assert vault.therapist_voice.get() is None
