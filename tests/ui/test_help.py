"""Help: a search line over short answers, the shortcuts among them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.help import AnswerCard, HelpDialog
from intellisession_desktop.ui.shortcuts import SHORTCUTS
from intellisession_desktop.ui.theme import Theme
from intellisession_desktop.ui.widgets.texts import Label

Shot = Callable[[QWidget, str], None]


def opened(window: QWidget) -> HelpDialog:
    window.show()
    dialog = HelpDialog(window)
    dialog.open()
    return dialog


def seen(dialog: HelpDialog) -> list[str]:
    cards = [each for each in dialog.findChildren(AnswerCard) if each.isVisible()]
    return [each.accessibleName() for each in sorted(cards, key=lambda card: card.y())]


def test_typing_leaves_what_belongs_to_it_the_closest_first(
    window: QWidget, qtbot: QtBot, shot: Shot
) -> None:
    dialog = opened(window)
    shot(dialog, "29j-help")
    assert dialog.search.hasFocus()
    qtbot.keyClicks(dialog.search, "consent")
    qtbot.waitUntil(lambda: seen(dialog)[:1] == ["Add a client's consent"])
    assert "Make a backup" not in seen(dialog)
    shot(dialog, "29k-help-found")
    found = dialog.findChild(Label, "help-found")
    assert found is not None
    assert found.text() == f"{len(seen(dialog))} answers"
    dialog.search.clear()
    qtbot.waitUntil(lambda: "Make a backup" in seen(dialog))


def test_every_shortcut_is_among_the_answers_with_its_keys(window: QWidget, qtbot: QtBot) -> None:
    dialog = opened(window)
    assert {each.words for each in SHORTCUTS.values()} <= set(seen(dialog))
    qtbot.keyClicks(dialog.search, "lock")
    qtbot.waitUntil(lambda: "Lock" in seen(dialog))
    card = next(c for c in dialog.findChildren(AnswerCard) if c.accessibleName() == "Lock")
    assert card.accessibleDescription() == "Ctrl+L. Everywhere."
    assert [label.text() for label in card.findChildren(Label)] == ["Lock", "Ctrl+L"]


def test_nothing_found_says_what_to_try(window: QWidget, qtbot: QtBot, shot: Shot, theme: Theme) -> None:
    theme.choose("dark")
    dialog = opened(window)
    qtbot.keyClicks(dialog.search, "xylophone")
    assert seen(dialog) == []
    found = dialog.findChild(Label, "help-found")
    assert found is not None
    assert found.text() == "Nothing found. Try another word, or fewer."


def test_the_answers_are_gone_through_with_the_keyboard(window: QWidget, qtbot: QtBot) -> None:
    dialog = opened(window)
    bar = dialog.findChild(AnswerCard, "answer").window().search.area.verticalScrollBar()  # type: ignore[union-attr]
    qtbot.keyClick(dialog.search, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(dialog.search, Qt.Key.Key_Tab)
    assert isinstance(dialog.focusWidget(), AnswerCard)
