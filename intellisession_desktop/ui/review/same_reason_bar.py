"""Below the note: how many statements wait for the same reason as the selected one, and all of them kept."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame

from ...records import Status
from ...sessions.review import Place
from ..tokens import SPACE_2, SPACE_4
from ..widgets.buttons import Button
from ..widgets.layouts import row, show_if
from ..widgets.texts import Label
from ..words import counted
from .editing import Editing


class SameReasonBar(QFrame):
    """Hidden where a statement waits alone."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setObjectName("same-reason")
        self._editing = editing
        self._words = Label("")
        self._keep = Button("", "", "check", self._keep_all, "keep-all")
        line = row(self._words, self._keep, spacing=SPACE_2, margins=(SPACE_4, SPACE_2, SPACE_2, SPACE_2))
        line.setStretch(0, 1)
        self.setLayout(line)
        editing.changed.connect(self._show)
        editing.pointed.connect(self._show)
        self._show()

    def _places(self) -> tuple[Place, ...]:
        place = self._editing.place
        if place is None or self._editing.read_only or not self._editing.has(place):
            return ()
        flagged = self._editing.statement(place).status == Status.FLAGGED
        return self._editing.same_reason(place) if flagged else ()

    @Slot()
    def _show(self) -> None:
        count = len(self._places())
        show_if(self, count > 1)
        others = f"{counted(count - 1, 'other statement')} {'waits' if count == 2 else 'wait'}"
        self._words.setText(f"{others} for the same reason.")
        self._keep.setText(f"Keep all {count}")

    def _keep_all(self) -> None:
        self._editing.keep_all(self._places())
