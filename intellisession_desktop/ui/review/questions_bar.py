"""Questions after a draft, one at a time: a tap writes the therapist's own sentence."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame

from ...errors import InvalidInput, NotFound
from ...notes.formats.format import Format, load_format
from ...notes.formats.naming import named
from ...notes.formats.questions import MOST, Answer, Question, open_questions, section_of
from ...records import Statement
from ..tokens import SPACE_2, SPACE_4
from ..widgets.buttons import Button, IconButton
from ..widgets.layouts import clear, row, show_if
from ..widgets.texts import Label
from .editing import Editing


class QuestionsBar(QFrame):
    """Hidden where nothing is open. What was passed over is not asked again while the note is open."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setObjectName("questions")
        self._editing = editing
        self._format = _format_of(editing)
        self._passed: set[str] = set()
        self._shown: Question | None = None
        self._asked = 0
        self._line = row(spacing=SPACE_2, margins=(SPACE_4, SPACE_2, SPACE_2, SPACE_2))
        self.setLayout(self._line)
        editing.changed.connect(self._show)
        self._show()

    @property
    def question(self) -> Question | None:
        """The one that is asked."""
        return self._shown

    @Slot()
    def _show(self) -> None:
        question = self._next()
        show_if(self, question is not None)
        if question is self._shown:
            return
        self._shown = question
        clear(self._line)
        if question is None:
            return
        self._asked += 1
        self._line.addWidget(Label(question.asks, wrap=False))
        for n, answer in enumerate(question.answers):
            tap = partial(self._answer, question, answer)
            self._line.addWidget(Button(answer.label, "chip", on_click=tap, name=f"answer-{n}"))
        self._line.addStretch(1)
        skip = IconButton("x", "Skip this question", self._skip, name="skip-question")
        self._line.addWidget(skip)

    def _next(self) -> Question | None:
        if self._format is None or self._editing.read_only:
            return None
        waiting = open_questions(self._format, self._editing.content.sections)
        found = [each for each in waiting if each.asks not in self._passed]
        return found[0] if found and (self._asked < MOST or found[0] is self._shown) else None

    def _answer(self, question: Question, answer: Answer) -> None:
        self._passed.add(question.asks)  # undone, it is the therapist's wish
        if self._format is None:
            return
        section = section_of(question, self._format, self._editing.content.sections)
        if section is not None:
            opened = self._editing.opened()
            sentence = named(Statement(answer.sentence), opened.turns, opened.naming).text
            self._editing.answer(section, sentence)

    def _skip(self) -> None:
        if self._shown is not None:
            self._passed.add(self._shown.asks)
            self._show()


def _format_of(editing: Editing) -> Format | None:
    try:
        return load_format(editing.opened().note.format)
    except (NotFound, InvalidInput):
        return None
