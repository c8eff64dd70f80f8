"""The statements of a note that is being written, as they come."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ..records import Statement, Status
from ..sessions.job_queue import Work, WorkState
from .context import Context
from .tokens import SPACE_1, SPACE_2, SPACE_3
from .widgets.buttons import Button
from .widgets.dialogs import Dialog
from .widgets.layouts import column, row, scrolling
from .widgets.texts import Label, Picture
from .work_words import said

_HEIGHT = 280
_NOTHING_YET = "The first statements appear here in a moment."


class DraftSoFar(Dialog):
    """Only to be read: the draft is reviewed once it is whole. Closing it changes nothing."""

    review_requested = Signal(str)

    def __init__(self, context: Context, work: Work) -> None:
        super().__init__(context.window, f"The note for {work.title}", 620)
        self._context, self._work = context, work
        self._written: dict[int, tuple[Statement, ...]] = {}
        self._reading = self._again = False
        self._state = Label("", role="muted")
        self._lines = column(spacing=SPACE_2)
        self._nothing = Label(_NOTHING_YET, role="muted")
        content = QWidget()
        content.setLayout(column(self._nothing, self._lines, None, margins=(0, 0, SPACE_3, 0)))
        self._area = scrolling(content)
        self._area.setMinimumHeight(_HEIGHT)
        self._area.verticalScrollBar().rangeChanged.connect(self._follow)
        self.add(self._state, self._area)
        self.review = Button("Review", "primary", on_click=self._review, name="review")
        self.set_buttons(None, Button("Close", on_click=self.accept, name="close"), self.review)
        context.jobs.changed.connect(self._changed)
        self._changed(work)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown, in the order of the session."""
        return tuple(each.text for n in sorted(self._written) for each in self._written[n])

    @Slot(object)
    def _changed(self, work: Work) -> None:
        if work.id != self._work.id:
            return
        self._work = work
        self._state.setText(said(work))
        self.review.setVisible(work.state == WorkState.DONE)
        if not work.ended:
            self._read()

    def _read(self) -> None:
        """One reading at a time; what changed meanwhile is read after it."""
        self._again = self._reading
        if self._reading:
            return
        self._reading = True
        vault, job_id = self._context.vault, self._work.job_id
        self._context.background.run(
            lambda: vault.drafts.load(job_id), done=self._show, failed=self._failed, owner=self
        )

    def _show(self, found: dict[int, tuple[Statement, ...]]) -> None:
        self._reading = False
        for exchange in sorted(found.keys() - self._written.keys()):
            self._written[exchange] = found[exchange]
            for statement in found[exchange]:
                self._lines.addLayout(_line(statement))
        self._nothing.setVisible(not self.texts)
        if self._again:
            self._read()

    def _failed(self, _: Exception) -> None:
        """The vault was locked just then: the next news reads again."""
        self._reading = self._again = False

    @Slot(int, int)
    def _follow(self, _least: int, most: int) -> None:
        """The newest stays in sight, unless the therapist has scrolled back."""
        bar = self._area.verticalScrollBar()
        if bar.value() >= bar.maximum() - self._area.height():
            bar.setValue(most)

    def _review(self) -> None:
        self.accept()
        self.review_requested.emit(self._work.note_id)


def _line(statement: Statement) -> QHBoxLayout:
    if statement.status != Status.FLAGGED:
        return row(Label(statement.text))
    words = column(Label(statement.text, role="caution"), Label(statement.reason, "small"), spacing=SPACE_1)
    return row(Picture("triangle-alert", "caution"), words, spacing=SPACE_2)
