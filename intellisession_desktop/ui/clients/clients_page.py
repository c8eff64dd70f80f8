"""The main page: the clients at the left; at the right what waits today, or the chosen client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ...errors import ClientBusy, NotFound
from ...records import Client, Receipt
from ...sessions.another_note import TranscriptOpened, open_transcript
from ...sessions.job_queue import WorkKind, WorkState
from ...sessions.overview import ClientPage, ClientRow, Waiting, client_page, client_rows
from ...sessions.sample import add_sample
from ...sessions.today import Today, today, without_jobs
from ..another_note import AnotherNoteDialog
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask, tell
from ..widgets.layouts import row
from ..widgets.texts import EmptyState
from ..words import destroyed
from .client_view import ClientView
from .consent import ConsentDialog
from .consent_form import ConsentFormDialog
from .delete_client import DeleteClientDialog
from .draft_wishes import DraftWishesDialog
from .earlier_note import EarlierNoteDialog
from .goals import GoalsDialog
from .name_dialogs import NewClientDialog, RenameClientDialog
from .private_notes import PrivateNotesDialog
from .receipts import ReceiptsDialog
from .side import Side
from .themes import ThemesDialog
from .today_view import TodayView
from .transcript_dialog import TranscriptDialog, ask_to_delete
from .waiting import destroy_question

SAMPLE_ENDING = " (sample)"
_ACTIVE = (WorkState.WAITING, WorkState.RUNNING)


class ClientsPage(QWidget):
    """Shows the vault's clients; other screens are asked for by signals."""

    review_requested = Signal(str)
    turn_requested = Signal(str, int)
    """A note, and a turn of its transcript to be shown."""
    generate_requested = Signal(str)
    finish_requested = Signal(str)
    preferences_requested = Signal()
    lock_requested = Signal()
    help_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.setObjectName("clients-page")
        self.context = context
        self.client_id = ""
        self.recorded_now: Callable[[], tuple[str, ...]] = tuple
        """The jobs whose recording is in somebody's hands, so that nobody else is offered them."""
        self.being_recorded: Callable[[str], bool] = lambda _: False
        """Whether a session of a client is being recorded right now."""
        self._note_wanted = ""
        self.side = Side(context)
        self.search = self.side.search
        self.view = ClientView()
        self.today = TodayView()
        self._right = QStackedWidget()
        self._right.addWidget(QWidget())
        self._right.addWidget(self.view)
        self._right.addWidget(self.today)
        self._right.addWidget(self._no_clients())
        self.setLayout(row(self.side, self._right, spacing=0))
        self.side.today_wanted.connect(self.show_today)
        self.side.client_chosen.connect(self.show_client)
        self.side.hit_chosen.connect(self._show_note)
        self.side.note_opened.connect(self.review_requested)
        self.side.turn_opened.connect(self.turn_requested)
        self.side.new_client_requested.connect(self.new_client)
        self.side.preferences_requested.connect(self.preferences_requested)
        self.side.help_requested.connect(self.help_requested)
        self.side.lock_requested.connect(self.lock_requested)
        self.view.asked.connect(self._act)
        for shown in (self.view, self.today):
            shown.opened.connect(self.review_requested)
            shown.transcript_opened.connect(self._read_transcript)
            shown.write_requested.connect(self._write_from)
            shown.generate_requested.connect(self._generate)
            shown.finish_requested.connect(self.finish_requested)
            shown.resume_requested.connect(self._resume)
        self.today.client_chosen.connect(self.show_client)
        self.today.consent_requested.connect(self._show_consent)
        self.view.delete_requested.connect(self._delete_transcript)
        self.view.destroy_requested.connect(self._ask_destroy)
        context.client_changed.connect(self._changed)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Reads the list, what waits, and the chosen client anew."""
        vault, day = self.context.vault, dt.date.today()
        self.context.background.run(
            lambda: (client_rows(vault), today(vault, day)),
            done=lambda read: self._show_rows(*read),
            owner=self,
        )
        if self.client_id:
            self._read_client()

    @Slot()
    def show_today(self) -> None:
        """Shows at the right what waits."""
        self.client_id = self._note_wanted = ""
        if self.side.rows:
            self._right.setCurrentWidget(self.today)
        self.refresh()

    @Slot(str)
    def show_client(self, client_id: str) -> None:
        """Shows a client at the right."""
        self.client_id, self._note_wanted = client_id, ""
        self._read_client()
        self.side.mark(client_id)

    def come_back_from(self, client_id: str, note_id: str) -> None:
        """Shows whose note was open, or what waits where that was shown before; reads everything anew."""
        if self.client_id:
            self.client_id, self._note_wanted = client_id, note_id
        self.refresh()

    def focus_list(self) -> None:
        """Gives the keyboard to the list at the right."""
        (self.view.timeline if self.client_id else self.today.list).setFocus()

    def rows_shown(self) -> int:
        """How many rows the list shows, headings included."""
        return self.side.list.entries.rowCount()

    @Slot()
    def new_client(self) -> NewClientDialog:
        dialog = NewClientDialog(self.context)
        dialog.added.connect(self._added)
        dialog.open()
        return dialog

    @Slot()
    def try_sample(self) -> None:
        """Adds the sample session's client and has its note written, in one click."""
        context = self.context

        def start() -> str:
            request = add_sample(context.vault)
            context.jobs.add(request)
            return request.client_id

        def started(client_id: str) -> None:
            self.side.list.setFocus()  # the button is about to go; Enter must not be left on whatever follows
            self._added(client_id)

        context.background.run(start, done=started, owner=self)

    def _no_clients(self) -> QWidget:
        return EmptyState(
            "users",
            "No clients yet",
            "This is the place for your clients and their notes.\n"
            "Everything stays on this computer, encrypted.",
            Button("New client", "primary", "user-plus", on_click=self.new_client, name="first-client"),
            Button("Try it with the sample session", "quiet", on_click=self.try_sample, name="try-sample"),
        )

    def _show_rows(self, rows: tuple[ClientRow, ...], waits: Today) -> None:
        if not any(each.client.id == self.client_id for each in rows):
            self.client_id = ""
        self.view.offers_sample = not any(each.client.name.endswith(SAMPLE_ENDING) for each in rows)
        self.side.show_rows(rows, self.client_id)
        self.today.show_today(without_jobs(waits, self._taken()))
        self.side.show_waiting(self.today.shown.count, not self.client_id)
        if not self.client_id:
            self._right.setCurrentIndex(2 if rows else 3)

    def _taken(self) -> set[str]:
        """The jobs that somebody works on."""
        active = {work.job_id for work in self.context.jobs.works() if work.state in _ACTIVE}
        return active | set(self.recorded_now())

    def _read_client(self) -> None:
        vault, client_id, today = self.context.vault, self.client_id, dt.date.today()
        self.context.background.run(
            lambda: client_page(vault, client_id, today),
            done=self._show_page,
            failed=self._no_page,
            owner=self,
        )

    def _no_page(self, error: Exception) -> None:
        if not isinstance(error, NotFound):  # the list, which is read as well, leaves a deleted client out
            self.context.show_error(error)

    def _show_page(self, page: ClientPage) -> None:
        if page.client.id != self.client_id:
            return  # another one was chosen meanwhile
        taken = self._taken()
        making = any(
            work.client_id == page.client.id and work.kind == WorkKind.NOTE and work.state in _ACTIVE
            for work in self.context.jobs.works()
        )
        self.view.show_page(page, tuple(each for each in page.waiting if each.job.id not in taken), making)
        self._right.setCurrentIndex(1)
        self.side.today.setChecked(False)
        if self._note_wanted:
            self.view.timeline.choose(self._note_wanted)

    @Slot(str, str)
    def _show_note(self, client_id: str, note_id: str) -> None:
        self.client_id, self._note_wanted = client_id, note_id
        self._read_client()

    @Slot(str)
    def _added(self, client_id: str) -> None:
        self.client_id = client_id
        self.search.clear()
        self.context.client_changed.emit(client_id)

    @Slot(str)
    def _changed(self, _client_id: str) -> None:
        self.refresh()

    def _generate(self) -> None:
        self.generate_requested.emit(self.client_id)

    @Slot(str)
    def _act(self, name: str) -> None:
        if name == "sample":
            self.try_sample()
            return
        page = self.view.shown
        if page is None:
            return
        if name == "delete" and self._busy(page.client.id):
            tell(self, "A note for this client is being made", ClientBusy.default)
            return
        context, client = self.context, page.client
        dialogs: dict[str, Callable[[], Dialog]] = {
            "rename": lambda: RenameClientDialog(context, client),
            "consent": lambda: ConsentDialog(context, client.id, client.name),
            "goals": lambda: GoalsDialog(context, client),
            "themes": lambda: ThemesDialog(context, client),
            "private": lambda: PrivateNotesDialog(context, client),
            "drafts": lambda: DraftWishesDialog(context, client),
            "earlier": lambda: EarlierNoteDialog(context, client),
            "receipts": lambda: ReceiptsDialog(context, client.id, client.name),
            "form": lambda: ConsentFormDialog(context, client),
            "delete": lambda: DeleteClientDialog(context, client, self._busy),
        }
        dialogs[name]().open()

    @Slot(object)
    def _show_consent(self, client: Client) -> None:
        ConsentDialog(self.context, client.id, client.name).open()

    def _busy(self, client_id: str) -> bool:
        return self.context.jobs.queue.busy_with(client_id) or self.being_recorded(client_id)

    @Slot(str)
    def _resume(self, job_id: str) -> None:
        context = self.context
        context.background.run(lambda: context.jobs.resume(job_id), done=lambda _: self.refresh(), owner=self)

    @Slot(str)
    def _read_transcript(self, session_id: str) -> None:
        dialog = TranscriptDialog(self.context, session_id)
        dialog.write_wanted.connect(self._write_note)
        dialog.open()

    @Slot(str)
    def _write_from(self, session_id: str) -> None:
        vault = self.context.vault
        self.context.background.run(
            lambda: open_transcript(vault, session_id), done=self._write_note, owner=self
        )

    @Slot(object)
    def _write_note(self, opened: TranscriptOpened) -> None:
        session = opened.session
        AnotherNoteDialog(self.context, session.id, session.date, opened.client.id, session.format).open()

    @Slot(str)
    def _delete_transcript(self, session_id: str) -> None:
        ask_to_delete(self.context, session_id, self, lambda: None, self.context.show_error)

    @Slot(object)
    def _ask_destroy(self, waiting: Waiting) -> None:
        question, means = destroy_question(waiting)
        ours = waiting.what == "recording"
        ask(
            self,
            question,
            means,
            "Keep it",
            "Destroy it" if ours else "Discard it",
            lambda: self._destroy(waiting.job.id, ours),
        )

    def _destroy(self, job_id: str, ours: bool) -> None:
        context, client_id = self.context, self.client_id
        context.background.run(
            lambda: context.jobs.queue.discard(job_id),
            done=lambda receipt: self._destroyed(client_id, receipt if ours else None),
            owner=self,
        )

    def _destroyed(self, client_id: str, receipt: Receipt | None) -> None:
        self.context.notify(f"{destroyed(receipt)}." if receipt is not None else "The note was discarded.")
        self.context.client_changed.emit(client_id)
