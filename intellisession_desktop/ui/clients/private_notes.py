"""The private notes on a client: written here, stored as they are typed, and read nowhere else."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QTextCursor

from ...records import Client
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask_to_leave
from ..widgets.fields import TextArea
from ..widgets.texts import Banner, Label
from ..words import full_day

STORED_AFTER_MS = 600
_AGAIN_MS = 4000
_WHAT = (
    "Only you read these. They are not part of the record: drafts do not use them, search does not "
    "find them, and they are never copied, printed or exported with a note. Backups of the vault "
    "contain them, encrypted."
)


class PrivateNotesDialog(Dialog):
    """One text for each client."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Private notes", 620)
        self._context, self._client = context, client
        self._stored: str | None = None  # not read yet
        self._storing: str | None = None
        self._closing = False
        self.text = TextArea(
            placeholder="Impressions, hypotheses, what you want to ask in supervision…",
            accessible_name="Private notes",
            name="private-notes",
        )
        self.text.setMinimumHeight(260)
        self.text.setReadOnly(True)
        self._problem = Banner("", "danger")
        self._problem.hide()
        self._state = Label("", "small", wrap=False)
        self.add(Label(client.name, role="muted"), Label(_WHAT, "small"), self.text, self._problem)
        date = Button("Add the date", "quiet", on_click=self._add_date, name="add-date")
        self.set_buttons(date, None, Button("Close", "primary", on_click=self.close, name="close"))
        self.buttons.insertWidget(2, self._state)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        vault = context.vault
        context.background.run(
            lambda: vault.private_notes.get(client.id), done=self._show, failed=self._failed, owner=self
        )

    @property
    def unsaved(self) -> bool:
        return self._stored is not None and self.text.toPlainText() != self._stored

    @Slot()
    def flush(self) -> None:
        """Stores what is not stored yet; one writing after another."""
        self._timer.stop()
        if not self.unsaved or self._storing is not None:
            return
        text = self._storing = self.text.toPlainText()
        vault, client_id = self._context.vault, self._client.id
        self._state.setText("Saving…")
        self._context.background.run(
            lambda: vault.private_notes.set(client_id, text),
            done=lambda _: self._done(text),
            failed=self._failed,
            owner=self,
        )

    def reject(self) -> None:
        """Closes once everything is stored; asks where that cannot be."""
        if not self.unsaved:
            super().reject()
            return
        self._closing = True
        self.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden because the vault is being locked: nothing that was typed is lost."""
        self.flush()
        super().hideEvent(event)

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self._stored = text
        self.text.setReadOnly(False)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.textChanged.connect(self._typed)
        self.text.setFocus()

    def _typed(self) -> None:
        self._state.setText("")
        self._timer.start(STORED_AFTER_MS)

    def _done(self, text: str) -> None:
        self._storing, self._stored = None, text
        self._problem.hide()
        self._state.setText("Saved")
        if self.unsaved:
            self._timer.start(0 if self._closing else STORED_AFTER_MS)
        elif self._closing:
            super().reject()

    def _failed(self, error: Exception) -> None:
        self._storing = None
        why = self._context.told(error)
        self._state.setText("")
        if self._stored is None:
            self._problem.say(why, "danger")
        else:
            self._problem.say(f"What you typed is not saved yet; the program keeps trying. {why}", "danger")
            self._timer.start(_AGAIN_MS)
        self._problem.show()
        if self._closing:
            self._closing = False
            ask_to_leave(self, why, super().reject)

    def _add_date(self) -> None:
        """A heading for what was thought of today, at the end."""
        if self._stored is None:
            return
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        before = self.text.toPlainText().rstrip("\n")
        gap = "\n\n" if before else ""
        self.text.setPlainText(f"{before}{gap}{full_day(dt.date.today())}\n")
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.setFocus()
