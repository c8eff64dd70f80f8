"""The words of a session while it is recorded. They can be hidden: not everybody wants a moving text beside a
client.
"""

from __future__ import annotations

import dataclasses
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QTextEdit, QWidget

from ...errors import KnownError
from ...records import Turn
from ...sessions.following import Followed
from .. import words
from ..context import Context
from ..review.wording import speaker_name
from ..theme import colour
from ..tokens import SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import column, row
from ..widgets.texts import Label

_HEIGHT = 168
_SHOWN = 60  # turns: what was said in the last minutes; all of it is in the transcript
_NEAR = 8  # px from the end that are the end
_BEHIND_S = 15.0  # sound that was not heard yet, from which on it is told


class LiveText(QWidget):
    """What was heard by now, and how far the draft is."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._turns: tuple[Turn, ...] = ()
        self._glimpse = ""
        self._at_the_end = True
        self.state = Label("", "small", wrap=False)
        self.state.setObjectName("live-state")
        self.text = QTextEdit()
        self.text.setObjectName("live-text")
        self.text.setAccessibleName("What is being said")
        self.text.setReadOnly(True)
        self.text.setFixedHeight(_HEIGHT)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard is for Pause, Mark and Stop
        bar = self.text.verticalScrollBar()
        bar.actionTriggered.connect(self._scrolled)
        bar.rangeChanged.connect(self._stay_at_the_end)
        self.hide_button = Button("", "quiet", on_click=self._turn_over, name="hide-text")
        self.setLayout(column(row(self.state, None, self.hide_button), self.text, spacing=SPACE_2))
        self._use_setting()

    def show_followed(self, followed: Followed, recorded_s: float) -> None:
        """`recorded_s`: how much there is to be heard."""
        heard = followed.heard
        self.state.setText(_state(followed, recorded_s))
        if heard.turns is not self._turns or heard.glimpse != self._glimpse:
            self._turns, self._glimpse = heard.turns, heard.glimpse
            self._fill()

    def forget(self) -> None:
        """Before another recording."""
        self._turns, self._glimpse = (), ""
        self.state.setText("")
        self.text.clear()

    def _fill(self) -> None:
        if not self.text.isVisibleTo(self):
            return
        place = self.text.verticalScrollBar().value()
        self.text.setHtml(_html(self._turns[-_SHOWN:], self._glimpse))
        self.text.verticalScrollBar().setValue(place)
        self._stay_at_the_end()

    @Slot(int)
    def _scrolled(self, _: int) -> None:
        """By a person: who reads what was said before is left there."""
        bar = self.text.verticalScrollBar()
        self._at_the_end = bar.sliderPosition() >= bar.maximum() - _NEAR

    @Slot()
    def _stay_at_the_end(self) -> None:
        bar = self.text.verticalScrollBar()
        if self._at_the_end:
            bar.setValue(bar.maximum())

    @property
    def _hidden(self) -> bool:
        return self._context.settings.current.live_text == "hidden"

    @Slot()
    def _turn_over(self) -> None:
        settings = self._context.settings
        try:
            chosen = "shown" if self._hidden else "hidden"
            settings.replace(dataclasses.replace(settings.current, live_text=chosen))
        except KnownError as error:
            self._context.show_error(error)
            return
        self._use_setting()

    def _use_setting(self) -> None:
        self.text.setVisible(not self._hidden)
        self.hide_button.setText("Show the text" if self._hidden else "Hide the text")
        if self._hidden:
            self.text.clear()
        else:
            self._fill()


def _state(followed: Followed, recorded_s: float) -> str:
    behind_s = recorded_s - followed.heard.seconds
    if followed.heard.over and not followed.heard.complete:
        return "The transcript is made after you stop."
    written = f", {words.counted(followed.statements, 'statement')} drafted" if followed.statements else ""
    if behind_s > _BEHIND_S:
        return f"Listening, {words.duration(behind_s)} behind{written}"
    return f"Listening{written}"


def _html(turns: tuple[Turn, ...], glimpse: str) -> str:
    muted = colour("muted").name()
    said = [
        f"<p style='margin: 0 0 6px 0'><b>{escape(speaker_name(turn.speaker))}</b>&nbsp; "
        f"{escape(turn.text)}</p>"
        for turn in turns
    ]
    if glimpse:
        said.append(f"<p style='margin: 0; color: {muted}'>{escape(glimpse)}…</p>")
    return "".join(said)
