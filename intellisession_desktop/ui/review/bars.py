"""The bars above and below a note: what it is and how it stands; what can be done with the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from ...sessions.kept_audio import unheard_of
from ...sessions.review import Opened
from .. import words
from ..shortcuts import SHORTCUTS
from ..tokens import SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button, IconButton, menu_button
from ..widgets.layouts import row
from ..widgets.texts import Chip, Label, Picture
from . import wording

_NARROW = 1000
_LEAST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Actions:
    """What the bars call."""

    back: Callable[[], object]
    undo: Callable[[], object]
    redo: Callable[[], object]
    print: Callable[[], object]
    receipt: Callable[[], object]
    kept: Callable[[], object]
    next_to_check: Callable[[], object]
    copy: Callable[[], object]
    sign: Callable[[], object]
    add_addendum: Callable[[], object]
    fill_more: Callable[[QMenu], object]
    fill_export: Callable[[QMenu], object]


class TopBar(QFrame):
    """Back, what this is, how it stands, and undo."""

    def __init__(self, opened: Opened, actions: Actions, read_only: bool) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        note = opened.note
        self._title = f"{note.format} · {opened.client.name} · {words.day(note.date)}"
        self._label = Label("", "lead", wrap=False)
        self._state, role = wording.state_chip(note)
        self._chip = chip = Chip(self._state, role)
        chip.setObjectName("state")
        self.to_check = Button("", "chip", on_click=actions.next_to_check, name="to-check")
        self.to_check.setProperty("role", "caution")
        self.to_check.setToolTip(_keyed("Go to the next", "next_flagged"))
        self.to_check.hide()
        self.undo = IconButton("undo-2", "Undo", actions.undo, name="undo")
        self.redo = IconButton("redo-2", "Redo", actions.redo, name="redo")
        self.undo.setToolTip(_keyed("Undo", "undo"))
        self.redo.setToolTip(_keyed("Redo", "redo"))
        back = IconButton("arrow-left", "Back to the clients", actions.back, name="back")
        back.setToolTip(_keyed("Back to the clients", "back"))
        printer = IconButton("printer", "Print", actions.print, name="print")
        printer.setToolTip(_keyed("Print", "print"))
        more = QMenu()

        def fill() -> None:
            more.clear()
            actions.fill_more(more)

        more.aboutToShow.connect(fill)
        parts: list[QWidget | None] = [back, self._label, chip, self.to_check, None]
        if opened.receipt is not None:
            destroyed = Button(words.destroyed(opened.receipt), "chip", "", actions.receipt, "receipt")
            done = opened.receipt.destruction
            destroyed.setProperty("role", "good" if done.complete and done.by_us else "caution")
            destroyed.setToolTip("Show the receipt")
            parts.append(destroyed)
        elif opened.kept_audio:
            parts.append(_kept(opened, actions))
        parts += [self.undo, self.redo, printer, menu_button("More", more)]
        self._others = [each for each in parts if each is not None and each is not self._label]
        line = row(*parts, spacing=SPACE_2, margins=(SPACE_2, SPACE_2, SPACE_2, SPACE_2))
        self.setLayout(line)
        self.undo.setVisible(not read_only)
        self.redo.setVisible(not read_only)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_state(self, to_check: int, can_undo: bool, can_redo: bool) -> None:
        self.to_check.setText(f"{to_check} to check")
        self.to_check.setVisible(bool(to_check))
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)
        self._fit()

    def _fit(self) -> None:
        """In a narrow window who signed is said below the note only, and a long name is cut."""
        self._chip.setText(self._state.partition(" by ")[0] if self.width() < _NARROW else self._state)
        taken = sum(each.sizeHint().width() + SPACE_2 for each in self._others if not each.isHidden())
        room = max(_LEAST_TITLE, self.width() - taken - 3 * SPACE_2)
        metrics = self._label.fontMetrics()
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self._label.setText(shown)
        self._label.setFixedWidth(metrics.horizontalAdvance(shown) + 2)
        self._label.setToolTip(self._title if shown != self._title else "")


def _kept(opened: Opened, actions: Actions) -> QWidget:
    """That the audio is there still, and the way to its end; how much of it was voice without words."""
    unheard_s = sum(each.seconds for each in unheard_of(opened.moments))
    said = f"{words.duration(unheard_s)} not understood" if unheard_s else "Audio kept"
    button = Button(said, "chip", "", actions.kept, "kept-audio")
    button.setProperty("role", "caution")
    button.setToolTip("The audio was kept: listen to what was not understood, keep it or destroy it")
    return button


class BottomBar(QFrame):
    """Copy, Export, whether it is saved, and the one main action."""

    def __init__(self, actions: Actions, state: str) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        copy = Button("Copy", "", "copy", actions.copy, "copy-note")
        copy.setToolTip(_keyed("Copy the whole note", "copy_note"))
        export = Button("Export", "", "download", name="export")
        menu = QMenu(export)
        actions.fill_export(menu)
        export.setMenu(menu)
        self._saved = Label("", "small", wrap=False)
        self._saved.setObjectName("saved")
        self._tick = Picture("check", "muted")
        self._tick.hide()
        parts: list[object] = [copy, export, None, self._tick, self._saved]
        if state == "draft":
            sign = Button("Sign", "primary", "signature", actions.sign, "sign")
            sign.setToolTip(_keyed("Sign this note", "sign"))
            parts.append(sign)
        elif state == "signed":
            parts.append(Button("Add addendum", "", "plus", actions.add_addendum, "addendum"))
        self.setLayout(row(*parts, spacing=SPACE_3, margins=(SPACE_4, SPACE_3, SPACE_4, SPACE_3)))  # type: ignore[arg-type]

    def say(self, text: str, done: bool = False) -> None:
        """How the storing stands, quietly."""
        self._saved.setText(text)
        self._tick.setVisible(done)


def _keyed(words_: str, shortcut: str) -> str:
    keys = QKeySequence(SHORTCUTS[shortcut].keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words_} ({keys})"
