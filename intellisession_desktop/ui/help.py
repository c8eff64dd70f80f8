"""Help (F1): a search line over short answers, the keyboard's shortcuts among them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ..sessions.help import Answer, answers, found
from .shortcuts import EVERYWHERE, listed
from .tokens import SPACE_1, SPACE_2, SPACE_3, TARGET
from .widgets.buttons import Button
from .widgets.dialogs import Dialog
from .widgets.fields import LineEdit
from .widgets.layouts import column, row, scrolling
from .widgets.texts import Label
from .words import counted

_HEIGHT = 8 * TARGET


class AnswerCard(QFrame):
    """One answer, or one shortcut with its keys at the right. Tab goes from one to the next."""

    def __init__(self, answer: Answer, area: QScrollArea, keys: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "inset")
        self.setObjectName("answer")
        self.setAccessibleName(answer.asks)
        self.setAccessibleDescription(answer.says)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area = area
        margins = (SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        if keys:
            words = Label(answer.asks)
            line = row(words, Label(keys, "key", wrap=False), spacing=SPACE_3, margins=margins)
            line.setStretch(0, 1)
            self.setLayout(line)
        else:
            self.setLayout(
                column(Label(answer.asks, "strong"), Label(answer.says), spacing=SPACE_1, margins=margins)
            )

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._area.ensureWidgetVisible(self, 0, SPACE_2)
        super().focusInEvent(event)


class SearchLine(LineEdit):
    """The arrow keys and the page keys move through the answers while one types."""

    def __init__(self) -> None:
        super().__init__("", "What would you like to do?", "Search help", "help-search")
        self.area: QScrollArea | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.area.verticalScrollBar() if self.area is not None else None
        step = {Qt.Key.Key_Down: TARGET, Qt.Key.Key_Up: -TARGET}.get(Qt.Key(event.key()))
        page = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if bar is not None and step is not None:
            bar.setValue(bar.value() + step)
        elif bar is not None and page is not None:
            bar.setValue(bar.value() + page * bar.pageStep())
        else:
            super().keyPressEvent(event)


class HelpDialog(Dialog):
    """Everything is there at first, shortcuts last; typing leaves what belongs to it, the closest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Help", 600)
        self.search = SearchLine()
        self._said = Label("", "small", "muted")
        self._said.setObjectName("help-found")
        content = QWidget()
        self._column = column(spacing=SPACE_2, margins=(0, 0, SPACE_2, 0))
        content.setLayout(column(self._column, None, spacing=0))
        self._area = scrolling(content)
        self._area.setFixedHeight(_HEIGHT)
        self.search.area = self._area
        self._cards: dict[Answer, AnswerCard] = {}
        for answer in answers():
            self._cards[answer] = AnswerCard(answer, self._area)
        for keys, words, place in listed():
            answer = Answer(words, f"{keys}. {place}.", f"keyboard shortcut keys {place}")
            shown = keys if place == EVERYWHERE else f"{place}: {keys}"
            self._cards[answer] = AnswerCard(answer, self._area, shown)
        self.add(self.search, self._said, self._area)
        self._close = Button("Close", "primary", on_click=self.accept, name="close")
        self.set_buttons(None, self._close)
        self.search.textChanged.connect(self._show)
        self._show()
        self.search.setFocus()

    def shown(self) -> tuple[Answer, ...]:
        """The answers that are shown now, from the top."""
        return found(self.search.text(), tuple(self._cards))

    @Slot()
    def _show(self) -> None:
        answers = self.shown()
        for answer, card in self._cards.items():
            if answer not in answers:
                card.hide()
        before: QWidget = self.search
        for answer in answers:
            card = self._cards[answer]
            self._column.addWidget(card)  # moves it below those before
            card.show()
            QWidget.setTabOrder(before, card)
            before = card
        QWidget.setTabOrder(before, self._close)
        self._area.verticalScrollBar().setValue(0)
        said = (
            "Nothing found. Try another word, or fewer." if not answers else counted(len(answers), "answer")
        )
        self._said.setText(said if self.search.text().strip() else "Type a word or a question, or scroll.")
