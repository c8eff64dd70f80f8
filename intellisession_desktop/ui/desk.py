"""An open vault's screens: the clients, the review of a note, and the strip of work below them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from .clients.clients_page import ClientsPage
from .context import Context
from .generate.dialog import GenerateDialog
from .preferences.dialog import PreferencesDialog
from .review.review_page import ReviewPage
from .shortcuts import SHORTCUTS, ShortcutsDialog
from .widgets.layouts import column
from .widgets.toast import Toast
from .work_strip import WorkStrip


class Desk(QWidget):
    """Moves between the screens; each of them only says where it wants to go."""

    lock_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.context = context
        self.clients = ClientsPage(context)
        self.review: ReviewPage | None = None
        self.strip = WorkStrip(context)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.clients)
        self.setLayout(column(self._pages, self.strip, spacing=0))
        self._toast = Toast(self)
        context.notified.connect(self._toast.show_for_a_moment)
        self.clients.review_requested.connect(self.show_review)
        self.clients.generate_requested.connect(self.generate)
        self.clients.finish_requested.connect(self.finish)
        self.clients.preferences_requested.connect(self.preferences)
        self.clients.lock_requested.connect(self.lock_requested)
        self.strip.review_requested.connect(self.show_review)
        for name, slot in (
            ("search", self._search),
            ("generate", self._generate_for_shown),
            ("new_client", self.clients.new_client),
            ("preferences", self.preferences),
            ("lock", self.lock_requested.emit),
            ("help", self.shortcuts),
            ("help_key", self.shortcuts),
        ):
            QShortcut(QKeySequence(SHORTCUTS[name].keys), self).activated.connect(slot)

    @Slot(str)
    def show_review(self, note_id: str) -> None:
        """Opens a note, in place of the one that is open."""
        self.close_review()
        self.review = ReviewPage(self.context, note_id)
        self.review.closed.connect(self.close_review)
        self._pages.addWidget(self.review)
        self._pages.setCurrentWidget(self.review)

    @Slot()
    def close_review(self) -> None:
        """Back to the clients; what was typed is stored."""
        if self.review is not None:
            self.review.flush()
            self._pages.removeWidget(self.review)
            self.review.deleteLater()
            self.review = None
        self._pages.setCurrentWidget(self.clients)
        self.clients.refresh()

    @Slot(str)
    def generate(self, client_id: str) -> None:
        """The dialog that makes a note, for a client or none yet."""
        self._open_generate(GenerateDialog(self.context, client_id=client_id))

    @Slot(str)
    def finish(self, job_id: str) -> None:
        """The same dialog for a recording that waits."""
        self._open_generate(GenerateDialog(self.context, job_id=job_id))

    @Slot()
    def preferences(self, page: str = "") -> PreferencesDialog:
        dialog = PreferencesDialog(self.context, page)
        dialog.open()
        return dialog

    @Slot()
    def shortcuts(self) -> None:
        ShortcutsDialog(self.window()).open()

    def flush(self) -> None:
        """Has everything stored that was typed and is not stored yet."""
        if self.review is not None:
            self.review.flush()

    def _open_generate(self, dialog: GenerateDialog) -> None:
        # Not modal: notes can be read while a session is being recorded.
        dialog.show()
        dialog.raise_()

    def _generate_for_shown(self) -> None:
        self.generate(self.clients.client_id)

    def _search(self) -> None:
        self.close_review()
        self.clients.search.setFocus()
        self.clients.search.selectAll()
