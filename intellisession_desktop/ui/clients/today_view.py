"""The first page after unlocking: what waits today, of all clients, and the one button."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ...records import Consent
from ...sessions.overview import NoteRow, TranscriptRow, Waiting
from ...sessions.today import Today
from .. import words
from ..tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from ..widgets.buttons import Button
from ..widgets.layouts import column, row, rule
from ..widgets.texts import EmptyState, Label
from .today_list import TodayList
from .today_words import AnyDue


class TodayView(QWidget):
    """Shows a Today; what was asked for is said in the same words as a client's page says it."""

    opened = Signal(str)
    transcript_opened = Signal(str)
    write_requested = Signal(str)
    """The session from whose transcript a note is to be written."""
    finish_requested = Signal(str)
    resume_requested = Signal(str)
    consent_requested = Signal(object)
    """The Client whose consents are to be shown."""
    client_chosen = Signal(str)
    generate_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown = Today(dt.date.min)
        self._date = Label("", role="muted", wrap=False)
        self._date.setObjectName("today-date")
        self.list = TodayList()
        self.list.acted.connect(self._act)
        self.list.client_chosen.connect(self.client_chosen)
        self.list.transcript_opened.connect(self.transcript_opened)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(
            EmptyState(
                "circle-check",
                "All is done",
                "Every note is signed, and no recording or transcript waits for one.",
            )
        )
        generate = Button(
            "Generate Note",
            "primary",
            "notebook-pen",
            on_click=self.generate_requested.emit,
            name="generate-any",
        )
        generate.setProperty("scale", "large")
        generate.setToolTip("Turn a session into a note (Ctrl+N)")
        foot_line = rule()
        foot_line.hide()
        # Where the list is cut at its end, a line says so.
        self.list.verticalScrollBar().rangeChanged.connect(lambda _, most: foot_line.setVisible(most > 0))
        layout = column(
            row(
                Label("Today", "title", wrap=False),
                self._date,
                None,
                spacing=SPACE_3,
                margins=(SPACE_5, SPACE_4, SPACE_5, SPACE_3),
            ),
            row(rule(), margins=(SPACE_5, 0, SPACE_5, 0)),
            column(self._pages, margins=(SPACE_2, SPACE_2, SPACE_3, 0)),
            row(foot_line, margins=(SPACE_5, 0, SPACE_5, 0)),
            row(None, generate, None, margins=(SPACE_5, SPACE_3, SPACE_5, SPACE_4)),
            spacing=0,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def show_today(self, found: Today) -> None:
        """Shows what waits, in place."""
        if found == self.shown:
            return
        self.shown = found
        self._date.setText(words.full_day(found.day))
        self.list.show_today(found)
        self._pages.setCurrentIndex(0 if found.count else 1)

    @Slot(object)
    def _act(self, due: AnyDue) -> None:
        match due.what:
            case NoteRow(id=note_id):
                self.opened.emit(note_id)
            case TranscriptRow(session_id=session_id):
                self.write_requested.emit(session_id)
            case Waiting(job=job, what="live" | "recording"):
                self.finish_requested.emit(job.id)
            case Waiting(job=job):
                self.resume_requested.emit(job.id)
            case Consent():
                self.consent_requested.emit(due.client)
