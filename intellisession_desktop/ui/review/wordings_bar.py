"""Below the note: the wordings that a rewritten statement could have, to choose one of them or none."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ...records import Statement, Status
from ..tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button
from ..widgets.layouts import clear, column, fit_scrolling, row, scrolling, show_if
from ..widgets.texts import Label
from .editing import Editing
from .rewrites import Offer, Rewrites

_HIGHEST = 216


class WordingsBar(QFrame):
    """Hidden while there is nothing to choose. A statement that was changed meanwhile is not asked about."""

    def __init__(self, editing: Editing, rewrites: Rewrites) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setObjectName("wordings")
        self._editing, self._rewrites = editing, rewrites
        self._offers: list[Offer] = []
        self._shown: Offer | None = None
        leave = Button("Leave as it is", "quiet", on_click=self._leave, name="leave-wording")
        head = row(Label("Choose a wording", "strong", wrap=False), None, leave, spacing=SPACE_2)
        self._rows = column(spacing=SPACE_1, margins=(0, 0, SPACE_3, 0))
        inner = QWidget()
        inner.setLayout(self._rows)
        self._area = scrolling(inner)
        self.setLayout(
            column(head, self._area, spacing=SPACE_1, margins=(SPACE_4, SPACE_1, SPACE_2, SPACE_2))
        )
        rewrites.offered.connect(self._take_up)
        editing.changed.connect(self._show)
        self._show()

    @Slot(object)
    def _take_up(self, offer: Offer) -> None:
        self._offers = [each for each in self._offers if each.old != offer.old] + [offer]
        self._show()

    @Slot()
    def _show(self) -> None:
        there = {statement for _, statement in self._editing.content.all()}
        self._offers = [each for each in self._offers if each.old in there and not self._editing.read_only]
        offer = self._offers[0] if self._offers else None
        show_if(self, offer is not None)
        if offer is not self._shown:
            self._shown = offer
            clear(self._rows)
            if offer is not None:
                self._rows.addWidget(_line(Label(f"Now: {offer.old.text}", role="muted")))
                for n, wording in enumerate(offer.wordings):
                    self._rows.addWidget(self._row(offer, n, wording))
                QTimer.singleShot(0, self, self._fit)  # once Qt has shown the rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        fit_scrolling(self._area, self._area.viewport().width(), _HIGHEST)

    def _row(self, offer: Offer, n: int, wording: tuple[Statement, ...]) -> QWidget:
        text = " ".join(each.text for each in wording)
        use = Button("Use this", on_click=partial(self._use, offer, n), name=f"use-wording-{n}")
        use.setAccessibleName(f"Use this: {text}")
        doubts = [f"To check: {each.reason}" for each in wording if each.status == Status.FLAGGED]
        said = column(Label(text), *(Label(each, "small", "caution") for each in doubts), spacing=SPACE_1)
        words = QWidget()
        words.setLayout(said)
        return _line(words, use)

    def _use(self, offer: Offer, n: int) -> None:
        self._offers.remove(offer)
        self._rewrites.use(offer, n)
        self._show()

    def _leave(self) -> None:
        self._offers = self._offers[1:]
        self._show()


def _line(words: QWidget, *buttons: Button) -> QWidget:
    line = row(words, *buttons, spacing=SPACE_3)
    line.setStretch(0, 1)
    whole = QWidget()
    whole.setLayout(line)
    return whole
