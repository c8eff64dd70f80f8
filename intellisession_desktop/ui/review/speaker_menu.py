"""Who spoke: for one turn, or for all turns of a voice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ...records import Speaker
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit, too_long
from . import wording
from .editing import Editing
from .renaming import rename_speaker
from .transcript_model import TranscriptModel

_LONGEST = 40


class SpeakerMenu(QObject):
    """The menus of a turn."""

    edit_wanted = Signal(int)
    """A turn's words shall be corrected."""

    def __init__(self, editing: Editing, turns: TranscriptModel, view: QWidget) -> None:
        """`view`: the widget above which they open."""
        super().__init__(view)
        self._editing, self._turns, self._view = editing, turns, view

    def open(self, number: int, at: QPoint) -> QMenu:
        """The names to choose from, below the name that was clicked."""
        menu = self.made_for(number)
        menu.popup(at)
        return menu

    def made_for(self, number: int) -> QMenu:
        """The names to choose from, not shown yet."""
        menu = self._made()
        self._fill(menu, number)
        return menu

    def open_all(self, number: int, at: QPoint) -> QMenu:
        """Everything that can be done with a turn."""
        menu = self._made()
        turn = self._editing.content.turns[number]
        if not self._editing.turns_fixed:
            menu.addAction("Correct the words", lambda: self.edit_wanted.emit(number))
            if not turn.is_written:
                self._fill(menu.addMenu("Spoken by"), number)
            menu.addSeparator()
        menu.addAction("Copy", lambda: self._editing.context.clipboard.copy(turn.text))
        menu.popup(at)
        return menu

    def _made(self) -> QMenu:
        menu = QMenu(self._view)
        menu.setObjectName("speaker-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _fill(self, menu: QMenu, number: int) -> None:
        editing = self._editing
        old = editing.content.turns[number].speaker
        self._offer(menu, old, "Another name", lambda new: editing.set_speaker(number, new))
        menu.addSeparator()
        everywhere = menu.addMenu(f"All turns of “{wording.speaker_name(old)}”")
        rename = partial(rename_speaker, self._view.window(), editing, old)
        self._offer(everywhere, old, "Another name for all", rename)

    def _offer(self, menu: QMenu, old: str, title: str, choose: Callable[[str], None]) -> None:
        names = dict.fromkeys(
            (*wording.KNOWN_SPEAKERS, *self._editing.opened().others, *sorted(self._turns.speakers()))
        )
        for name in names:
            if name != Speaker.UNKNOWN:
                action = menu.addAction(wording.speaker_name(name), partial(choose, name))
                action.setCheckable(True)
                action.setChecked(name == old)
        menu.addAction("Other…", lambda: NameDialog(self._view, title, choose).open())


class NameDialog(Dialog):
    """Takes another name for a speaker."""

    def __init__(self, parent: QWidget, title: str, on_name: Callable[[str], None]) -> None:
        super().__init__(parent, title, 360)
        self._on_name = on_name
        self.name = LineEdit("", "", "Name", "speaker-name")
        hint = "A role is enough, as in ‘mother’ or ‘interpreter’."
        self._field = Field("Who is speaking", self.name, hint)
        self.add(self._field)
        self._use = Button("Use this name", "primary", on_click=self.accept, name="use-name")
        self._use.setEnabled(False)
        self.name.textChanged.connect(self._typed)
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self._use)

    def _typed(self, text: str) -> None:
        problem = too_long(text, _LONGEST)
        self._field.say(problem)
        self._use.setEnabled(bool(text.strip()) and not problem)

    def accept(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            known = {wording.speaker_name(each).casefold(): each for each in wording.KNOWN_SPEAKERS}
            self._on_name(known.get(name.casefold(), name))
            super().accept()
