"""What the rest of the window may do with a session while it is being recorded: nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.audio import recorder_process
from intellisession_desktop.audio.recorder import RecordingOrder
from intellisession_desktop.records import Client
from intellisession_desktop.sessions.overview import client_page
from intellisession_desktop.sessions.recording import RecordRequest, store_request
from intellisession_desktop.ui.clients.delete_client import DeleteClientDialog
from intellisession_desktop.ui.clients.waiting import WaitingBanners
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.desk import Desk
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.layouts import column
from intellisession_desktop.ui.widgets.texts import Banner
from tests.fake_microphone import FakeMicrophones
from tests.ui.conftest import show_seen_last
from tests.ui.generating import press, rest


@pytest.fixture
def microphone(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    return FakeMicrophones("Built-in microphone").install(monkeypatch)


@pytest.fixture
def desk(context: Context, window: QWidget, maya: Client, qtbot: QtBot) -> Desk:
    made = Desk(context)
    window.setLayout(column(made, spacing=0))
    window.show()
    qtbot.waitExposed(window)
    rest(qtbot, context)
    show_seen_last(made.clients, qtbot)
    return made


@pytest.fixture
def recording(
    qtbot: QtBot, desk: Desk, context: Context, maya: Client, microphone: FakeMicrophones
) -> GenerateDialog:
    """The dialog in which Maya's session is being recorded."""
    desk.generate(maya.id)
    (dialog,) = (each for each in context.window.findChildren(GenerateDialog) if each.isVisible())
    rest(qtbot, context)
    panel = dialog.inputs.boxes[0].record
    qtbot.mouseClick(panel.ready.button, Qt.MouseButton.LeftButton)
    microphone.hear(3.0)
    qtbot.waitUntil(lambda: panel.recorded_s > 2, timeout=5_000)
    return dialog


def stop(qtbot: QtBot, dialog: GenerateDialog, microphone: FakeMicrophones) -> None:
    panel = dialog.inputs.boxes[0].record
    panel.stop()
    qtbot.waitUntil(microphone.going_on_until(lambda: not panel.active))
    dialog.reject()


def test_the_clients_page_does_not_offer_it(
    qtbot: QtBot, desk: Desk, context: Context, recording: GenerateDialog, microphone: FakeMicrophones
) -> None:
    desk.clients.refresh()
    rest(qtbot, context)
    assert not any(each.isVisible() for each in desk.clients.view.findChildren(Banner))
    stop(qtbot, recording, microphone)


def test_no_second_dialog_takes_it(
    qtbot: QtBot, desk: Desk, context: Context, recording: GenerateDialog, microphone: FakeMicrophones
) -> None:
    (job,) = context.vault.jobs.unfinished()
    desk.finish(job.id)
    rest(qtbot, context)
    assert [each for each in context.window.findChildren(GenerateDialog) if each.isVisible()] == [recording]
    stop(qtbot, recording, microphone)


def test_the_client_is_not_deleted(
    qtbot: QtBot,
    desk: Desk,
    context: Context,
    maya: Client,
    recording: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    desk.clients._act("delete")
    rest(qtbot, context)
    told = [each for each in desk.findChildren(Dialog) if each.isVisible()]
    assert not context.window.findChildren(DeleteClientDialog)
    press(qtbot, told[0], "close")
    assert context.vault.clients.get(maya.id) == maya
    stop(qtbot, recording, microphone)


def test_a_recording_that_has_gone_on_without_its_window_is_shown_at_once(
    qtbot: QtBot, context: Context, window: QWidget, maya: Client, microphone: FakeMicrophones
) -> None:
    job = store_request(context.vault, RecordRequest(maya.id, dt.date.today()))
    recording = context.vault.recordings.get(job.recording_id or "")
    order = RecordingOrder(str(context.vault.spool_folder / (recording.spool or "")), recording.id)
    recorder_process.start_recorder(order, context.vault.recordings.key(recording.id))
    microphone.hear(2.0)
    desk = Desk(context)
    window.setLayout(column(desk, spacing=0))
    window.show()
    qtbot.waitExposed(window)
    rest(qtbot, context)
    (dialog,) = (each for each in context.window.findChildren(GenerateDialog) if each.isVisible())
    panel = dialog.inputs.boxes[0].record
    qtbot.waitUntil(lambda: panel.active and panel.recorded_s > 1.5)
    stop(qtbot, dialog, microphone)


def test_one_that_goes_on_in_no_dialog_can_be_shown_but_not_destroyed(
    qtbot: QtBot, context: Context, maya: Client, microphone: FakeMicrophones
) -> None:
    job = store_request(context.vault, RecordRequest(maya.id, dt.date.today()))
    recording = context.vault.recordings.get(job.recording_id or "")
    order = RecordingOrder(str(context.vault.spool_folder / (recording.spool or "")), recording.id)
    recorder_process.start_recorder(order, context.vault.recordings.key(recording.id))
    microphone.hear(2.0)
    (waiting,) = client_page(context.vault, maya.id, dt.date.today()).waiting
    banners = WaitingBanners()
    qtbot.addWidget(banners)
    banners.show_waiting((waiting,))
    assert waiting.what == "live"
    assert [each.text() for each in banners.findChildren(Button)] == ["Show it"]
    with qtbot.waitSignal(banners.finish_requested) as asked:
        banners.findChildren(Button)[0].click()
    assert asked.args == [job.id]
