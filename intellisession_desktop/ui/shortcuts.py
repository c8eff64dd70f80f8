"""The keyboard: every shortcut of the window in one place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

EVERYWHERE = "Everywhere"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`keys` as QKeySequence reads them (on macOS Ctrl is the Command key)."""

    keys: str
    words: str
    place: str = EVERYWHERE


SHORTCUTS: dict[str, Shortcut] = {
    "generate": Shortcut("Ctrl+N", "Generate a note"),
    "new_client": Shortcut("Ctrl+Shift+N", "New client"),
    "today": Shortcut("Ctrl+T", "Today"),
    "search": Shortcut("Ctrl+F", "Search clients, notes and transcripts"),
    "preferences": Shortcut("Ctrl+,", "Settings"),
    "lock": Shortcut("Ctrl+L", "Lock"),
    "help": Shortcut("?", "Help"),
    "help_key": Shortcut("F1", "Help"),
    "next_statement": Shortcut("Down", "Next statement", "Review"),
    "previous_statement": Shortcut("Up", "Previous statement", "Review"),
    "edit": Shortcut("Return", "Edit the statement", "Review"),
    "end_edit": Shortcut("Escape", "Stop editing and keep what was typed", "Review"),
    "keep": Shortcut("Space", "Keep a flagged statement", "Review"),
    "remove": Shortcut("Delete", "Remove the statement", "Review"),
    "move_up": Shortcut("Alt+Up", "Move the statement up", "Review"),
    "move_down": Shortcut("Alt+Down", "Move the statement down", "Review"),
    "correct_turn": Shortcut("Return", "Correct the words of the turn", "Transcript"),
    "undo": Shortcut("Ctrl+Z", "Undo", "Review"),
    "redo": Shortcut("Ctrl+Shift+Z", "Redo", "Review"),
    "next_flagged": Shortcut("Ctrl+J", "Next statement to check", "Review"),
    "copy_note": Shortcut("Ctrl+Shift+C", "Copy the note", "Review"),
    "print": Shortcut("Ctrl+P", "Print the note", "Review"),
    "sign": Shortcut("Ctrl+Return", "Sign", "Review"),
    "back": Shortcut("Alt+Left", "Back to the clients", "Review"),
    "create": Shortcut("Ctrl+Return", "Create the note", "Generate Note"),
    "pause": Shortcut("Ctrl+Space", "Pause or resume recording", "Generate Note"),
    "mark": Shortcut("Ctrl+M", "Mark this moment of a recording"),
}


def native(keys: str) -> str:
    """The keys as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def listed() -> list[tuple[str, str, str]]:
    """Keys, words and place of each; several keys for the same thing stand together."""
    keys: dict[tuple[str, str], list[str]] = {}
    for each in SHORTCUTS.values():
        keys.setdefault((each.words, each.place), []).append(native(each.keys))
    return [(" or ".join(found), words, place) for (words, place), found in keys.items()]
