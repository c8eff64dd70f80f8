"""The left side: search, today, the clients, and the ways to settings, help and the lock."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QWidget

from ...sessions.overview import ClientRow, Hit, search
from .. import words
from ..context import Context
from ..tokens import ICON, SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button, IconButton
from ..widgets.fields import LineEdit
from ..widgets.layouts import column, row, rule
from ..widgets.texts import Label, Picture
from .client_list import ClientList, Entry, Heading

_WIDTH = 264
_NOTES_FROM = 3  # letters, from which on notes are searched too
_PAUSE_MS = 200  # of typing, before notes are searched


class SearchField(LineEdit):
    """Escape clears, Down and Enter go into the list."""

    left_downwards = Signal()

    def __init__(self) -> None:
        super().__init__("", "Search clients and notes", "Search clients, notes and transcripts", "search")
        self.setTextMargins(ICON + SPACE_1, 0, ICON + SPACE_1, 0)
        self._look = Picture("search")
        self._look.setParent(self)
        self._cross = IconButton("x", "Clear the search (Escape)", self.clear, name="clear-search")
        self._cross.setParent(self)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.hide()
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look.move(SPACE_2 + 2, (self.height() - ICON) // 2)
        self._cross.move(self.width() - self._cross.width(), (self.height() - self._cross.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class Side(QFrame):
    """Searches names at once, and from three letters on also what notes and transcripts say."""

    today_wanted = Signal()
    client_chosen = Signal(str)
    hit_chosen = Signal(str, str)
    """A client and the note of theirs that holds what was searched for."""
    note_opened = Signal(str)
    turn_opened = Signal(str, int)
    """A note, and the turn of its transcript that holds what was searched for."""
    new_client_requested = Signal()
    preferences_requested = Signal()
    help_requested = Signal()
    lock_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "side")
        self.setFixedWidth(_WIDTH)
        self._context = context
        self.rows: tuple[ClientRow, ...] = ()
        self._hits: tuple[Hit, ...] = ()
        self.searched = ""
        """What the notes were last searched for, without case; its hits are in the list."""
        self._shown_id = ""
        self.search = SearchField()
        self.today = _today_entry(self.today_wanted.emit)
        self.list = ClientList()
        self._nothing = Label("", role="muted")
        self._nothing.setObjectName("nothing-found")
        self._nothing.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(_padded(self._nothing))
        new = Button(
            "New client", "quiet", "plus", on_click=self.new_client_requested.emit, name="new-client"
        )
        foot = row(
            new,
            None,
            IconButton("settings", "Settings (Ctrl+,)", self.preferences_requested.emit, name="preferences"),
            IconButton("circle-help", "Help (F1)", self.help_requested.emit, name="help"),
            IconButton("lock", "Lock (Ctrl+L)", self.lock_requested.emit, name="lock"),
            spacing=SPACE_1,
            margins=SPACE_2,
        )
        foot_line = rule()
        foot_line.hide()
        # Where the list is cut at its end, a line says so.
        self.list.verticalScrollBar().rangeChanged.connect(lambda _, most: foot_line.setVisible(most > 0))
        layout = column(
            row(self.search, margins=(SPACE_3, SPACE_3, SPACE_3, SPACE_2)),
            row(self.today, margins=(SPACE_2, 0, SPACE_2, SPACE_1)),
            self._pages,
            foot_line,
            foot,
            spacing=0,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search_notes)
        self.search.textChanged.connect(self._searched)
        self.search.left_downwards.connect(self._into_list)
        self.list.left_upwards.connect(self.search.setFocus)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)

    def show_rows(self, rows: tuple[ClientRow, ...], chosen: str) -> None:
        """All clients, of whom `chosen` is shown at the right."""
        self.rows, self._shown_id = rows, chosen
        self._fill()

    def show_waiting(self, count: int, today_shown: bool) -> None:
        """How many things wait today, and whether they are what is shown at the right."""
        self.today.setText(f"Today · {count}" if count else "Today")
        self.today.setAccessibleName(f"Today, {words.counted(count, 'thing')} to do" if count else "Today")
        self.today.setChecked(today_shown)
        self.today.setVisible(bool(self.rows))

    def mark(self, client_id: str) -> None:
        """Another client is shown at the right."""
        if client_id != self._shown_id:
            self._shown_id = client_id
            self._fill()

    def _fill(self) -> None:
        wanted = " ".join(self.search.text().split()).casefold()
        found = [each for each in self.rows if _plain(wanted) in _plain(each.client.name)]
        entries: list[Entry] = list(found)
        hits = self._hits if wanted and self.searched == wanted else ()
        if hits:
            written = [hit for hit in hits if hit.turn is None]
            said = [hit for hit in hits if hit.turn is not None]
            entries += [Heading("In notes"), *written] if written else []
            entries += [Heading("In transcripts"), *said] if said else []
        self.list.show_entries(entries, wanted, self._shown_id)
        if entries or not wanted:
            self._pages.setCurrentIndex(0)
        else:
            waits = len(wanted) >= _NOTES_FROM and self.searched != wanted
            self._nothing.setText(
                "Searching notes and transcripts…" if waits else _nothing_found(self.search.text())
            )
            self._pages.setCurrentIndex(1)

    def _searched(self) -> None:
        self._fill()
        if len(self.search.text().strip()) >= _NOTES_FROM:
            self._pause.start()
        else:
            self._pause.stop()

    def _search_notes(self) -> None:
        text = " ".join(self.search.text().split())
        vault = self._context.vault
        self._context.background.run(
            lambda: search(vault, text), done=lambda hits: self._found(text.casefold(), hits), owner=self
        )

    def _found(self, searched: str, hits: tuple[Hit, ...]) -> None:
        self._hits, self.searched = hits, searched
        self._fill()

    def _into_list(self) -> None:
        if self._pages.currentIndex() == 0:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, entry: ClientRow | Hit) -> None:
        if isinstance(entry, ClientRow):
            self._shown_id = entry.client.id
            self.client_chosen.emit(entry.client.id)
        else:
            self._shown_id = ""  # the keyboard stays on the hit
            self.hit_chosen.emit(entry.client_id, entry.note_id)

    def _open(self, entry: ClientRow | Hit) -> None:
        if isinstance(entry, Hit) and entry.turn is not None:
            self.turn_opened.emit(entry.note_id, entry.turn)
        elif isinstance(entry, Hit):
            self.note_opened.emit(entry.note_id)


def _plain(text: str) -> str:
    """Without case and accents, which nobody types in a search."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )


def _today_entry(on_click: Callable[[], object]) -> Button:
    entry = Button("Today", "entry", "calendar", on_click=on_click, name="today")
    entry.setCheckable(True)
    entry.setToolTip("What waits for you (Ctrl+T)")
    entry.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    entry.hide()
    return entry


def _padded(label: Label) -> QWidget:
    page = QWidget()
    page.setLayout(column(label, None, margins=(SPACE_3 + SPACE_2, SPACE_2, SPACE_3, 0)))
    return page


def _nothing_found(text: str) -> str:
    more = (
        " Type three letters or more to search notes and transcripts."
        if len(text.strip()) < _NOTES_FROM
        else ""
    )
    return f"Nothing found for “{text.strip()}”.{more}"
