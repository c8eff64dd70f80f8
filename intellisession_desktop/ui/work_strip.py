"""The slim strip at the bottom: the work in progress, what has just ended, and how many more wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from ..sessions.job_queue import Work, WorkKind, WorkState
from .clients.receipts import ReceiptsDialog
from .context import Context
from .draft_so_far import DraftSoFar
from .tokens import SPACE_1, SPACE_2, SPACE_3
from .widgets.buttons import Button
from .widgets.layouts import clear, column, row
from .work_row import WorkRow

_ENDED_SHOWN = 1
_POPUP_WIDTH = 560
_ACTIVE = (WorkState.WAITING, WorkState.RUNNING)


class WorkStrip(QFrame):
    """At most two lines: what runs, and what ended last. Hidden when there is nothing to say."""

    review_requested = Signal(str)
    models_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setObjectName("work-strip")
        self._context = context
        self._told: dict[str, tuple[object, ...]] = {}
        self._rows: dict[str, WorkRow] = {}
        self._column = column(spacing=0, margins=(0, SPACE_1, 0, SPACE_1))
        self.more = Button("", "quiet", on_click=self._show_more, name="more-work")
        self._popup: _Popup | None = None
        layout = row(self._column, self.more, spacing=0, margins=(0, 0, SPACE_3, 0))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        context.jobs.changed.connect(self._changed)
        self.hide()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Shows the work as it is now."""
        works = [work for work in self._context.jobs.works() if _worth_saying(work)]
        shown, rest = shown_works(works)
        self._show_rows(shown)
        waiting = sum(work.state == WorkState.WAITING for work in rest)
        self.more.setText(f"{len(rest)} more waiting" if waiting == len(rest) > 1 else f"{len(rest)} more")
        if waiting == len(rest) == 1:
            self.more.setText("1 more waiting")
        self.more.setVisible(bool(rest))
        self.setVisible(bool(shown))
        if self._popup is not None:
            self._popup.show_works(rest)

    def note_opened(self, note_id: str) -> None:
        """A note is being looked at: that it is ready need not be said any more."""
        for work in self._context.jobs.works():
            if work.note_id == note_id and work.state == WorkState.DONE:
                self._dismiss(work.id)

    @Slot(object)
    def _changed(self, work: Work) -> None:
        if work.kind == WorkKind.TASK and work.state in (WorkState.DONE, WorkState.CANCELLED):
            self._context.jobs.queue.dismiss(work.id)  # whoever asked for it shows what it gave
        self.refresh()
        state = (work.state, work.receipt is not None, work.note_id)
        if work.kind == WorkKind.NOTE and self._told.get(work.id) != state:
            self._told[work.id] = state
            self._context.client_changed.emit(work.client_id)

    def _show_rows(self, works: list[Work]) -> None:
        wanted = [work.id for work in works]
        if wanted == list(self._rows):
            for work in works:
                self._rows[work.id].show_work(work)
            return
        clear(self._column)
        self._rows = {work.id: self._row(work) for work in works}
        for each in self._rows.values():
            self._column.addWidget(each)

    def _row(self, work: Work) -> WorkRow:
        made = WorkRow(work)
        made.cancel_requested.connect(self._cancel)
        made.retry_requested.connect(self._retry)
        made.part_accepted.connect(self._use_part)
        made.dismissed.connect(self._dismiss)
        made.review_requested.connect(self._review)
        made.receipts_requested.connect(self._receipts)
        made.model_requested.connect(self.models_wanted)
        made.reading_requested.connect(self._read_along)
        return made

    def _show_more(self) -> None:
        """Opens the list of the rest, or closes it again."""
        if self._popup is not None:
            self._popup.leave()
            return
        works = [work for work in self._context.jobs.works() if _worth_saying(work)]
        self._popup = _Popup(self, self._row)
        self._popup.left.connect(self._popup_left)
        self._popup.show_works(shown_works(works)[1])

    @Slot()
    def _popup_left(self) -> None:
        self._popup = None
        self.more.setFocus()

    @Slot(str)
    def _cancel(self, work_id: str) -> None:
        if work_id in self._rows:
            self._rows[work_id].say_stopping()
        self._context.jobs.queue.cancel(work_id)

    @Slot(str)
    def _use_part(self, work_id: str) -> None:
        jobs = self._context.jobs
        self._context.background.run(lambda: jobs.queue.use_what_is_there(work_id), owner=self)

    @Slot(str)
    def _retry(self, work_id: str) -> None:
        jobs = self._context.jobs
        self._context.background.run(lambda: jobs.queue.retry(work_id), owner=self)

    @Slot(str)
    def _dismiss(self, work_id: str) -> None:
        self._context.jobs.queue.dismiss(work_id)
        self._told.pop(work_id, None)
        self.refresh()

    @Slot(object)
    def _read_along(self, work: Work) -> None:
        dialog = DraftSoFar(self._context, work)
        dialog.review_requested.connect(self.review_requested)
        dialog.open()

    @Slot(str)
    def _review(self, note_id: str) -> None:
        self.review_requested.emit(note_id)

    @Slot(str, str)
    def _receipts(self, client_id: str, client_name: str) -> None:
        ReceiptsDialog(self._context, client_id, client_name).open()


class _Popup(QFrame):
    """The rest of the work, above the strip, until Escape or a click elsewhere. It lies in the window itself,
    so that it is hidden with it when the vault is locked.
    """

    left = Signal()

    def __init__(self, strip: WorkStrip, make_row: Callable[[Work], WorkRow]) -> None:
        self._over: QWidget = strip.parentWidget() or strip
        super().__init__(self._over)
        self.setProperty("kind", "popup")
        self.setObjectName("work-popup")
        self.setAccessibleName("More work")
        self._strip, self._make_row = strip, make_row
        self._column = column(spacing=0, margins=SPACE_1)
        self.setLayout(self._column)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def show_works(self, works: list[Work]) -> None:
        if not works:
            self.leave()
            return
        clear(self._column)
        for work in works:
            self._column.addWidget(self._make_row(work))
        self.setFixedWidth(min(_POPUP_WIDTH, self._over.width() - 2 * SPACE_2))
        self.show()
        self.raise_()
        self.adjustSize()
        corner = self._strip.mapTo(self._over, self._strip.rect().topRight())
        self.move(corner.x() - self.width() - SPACE_2, corner.y() - self.height() - SPACE_1)
        for button in self.findChildren(Button):
            if button.isVisible():
                button.setFocus()
                break

    def leave(self) -> None:
        """Goes away."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and self.isVisible():
            pressed = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress
            if pressed and not self._holds(watched) and watched is not self._strip.more:
                self.leave()
            escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if escape and event.type() == QEvent.Type.KeyPress and self._holds(watched):
                self.leave()
                return True
        return False

    def _holds(self, widget: QWidget) -> bool:
        return widget is self or self.isAncestorOf(widget)


def shown_works(works: list[Work]) -> tuple[list[Work], list[Work]]:
    """What the strip shows, and the rest: the newest running note (else task, else the next that waits), and
    below it the newest that ended.
    """
    running = [work for work in works if work.state == WorkState.RUNNING]
    first = next((work for work in reversed(running) if work.kind == WorkKind.NOTE), None)
    first = first or (running[-1] if running else None)
    first = first or next((work for work in works if work.state == WorkState.WAITING), None)
    ended = [work for work in works if work.state not in _ACTIVE][-_ENDED_SHOWN:]
    shown = ([first] if first is not None else []) + ended
    return shown, [work for work in works if work not in shown]


def _worth_saying(work: Work) -> bool:
    return work.kind == WorkKind.NOTE or work.state not in (WorkState.DONE, WorkState.CANCELLED)
