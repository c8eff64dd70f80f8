"""A client's treatment goals: added, reworded, ordered, closed and opened again, each at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...records import Client, Goal
from .. import words
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_5
from ..widgets.buttons import Button, IconButton
from ..widgets.dialogs import Dialog, ask
from ..widgets.fields import Field, GrowingArea
from ..widgets.layouts import clear, column, fit_scrolling, row, scrolling
from ..widgets.texts import Label
from .goal_row import GoalRow

_HINT = "Each note says what the session meant for the open goals."
_HIGHEST = 236  # px of the part that scrolls


class GoalsDialog(Dialog):
    """Every change is stored when its line is left; closing the dialog loses nothing."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Goals", 560)
        self._context, self._client = context, client
        self._texts: dict[str, str] = {}  # of each goal, as it is stored
        self._to_focus = ""
        """The goal that was moved, and keeps the keyboard."""
        self.new = GrowingArea(
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
        self.new.grown.connect(self._fit_soon)
        self.add(Label(client.name, role="muted"), self._area, column(line, self._hint, spacing=SPACE_1))
        self.set_buttons(None, Button("Done", "primary", on_click=self.accept, name="done"))
        self.new.entered.connect(self._entered)
        self.new.textChanged.connect(self._typed)
        self._typed()
        self._closed_words.hide()
        self.new.setFocus()
        self._read()

    def done(self, result: int) -> None:
        """Stores what is still being typed, however the dialog is left."""
        context, client_id, vault = self._context, self._client.id, self._context.vault
        for goal_row in self.findChildren(GoalRow):
            if not goal_row.isHidden():  # else it is about to go, and its words are stored
                goal_row.settle()
        text = self.new.words()
        if text:
            context.background.run(
                lambda: vault.goals.add(client_id, text),
                done=lambda _: context.client_changed.emit(client_id),
            )
        super().done(result)

    def _read(self) -> None:
        vault, client_id = self._context.vault, self._client.id
        self._context.background.run(
            lambda: vault.goals.list(client_id, include_closed=True), done=self._show, owner=self
        )

    def _show(self, goals: tuple[Goal, ...]) -> None:
        self._texts = {goal.id: goal.text for goal in goals}
        clear(self._open)
        clear(self._closed)
        in_work = [goal for goal in goals if goal.closed is None]
        done = [goal for goal in goals if goal.closed is not None]
        for goal in in_work:
            self._open.addWidget(self._open_row(goal, goal is in_work[0], goal is in_work[-1]))
        for goal in done:
            self._closed.addLayout(self._closed_row(goal))
        if not in_work:
            self._open.addWidget(Label("No open goals.", role="muted"))
        self._closed_words.setVisible(bool(done))
        self._fit_soon()

    def _fit_soon(self) -> None:
        QTimer.singleShot(0, self, self._fit)  # once the lines are laid out

    def _fit(self) -> None:
        fit_scrolling(self._area, self.width() - 2 * SPACE_5, _HIGHEST)
        self.fit()
        moved = self.findChild(GrowingArea, f"goal-{self._to_focus}") if self._to_focus else None
        if moved is not None:
            self._to_focus = ""
            moved.setFocus()
            self._area.ensureWidgetVisible(moved)

    def _open_row(self, goal: Goal, first: bool, last: bool) -> GoalRow:
        goals = self._context.vault.goals
        made = GoalRow(goal, first, last)
        made.reworded.connect(lambda text: self._change(goal, text))
        made.closed.connect(lambda: self._run(lambda: goals.close(goal.id)))
        made.moved.connect(lambda by: self._move(goal, by))
        made.delete_wanted.connect(lambda: self._ask_delete(goal))
        made.grown.connect(self._fit_soon)
        return made

    def _closed_row(self, goal: Goal) -> QHBoxLayout:
        goals = self._context.vault.goals
        day = words.day(goal.closed.astimezone().date()) if goal.closed else ""
        text = Label(f"{goal.text} (closed {day})", role="muted")
        again = Button(
            "Reopen", "quiet", on_click=lambda: self._run(lambda: goals.reopen(goal.id)), name="reopen"
        )
        delete = IconButton("x", "Delete this goal", lambda: self._ask_delete(goal), name="delete-closed")
        line = row(text, again, delete, spacing=SPACE_1)
        line.setStretch(0, 1)
        return line

    def _typed(self) -> None:
        self._hint.setText(_HINT)
        self._hint.set_role("")
        self.add_button.setEnabled(bool(self.new.words()))

    def _entered(self) -> None:
        """Enter in an empty new one is done."""
        if self.new.words():
            self._add()
        else:
            self.accept()

    def _move(self, goal: Goal, by: int) -> None:
        self._to_focus = goal.id
        self._run(lambda: self._context.vault.goals.move(goal.id, by))

    def _ask_delete(self, goal: Goal) -> None:
        goals = self._context.vault.goals
        ask(
            self,
            "Delete this goal?",
            f"“{goal.text}” Notes keep what they say about it. If the goal was reached, close it instead.",
            "Keep",
            "Delete",
            lambda: self._run(lambda: goals.delete(goal.id)),
        )

    def _add(self) -> None:
        text = self.new.words()
        if text:
            vault, client_id = self._context.vault, self._client.id
            self.new.clear()
            self._run(lambda: vault.goals.add(client_id, text))

    def _change(self, goal: Goal, text: str) -> None:
        """Stores other words; the lines stay as they are, for the next one may be typed in already."""
        stored = self._texts.get(goal.id)
        if stored is None or text in ("", stored):  # it is deleted, or says what it said
            return
        self._texts[goal.id] = text
        context, client_id = self._context, self._client.id
        context.background.run(
            lambda: context.vault.goals.change(goal.id, text),
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
