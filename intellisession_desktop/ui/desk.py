"""An open vault's screens: the clients, the review of a note, and the strip of work below them."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ..records import Job
from ..sessions.live import live_jobs
from .clients.clients_page import ClientsPage
from .context import Context
from .generate.dialog import GenerateDialog
from .help import HelpDialog
from .preferences.dialog import PreferencesDialog
from .review.review_page import ReviewPage
from .shortcuts import SHORTCUTS
from .widgets.layouts import column
from .widgets.message_line import MessageLine
from .work_strip import WorkStrip


class Desk(QWidget):
    """Moves between the screens; each of them only says where it wants to go."""

    lock_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.context = context
        # Before anything is read: what goes on is not offered to be finished.
        context.background.run(context.jobs.go_on, done=self._say_going_on, owner=self)
        self.clients = ClientsPage(context)
        self.clients.recorded_now = self._jobs_in_dialogs
        self.clients.being_recorded = self._being_recorded
        self.review: ReviewPage | None = None
        self.strip = WorkStrip(context)
        self._generating: list[tuple[GenerateDialog, str]] = []
        self._preferences: PreferencesDialog | None = None
        self._next: Callable[[], object] | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.clients)
        self.messages = MessageLine()
        layout = column(self._pages, self.messages, self.strip, spacing=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        context.notified.connect(self.messages.say)
        self.clients.review_requested.connect(self.show_review)
        self.clients.turn_requested.connect(self.show_turn)
        self.clients.generate_requested.connect(self.generate)
        self.clients.finish_requested.connect(self.finish)
        self.clients.preferences_requested.connect(self.preferences)
        self.clients.help_requested.connect(self.help)
        self.clients.lock_requested.connect(self.lock_requested)
        self.strip.review_requested.connect(self.show_review)
        self.strip.models_wanted.connect(self._show_models)
        for name, slot in (
            ("today", self._today),
            ("search", self._search),
            ("generate", self._generate_for_shown),
            ("new_client", self.clients.new_client),
            ("preferences", self.preferences),
            ("lock", self.lock_requested.emit),
            ("help", self.help),
            ("help_key", self.help),
        ):
            QShortcut(QKeySequence(SHORTCUTS[name].keys), self).activated.connect(slot)
        # A recording that was begun in a window which is gone.
        context.background.run(lambda: live_jobs(context.vault), done=self._show_live, owner=self)

    @Slot(str)
    def show_review(self, note_id: str) -> None:
        """Opens a note; one that is open is stored and left first."""
        self.leave_review(lambda: self._open_review(note_id))

    @Slot(str, int)
    def show_turn(self, note_id: str, turn: int) -> None:
        """Opens a note at a turn of its transcript."""
        self.leave_review(lambda: self._open_review(note_id, turn))

    def leave_review(self, then: Callable[[], object] | None = None) -> None:
        """Back to the clients once everything is stored, then on to `then`. Stays where that cannot be."""
        self._next = then
        if self.review is not None:
            self.review.leave()
        else:
            self._review_left()

    @Slot(str)
    def generate(self, client_id: str) -> None:
        """The dialog that makes a note, for a client or none yet; the one that is open for them comes up."""
        for dialog, job_id in self._open_dialogs():
            if not job_id and dialog.form.details().client_id == client_id:
                _bring_up(dialog)
                return
        self._open_generate(GenerateDialog(self.context, client_id=client_id), "")

    @Slot(str)
    def finish(self, job_id: str) -> None:
        """The same dialog for a recording that waits; there is never a second one for it."""
        for dialog, other in self._open_dialogs():
            if job_id in (other, _recorded_in(dialog)):
                _bring_up(dialog)
                return
        self._open_generate(GenerateDialog(self.context, job_id=job_id), job_id)

    @Slot()
    def preferences(self, page: str = "") -> PreferencesDialog:
        """Opens the settings, once."""
        if self._preferences is not None and shiboken6.isValid(self._preferences):
            _bring_up(self._preferences)
            return self._preferences
        self._preferences = PreferencesDialog(self.context, page)
        self._preferences.open()
        return self._preferences

    @Slot()
    def help(self) -> None:
        HelpDialog(self.window()).open()

    @property
    def unsaved(self) -> bool:
        """Whether something of the open note is not known to be stored."""
        return self.review is not None and self.review.unsaved

    def store_then(self, then: Callable[[], object], otherwise: Callable[[str], object]) -> None:
        """Calls `then` once everything is stored, or `otherwise` with why it could not be."""
        if self.review is None:
            then()
        else:
            self.review.store_then(then, otherwise)

    def flush(self) -> None:
        """Has everything stored that was typed and is not stored yet."""
        if self.review is not None:
            self.review.flush()

    def _open_review(self, note_id: str, turn: int | None = None) -> None:
        self.strip.note_opened(note_id)
        self.review = ReviewPage(self.context, note_id, turn)
        self.review.closed.connect(self._review_left)
        self._pages.addWidget(self.review)
        self._pages.setCurrentWidget(self.review)
        self.review.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _review_left(self) -> None:
        if self.review is not None:
            note = self.review.note
            self._pages.removeWidget(self.review)
            self.review.deleteLater()
            self.review = None
            self._pages.setCurrentWidget(self.clients)
            if note is not None:
                self.clients.come_back_from(note.client_id, note.id)
            else:
                self.clients.refresh()
            self.clients.focus_list()
        then, self._next = self._next, None
        if then is not None:
            then()

    def _open_generate(self, dialog: GenerateDialog, job_id: str) -> None:
        # Not modal: notes can be read while a session is being recorded.
        self._generating.append((dialog, job_id))
        dialog.finished.connect(self._generated)
        dialog.show()
        _bring_up(dialog)
        self.clients.refresh()

    @Slot()
    def _generated(self) -> None:
        """A dialog was closed: what it left may wait now."""
        self._generating = [each for each in self._generating if each[0] is not self.sender()]
        self.clients.refresh()

    def _say_going_on(self, count: int) -> None:
        if count:
            goes = (
                "The note continues where it stopped."
                if count == 1
                else "The notes continue where they stopped."
            )
            self.context.notify(goes, "info")
            self.context.client_changed.emit("")

    def _show_live(self, jobs: tuple[Job, ...]) -> None:
        for job in jobs:
            self.finish(job.id)
            self.context.notify("The recording kept running. Here it is.", "info")

    def _open_dialogs(self) -> list[tuple[GenerateDialog, str]]:
        self._generating = [each for each in self._generating if shiboken6.isValid(each[0])]
        return self._generating

    def _jobs_in_dialogs(self) -> tuple[str, ...]:
        jobs = [job for dialog, job_id in self._open_dialogs() for job in (job_id, _recorded_in(dialog))]
        return tuple(job for job in jobs if job)

    def _being_recorded(self, client_id: str) -> bool:
        return any(
            dialog.form.details().client_id == client_id and dialog.inputs.recorder is not None
            for dialog, _ in self._open_dialogs()
        )

    def _generate_for_shown(self) -> None:
        self.generate(self.clients.client_id)

    @Slot()
    def _show_models(self) -> None:
        self.preferences("models")

    def _today(self) -> None:
        self.leave_review(self._show_today)

    def _show_today(self) -> None:
        self.clients.show_today()
        self.clients.focus_list()

    def _search(self) -> None:
        self.leave_review(self._focus_search)

    def _focus_search(self) -> None:
        self.clients.search.setFocus()
        self.clients.search.selectAll()


def _recorded_in(dialog: GenerateDialog) -> str:
    """The job of the recording that a dialog makes or has made."""
    recorder = dialog.inputs.recorder
    return recorder.recording_job if recorder is not None else ""


def _bring_up(window: QWidget) -> None:
    """Gives a dialog the keyboard; it lies above its window anyway."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.activateWindow()
