"""Recording in the window: from a fake microphone to a stored note, and all that can come between."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from intellisession_desktop.audio import recorder_process
from intellisession_desktop.audio.recorder import RecordingOrder
from intellisession_desktop.errors import sentence_of
from intellisession_desktop.notes.conversation.windows import windows
from intellisession_desktop.records import Client, ConsentScope, Modality, MomentKind
from intellisession_desktop.sessions import drafting_ahead
from intellisession_desktop.sessions.recording import RecordRequest, store_request
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.ui.conftest import PASSPHRASE
from tests.ui.generating import Shot, button, ended, gone, look, opened, press, question, rest, said


@pytest.fixture(autouse=True)
def microphone(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    return FakeMicrophones("Built-in microphone", "USB microphone").install(monkeypatch)


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, maya: Client) -> GenerateDialog:
    return opened(qtbot, context, maya.id)


def start(qtbot: QtBot, dialog: GenerateDialog, microphone: FakeMicrophones, seconds: float = 3.0) -> None:
    """Presses Record and speaks until so much is shown as recorded."""
    box = dialog.inputs.boxes[0]
    recorder = box.dictate if dialog.summary_only.isChecked() else box.record
    qtbot.mouseClick(recorder.ready.button, Qt.MouseButton.LeftButton)
    microphone.hear(seconds - 0.2)
    speak_until(qtbot, microphone, lambda: recorder.recorded_s >= seconds - 0.1)


def speak_until(qtbot: QtBot, microphone: FakeMicrophones, reached: Callable[[], bool]) -> None:
    """The recorder tells where it stands about ten times a second, if there is sound."""

    heard_at = time.monotonic()

    def look() -> bool:
        nonlocal heard_at
        if reached():
            return True
        if time.monotonic() - heard_at > 0.12:
            heard_at = time.monotonic()
            microphone.hear(0.1)
        return False

    qtbot.waitUntil(look, timeout=30_000)


def stop(qtbot: QtBot, dialog: GenerateDialog, microphone: FakeMicrophones) -> None:
    press(qtbot, dialog, "stop")
    qtbot.waitUntil(microphone.going_on_until(lambda: said(dialog, "recorded") != ""), timeout=10_000)


def test_a_recording_becomes_a_note_and_is_destroyed(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    start(qtbot, dialog, microphone)
    assert dialog.property("recording_active") is True
    assert said(dialog, "missing") == "Stop the recording first."
    assert not button(dialog, "create").isEnabled()
    stop(qtbot, dialog, microphone)
    assert dialog.property("recording_active") is False
    assert said(dialog, "recorded") == "Recorded 3 seconds."
    dialog.form.modality.choose(Modality.PHONE)
    dialog.form.format.choose("DAP")
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert gone(dialog)
    (note,) = vault.notes.list(maya.id)
    session = vault.sessions.get(note.session_id or "")
    assert (session.modality, session.format, note.format) == (Modality.PHONE, "DAP", "DAP")
    assert list(vault.spool_folder.iterdir()) == []
    (work,) = context.jobs.works()
    assert work.receipt is not None


def test_it_looks_calm_while_it_records(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, microphone: FakeMicrophones, shot: Shot
) -> None:
    start(qtbot, dialog, microphone, 62)
    assert said(dialog, "elapsed").startswith("00:01:0")
    assert said(dialog, "level-hint") == "The level is good."
    assert "free on this disk" in said(dialog, "room")
    look(qtbot, context, dialog, shot, "35-generate-recording")
    press(qtbot, dialog, "pause")
    microphone.hear(1)
    qtbot.waitUntil(lambda: button(dialog, "pause").text() == "Resume")
    look(qtbot, context, dialog, shot, "35-generate-paused")
    stop(qtbot, dialog, microphone)
    look(qtbot, context, dialog, shot, "36-generate-recorded")


def test_what_is_said_during_a_pause_is_not_recorded(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    microphone.speed = 20  # a second of sound in 50 ms
    panel = dialog.inputs.boxes[0].record
    qtbot.mouseClick(panel.ready.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.recorded_s >= 3)
    qtbot.keyClick(dialog, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert button(dialog, "pause").text() == "Resume"
    paused_at = time.monotonic()
    qtbot.waitUntil(lambda: time.monotonic() - paused_at > 0.5)  # 10 s of sound
    before_s = panel.recorded_s
    press(qtbot, dialog, "pause")
    assert button(dialog, "pause").text() == "Pause"
    qtbot.waitUntil(lambda: panel.recorded_s >= before_s + 2)
    stop(qtbot, dialog, microphone)
    (job,) = vault.jobs.unfinished()
    recording = vault.recordings.get(job.recording_id or "")
    assert before_s + 2 <= recording.seconds < before_s + 9


@pytest.mark.parametrize(("loudness", "hint"), [(0.001, "Very quiet"), (1.0, "Too loud")])
def test_a_bad_level_is_said_in_words(
    qtbot: QtBot, dialog: GenerateDialog, microphone: FakeMicrophones, loudness: float, hint: str
) -> None:
    microphone.loudness = loudness
    start(qtbot, dialog, microphone, 10)
    qtbot.waitUntil(lambda: said(dialog, "level-hint").startswith(hint))
    stop(qtbot, dialog, microphone)


def test_the_chosen_microphone_is_used_and_remembered(
    qtbot: QtBot, context: Context, maya: Client, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    dialog.inputs.boxes[0].record.ready.microphone.choose("USB microphone")
    start(qtbot, dialog, microphone)
    assert microphone.opened == ["USB microphone"]
    stop(qtbot, dialog, microphone)
    assert context.settings.current.microphone == "USB microphone"
    again = opened(qtbot, context, maya.id)
    assert again.inputs.boxes[0].record.ready.microphone.key() == "USB microphone"


def test_without_a_microphone_it_says_so_and_looks_again(
    qtbot: QtBot, context: Context, maya: Client, microphone: FakeMicrophones
) -> None:
    microphone.names = []
    dialog = opened(qtbot, context, maya.id)
    ready = dialog.inputs.boxes[0].record.ready
    assert ready.error.label.text().endswith(sentence_of("microphone_unavailable"))
    assert not ready.button.isEnabled()
    microphone.names = ["USB microphone"]
    press(qtbot, dialog, "look-again")
    rest(qtbot, context)
    assert ready.button.isEnabled()
    assert not ready.error.isVisible()


def test_a_microphone_that_is_pulled_out_is_waited_for(
    qtbot: QtBot,
    context: Context,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
    monkeypatch: pytest.MonkeyPatch,
    shot: Shot,
) -> None:
    start(qtbot, dialog, microphone)
    monkeypatch.setattr("intellisession_desktop.audio.recorder._GONE_S", 0.3)
    microphone.unplug()
    trouble = "“Built-in microphone” was disconnected."
    qtbot.waitUntil(lambda: said(dialog, "trouble").startswith(f"{trouble} Connect it again"))
    look(qtbot, context, dialog, shot, "35-generate-unplugged")
    assert dialog.property("recording_active") is True
    assert not button(dialog, "pause").isEnabled()
    monkeypatch.setattr("intellisession_desktop.audio.recorder._GONE_S", 60.0)
    microphone.plug_in("USB microphone")
    going_on = f"{trouble} The recording goes on with “USB microphone”."
    qtbot.waitUntil(lambda: said(dialog, "trouble") == going_on)
    panel = dialog.inputs.boxes[0].record
    speak_until(qtbot, microphone, lambda: panel.recorded_s >= 4)
    stop(qtbot, dialog, microphone)
    assert button(dialog, "create").isEnabled()


def test_a_pulled_out_microphone_that_never_comes_back_leaves_what_was_recorded(
    qtbot: QtBot, dialog: GenerateDialog, microphone: FakeMicrophones, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(qtbot, dialog, microphone)
    monkeypatch.setattr("intellisession_desktop.audio.recorder._GONE_S", 0.3)
    microphone.unplug()
    qtbot.waitUntil(lambda: said(dialog, "trouble") != "")
    stop(qtbot, dialog, microphone)
    assert said(dialog, "recorded") == "Recorded 3 seconds."


def test_marked_moments_are_counted_and_stand_in_the_transcript(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
    shot: Shot,
) -> None:
    start(qtbot, dialog, microphone)
    press(qtbot, dialog, "mark")
    qtbot.waitUntil(lambda: said(dialog, "marks") == "1 marked")
    qtbot.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: said(dialog, "marks") == "2 marked")
    look(qtbot, context, dialog, shot, "35-generate-marked")
    stop(qtbot, dialog, microphone)
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    (note,) = vault.notes.list(maya.id)
    moments = vault.transcripts.moments(note.session_id or "")
    assert [each.kind for each in moments] == [MomentKind.MARKED] * 2


def test_what_is_said_is_read_along_and_can_be_hidden(
    qtbot: QtBot,
    context: Context,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
    shot: Shot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drafting_ahead, "windows", partial(windows, most=40))  # several
    start(qtbot, dialog, microphone, 40)
    live = dialog.inputs.boxes[0].record.running.text
    qtbot.waitUntil(lambda: "panic log" in live.text.toPlainText(), timeout=10_000)
    qtbot.waitUntil(lambda: "drafted" in said(dialog, "live-state"), timeout=10_000)
    look(qtbot, context, dialog, shot, "35-generate-live")
    press(qtbot, dialog, "hide-text")
    assert not live.text.isVisible()
    assert live.text.toPlainText() == ""
    assert context.settings.current.live_text == "hidden"
    look(qtbot, context, dialog, shot, "35-generate-live-hidden")
    press(qtbot, dialog, "hide-text")
    assert "panic log" in live.text.toPlainText()
    stop(qtbot, dialog, microphone)
    qtbot.waitUntil(
        lambda: "The transcript is complete." in dialog.inputs.boxes[0].record.recorded.detail.text()
    )


def test_who_does_not_want_it_is_not_listened_to_before_the_end(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    context.settings.replace(dataclasses.replace(context.settings.current, listen_along="off"))
    start(qtbot, dialog, microphone, 12)
    assert not dialog.inputs.boxes[0].record.running.text.isVisible()
    stop(qtbot, dialog, microphone)
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)


def test_a_recording_that_another_window_began_is_gone_on_with(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, microphone: FakeMicrophones
) -> None:
    job = store_request(vault, RecordRequest(maya.id, dt.date.today(), format="DAP"))
    recording = vault.recordings.get(job.recording_id or "")
    order = RecordingOrder(str(vault.spool_folder / (recording.spool or "")), recording.id)
    recorder_process.start_recorder(order, vault.recordings.key(recording.id))
    microphone.hear(2)
    dialog = opened(qtbot, context, job_id=job.id)
    panel = dialog.inputs.boxes[0].record
    qtbot.waitUntil(lambda: panel.active and panel.recorded_s >= 1.9)
    assert dialog.form.format.key() == "DAP"
    speak_until(qtbot, microphone, lambda: panel.recorded_s >= 3)
    stop(qtbot, dialog, microphone)
    assert said(dialog, "recorded") == "Recorded 3 seconds."
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert len(vault.notes.list(maya.id)) == 1


def test_destroying_asks_first_and_leaves_nothing(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    start(qtbot, dialog, microphone)
    press(qtbot, dialog, "discard")
    assert question(dialog).windowTitle() == "Destroy this recording of 3 seconds?"
    qtbot.keyClick(question(dialog), Qt.Key.Key_Escape)
    assert dialog.property("recording_active") is True
    stop(qtbot, dialog, microphone)
    press(qtbot, dialog, "destroy-recording")
    press(qtbot, question(dialog), "go")
    qtbot.waitUntil(lambda: dialog.inputs.recorder is None)
    assert vault.jobs.unfinished() == ()
    assert list(vault.spool_folder.iterdir()) == []
    assert dialog.inputs.boxes[0].record.ready.button.isVisible()


def test_a_running_recording_can_be_discarded(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    start(qtbot, dialog, microphone)
    dialog.inputs.boxes[0].close_button.click()
    press(qtbot, question(dialog), "go")
    microphone.hear(0.1)
    qtbot.waitUntil(lambda: dialog.inputs.recorder is None)
    assert vault.jobs.unfinished() == ()


@pytest.mark.parametrize("way", ["escape", "x"])
def test_closing_goes_on_recording_unless_it_is_told_otherwise(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, microphone: FakeMicrophones, way: str, shot: Shot
) -> None:
    start(qtbot, dialog, microphone)
    if way == "x":
        dialog.close()
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    asked = question(dialog)
    if way == "x":
        shot(asked, "36-generate-closing")
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.property("recording_active") is True
    stop(qtbot, dialog, microphone)


def test_closing_can_keep_the_recording_and_it_is_finished_later(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
    shot: Shot,
) -> None:
    start(qtbot, dialog, microphone)
    notified: list[str] = []
    context.notified.connect(lambda text, _: notified.append(text))
    dialog.reject()
    press(qtbot, question(dialog), "stop-and-keep")
    microphone.hear(0.1)
    qtbot.waitUntil(lambda: gone(dialog))
    assert notified == ["The recording is kept. You can write its note from the client's page."]
    (job,) = vault.jobs.unfinished()
    again = opened(qtbot, context, job_id=job.id)
    assert said(again, "recorded") == "Recorded 3 seconds."
    assert again.form.details().client_id == maya.id
    assert not again.form.client.isEnabled()
    press(qtbot, again, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert len(vault.notes.list(maya.id)) == 1


def test_closing_can_destroy_the_recording(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    start(qtbot, dialog, microphone)
    dialog.reject()
    press(qtbot, question(dialog), "destroy")
    microphone.hear(0.1)
    qtbot.waitUntil(lambda: gone(dialog))
    assert vault.jobs.unfinished() == ()


def test_a_dictation_is_recorded_in_the_summary(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    dialog.summary_only.click()
    start(qtbot, dialog, microphone)
    stop(qtbot, dialog, microphone)
    press(qtbot, dialog, "add-input")
    dialog.inputs.boxes[1].text.set_text("Next week we meet on Tuesday.")
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    (note,) = vault.notes.list(maya.id)
    turns = vault.transcripts.load(note.session_id or "")
    assert {turn.speaker for turn in turns} == {"therapist"}
    assert turns[-1].text == "Next week we meet on Tuesday."


def test_a_waiting_dictation_opens_as_a_summary(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    dialog.summary_only.click()
    start(qtbot, dialog, microphone)
    stop(qtbot, dialog, microphone)
    dialog.reject()
    (job,) = vault.jobs.unfinished()
    again = opened(qtbot, context, job_id=job.id)
    assert again.summary_only.isChecked()
    assert again.inputs.boxes[0].tab == "dictate"
    assert button(again, "create").isEnabled()


def test_a_job_that_is_gone_is_said(qtbot: QtBot, context: Context, window: object) -> None:
    dialog = GenerateDialog(context, job_id="no such job")
    dialog.show()
    rest(qtbot, context)
    assert gone(dialog)


def test_a_recording_goes_on_while_it_is_locked(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    context.background.run(vault.never_wait)
    rest(qtbot, context)
    start(qtbot, dialog, microphone)
    dialog.setVisible(False)
    context.background.run(vault.lock)
    rest(qtbot, context)
    microphone.hear(3.4)
    recorder = dialog.inputs.recorder
    assert recorder is not None
    speak_until(qtbot, microphone, lambda: recorder.recorded_s > 6.5)
    context.background.run(lambda: vault.unlock(PASSPHRASE))
    rest(qtbot, context)
    dialog.setVisible(True)
    stop(qtbot, dialog, microphone)
    assert said(dialog, "recorded") == "Recorded 7 seconds."


def test_a_consent_that_is_revoked_stops_the_recording(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    start(qtbot, dialog, microphone)
    vault.consents.revoke(maya.id, dialog.form.details().date)
    context.client_changed.emit(maya.id)
    rest(qtbot, context)
    microphone.hear(0.1)
    qtbot.waitUntil(lambda: said(dialog, "recorded") != "")
    assert question(dialog).windowTitle() == "The consent was revoked"
    press(qtbot, question(dialog), "go")
    qtbot.waitUntil(lambda: dialog.inputs.recorder is None)
    assert vault.jobs.unfinished() == ()


def test_somebody_who_comes_later_needs_a_consent_too(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    start(qtbot, dialog, microphone)
    dialog.form.people.setValue(3)
    rest(qtbot, context)
    assert dialog.property("recording_active") is True
    stop(qtbot, dialog, microphone)
    assert said(dialog, "missing") == "Add the consent of everyone present."
    vault.consents.record(maya.id, ConsentScope.RECORDING, dialog.form.details().date, "partner")
    context.client_changed.emit(maya.id)
    rest(qtbot, context)
    assert button(dialog, "create").isEnabled()


def test_only_one_session_is_recorded_at_a_time(
    qtbot: QtBot, context: Context, maya: Client, dialog: GenerateDialog, microphone: FakeMicrophones
) -> None:
    start(qtbot, dialog, microphone)
    other = opened(qtbot, context, maya.id)
    panel = other.inputs.boxes[0].record
    panel.begin()
    assert "another window" in panel.ready.error.label.text()
    assert not panel.holds_sound
    stop(qtbot, dialog, microphone)
    panel.begin()
    speak_until(qtbot, microphone, lambda: panel.recorded_s > 0.5)
    press(qtbot, other, "stop")
    microphone.hear(0.1)
    qtbot.waitUntil(lambda: not panel.active)


def test_a_recording_without_any_sound_is_nothing(
    qtbot: QtBot,
    vault: Vault,
    dialog: GenerateDialog,
    microphone: FakeMicrophones,
) -> None:
    panel = dialog.inputs.boxes[0].record
    panel.begin()
    qtbot.waitUntil(lambda: button(dialog, "stop").isEnabled() and microphone.is_open)
    press(qtbot, dialog, "stop")
    qtbot.waitUntil(lambda: not panel.active)
    assert vault.jobs.unfinished() == ()
    assert panel.ready.error.label.text().startswith("The recording was stopped before there was any sound")
