"""One section of the note: its name, its statements, its question while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from ...records import Section
from ...sessions.review import Place
from ..theme import colour
from ..tokens import RADIUS, SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button, IconButton, menu_button
from ..widgets.layouts import column, row
from ..widgets.texts import Label, Picture
from .asking import Asking
from .editing import Editing
from .rewrites import came_in_words
from .statement_row import StatementRow


class Question(QFrame):
    """What the therapist is asked while a section is empty; a click or Enter begins the answer."""

    def __init__(self, asking: Asking, section: int, text: str, answerable: bool) -> None:
        super().__init__()
        self.setObjectName("question")
        self.setAccessibleName(text)
        self._asking, self.section, self._answerable = asking, section, answerable
        label = Label(text, role="muted")
        parts: list[QWidget] = [Picture("pen-line"), label] if answerable else [label]
        line = row(*parts, spacing=SPACE_2, margins=(SPACE_3, SPACE_2, SPACE_3, SPACE_2))
        line.setStretch(len(parts) - 1, 1)
        self.setLayout(line)
        if answerable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.IBeamCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._answerable:
            self._asking.add_wanted.emit(self.section)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self._asking.key_pressed.emit(self, event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._answerable:
            pen = QPen(colour("accent"), 2) if self.hasFocus() else QPen(colour("line"), 1)
            if not self.hasFocus():
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRoundedRect(around, RADIUS - 2, RADIUS - 2)


class SectionView(QFrame):
    """Shows a section, and changes only what is different when it is shown again."""

    def __init__(
        self, editing: Editing, asking: Asking, index: int, name: str, asks: str, risk: bool
    ) -> None:
        super().__init__()
        self.setObjectName("section")
        self.setAccessibleName(name)
        self._editing, self._asking = editing, asking
        self.index, self.name, self.asks, self.risk = index, name, asks, risk
        if risk:
            self.setProperty("kind", "risk")
        self.rows: list[StatementRow] = []
        self._shown: Section | None = None
        self._question: Question | None = None
        self._state = Label("", "small", wrap=False)
        self._stop = Button(
            "Stop", "quiet", on_click=lambda: asking.stop_wanted.emit(index), name="stop-rewriting"
        )
        self._undo = Button(
            "Undo", "quiet", "undo-2", lambda: asking.undo_wanted.emit(False), "undo-rewriting"
        )
        self._menu = self._menu_button()
        heading = Label(name, "lead", wrap=False)
        title: list[QWidget | None] = [Picture("shield-alert", "danger")] if risk else []
        head = row(*title, heading, None, self._state, self._stop, self._undo, self._menu, spacing=SPACE_2)
        self._statements = column(spacing=1)
        self._add = IconButton(
            "plus", f"Add a statement to {name}", lambda: asking.add_wanted.emit(index), name="add-sentence"
        )
        foot = row(self._add, None)
        inner = (SPACE_4, SPACE_2, SPACE_2, SPACE_2) if risk else (SPACE_2, 0, SPACE_2, 0)
        self.setLayout(column(head, self._statements, foot, spacing=2, margins=inner))
        self.show_state("", 0)

    def show_section(self, section: Section, most: int) -> int:
        """Brings the rows in line with the section, making at most `most` of them. Gives how many it made."""
        if section is self._shown:
            return 0
        made = 0
        for position, statement in enumerate(section.statements):
            place = Place(self.index, position)
            if position < len(self.rows):
                self.rows[position].show_statement(place, statement)
            elif made < most:
                new = StatementRow(self._editing, self._asking, place, statement)
                self.rows.append(new)
                self._statements.addWidget(new)
                made += 1
        for gone in self.rows[len(section.statements) :]:
            self._statements.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        del self.rows[len(section.statements) :]
        if len(self.rows) == len(section.statements):
            self._shown = section
        self._show_question(not section.statements)
        return made

    @property
    def question(self) -> Question | None:
        return self._question

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, from the top."""
        stops: list[QWidget] = [self._stop, self._undo, self._menu]
        stops += [self._question] if self._question is not None else []
        return [*stops, *(stop for row in self.rows for stop in row.tab_stops()), self._add]

    def show_state(self, doing: str, came_in: int) -> None:
        """What is being done while it is rewritten, or how many of its statements were just now."""
        self._state.setText(doing or (came_in_words(came_in) if came_in else ""))
        self._state.setVisible(bool(doing or came_in))
        self._stop.setVisible(bool(doing))
        self._undo.setVisible(bool(came_in) and not doing)

    def _menu_button(self) -> IconButton:
        menu = QMenu()
        button = menu_button(f"More for {self.name}", menu)
        button.setObjectName("section-menu")

        def fill() -> None:
            menu.clear()
            self._asking.section_menu_wanted.emit(menu, self.index)

        menu.aboutToShow.connect(fill)
        return button

    def _show_question(self, empty: bool) -> None:
        locked = self._editing.read_only
        asks = self.asks if self.asks or locked else f"Nothing in {self.name} yet."
        if empty and asks and self._question is None:
            self._question = Question(self._asking, self.index, asks, not locked)
            self._statements.addWidget(self._question)
        elif not empty and self._question is not None:
            self._statements.removeWidget(self._question)
            self._question.hide()
            self._question.deleteLater()
            self._question = None
        self._add.setVisible(not empty and not locked)
        self.setVisible(not (empty and locked) or self.risk)
