"""The main window as a whole: opening, locking, unlocking, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import VaultDamaged, VaultInUse, VaultLocked
from intellisession_desktop.sessions.job_queue import Work, WorkKind, WorkState
from intellisession_desktop.ui import leaving
from intellisession_desktop.ui.app import ErrorsShown
from intellisession_desktop.ui.context import SettingsStore
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.idle import IdleWatch
from intellisession_desktop.ui.shell import Shell
from intellisession_desktop.ui.start import start_page
from intellisession_desktop.ui.start.models_page import ModelsPage
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog, tell
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines
from tests.ui.conftest import PASSPHRASE, settle


@pytest.fixture
def shell(
    qtbot: QtBot, theme: Theme, data: Path, engines: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """The window on a vault with one client, still closed."""
    monkeypatch.setattr("intellisession_desktop.ui.shell.missing_defaults", tuple)
    vault, _ = Vault.create(data / "vault", PASSPHRASE, CHEAPEST)
    vault.clients.add("Maya R.")
    vault.close()
    made = Shell(SettingsStore(), theme, engines)
    qtbot.addWidget(made)
    made.show()
    yield made
    for window in QApplication.topLevelWidgets():
        window.setProperty("recording_active", None)
        if isinstance(window, GenerateDialog):
            window.inputs.boxes[0].text.set_text("")
    made.start.key_not_kept = False
    made.close()


def unlock(shell: Shell, qtbot: QtBot) -> None:
    field = shell.start.findChild(QLineEdit, "passphrase")
    assert field is not None
    qtbot.waitUntil(field.isVisible)
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.desk is not None and shell.desk.isVisible(), timeout=10_000)
    settle(qtbot, shell.background)


def test_unlocking_shows_the_clients(
    shell: Shell, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    unlock(shell, qtbot)
    assert shell.desk is not None
    qtbot.waitUntil(lambda: shell.desk is not None and shell.desk.clients.rows_shown() == 1)
    shot(shell, "20-window")


def test_damage_that_nobody_asked_for_is_told_with_what_can_be_done(shell: Shell, qtbot: QtBot) -> None:
    def damaged() -> None:
        raise VaultDamaged()

    unlock(shell, qtbot)
    shell.background.run(damaged)
    settle(qtbot, shell.background)
    assert shell.findChild(Button, "rescue") is not None


def test_locking_hides_everything_and_drops_the_key(shell: Shell, qtbot: QtBot, data: Path) -> None:
    unlock(shell, qtbot)
    assert shell.context is not None
    assert shell.desk is not None
    vault = shell.context.vault
    shell.desk.preferences()
    shell.context.clipboard.copy("what was said")
    qtbot.keyClick(shell.desk, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: vault.locked)
    assert not shell.desk.isVisible()
    assert [window for window in QApplication.topLevelWidgets() if window.isVisible()] == [shell]
    assert QGuiApplication.clipboard().text() == ""
    vault.never_wait()  # for this thread, which would wait otherwise
    with pytest.raises(VaultLocked):
        vault.clients.list()
    with pytest.raises(VaultInUse):
        Vault.open(data / "vault", PASSPHRASE)


def test_unlocking_again_brings_back_what_was_open(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    assert shell.desk is not None
    dialog = shell.desk.preferences()
    shell.lock()
    qtbot.waitUntil(lambda: shell.context is not None and shell.context.vault.locked)
    assert not dialog.isVisible()
    unlock(shell, qtbot)
    assert dialog.isVisible()
    assert (
        [client.name for client in shell.context.vault.clients.list()] == ["Maya R."]
        if shell.context
        else False
    )


def lock(shell: Shell, qtbot: QtBot) -> Vault:
    assert shell.context is not None
    vault = shell.context.vault
    shell.lock()
    settle(qtbot, shell.background)
    assert vault.locked
    return vault


def asked(shell: Shell, title: str) -> Dialog:
    """The question that is open."""
    found = [each for each in shell.findChildren(Dialog) if each.isVisible() and each.windowTitle() == title]
    assert len(found) == 1, title
    return found[0]


def answer(dialog: Dialog, name: str, qtbot: QtBot) -> None:
    button = dialog.findChild(Button, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_what_was_typed_is_stored_before_the_key_is_dropped(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(shell, qtbot)
    desk, context = shell.desk, shell.context
    assert desk is not None
    assert context is not None
    monkeypatch.setattr(desk, "flush", lambda: shell.background.run(lambda: context.vault.clients.add("Sam")))
    lock(shell, qtbot)
    unlock(shell, qtbot)
    assert {client.name for client in context.vault.clients.list()} == {"Maya R.", "Sam"}


def test_what_wants_to_open_while_it_is_locked_waits_for_the_unlocking(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    lock(shell, qtbot)
    late = tell(shell, "The note for Maya R. is written", "It waits for you.")
    assert late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.waitUntil(lambda: not late.isVisible())
    unlock(shell, qtbot)
    assert late.isVisible()
    assert not late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    late.accept()


def test_a_dialog_that_is_not_modal_is_hidden_too(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    assert shell.desk is not None
    shell.desk.generate("")
    dialog = shell.findChild(GenerateDialog)
    assert dialog is not None
    settle(qtbot, shell.background)
    dialog.inputs.boxes[0].text.set_text("A hard week.")
    lock(shell, qtbot)
    assert not dialog.isVisible()
    unlock(shell, qtbot)
    assert dialog.isVisible()
    assert dialog.inputs.boxes[0].text.text() == "A hard week."


def test_closing_while_locked_asks_where_a_text_would_be_lost(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    assert shell.desk is not None
    shell.desk.generate("")
    dialog = shell.findChild(GenerateDialog)
    assert dialog is not None
    settle(qtbot, shell.background)
    dialog.inputs.boxes[0].text.set_text("A hard week.")
    lock(shell, qtbot)
    shell.close()
    question = asked(shell, "Some text is not saved yet")
    assert "hard week" not in words(question)
    answer(question, "stay", qtbot)
    assert shell.isVisible()
    shell.close()
    answer(asked(shell, "Some text is not saved yet"), "go", qtbot)
    assert not shell.isVisible()


def test_closing_while_a_recording_runs_asks_and_stops_it_first(
    shell: Shell, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    unlock(shell, qtbot)
    recording = Dialog(shell, "Generate Note")
    recording.setWindowModality(Qt.WindowModality.NonModal)
    recording.setProperty("recording_active", True)
    recording.show()
    shell.close()
    question = asked(shell, "A recording is running")
    shot(question, "19-closing-while-recording")
    answer(question, "stay", qtbot)
    assert shell.isVisible()
    shell.close()
    answer(asked(shell, "A recording is running"), "go", qtbot)
    assert shell.isVisible()  # until it has stopped
    recording.setProperty("recording_active", False)
    qtbot.waitUntil(lambda: not shell.isVisible())


def test_stopping_tells_every_recorder(
    qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []

    class RecordPanel(QWidget):
        def stop(self) -> None:
            stopped.append("it")
            self.window().setProperty("recording_active", False)

    monkeypatch.setattr("intellisession_desktop.ui.generate.record_panel.RecordPanel", RecordPanel)
    window.setProperty("recording_active", True)
    RecordPanel(window)
    done: list[bool] = []
    dialog = leaving.ask_about_recording(window, lambda: done.append(True))
    answer(dialog, "go", qtbot)
    qtbot.waitUntil(lambda: bool(done))
    assert stopped == ["it"]


def test_closing_before_the_recovery_key_is_kept_asks(shell: Shell, qtbot: QtBot) -> None:
    shell.start.key_not_kept = True
    shell.close()
    answer(asked(shell, "The recovery key has not been saved yet"), "stay", qtbot)
    assert shell.isVisible()
    shell.close()
    answer(asked(shell, "The recovery key has not been saved yet"), "go", qtbot)
    assert not shell.isVisible()


def test_closing_takes_a_copied_recovery_key_along(shell: Shell, qtbot: QtBot, data: Path) -> None:
    vault, key = Vault.create(data / "another", PASSPHRASE, CHEAPEST)
    shell.start._show_key(vault, key)
    button = shell.start.findChild(Button, "copy-key")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == key
    shell.close()
    answer(asked(shell, "The recovery key has not been saved yet"), "go", qtbot)
    assert QGuiApplication.clipboard().text() == ""


def test_another_vault_is_opened_after_the_locked_one_is_closed(
    shell: Shell, qtbot: QtBot, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault.create(tmp_path / "other", PASSPHRASE, CHEAPEST)[0].close()
    unlock(shell, qtbot)
    assert shell.desk is not None
    dialog = shell.desk.preferences()
    lock(shell, qtbot)
    monkeypatch.setattr(
        start_page, "choose_folder", lambda parent, title, on_chosen: on_chosen(tmp_path / "other")
    )
    button = shell.start.findChild(Button, "other-vault")
    assert button is not None
    with qtbot.waitSignal(dialog.destroyed):
        button.click()
    settle(qtbot, shell.background)
    assert shell.context is None
    Vault.open(data / "vault", PASSPHRASE).close()
    unlock(shell, qtbot)
    assert shell.context is not None
    assert shell.context.folder == tmp_path / "other"
    settle(qtbot, shell.background)
    assert shell.desk is not None
    assert shell.desk.clients.rows_shown() == 0


def test_leaving_a_vault_in_which_a_note_is_made_asks(
    shell: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(shell, qtbot)
    assert shell.context is not None
    work = Work("w", WorkKind.NOTE, "Maya R.", "c", WorkState.RUNNING)
    monkeypatch.setattr(shell.context.jobs, "works", lambda: (work,))
    lock(shell, qtbot)
    shell.start.leave_requested.emit(tmp_path)
    question = asked(shell, "A note is being made")
    assert "Maya" not in words(question)
    answer(question, "stay", qtbot)
    assert shell.locked
    shell.start.leave_requested.emit(tmp_path)
    answer(asked(shell, "A note is being made"), "go", qtbot)
    settle(qtbot, shell.background)
    assert shell.context is None


def test_missing_models_are_shown_first_and_can_wait(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Missing:
        name = "whisper-base"

    monkeypatch.setattr("intellisession_desktop.ui.shell.missing_defaults", lambda: (Missing(),))
    field = shell.start.findChild(QLineEdit, "passphrase")
    assert field is not None
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.findChild(ModelsPage) is not None)
    page = shell.findChild(ModelsPage)
    assert page is not None
    settle(qtbot, shell.background)
    lock(shell, qtbot)
    assert not page.isVisible()
    field = shell.start.findChild(QLineEdit, "passphrase")
    assert field is not None
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.isVisible)
    later = page.findChild(Button, "later")
    assert later is not None
    later.click()
    qtbot.waitUntil(lambda: shell.desk is not None and shell.desk.isVisible())


def test_a_bug_on_any_thread_is_shown_once_without_its_words(
    shell: Shell, qtbot: QtBot, shot: Callable[[QWidget, str], None]
) -> None:
    errors = ErrorsShown(shell)
    try:
        raise ValueError("Maya R. said")
    except ValueError as error:
        errors.of_main(ValueError, error, error.__traceback__)
        thread = threading.Thread(
            target=errors.of_thread,
            args=(threading.ExceptHookArgs((ValueError, error, error.__traceback__, None)),),
        )
        thread.start()
        thread.join()
    shell.background.run(lambda: {}["Maya R."])
    settle(qtbot, shell.background)
    dialog = asked(shell, "Something is wrong in the program")
    shot(dialog, "18-bug")
    answer(dialog, "copy-report", qtbot)
    report = QGuiApplication.clipboard().text()
    assert "ValueError at test_shell.py" in report
    assert "Maya" not in report


def test_everything_fits_a_small_screen(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    shell.resize(790, 440)
    assert (shell.width(), shell.height()) == (790, 440)


class _Flashes(QObject):
    """Notes what is shown as a window of its own and is neither a dialog nor the main window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and not isinstance(watched, QDialog | Shell):
            self.seen.append(f"{type(watched).__name__} {getattr(watched, 'text', str)()}")
        return False


def test_nothing_flashes_up_as_a_window_of_its_own(shell: Shell, qtbot: QtBot, qapp: QApplication) -> None:
    flashes = _Flashes()
    qapp.installEventFilter(flashes)
    unlock(shell, qtbot)
    assert shell.desk is not None
    shell.desk.generate("")
    shell.desk.clients.new_client()
    shell.desk.preferences()
    shell.desk.help()
    settle(qtbot, shell.background)
    lock(shell, qtbot)
    unlock(shell, qtbot)
    qapp.removeEventFilter(flashes)
    assert flashes.seen == []


def test_a_wrong_passphrase_leaves_it_locked(shell: Shell, qtbot: QtBot) -> None:
    unlock(shell, qtbot)
    shell.lock()
    qtbot.waitUntil(lambda: shell.context is not None and shell.context.vault.locked)
    field = shell.start.findChild(QLineEdit, "passphrase")
    assert field is not None
    qtbot.keyClicks(field, "not the right one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, shell.background)
    assert shell.locked
    assert shell.context is not None
    assert shell.context.vault.locked


def test_closing_lets_others_open_the_vault(shell: Shell, qtbot: QtBot, data: Path) -> None:
    unlock(shell, qtbot)
    shell.close()
    Vault.open(data / "vault", PASSPHRASE).close()


def test_idleness_is_noticed_and_activity_forgotten(
    qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("intellisession_desktop.ui.idle.now", lambda: now[0])
    watch = IdleWatch(window)
    watch.set_minutes(10)
    now[0] += 9 * 60
    qtbot.keyClick(window, Qt.Key.Key_A)
    now[0] += 9 * 60
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    now[0] += 2 * 60
    with qtbot.waitSignal(watch.idle):
        watch.look()
    watch.stop()


def test_a_computer_that_slept_is_locked_by_the_first_touch(
    qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("intellisession_desktop.ui.idle.now", lambda: now[0])
    watch = IdleWatch(window)
    watch.set_minutes(10)
    now[0] += 8 * 3600
    with qtbot.waitSignal(watch.idle):
        qtbot.keyClick(window, Qt.Key.Key_A)
    with qtbot.assertNotEmitted(watch.idle):
        qtbot.keyClick(window, Qt.Key.Key_A)
    watch.stop()


def test_the_window_remembers_its_size(
    shell: Shell, qtbot: QtBot, theme: Theme, engines: FakeEngines
) -> None:
    shell.resize(780, 600)  # the screen of these tests is 800 px wide
    shell.close()
    again = Shell(SettingsStore(), theme, engines)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (780, 600)
    again.close()
