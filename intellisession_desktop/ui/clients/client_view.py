"""The chosen client at the right: who it is, what waits, the notes, and the one button."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QWidget

from ...sessions.overview import ClientPage, Waiting
from ..tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from ..widgets.buttons import Button, menu_button
from ..widgets.layouts import box, column, row, rule, set_role
from ..widgets.texts import EmptyState, Label
from .consent_words import consent_chip
from .goals_line import GoalsLine
from .timeline import Timeline
from .timeline_words import newest_first
from .waiting import WaitingBanners

_ACTIONS = (
    ("rename", "Rename…"),
    ("consent", "Consent…"),
    ("goals", "Goals…"),
    ("themes", "Themes…"),
    ("private", "Private notes…"),
    ("drafts", "Draft style…"),
    ("earlier", "Add an earlier note…"),
    ("receipts", "Receipts for destroyed audio…"),
    ("form", "Print a consent form…"),
)


class ClientView(QWidget):
    """Shows a ClientPage; what was asked for there is said by `asked` with its name."""

    asked = Signal(str)
    """rename, consent, goals, themes, private, drafts, earlier, receipts, form, sample, delete."""
    generate_requested = Signal()
    opened = Signal(str)
    transcript_opened = Signal(str)
    write_requested = Signal(str)
    delete_requested = Signal(str)
    """The session whose transcript is meant, as the timeline has these three."""
    finish_requested = Signal(str)
    resume_requested = Signal(str)
    destroy_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.shown: ClientPage | None = None
        self._name = Label("", "title", wrap=True)
        self._name.setAccessibleName("Client")
        self._name.setMinimumWidth(120)
        self._name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.consent = Button("", "chip", on_click=lambda: self.asked.emit("consent"), name="consent")
        self._menu = QMenu()
        self._menu_button = menu_button("More about this client", self._menu)
        self._menu_button.setObjectName("client-menu")
        self._menu.aboutToShow.connect(self._fill_menu)
        self.offers_sample = True
        self._goals = GoalsLine(lambda: self.asked.emit("goals"))
        self._goals.laid_out.connect(self._order)
        self._waiting = WaitingBanners()
        self._waiting.finish_requested.connect(self.finish_requested)
        self._waiting.resume_requested.connect(self.resume_requested)
        self._waiting.destroy_requested.connect(self.destroy_requested)
        self.timeline = Timeline()
        self.timeline.opened.connect(self.opened)
        self.timeline.transcript_opened.connect(self.transcript_opened)
        self.timeline.write_wanted.connect(self.write_requested)
        self.timeline.delete_wanted.connect(self.delete_requested)
        self.timeline.receipts_wanted.connect(lambda: self.asked.emit("receipts"))
        self._notes = QStackedWidget()
        self._notes.addWidget(self.timeline)
        self._notes.addWidget(_no_notes())
        self._notes.addWidget(_first_note())
        self._notes.addWidget(_unwritten())
        self.generate = Button(
            "Generate Note", "primary", "notebook-pen", on_click=self.generate_requested.emit, name="generate"
        )
        self.generate.setProperty("scale", "large")
        self.generate.setToolTip("Turn a session into a note (Ctrl+N)")
        top = column(
            row(self._name, self.consent, self._menu_button, spacing=SPACE_3),
            self._goals,
            self._waiting,
            spacing=SPACE_2,
            margins=(SPACE_5, SPACE_4, SPACE_5, SPACE_3),
        )
        foot = row(None, self.generate, None, margins=(SPACE_5, SPACE_3, SPACE_5, SPACE_4))
        foot_line = rule()
        foot_line.hide()
        # Where the list is cut at its end, a line says so.
        self.timeline.verticalScrollBar().rangeChanged.connect(lambda _, most: foot_line.setVisible(most > 0))
        layout = column(
            top,
            row(rule(), margins=(SPACE_5, 0, SPACE_5, 0)),
            column(self._notes, margins=(SPACE_2, SPACE_2, SPACE_3, 0)),
            row(foot_line, margins=(SPACE_5, 0, SPACE_5, 0)),
            foot,
            spacing=0,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def show_page(self, page: ClientPage, waiting: tuple[Waiting, ...], making: bool = False) -> None:
        """Shows a client; `waiting` is what of theirs nobody works on, `making` whether a note is made."""
        other = self.shown is None or self.shown.client.id != page.client.id
        self.shown = page
        self._name.setText(page.client.name)
        text, role = consent_chip(page.valid)
        self.consent.setText(text)
        self.consent.setAccessibleName(f"Consent: {text}. Show or change")
        set_role(self.consent, role)
        self._goals.show_goals(tuple(goal for goal in page.goals if goal.closed is None))
        self._waiting.show_waiting(waiting)
        self._order()
        if other:
            self.timeline.notes.show_notes(())
        rows = newest_first(page.notes, page.transcripts)
        self.timeline.show_notes(rows)
        self._notes.setCurrentIndex(0 if rows else 2 if making else 3 if waiting else 1)

    def _order(self) -> None:
        """Tab goes through what came later, too, in the order in which it is read."""
        stops = (
            self.consent,
            self._menu_button,
            *self._goals.stops(),
            *self._waiting.findChildren(Button),
            self.timeline,
            self.generate,
        )
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for name, text in _ACTIONS:
            self._add(name, text)
        self._menu.addSeparator()
        if self.offers_sample:
            self._add("sample", "Try it with the sample session")
            self._menu.addSeparator()
        self._add("delete", "Delete this client…")

    def _add(self, name: str, text: str) -> None:
        action = self._menu.addAction(text, lambda: self.asked.emit(name))
        action.setObjectName(name)


def _no_notes() -> QWidget:
    state = EmptyState(
        "notebook-pen",
        "No notes yet",
        "After the next session, choose Generate Note: record it, attach a recording, or write a summary. "
        "Earlier notes can be added from the menu above.",
    )
    return box(column(state))


def _first_note() -> QWidget:
    state = EmptyState(
        "notebook-pen",
        "The first note is being made",
        "It appears here when it is ready. You can go on with other things.",
    )
    return box(column(state))


def _unwritten() -> QWidget:
    state = EmptyState(
        "notebook-pen",
        "The first note is not written yet",
        "Its recording or text is listed above. Write the note from there, or discard it.",
    )
    return box(column(state))
