"""The start: creating, unlocking, recovering and restoring a vault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.audio.spool import SpoolWriter
from intellisession_desktop.errors import (
    WrongPassphrase,
    sentence_of,
)
from intellisession_desktop.notes.documents.content import Document
from intellisession_desktop.sessions.backup import make_backup
from intellisession_desktop.sessions.job_queue import Work, WorkKind, WorkState
from intellisession_desktop.sessions.vault_places import place_for_restored
from intellisession_desktop.settings import default_vault
from intellisession_desktop.ui.background import Background
from intellisession_desktop.ui.context import SettingsStore
from intellisession_desktop.ui.printing import laid_out
from intellisession_desktop.ui.start import recovery_key, start_page, tries
from intellisession_desktop.ui.start.going_on import work_sentences
from intellisession_desktop.ui.start.restore import RestorePanel
from intellisession_desktop.ui.start.start_page import StartPage
from intellisession_desktop.ui.start.tries import Tries
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.strength import judge
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.ui.audit import problems
from tests.ui.conftest import settle

PASSPHRASE = "plum ladder seven rivers"
Shot = Callable[[QWidget, str], None]


class Start:
    """A start page and what came out of it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.errors: list[Exception] = []
        self.background = Background(self.errors.append)
        self.settings = SettingsStore()
        self.page = StartPage(self.background, self.settings, folder)
        self.vaults: list[Vault] = []
        self.page.opened.connect(self.vaults.append)
        self.page.resize(1180, 720)
        qtbot.addWidget(self.page)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.focus()

    def edit(self, name: str) -> QLineEdit:
        found = self.page.findChild(QLineEdit, name)
        assert found is not None, name
        return found

    def button(self, name: str) -> Button:
        found = self.page.findChild(Button, name)
        assert found is not None, name
        return found

    def type(self, name: str, text: str) -> None:
        self.edit(name).clear()
        self.qtbot.keyClicks(self.edit(name), text)

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)
        self.settle()

    def enter(self, name: str) -> None:
        self.qtbot.keyClick(self.edit(name), Qt.Key.Key_Return)
        self.settle()

    def settle(self) -> None:
        settle(self.qtbot, self.background)

    def words(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def start_in(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], Start]]:
    """Makes start pages; at the end everything is closed."""
    monkeypatch.setattr("intellisession_desktop.vault.vault.tuned_argon2", lambda: CHEAPEST)
    made: list[Start] = []

    def make(folder: Path) -> Start:
        made.append(Start(qtbot, folder))
        return made[-1]

    yield make
    for start in made:
        start.page.close_vault()
        for vault in start.vaults:
            vault.close()
        start.settle()
        start.background.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def closed(tmp_path: Path) -> tuple[Path, str]:
    """A vault that is closed, and its recovery key."""
    vault, key = Vault.create(tmp_path / "closed", PASSPHRASE, CHEAPEST)
    vault.close()
    return tmp_path / "closed", key


def test_a_first_start_creates_a_vault_and_shows_its_key_once(
    start_in: Callable[[Path], Start], shot: Shot
) -> None:
    start = start_in(default_vault())
    shot(start.page, "01-create")
    start.type("new-passphrase", "sunshine11")
    shot(start.page, "02-create-weak")
    assert not start.button("create-vault").isEnabled()
    start.type("new-passphrase", PASSPHRASE)
    start.type("passphrase-again", PASSPHRASE)
    shot(start.page, "03-create-strong")
    start.enter("passphrase-again")
    assert start.page.key_not_kept
    shot(start.page, "04-recovery-key")
    assert not start.vaults
    assert not start.button("go-on").isEnabled()
    kept = start.page.findChild(QCheckBox, "kept")
    assert kept is not None
    kept.click()
    start.click("go-on")
    assert [vault.folder for vault in start.vaults] == [default_vault()]
    assert not start.page.key_not_kept


def test_nothing_jumps_or_scrolls_while_a_passphrase_is_typed_into_a_small_window(
    start_in: Callable[[Path], Start], tmp_path: Path
) -> None:
    start = start_in(tmp_path / "data" / "vault")
    start.page.resize(1280, 720 - 40)  # less a title bar
    area = start.page.findChild(QScrollArea)
    assert area is not None
    places = set()
    for first, again in (
        ("", ""),
        ("short", ""),
        ("password1234", ""),
        ("aaaaaaaaaaaa", ""),
        ("lantern otter", ""),
        (PASSPHRASE, ""),
        (PASSPHRASE, "other"),
        (PASSPHRASE, PASSPHRASE),
    ):
        start.type("new-passphrase", first)
        start.type("passphrase-again", again)
        QApplication.processEvents()
        assert area.verticalScrollBar().maximum() == 0
        button = start.button("create-vault")
        places.add((button.mapTo(start.page, QPoint(0, 0)).toTuple(), button.height()))
    assert len(places) == 1
    button, field = start.button("other-folder"), start.edit("new-passphrase")
    words = button.mapTo(start.page, QPoint(button.width(), 0)).x() - 9  # less its padding and edge
    assert words == field.mapTo(start.page, QPoint(field.width(), 0)).x()


def test_unlocking_by_enter(start_in: Callable[[Path], Start], closed: tuple[Path, str], shot: Shot) -> None:
    start = start_in(closed[0])
    shot(start.page, "05-unlock")
    start.type("passphrase", PASSPHRASE)
    start.enter("passphrase")
    assert [vault.folder for vault in start.vaults] == [closed[0]]
    assert SettingsStore().current.vault_folder == str(closed[0])


class Clock:
    """Stands in for the time module; moves only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def test_before_it_is_unlocked_it_says_that_a_recording_goes_on(
    start_in: Callable[[Path], Start], closed: tuple[Path, str], qtbot: QtBot, shot: Shot
) -> None:
    folder, _ = closed
    (folder / "spool").mkdir(exist_ok=True)
    writer = SpoolWriter(folder / "spool" / "5f0c7d.spool", "5f0c7d", bytes(range(32)))
    start = start_in(folder)

    def said() -> list[str]:
        return [each.text() for each in start.page.findChildren(QLabel) if "recording" in each.text()]

    qtbot.waitUntil(lambda: said() == ["A recording is running. It goes on; unlock to see it."])
    shot(start.page, "02-unlock-recording")
    writer.close()
    qtbot.waitUntil(lambda: said() == [])


def test_the_third_wrong_passphrase_in_a_row_costs_a_wait_that_is_seen(
    start_in: Callable[[Path], Start],
    closed: tuple[Path, str],
    shot: Shot,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr(tries, "time", clock)
    start = start_in(closed[0])
    start.type("passphrase", "not the right one")
    start.enter("passphrase")
    assert "This passphrase does not open the vault." in start.words()
    assert "Try again in" not in start.words()
    assert start.edit("passphrase").selectedText() == "not the right one"
    shot(start.page, "06-wrong-passphrase")
    for _ in range(4):
        start.enter("passphrase")
        clock.now += 0.2  # not long enough after the third
    assert "Try again in 1 s." in start.words()
    clock.now += 1
    start.enter("passphrase")
    assert "Try again in 2 s." in start.words()
    shot(start.page, "07-wrong-passphrase-wait")
    assert not start.button("unlock").isEnabled()
    start.type("passphrase", PASSPHRASE)
    start.enter("passphrase")
    assert not start.vaults
    clock.now += 2
    qtbot.waitUntil(start.button("unlock").isEnabled)
    start.click("unlock")
    assert start.vaults


def test_the_waits_grow_to_thirty_seconds_and_end_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(tries, "time", clock)
    counted = Tries()
    waits = []
    for _ in range(9):
        counted.wrong()
        waits.append(round(counted.left_s()))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 30, 30]
    counted.right()
    assert counted.left_s() == 0


def test_the_recovery_key_lets_a_new_passphrase_be_set_at_once(
    start_in: Callable[[Path], Start], closed: tuple[Path, str], shot: Shot
) -> None:
    folder, key = closed
    start = start_in(folder)
    start.click("use-recovery")
    shot(start.page, "09-recover")
    start.type("recovery-key", "AAAA-BBBB")
    start.enter("recovery-key")
    assert "was not typed correctly" in start.words()
    start.type("recovery-key", key.lower().replace("-", " "))
    start.enter("recovery-key")
    shot(start.page, "10-new-passphrase")
    assert not start.vaults
    start.type("new-passphrase", "another lamp by the river")
    start.type("passphrase-again", "another lamp by the river")
    start.enter("passphrase-again")
    assert start.vaults
    start.vaults[0].close()
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, PASSPHRASE)
    Vault.open(folder, "another lamp by the river").close()


def test_turning_back_after_the_recovery_key_closes_the_vault_again(
    start_in: Callable[[Path], Start], closed: tuple[Path, str]
) -> None:
    folder, key = closed
    start = start_in(folder)
    start.click("use-recovery")
    start.type("recovery-key", key)
    start.enter("recovery-key")
    start.click("back")
    assert start.edit("passphrase").isVisible()
    Vault.open(folder, PASSPHRASE).close()


@pytest.fixture
def backup(tmp_path: Path) -> tuple[Path, str]:
    """A backup of a vault with one client, and its recovery key."""
    vault, key = Vault.create(tmp_path / "before", PASSPHRASE, CHEAPEST)
    vault.clients.add("Maya R.")
    make_backup(vault, tmp_path / "kept.isbackup")
    vault.close()
    return tmp_path / "kept.isbackup", key


def restore_panel(start: Start) -> RestorePanel:
    start.click("restore")
    panel = start.page.findChild(RestorePanel)
    assert panel is not None
    return panel


def test_a_backup_becomes_an_open_vault(
    start_in: Callable[[Path], Start], backup: tuple[Path, str], shot: Shot
) -> None:
    start = start_in(default_vault())
    panel = restore_panel(start)
    assert not start.button("restore-now").isEnabled()
    panel.use_file(backup[0])
    shot(start.page, "11-restore")
    start.type("backup-passphrase", "not the right one")
    start.enter("backup-passphrase")
    assert "This passphrase does not open the backup." in start.words()
    assert not default_vault().exists()
    start.type("backup-passphrase", PASSPHRASE)
    start.enter("backup-passphrase")
    assert [client.name for client in start.vaults[0].clients.list()] == ["Maya R."]


def test_a_backup_opened_by_the_recovery_key_gets_a_new_passphrase(
    start_in: Callable[[Path], Start], backup: tuple[Path, str]
) -> None:
    start = start_in(default_vault())
    restore_panel(start).use_file(backup[0])
    segment = start.page.findChild(QPushButton, "segment-key")
    assert segment is not None
    segment.click()
    start.type("backup-key", backup[1])
    start.enter("backup-key")
    start.type("new-passphrase", "another lamp by the river")
    start.type("passphrase-again", "another lamp by the river")
    start.enter("passphrase-again")
    assert start.vaults
    assert start.vaults[0].folder == default_vault()


def test_what_is_no_backup_is_refused_in_its_place(start_in: Callable[[Path], Start], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Maya")
    start = start_in(default_vault())
    restore_panel(start).use_file(tmp_path / "letter.txt")
    start.type("backup-passphrase", PASSPHRASE)
    start.enter("backup-passphrase")
    assert sentence_of("backup_unreadable") in start.words()
    assert not default_vault().exists()
    assert (tmp_path / "letter.txt").read_text() == "Dear Maya"
    start.click("back")
    assert start.edit("new-passphrase").isVisible()


def test_a_restored_vault_never_lands_in_one_that_is_there(closed: tuple[Path, str], tmp_path: Path) -> None:
    assert place_for_restored(tmp_path / "new") == tmp_path / "new"
    assert place_for_restored(closed[0]) == tmp_path / "IntelliSession restored"
    (tmp_path / "IntelliSession restored").mkdir()
    (tmp_path / "IntelliSession restored" / "letter.txt").touch()
    assert place_for_restored(closed[0]) == tmp_path / "IntelliSession restored 2"


def choose(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The next folder that is chosen."""
    monkeypatch.setattr(start_page, "choose_folder", lambda parent, title, on_chosen: on_chosen(folder))


def test_another_vault_is_unlocked_and_remembered(
    start_in: Callable[[Path], Start], closed: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = start_in(default_vault())
    choose(monkeypatch, closed[0])
    start.click("other-folder")
    assert SettingsStore().current.vault_folder == ""
    start.type("passphrase", PASSPHRASE)
    start.enter("passphrase")
    assert SettingsStore().current.vault_folder == str(closed[0])


def test_another_folder_keeps_the_passphrase_that_was_typed(
    start_in: Callable[[Path], Start], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = start_in(default_vault())
    start.type("new-passphrase", PASSPHRASE)
    start.type("passphrase-again", PASSPHRASE)
    (tmp_path / "elsewhere").mkdir()
    choose(monkeypatch, tmp_path / "elsewhere")
    start.click("other-folder")
    assert start.edit("new-passphrase").text() == start.edit("passphrase-again").text() == PASSPHRASE
    places = [label.accessibleName() for label in start.page.findChildren(QLabel)]
    assert str(tmp_path / "elsewhere") in places
    start.click("create-vault")
    assert Vault.exists(tmp_path / "elsewhere")
    assert not Vault.exists(default_vault())


def test_a_folder_with_other_things_gets_a_folder_for_the_vault(
    start_in: Callable[[Path], Start],
    closed: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "letter.txt").touch()
    start = start_in(closed[0])
    choose(monkeypatch, tmp_path)
    start.click("other-vault")
    assert start.page.folder == tmp_path / "IntelliSession vault"
    assert start.edit("new-passphrase").isVisible()


def test_a_vault_that_is_not_there_is_looked_for_again_and_not_made_anew(
    start_in: Callable[[Path], Start], closed: tuple[Path, str], shot: Shot, tmp_path: Path
) -> None:
    store = SettingsStore()
    store.replace(replace(store.current, vault_folder=str(closed[0])))
    closed[0].rename(tmp_path / "unplugged")
    start = start_in(closed[0])
    shot(start.page, "12-vault-not-there")
    assert "The vault was not found" in start.words()
    start.click("look-again")
    assert "The vault was not found" in start.words()
    (tmp_path / "unplugged").rename(closed[0])
    start.click("look-again")
    assert start.edit("passphrase").isVisible()


def test_a_vault_in_use_and_a_damaged_one_say_so_in_their_place(
    start_in: Callable[[Path], Start], closed: tuple[Path, str]
) -> None:
    start = start_in(closed[0])
    with Vault.open(closed[0], PASSPHRASE):
        start.type("passphrase", PASSPHRASE)
        start.enter("passphrase")
        assert sentence_of("vault_in_use") in start.words()
    for name in ("vault.json", "vault.json.copy"):
        (closed[0] / name).write_text("{}")
    start.enter("passphrase")
    assert sentence_of("vault_damaged") in start.words()
    assert sentence_of("vault_in_use") not in start.words()
    assert not start.errors


def test_a_folder_that_cannot_be_written_says_so_in_its_place(
    start_in: Callable[[Path], Start], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    start = start_in(tmp_path / "file")
    start.type("new-passphrase", PASSPHRASE)
    start.type("passphrase-again", PASSPHRASE)
    start.enter("passphrase-again")
    assert "This is a file, not a folder." in start.words()
    assert (tmp_path / "file").read_text() == "not a folder"
    assert start.button("create-vault").isEnabled()


def work(state: WorkState = WorkState.RUNNING, waits: bool = False) -> Work:
    return Work("w", WorkKind.NOTE, "Maya R.", "c", state, waits_for_unlock=waits)


def test_locked_says_what_goes_on_without_any_name(
    start_in: Callable[[Path], Start], closed: tuple[Path, str], shot: Shot, qtbot: QtBot
) -> None:
    class Jobs:
        now: tuple[Work, ...] = (work(waits=True),)

        def works(self) -> tuple[Work, ...]:
            return self.now

    start = start_in(closed[0])
    vault = Vault.open(closed[0], PASSPHRASE)
    vault.lock()
    jobs = Jobs()
    start.page.show_locked(vault, jobs, lambda: True)  # type: ignore[arg-type]
    assert "A note is being made. Unlock the vault to continue." in start.words()
    assert "A recording is running." in start.words()
    assert "Maya" not in start.words()
    shot(start.page, "08-locked")
    jobs.now = ()
    qtbot.waitUntil(lambda: "being made" not in start.words())
    start.type("passphrase", "not the right one")
    start.enter("passphrase")
    assert vault.locked
    start.type("passphrase", PASSPHRASE)
    with qtbot.waitSignal(start.page.unlocked):
        start.enter("passphrase")
    assert not vault.locked
    assert not start.vaults  # it belongs to the shell already
    vault.close()


def test_a_locked_vault_can_be_recovered_and_is_locked_again_on_turning_back(
    start_in: Callable[[Path], Start], closed: tuple[Path, str]
) -> None:
    class Jobs:
        def works(self) -> tuple[Work, ...]:
            return ()

    start = start_in(closed[0])
    vault = Vault.open(closed[0], PASSPHRASE)
    vault.lock()
    start.page.show_locked(vault, Jobs())  # type: ignore[arg-type]
    start.click("use-recovery")
    start.type("recovery-key", closed[1])
    start.enter("recovery-key")
    assert not vault.locked
    start.click("back")
    assert vault.locked
    assert start.edit("passphrase").isVisible()
    vault.close()


@pytest.mark.parametrize(
    ("works", "said"),
    [
        ((), []),
        ((work(WorkState.DONE),), []),
        ((work(),), ["A note is being made."]),
        ((work(waits=True),), ["A note is being made. Unlock the vault to continue."]),
        ((work(), work(waits=True)), ["2 notes are being made. Unlock the vault to continue."]),
    ],
)
def test_work_is_told_in_a_sentence(works: tuple[Work, ...], said: list[str]) -> None:
    assert work_sentences(works) == said


@pytest.mark.parametrize(
    ("passphrase", "verdict", "enough"),
    [
        ("", "At least 10 characters", False),
        ("          ", "At least 10 characters", False),
        ("short", "Too short", False),
        ("password123", "Too easy to guess", False),
        ("aaaaaaaaaaaaaaaa", "Too easy to guess", False),
        ("qwertyuiop", "Too easy to guess", False),
        ("intellisession", "Too easy to guess", False),
        (PASSPHRASE, "Very good", True),
        ("Übermut, Zwölf, Igel", "Very good", True),
        ("\udc80\udc80 lone surrogates 🪴", "Very good", True),
        (PASSPHRASE * 2000, "Very good", True),
    ],
)
def test_a_passphrase_gets_its_verdict(passphrase: str, verdict: str, enough: bool) -> None:
    began = time.monotonic()
    strength = judge(passphrase)
    assert (strength.verdict, strength.enough) == (verdict, enough)
    assert time.monotonic() - began < 0.5  # on the main thread, at every key


def test_a_weak_passphrase_is_told_what_makes_it_weak_in_our_words() -> None:
    assert "Keys in a row" in judge("zxcvbnm,./").advice or "most used" in judge("zxcvbnm,./").advice
    for weak in ("password12", "abcdefghijk", "maya1990maya", "aaaaaaaaaaaa", "1qaz2wsx3edc", "drowssap12"):
        strength = judge(weak)
        assert strength.enough or strength.advice.endswith(".")


def test_two_passphrases_that_differ_are_not_taken(start_in: Callable[[Path], Start]) -> None:
    start = start_in(default_vault())
    start.type("new-passphrase", PASSPHRASE)
    assert "Type the passphrase a second time." in start.words()
    start.type("passphrase-again", "plum ladder seven oceans")
    assert "This does not match." in start.words()
    start.enter("passphrase-again")
    assert not default_vault().exists()


def test_the_key_is_copied_privately_and_printed_whole(
    start_in: Callable[[Path], Start], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[Document] = []
    monkeypatch.setattr(
        recovery_key, "print_document", lambda _, document, name, then: printed.append(document)
    )
    start = start_in(default_vault())
    start.type("new-passphrase", PASSPHRASE)
    start.type("passphrase-again", PASSPHRASE)
    start.enter("passphrase-again")
    start.click("copy-key")
    key = QGuiApplication.clipboard().text()
    assert len(key.split("-")) == 7
    assert "cleared in a minute" in start.words()
    start.click("print-key")
    assert key in laid_out(printed[0]).toPlainText()
    QGuiApplication.clipboard().clear()
    for file in default_vault().rglob("*"):
        assert not file.is_file() or key.encode() not in file.read_bytes()


def test_a_key_that_was_printed_into_a_file_is_told_of_and_can_be_deleted(
    start_in: Callable[[Path], Start], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shot: Shot
) -> None:
    file = tmp_path / "print.pdf"

    def printed_into_it(_: QWidget, __: Document, ___: str, then: Callable[[Path | None], object]) -> None:
        file.write_bytes(b"%PDF")
        then(file)

    monkeypatch.setattr(recovery_key, "print_document", printed_into_it)
    start = start_in(default_vault())
    start.type("new-passphrase", PASSPHRASE)
    start.type("passphrase-again", PASSPHRASE)
    start.enter("passphrase-again")
    start.click("print-key")
    assert f"The key is now in the file {file}" in start.words()
    shot(start.page, "12-recovery-key-in-a-file")
    start.click("delete-key-file")
    assert not file.exists()
    assert "The key is now" not in start.words()


def test_everything_fits_a_small_screen(start_in: Callable[[Path], Start], closed: tuple[Path, str]) -> None:
    for folder in (closed[0], default_vault()):
        start = start_in(folder)
        start.page.resize(853, 440)
        assert start.page.width() == 853
        assert problems(start.page) == []


def test_tab_goes_through_the_unlock_page_in_order(
    start_in: Callable[[Path], Start], closed: tuple[Path, str], qtbot: QtBot
) -> None:
    start = start_in(closed[0])
    seen = []
    for _ in range(5):
        focused = start.page.focusWidget()
        assert focused is not None
        seen.append(focused.objectName() or focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == ["passphrase", "unlock", "use-recovery", "other-vault", "restore"]
