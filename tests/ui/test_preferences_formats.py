"""Note formats in the settings: copied, changed in a form, made from an old note, deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.notes.formats.format import Kind, format_names, load_format
from intellisession_desktop.records import DraftWishes
from intellisession_desktop.settings import own_formats_folder
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.preferences.dialog import PreferencesDialog
from intellisession_desktop.ui.preferences.format_editor import FormatEditor
from intellisession_desktop.ui.preferences.formats import FormatFromNote
from intellisession_desktop.ui.widgets.buttons import IconButton
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.ui.widgets.fields import LineEdit, Select
from tests.ui.conftest import settle
from tests.ui.preferences import choose, click, open_page, texts

Shot = Callable[[QWidget, str], None]


def visible(context: Context, kind: type[Dialog]) -> Dialog:
    return next(each for each in context.window.findChildren(kind) if each.isVisible())


def editor_for(context: Context, dialog: PreferencesDialog, qtbot: QtBot, button: str) -> FormatEditor:
    click(dialog, button, qtbot)
    editor = visible(context, FormatEditor)
    assert isinstance(editor, FormatEditor)
    return editor


def line(editor: QWidget, name: str) -> LineEdit:
    return next(each for each in editor.findChildren(LineEdit, name) if each.isVisible())


def test_a_format_is_copied_and_changed(context: Context, qtbot: QtBot, shot: Shot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    shot(dialog, "63-note-formats")
    editor = editor_for(context, dialog, qtbot, "copy-SOAP")
    assert line(editor, "format-name").text() == "My SOAP"
    line(editor, "format-name").setText("Ours")
    line(editor, "section-1").setText("What she said")
    choose(editor, "takes-medication", "3")
    choose(editor, "wish-length", "brief")
    shot(editor, "63-format-editor")
    click(editor, "go", qtbot)
    settle(qtbot, context.background)
    made = load_format("Ours")
    assert made.own
    assert made.section_for(Kind.REPORT) == "What she said"
    assert made.section_for(Kind.MEDICATION) == "Assessment"
    assert made.wishes == DraftWishes("brief")
    QApplication.processEvents()
    assert "Ours" in texts(dialog)


def test_an_untouched_copy_is_left_without_a_question(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    for name in [each for each in format_names() if load_format(each).own is False]:
        editor = editor_for(context, dialog, qtbot, f"copy-{name}")
        assert not editor.unsaved, name
        editor.reject()
        assert editor.findChild(Dialog) is None, name
        QApplication.processEvents()


def test_a_saved_format_is_brought_into_view_and_named(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    said: list[str] = []
    context.notified.connect(lambda text, _: said.append(text))
    area = dialog.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert area.verticalScrollBar().value() > 0
    editor = editor_for(context, dialog, qtbot, "copy-PIE")
    click(editor, "go", qtbot)
    settle(qtbot, context.background)
    change = next(each for each in dialog.findChildren(QWidget, "change-My PIE") if each.isVisible())
    qtbot.waitUntil(lambda: not change.visibleRegion().isEmpty())
    assert dialog.focusWidget() is change
    assert said == ["The format My PIE was saved."]


def test_sections_come_go_and_move_and_nothing_can_get_lost(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    editor = editor_for(context, dialog, qtbot, "copy-SOAP")
    down = editor.findChild(IconButton, "down-1")
    assert down is not None
    qtbot.mouseClick(down, Qt.MouseButton.LeftButton)
    assert [each.name for each in editor.format().sections][:3] == ["Risk", "Objective", "Subjective"]
    assert editor.format().section_for(Kind.REPORT) == "Subjective"
    QApplication.processEvents()
    gone = [each for each in editor.findChildren(IconButton, "remove-2") if each.isVisible()]
    qtbot.mouseClick(gone[0], Qt.MouseButton.LeftButton)
    assert not editor.go.isEnabled()
    assert "Choose the section for “what the client told”." in texts(editor)
    click(editor, "add-section", qtbot)
    QApplication.processEvents()
    assert "Section 6 has no name yet." in texts(editor)
    line(editor, "section-5").setText("Session")
    choose(editor, "takes-report", "5")
    assert editor.go.isEnabled()
    choose(editor, "takes-report", "0")
    assert any("Risk needs a section" in text for text in texts(editor))
    assert not editor.go.isEnabled()
    editor.reject()
    question = visible(context, Dialog) if not editor.findChild(Dialog) else editor.findChild(Dialog)
    assert question is not None
    click(question, "go", qtbot)
    assert "My SOAP" not in format_names()


def test_a_name_that_is_taken_is_said_in_place(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    editor = editor_for(context, dialog, qtbot, "copy-DAP")
    line(editor, "format-name").setText("dap")
    click(editor, "go", qtbot)
    settle(qtbot, context.background)
    assert editor.isVisible()
    assert any("already" in text for text in texts(editor))


def test_an_old_note_becomes_a_format(context: Context, qtbot: QtBot, shot: Shot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    click(dialog, "from-note", qtbot)
    asks = visible(context, FormatFromNote)
    assert isinstance(asks, FormatFromNote)
    asks.text.setPlainText("She told me much, without any heading at all.")
    click(asks, "go", qtbot)
    assert any("No headings were found" in text for text in texts(asks))
    asks.text.setPlainText("Concerns: she sleeps badly.\nInterventions: a walk.\nNext steps: another walk.\n")
    shot(asks, "63-format-from-note")
    click(asks, "go", qtbot)
    editor = visible(context, FormatEditor)
    assert isinstance(editor, FormatEditor)
    assert [each.name for each in editor.format().sections] == [
        *("Risk", "Concerns", "Interventions", "Next steps", "Plan last time"),
    ]
    click(editor, "go", qtbot)
    settle(qtbot, context.background)
    assert "My format" in format_names()


def test_an_own_format_is_changed_and_deleted_and_a_broken_one_says_where(
    context: Context, qtbot: QtBot, shot: Shot
) -> None:
    own_formats_folder().mkdir(parents=True)
    (own_formats_folder() / "Broken.toml").write_text('[[section]]\nname = "A"\ntakes = "report"\n', "utf-8")
    dialog = open_page(context, qtbot, "note-formats")
    assert any("section at line 1" in text for text in texts(dialog))
    editor = editor_for(context, dialog, qtbot, "copy-PIE")
    click(editor, "go", qtbot)
    settle(qtbot, context.background)
    editor = editor_for(context, dialog, qtbot, "change-My PIE")
    line(editor, "format-title").setText("As I write")
    click(editor, "go", qtbot)
    settle(qtbot, context.background)
    assert load_format("My PIE").title == "As I write"
    QApplication.processEvents()
    shot(dialog, "63-own-formats")
    for name in ("My PIE", "Broken"):
        click(dialog, f"delete-{name}", qtbot)
        question = dialog.findChild(Dialog)
        assert question is not None
        click(question, "go", qtbot)
        settle(qtbot, context.background)
        QApplication.processEvents()
    assert {"My PIE", "Broken"}.isdisjoint(format_names())


def test_each_kind_has_a_choice_with_its_words(context: Context, qtbot: QtBot) -> None:
    dialog = open_page(context, qtbot, "note-formats")
    editor = editor_for(context, dialog, qtbot, "copy-Intake")
    for kind in Kind:
        assert editor.findChild(Select, f"takes-{kind.value}") is not None, kind
    assert editor.format().sections == load_format("Intake").sections
