"""The small dialogs around a client: name, consent, goals, deleting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import (
    NotFound,
    sentence_of,
)
from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.ui.clients.consent import ConsentDialog
from intellisession_desktop.ui.clients.delete_client import DeleteClientDialog
from intellisession_desktop.ui.clients.goal_row import GoalRow
from intellisession_desktop.ui.clients.goals import GoalsDialog
from intellisession_desktop.ui.clients.name_dialogs import NewClientDialog, RenameClientDialog
from intellisession_desktop.ui.clients.receipts import ReceiptsDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.fields import GrowingArea
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import TODAY, add_caseload, add_note, add_stopped_note, add_waiting_recording
from tests.ui.conftest import settle
from tests.ui.small_dialogs import click, problem, words

Shot = Callable[[QWidget, str], None]


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
    assert "There is already a client with this name." in words(dialog)
    dialog.name.setText("Maya S.")
    assert "There is already a client" not in words(dialog)


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_an_empty_name_cannot_be_added(context: Context, opened: Callable[[Dialog], None], name: str) -> None:
    dialog = NewClientDialog(context)
    opened(dialog)
    dialog.name.setText(name)
    assert not dialog.go.isEnabled()


@pytest.mark.parametrize(
    ("length", "said"), [(120, ""), (121, "Too long by 1 letter: there is room for 120.")]
)
def test_a_name_that_is_too_long_is_said_to_be_so_and_never_cut(
    context: Context, opened: Callable[[Dialog], None], qtbot: QtBot, length: int, said: str
) -> None:
    dialog = NewClientDialog(context)
    opened(dialog)
    qtbot.keyClicks(dialog.name, "x" * length)
    assert dialog.name.text() == "x" * length
    assert dialog.go.isEnabled() == (not said)
    assert said in words(dialog)


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
    assert "There is no consent of this person" in problem(dialog)
    assert dialog.isVisible()
    assert dialog.go.isEnabled()


def test_the_consent_dialog_takes_the_sessions_day(
    context: Context, maya: Client, opened: Callable[[Dialog], None]
) -> None:
    dialog = ConsentDialog(context, maya.id, maya.name, day=dt.date(2026, 3, 4))
    opened(dialog)
    assert dialog.since.day() == dt.date(2026, 3, 4)


def goal_line(dialog: GoalsDialog, goal_id: str) -> GrowingArea:
    return next(each for each in dialog.findChildren(GrowingArea, f"goal-{goal_id}") if each.isVisible())


def goal_action(dialog: GoalsDialog, goal_id: str, words: str) -> QAction:
    """What stands in a goal's menu."""
    row = next(each for each in dialog.findChildren(GoalRow) if each.goal.id == goal_id and each.isVisible())
    menu = row.findChild(QMenu)
    assert menu is not None
    return next(each for each in menu.actions() if each.text() == words)


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
    edit.setPlainText("Reduce panic attacks to one a week")
    edit.left.emit()
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
    goal_line(dialog, goal.id).setPlainText("Reduce panic attacks to none")
    dialog.new.setPlainText("See her mother")
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
    goal_line(dialog, goal.id).setPlainText("   ")
    dialog.accept()
    settle(qtbot, context.background)
    assert vault.goals.list(maya.id)[0].text == "Reduce panic attacks"


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
    assert sentence_of("client_busy") in problem(dialog)
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
    close = dialog.findChild(Button, "close-goal")
    assert close is not None
    assert (close.text(), close.accessibleName()) == ("Close goal", "Close goal")


LONG = "Drive to her mother's house on the highway and back, alone, twice a month, by the end of next spring"


def test_a_long_goal_is_read_whole(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, shot: Shot
) -> None:
    short, long = vault.goals.add(maya.id, "Sleep six hours"), vault.goals.add(maya.id, LONG)
    dialog = GoalsDialog(context, maya)
    opened(dialog)
    one, several = goal_line(dialog, short.id), goal_line(dialog, long.id)
    line, lines = one.height(), several.height()
    assert lines > line
    assert not several.verticalScrollBar().isVisible()
    qtbot.keyClicks(dialog.new, LONG)
    assert dialog.new.height() == lines
    shot(dialog, "29d-goals-long")
    qtbot.keyClick(dialog.new, Qt.Key.Key_Return)
    settle(qtbot, context.background)
    assert [goal.text for goal in vault.goals.list(maya.id)][-1] == LONG
    assert dialog.new.height() == line


def test_goals_are_put_in_another_order_and_deleted_after_a_question(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    ids = [vault.goals.add(maya.id, words).id for words in ("One", "Two", "Three")]
    dialog = GoalsDialog(context, maya)
    opened(dialog)
    assert not goal_action(dialog, ids[0], "Move up").isEnabled()
    assert not goal_action(dialog, ids[2], "Move down").isEnabled()
    goal_action(dialog, ids[2], "Move up").trigger()
    settle(qtbot, context.background)
    assert [goal.text for goal in vault.goals.list(maya.id)] == ["One", "Three", "Two"]
    qtbot.waitUntil(lambda: dialog.focusWidget() is goal_line(dialog, ids[2]))
    goal_action(dialog, ids[0], "Delete…").trigger()
    question = next(each for each in dialog.findChildren(Dialog) if each.isVisible())
    assert "“One”" in words(question)
    click(qtbot, question, "stay")
    assert len(vault.goals.list(maya.id)) == 3
    goal_action(dialog, ids[0], "Delete…").trigger()
    click(qtbot, next(each for each in dialog.findChildren(Dialog) if each.isVisible()), "go")
    settle(qtbot, context.background)
    assert [goal.text for goal in vault.goals.list(maya.id)] == ["Three", "Two"]
    assert problem(context.window) == ""
