"""A client's treatment goals: added, reworded, closed and opened again, each at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...records import Client, Goal
from .. import words
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_5
from ..widgets.buttons import Button, IconButton
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit
from ..widgets.layouts import clear, column, fit_scrolling, row, scrolling
from ..widgets.texts import Label

_HINT = "Each note says what the session brought for the open goals."
_HIGHEST = 236  # px of the part that scrolls


class GoalsDialog(Dialog):
    """Every change is stored when its line is left; closing the dialog loses nothing."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Goals", 560)
        self._context, self._client = context, client
        self._texts: dict[str, str] = {}  # of each goal, as it is stored
        self.new = LineEdit(
            placeholder="One panic attack a week or fewer", accessible_name="New goal", name="new-goal"
        )
        self._new = Field("New goal", self.new)
        self._hint = Label(_HINT, "small")
        self.add_button = Button("Add", on_click=self._add, name="add")
        self._open = column(spacing=SPACE_1)
        self._closed = column(spacing=SPACE_1)
        self._closed_words = Label("Closed", "strong")
        self._content = QWidget()
        self._content.setLayout(
            column(self._open, self._closed_words, self._closed, None, margins=(0, 0, SPACE_2, 0))
        )
        self._area = scrolling(self._content)
        line = row(self._new, self.add_button, spacing=SPACE_2)
        line.setAlignment(self.add_button, Qt.AlignmentFlag.AlignBottom)
        self.add(Label(client.name, role="muted"), self._area, column(line, self._hint, spacing=SPACE_1))
        self.set_buttons(None, Button("Done", "primary", on_click=self.accept, name="done"))
        self._added_by_enter = False
        self.new.returnPressed.connect(self._entered)
        self.new.textChanged.connect(self._typed)
        self._typed()
        self._closed_words.hide()
        self.new.setFocus()
        self._read()

    def done(self, result: int) -> None:
        """Stores what is still being typed, however the dialog is left."""
        context, client_id, vault = self._context, self._client.id, self._context.vault
        for edit in self.findChildren(LineEdit):
            if edit is not self.new:
                edit.editingFinished.emit()
        text = self.new.text()
        if text.strip():
            context.background.run(
                lambda: vault.goals.add(client_id, text),
                done=lambda _: context.client_changed.emit(client_id),
            )
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line is about that line, not about the dialog; in an empty new one it is done."""
        inside = isinstance(self.focusWidget(), LineEdit)
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if inside and entered and (self.focusWidget() is not self.new or self._added_by_enter):
            self._added_by_enter = False
            event.accept()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        vault, client_id = self._context.vault, self._client.id
        self._context.background.run(
            lambda: vault.goals.list(client_id, include_closed=True), done=self._show, owner=self
        )

    def _show(self, goals: tuple[Goal, ...]) -> None:
        self._texts = {goal.id: goal.text for goal in goals}
        clear(self._open)
        clear(self._closed)
        for goal in goals:
            if goal.closed is None:
                self._open.addLayout(self._open_row(goal))
            else:
                self._closed.addLayout(self._closed_row(goal))
        if not any(goal.closed is None for goal in goals):
            self._open.addWidget(Label("No open goals.", role="muted"))
        self._closed_words.setVisible(any(goal.closed is not None for goal in goals))
        QTimer.singleShot(0, self, self._fit)  # once the lines are laid out

    def _fit(self) -> None:
        fit_scrolling(self._area, self.width() - 2 * SPACE_5, _HIGHEST)
        self.fit()

    def _open_row(self, goal: Goal) -> QHBoxLayout:
        edit = LineEdit(goal.text, accessible_name="Goal", name=f"goal-{goal.id}")
        edit.setCursorPosition(0)
        edit.editingFinished.connect(lambda: self._change(goal, edit.text()))
        goals = self._context.vault.goals
        close = IconButton(
            "circle-check",
            "Close this goal",
            lambda: self._run(lambda: goals.close(goal.id)),
            name="close-goal",
        )
        return row(edit, close, spacing=SPACE_1)

    def _closed_row(self, goal: Goal) -> QHBoxLayout:
        goals = self._context.vault.goals
        day = words.day(goal.closed.astimezone().date()) if goal.closed else ""
        text = Label(f"{goal.text} (closed {day})", role="muted")
        again = Button(
            "Open again", "quiet", on_click=lambda: self._run(lambda: goals.reopen(goal.id)), name="reopen"
        )
        line = row(text, again, spacing=SPACE_1)
        line.setStretch(0, 1)
        return line

    def _typed(self) -> None:
        self._hint.setText(_HINT)
        self._hint.set_role("")
        self.add_button.setEnabled(bool(self.new.text().strip()))

    def _entered(self) -> None:
        self._added_by_enter = bool(self.new.text().strip())
        self._add()

    def _add(self) -> None:
        text = self.new.text()
        if text.strip():
            vault, client_id = self._context.vault, self._client.id
            self.new.clear()
            self._run(lambda: vault.goals.add(client_id, text))

    def _change(self, goal: Goal, text: str) -> None:
        """Stores other words; the lines stay as they are, for the next one may be typed in already."""
        words_now = " ".join(text.split())
        if not words_now or words_now == self._texts.get(goal.id):
            return
        self._texts[goal.id] = words_now
        context, client_id = self._context, self._client.id
        context.background.run(
            lambda: context.vault.goals.change(goal.id, words_now),
            done=lambda _: context.client_changed.emit(client_id),
        )

    def _run(self, change: Callable[[], object]) -> None:
        self._context.background.run(change, done=self._changed, failed=self._failed, owner=self)

    def _changed(self, _: object) -> None:
        self._context.client_changed.emit(self._client.id)
        self._read()

    def _failed(self, error: Exception) -> None:
        self._hint.setText(self._context.told(error))
        self._hint.set_role("danger")
