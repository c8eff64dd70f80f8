"""What a client's notes have spoken of over time."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Section, Statement, Status
from intellisession_desktop.settings import resources_folder
from intellisession_desktop.ui.clients.themes import ThemesDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle
from tests.ui.small_dialogs import words

SLEEP = Statement("Client sleeps five hours a night.")
WORK = Statement("Client argued with their boss at work.")
DOUBTED = Statement("Client stood at the grave.", (), Status.FLAGGED, "Not found")


def rows(dialog: ThemesDialog) -> list[list[str]]:
    table = dialog.table
    return [
        [item.text() for column in range(table.columnCount()) if (item := table.item(row, column))]
        for row in range(table.rowCount())
    ]


def test_each_theme_has_its_first_and_last_note(
    context: Context,
    vault: Vault,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    shot: Callable[[QWidget, str], None],
) -> None:
    year = dt.date.today().year - 1
    for day, *made in ((1, SLEEP, WORK), (8, SLEEP), (15, SLEEP, DOUBTED)):
        vault.notes.add(maya.id, None, "DAP", dt.date(year, 10, day), (Section("Data", tuple(made)),))
    dialog = ThemesDialog(context, maya)
    opened(dialog)
    settle(qtbot, context.background)
    assert rows(dialog) == [
        ["Sleep", f"1 Oct {year}", f"15 Oct {year}", "3"],
        ["Work", f"1 Oct {year}", f"1 Oct {year}", "1"],
    ]
    shot(dialog, "29t-themes")


def test_the_longest_theme_is_read_whole_beside_narrow_columns(
    context: Context, vault: Vault, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = ThemesDialog(context, maya)
    opened(dialog)
    settle(qtbot, context.background)
    topics = tomllib.loads((resources_folder() / "topics.toml").read_text("utf-8"))["topic"]
    longest = max((topic["title"] for topic in topics), key=len)
    dialog.table.show_rows([(longest, "12 Nov 2025", "12 Nov 2025", "30")])
    dialog.table.show()
    QApplication.processEvents()
    around = 22  # px, of a cell
    for column in range(dialog.table.columnCount()):
        item = dialog.table.item(0, column)
        assert item is not None
        needed = dialog.table.fontMetrics().horizontalAdvance(item.text()) + around
        assert dialog.table.columnWidth(column) >= needed, item.text()


def test_without_notes_it_says_so(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot
) -> None:
    dialog = ThemesDialog(context, maya)
    opened(dialog)
    settle(qtbot, context.background)
    assert not dialog.table.isVisible()
    assert "There are no themes" in words(dialog)
