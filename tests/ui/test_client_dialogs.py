"""The small dialogs around a client: name, consent, goals, earlier notes, receipts, the form, deleting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import NotFound
from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.ui.clients.consent import ConsentDialog
from intellisession_desktop.ui.clients.consent_form import ConsentFormDialog
from intellisession_desktop.ui.clients.delete_client import DeleteClientDialog
from intellisession_desktop.ui.clients.earlier_note import EarlierNoteDialog
from intellisession_desktop.ui.clients.goals import GoalsDialog
from intellisession_desktop.ui.clients.name_dialogs import NewClientDialog, RenameClientDialog
from intellisession_desktop.ui.clients.receipts import ReceiptsDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.buttons import Button, IconButton
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.fields import LineEdit
from intellisession_desktop.ui.widgets.texts import Banner
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import TODAY, add_caseload, add_note, add_stopped_note, add_waiting_recording
from tests.ui.conftest import settle

Shot = Callable[[QWidget, str], None]
HIGHEST = 480
"""px of a screen of 1280 x 720 at 150 %."""


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


def click(qtbot: QtBot, dialog: QWidget, name: str) -> None:
    button = next(each for each in dialog.findChildren(QWidget, name) if each.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def problem(dialog: QWidget) -> str:
    return " ".join(each.label.text() for each in dialog.findChildren(Banner) if each.isVisible())


def words(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_a_new_client_is_added_by_enter(
    context: Context, vault: Vault, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    dialog = NewClientDialog(context)
    opened(dialog)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.name, "Maya R.")
    shot(dialog, "29a-new-client")
    with qtbot.waitSignal(dialog.added) as added:
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert added.args == [vault.clients.by_name("Maya R.").id]


@pytest.mark.parametrize("name", ["maya  r.", "MAYA R."])
def test_a_name_that_is_taken_is_refused_in_place(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, name: str
) -> None:
    dialog = NewClientDialog(context)
    opened(dialog)
    dialog.name.setText(name)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    assert dialog.isVisible()
    assert "already_exists" in words(dialog)
    dialog.name.setText("Maya S.")
    assert "already_exists" not in words(dialog)


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_an_empty_name_cannot_be_added(context: Context, opened: Callable[[Dialog], None], name: str) -> None:
    dialog = NewClientDialog(context)
    opened(dialog)
    dialog.name.setText(name)
    assert not dialog.go.isEnabled()


def test_a_client_is_renamed(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = RenameClientDialog(context, maya)
    opened(dialog)
    dialog.name.setText("<b>Maya</b> Ö’Réilly 王")
    with qtbot.waitSignal(context.client_changed):
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert vault.clients.get(maya.id).name == "<b>Maya</b> Ö’Réilly 王"


def test_consent_is_recorded_with_its_day_and_scope(
    context: Context, vault: Vault, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    client = vault.clients.add("Jana")
    dialog = ConsentDialog(context, client.id, client.name)
    opened(dialog)
    assert "Revoked" not in [button.text() for button in dialog.scopes.buttons() if button.isVisible()]
    shot(dialog, "29b-consent")
    dialog.since.set_day(dt.date(2026, 11, 3))
    click(qtbot, dialog, "scope-dictation")
    with qtbot.waitSignal(dialog.recorded):
        click(qtbot, dialog, "go")
    (consent,) = vault.consents.list(client.id)
    assert (consent.person, consent.scope, consent.since) == (
        "client",
        ConsentScope.DICTATION,
        dt.date(2026, 11, 3),
    )


def test_somebody_else_present_consents_by_name(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = ConsentDialog(context, maya.id, maya.name, person="person 2")
    opened(dialog)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.other, "Grandmother")
    with qtbot.waitSignal(dialog.recorded):
        click(qtbot, dialog, "go")
    assert {each.person for each in vault.consents.list(maya.id)} == {"client", "grandmother"}
    again = ConsentDialog(context, maya.id, maya.name, person="grandmother")
    opened(again)
    assert again.person.currentText() == "grandmother"
    assert again.go.isEnabled()


def test_consent_is_revoked_from_a_day_on(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    vault.consents.record(maya.id, ConsentScope.RECORDING, dt.date(2026, 2, 1), "partner")
    dialog = ConsentDialog(context, maya.id, maya.name)
    opened(dialog)
    assert "client: recording, from Thu 1 Jan 2026" in words(dialog)
    click(qtbot, dialog, "scope-revoked")
    assert dialog.go.text() == "Revoke consent"
    shot(dialog, "29c-consent-revoke")
    dialog.since.set_day(dt.date(2026, 11, 1))
    with qtbot.waitSignal(dialog.recorded):
        click(qtbot, dialog, "go")
    revoked = [each.revoked for each in vault.consents.list(maya.id) if each.person == "client"]
    assert revoked == [dt.date(2026, 11, 1)]
    assert [each.person for each in vault.consents.valid(maya.id, dt.date(2026, 11, 1))] == ["partner"]


def test_revoking_before_anything_was_agreed_to_says_why_not(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = ConsentDialog(context, maya.id, maya.name)
    opened(dialog)
    click(qtbot, dialog, "scope-revoked")
    dialog.since.set_day(dt.date(2025, 6, 1))
    click(qtbot, dialog, "go")
    settle(qtbot, context.background)
    assert "(not_found)" in problem(dialog)
    assert dialog.isVisible()
    assert dialog.go.isEnabled()


def test_the_consent_dialog_takes_the_sessions_day(
    context: Context, maya: Client, opened: Callable[[Dialog], None]
) -> None:
    dialog = ConsentDialog(context, maya.id, maya.name, day=dt.date(2026, 3, 4))
    opened(dialog)
    assert dialog.since.day() == dt.date(2026, 3, 4)


def goal_line(dialog: GoalsDialog, goal_id: str) -> LineEdit:
    edit = dialog.findChild(LineEdit, f"goal-{goal_id}")
    assert edit is not None
    return edit


def test_goals_are_added_reworded_closed_and_opened_again(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    first = vault.goals.add(maya.id, "Reduce panic attacks")
    closed = vault.goals.add(maya.id, "Sleep six hours")
    vault.goals.close(closed.id)
    dialog = GoalsDialog(context, maya)
    opened(dialog)
    shot(dialog, "29d-goals")
    qtbot.keyClicks(dialog.new, "Drive on the highway")
    qtbot.keyClick(dialog.new, Qt.Key.Key_Return)
    settle(qtbot, context.background)
    assert dialog.isVisible()
    edit = goal_line(dialog, first.id)
    edit.setText("Reduce panic attacks to one a week")
    edit.editingFinished.emit()
    settle(qtbot, context.background)
    assert [goal.text for goal in vault.goals.list(maya.id)] == [
        "Reduce panic attacks to one a week",
        "Drive on the highway",
    ]
    click(qtbot, dialog, "close-goal")
    settle(qtbot, context.background)
    assert [goal.text for goal in vault.goals.list(maya.id)] == ["Drive on the highway"]
    qtbot.waitUntil(lambda: len(dialog.findChildren(Button, "reopen")) == 2)
    click(qtbot, dialog, "reopen")
    settle(qtbot, context.background)
    assert len(vault.goals.list(maya.id)) == 2


def test_closing_the_goals_loses_nothing_that_was_typed(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    goal = vault.goals.add(maya.id, "Reduce panic attacks")
    dialog = GoalsDialog(context, maya)
    opened(dialog)
    goal_line(dialog, goal.id).setText("Reduce panic attacks to none")
    dialog.new.setText("See her mother")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, context.background)
    assert [each.text for each in vault.goals.list(maya.id)] == [
        "Reduce panic attacks to none",
        "See her mother",
    ]


def test_an_emptied_goal_keeps_its_words(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    goal = vault.goals.add(maya.id, "Reduce panic attacks")
    dialog = GoalsDialog(context, maya)
    opened(dialog)
    goal_line(dialog, goal.id).setText("   ")
    dialog.accept()
    settle(qtbot, context.background)
    assert vault.goals.list(maya.id)[0].text == "Reduce panic attacks"


NOTE = "S: Four panic attacks this week.\nO: Calm voice.\nA: Early in treatment.\nP: Keep the log."


def test_an_earlier_note_is_pasted_and_its_sections_are_shown(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    assert not dialog.go.isEnabled()
    dialog.text.setPlainText(NOTE)
    shot(dialog, "29e-earlier-note")
    assert "Sections found: Subjective, Objective, Assessment, Plan" in words(dialog)
    dialog.day.set_day(dt.date(2026, 10, 1))
    click(qtbot, dialog, "go")
    settle(qtbot, context.background)
    (note,) = vault.notes.list(maya.id)
    assert (note.state, note.date, note.format) == ("imported", dt.date(2026, 10, 1), "SOAP")


def test_escape_keeps_a_pasted_note(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    dialog.text.setPlainText(NOTE)
    qtbot.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    click(qtbot, dialog, "cancel")
    assert not dialog.isVisible()


def write_word(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("S: Four panic attacks.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "P:"
    table.cell(0, 1).text = "Keep the log."
    document.save(str(path))


def choose_file(dialog: EarlierNoteDialog, qtbot: QtBot, path: Path) -> None:
    """By the button; the system's dialog answers with `path`."""
    click(qtbot, dialog, "choose")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(path))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("note.txt", lambda path: path.write_text(NOTE, encoding="utf-8")),
        ("bom.txt", lambda path: path.write_bytes(NOTE.encode("utf-16"))),
        ("windows.txt", lambda path: path.write_bytes("S: café\nP: log".encode("cp1252"))),
        ("note.docx", write_word),
    ],
)
def test_an_earlier_note_is_read_from_a_file(
    context: Context,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    name: str,
    write: Callable[[Path], object],
) -> None:
    write(tmp_path / name)
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    choose_file(dialog, qtbot, tmp_path / name)
    settle(qtbot, context.background)
    assert dialog.text.toPlainText().startswith("S: ")
    assert "Plan" in words(dialog)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.pdf", b"%PDF-1.4"),
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("binary.txt", bytes(range(256))),
        ("text.docx", b"this is not a Word file"),
        ("zip.docx", b"PK\x03\x04" + bytes(100)),
        ("huge.txt", b"a" * 5_000_001),
        ("missing.txt", None),
    ],
)
def test_a_file_that_is_no_note_gets_its_sentence(
    context: Context,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    name: str,
    content: bytes | None,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    choose_file(dialog, qtbot, tmp_path / name)
    settle(qtbot, context.background)
    assert "(invalid_input)" in problem(dialog)
    assert dialog.isVisible()


def test_a_far_too_long_note_is_refused(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    dialog.text.setPlainText("word " * 30_000)
    click(qtbot, dialog, "go")
    settle(qtbot, context.background)
    assert "(invalid_input)" in problem(dialog)
    assert vault.notes.list(maya.id) == ()


def test_the_file_dialog_is_asked_for_notes(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = EarlierNoteDialog(context, maya)
    opened(dialog)
    click(qtbot, dialog, "choose")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    assert asked.nameFilters() == ["Notes (*.txt *.docx)"]
    asked.reject()


def save_as(dialog: ReceiptsDialog, qtbot: QtBot, path: Path) -> None:
    """By the button; the system's dialog answers with `path`."""
    click(qtbot, dialog, "save")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(path))


def test_receipts_are_shown_in_full_and_saved_as_text(
    context: Context,
    vault: Vault,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    shot: Shot,
) -> None:
    maya = add_caseload(vault)
    dialog = ReceiptsDialog(context, maya.id, maya.name)
    opened(dialog)
    assert dialog.table.rowCount() == 3
    assert "solid-state disks may keep old blocks" in words(dialog).lower()
    shot(dialog, "29f-receipts")
    path = tmp_path / "receipts.txt"
    save_as(dialog, qtbot, path)
    settle(qtbot, context.background)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Receipts of destruction: Maya R.\n")
    assert text.count("How: key destroyed, overwritten and deleted") == 3


def test_receipts_that_cannot_be_written_get_their_sentence(
    context: Context,
    window: QWidget,
    vault: Vault,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    maya = add_caseload(vault)
    dialog = ReceiptsDialog(context, maya.id, maya.name)
    opened(dialog)
    monkeypatch.setattr("intellisession_desktop.files.os.open", refuse)
    save_as(dialog, qtbot, tmp_path / "receipts.txt")
    settle(qtbot, context.background)
    monkeypatch.undo()
    assert "(folder_unwritable)" in words(window) + words(dialog) + "".join(
        words(each) for each in window.findChildren(Dialog)
    )


def test_without_receipts_it_says_so(
    context: Context, maya: Client, opened: Callable[[Dialog], None], shot: Shot
) -> None:
    dialog = ReceiptsDialog(context, maya.id, maya.name)
    opened(dialog)
    assert "No recording of this client was destroyed yet." in words(dialog)
    shot(dialog, "29g-receipts-none")


@pytest.mark.parametrize(("kind", "beginning"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_consent_form_is_saved(
    context: Context,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    shot: Shot,
    kind: str,
    beginning: bytes,
) -> None:
    dialog = ConsentFormDialog(context, maya)
    opened(dialog)
    if kind == "pdf":
        shot(dialog, "29h-consent-form")
    click(qtbot, dialog, kind)
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    path = tmp_path / f"form.{kind}"
    asked.fileSelected.emit(str(path))
    settle(qtbot, context.background)
    assert path.read_bytes().startswith(beginning)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))  # it has closed


def test_the_consent_form_is_printed(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = ConsentFormDialog(context, maya)
    opened(dialog)
    click(qtbot, dialog, "print")
    qtbot.waitUntil(lambda: dialog.findChild(QPrintDialog) is not None)
    asked = dialog.findChild(QPrintDialog)
    assert asked is not None
    assert asked.printer().docName() == "Consent form"
    asked.printer().setOutputFileName(str(tmp_path / "form.pdf"))
    asked.accepted.emit(asked.printer())
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))  # it has closed


def test_a_client_is_deleted_only_when_their_name_was_typed(
    context: Context, vault: Vault, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    maya = add_caseload(vault)
    add_waiting_recording(vault, maya)
    add_stopped_note(vault, maya)
    dialog = DeleteClientDialog(context, maya, lambda _: False)
    opened(dialog)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.name, "maya")
    assert not dialog.go.isEnabled()
    shot(dialog, "29i-delete-client")
    qtbot.keyClicks(dialog.name, " r.")
    assert dialog.go.isEnabled()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    with pytest.raises(NotFound):
        vault.clients.get(maya.id)
    assert list(vault.spool_folder.iterdir()) == []
    assert len(vault.clients.list()) == 7


def test_a_client_whose_note_was_just_begun_is_not_deleted(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = DeleteClientDialog(context, maya, lambda client_id: client_id == maya.id)
    opened(dialog)
    dialog.name.setText(maya.name)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, context.background)
    assert "(client_busy)" in problem(dialog)
    assert vault.clients.get(maya.id) == maya


def test_enter_and_escape_keep_the_client(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = DeleteClientDialog(context, maya, lambda _: False)
        opened(dialog)
        dialog.name.setText("Maya R.")
        qtbot.keyClick(dialog.name, key)
        settle(qtbot, context.background)
        assert vault.clients.get(maya.id) == maya


def test_many_goals_and_consents_scroll(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None]
) -> None:
    for number in range(30):
        vault.goals.add(maya.id, f"Goal {number}")
        vault.consents.record(maya.id, ConsentScope.RECORDING, TODAY, f"relative {number}")
        add_note(vault, maya, number, state="signed")
    opened(GoalsDialog(context, maya))
    opened(ConsentDialog(context, maya.id, maya.name))
    opened(ReceiptsDialog(context, maya.id, maya.name))


def test_the_close_button_of_a_goal_is_named(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None]
) -> None:
    vault.goals.add(maya.id, "Reduce panic attacks")
    dialog = GoalsDialog(context, maya)
    opened(dialog)
    close = dialog.findChild(IconButton, "close-goal")
    assert close is not None
    assert close.accessibleName() == "Close this goal"
