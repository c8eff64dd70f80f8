"""One piece of work as a line: what it is, how far, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy

from ..errors import AudioTruncated, ModelDamaged, ModelMissing, SpoolDamaged
from ..sessions.draft_writing import WRITING
from ..sessions.job_queue import Work, WorkKind, WorkState
from .clipboard import copy_openly
from .details import details
from .tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from .widgets.buttons import Button, IconButton
from .widgets.layouts import row, set_role
from .widgets.texts import Label, Picture
from .words import destroyed
from .work_words import said

_BAR_WIDTH, _WIDE = 120, 900
_LONGEST_NAME = 28
_PICTURES = {
    WorkState.DONE: ("circle-check", "good"),
    WorkState.FAILED: ("circle-alert", "danger"),
    WorkState.CANCELLED: ("info", "muted"),
    WorkState.WAITING: ("clock", "muted"),
    WorkState.RUNNING: ("notebook-pen", "accent"),
}
_MODEL_CODES = (ModelMissing.code, ModelDamaged.code)
_PART_CODES = (AudioTruncated.code, SpoolDamaged.code)


class WorkRow(QFrame):
    """Shows a Work; says by signals what was asked for."""

    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    part_accepted = Signal(str)
    dismissed = Signal(str)
    review_requested = Signal(str)
    receipts_requested = Signal(str, str)
    """The client's id and name."""
    model_requested = Signal()
    reading_requested = Signal(object)
    """The Work whose statements are to be read as they come."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.picture = Picture("notebook-pen", "accent")
        self.name = Label("", "strong", wrap=False)
        self.text = Label("")
        self.text.setObjectName("work-text")
        self.text.setMinimumWidth(120)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("How far the work is")
        self.receipt = Button("", "chip", "shield-check", on_click=self._ask_receipts, name="receipt")
        self.receipt.setProperty("role", "good")
        self.receipt.show_icon("shield-check")
        self.read_along = Button(
            "Read along", "quiet", on_click=lambda: self.reading_requested.emit(self.work), name="read-along"
        )
        self.cancel = Button(
            "Cancel", "quiet", on_click=lambda: self.cancel_requested.emit(self.work.id), name="cancel"
        )
        self.get_model = Button("Get the model", on_click=self.model_requested.emit, name="get-model")
        self.copy = Button("Copy report", "", "copy", on_click=self._copy_report, name="copy-report")
        self.details = IconButton("copy", "Copy details for support", self._copy_details, name="copy-details")
        self.again = Button(
            "Try again", on_click=lambda: self.retry_requested.emit(self.work.id), name="again"
        )
        self.use_part = Button(
            "Use what is there", on_click=lambda: self.part_accepted.emit(self.work.id), name="use-part"
        )
        self.use_part.setToolTip("Make the note from what can be read; the audio is kept")
        self.review = Button(
            "Review", on_click=lambda: self.review_requested.emit(self.work.note_id), name="review"
        )
        self.close_button = IconButton(
            "x", "Dismiss", lambda: self.dismissed.emit(self.work.id), name="dismiss"
        )
        self.setLayout(
            row(
                self.picture,
                self.name,
                self.text,
                self.bar,
                self.receipt,
                self.get_model,
                self.copy,
                self.use_part,
                self.again,
                self.review,
                self.read_along,
                self.cancel,
                self.details,
                self.close_button,
                spacing=SPACE_2,
                margins=(SPACE_4, SPACE_1, SPACE_3, SPACE_1),
            )
        )
        self.show_work(work)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.bar.setFixedWidth(_BAR_WIDTH if self.width() >= _WIDE else _BAR_WIDTH // 2)
        super().resizeEvent(event)

    def show_work(self, work: Work) -> None:
        """The same work in another state."""
        self.work = work
        active = not work.ended
        self.picture.show_icon(*_PICTURES[work.state])
        self.name.setText(_short(work.title))
        self.name.setVisible(active)
        self.text.setText(said(work))
        self.text.set_role("muted" if active else "")
        self.bar.setVisible(work.state == WorkState.RUNNING)
        self.bar.setValue(round(1000 * (work.percent or 0.0)))
        if work.receipt is not None:
            self.receipt.setText(destroyed(work.receipt))
            destruction = work.receipt.destruction
            set_role(self.receipt, "good" if destruction.complete and destruction.by_us else "caution")
            self.receipt.show_icon("shield-check")  # in the colour of its role
        self.receipt.setVisible(work.receipt is not None)
        failed, done = work.state == WorkState.FAILED, work.state == WorkState.DONE
        self.get_model.setVisible(work.error is not None and work.error.code in _MODEL_CODES)
        self.copy.setVisible(failed and bool(work.bug))
        self.details.setVisible(failed and work.error is not None)
        self.use_part.setVisible(failed and work.error is not None and work.error.code in _PART_CODES)
        self.again.setVisible(failed or work.state == WorkState.CANCELLED)
        self.again.setText("Try again" if failed else "Start again")
        self.review.setVisible(done and work.kind == WorkKind.NOTE)
        writing = work.progress is not None and work.progress.stage == WRITING
        note_runs = work.kind == WorkKind.NOTE and work.state == WorkState.RUNNING
        self.read_along.setVisible(note_runs and writing and bool(work.job_id))
        self.cancel.setVisible(active)
        self.cancel.setEnabled(True)
        self.close_button.setVisible(work.ended)

    def say_stopping(self) -> None:
        """Cancel was clicked: it takes a moment."""
        self.text.setText("stopping")
        self.cancel.setEnabled(False)

    def _ask_receipts(self) -> None:
        self.receipts_requested.emit(self.work.client_id, self.work.title)

    def _copy_details(self) -> None:
        if self.work.error is not None:
            stage = self.work.progress.stage if self.work.progress is not None else "not started"
            copy_openly(details(self.work.error.code, stage))

    def _copy_report(self) -> None:
        copy_openly(self.work.bug)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
