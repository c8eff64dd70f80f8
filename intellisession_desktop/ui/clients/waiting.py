"""What of a client waits for a decision: a recording without its note, or a note that stopped half way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ...errors import Cancelled, sentence_of
from ...sessions.overview import Waiting
from .. import words
from ..tokens import SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import clear, column
from ..widgets.texts import Banner

_SHOWN = 2


class WaitingBanners(QWidget):
    """A banner for each, the oldest first; more than two are shown when asked for."""

    finish_requested = Signal(str)
    """Write the note of this job's recording, with a look at its options."""
    resume_requested = Signal(str)
    destroy_requested = Signal(object)
    """A Waiting that is to be destroyed or given up; nobody was asked yet."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column(spacing=SPACE_2)
        self.setLayout(self._column)
        self._waiting: tuple[Waiting, ...] = ()
        self._all = False

    def show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        if waiting == self._waiting:
            return
        self._waiting = waiting
        self._fill()

    def _fill(self) -> None:
        clear(self._column)
        shown = self._waiting if self._all else self._waiting[:_SHOWN]
        for each in shown:
            self._column.addWidget(self._banner(each))
        hidden = len(self._waiting) - len(shown)
        if hidden:
            self._column.addWidget(
                Button(f"{hidden} more waiting", "quiet", on_click=self._show_all, name="more-waiting")
            )
        self.setVisible(bool(self._waiting))

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _banner(self, each: Waiting) -> Banner:
        job_id = each.job.id
        if each.what == "live":
            show = Button("Show it", on_click=lambda: self.finish_requested.emit(job_id), name="show-live")
            return Banner(said(each), "info", show)
        destroy = Button(
            "Destroy it" if each.what == "recording" else "Discard it",
            "quiet",
            on_click=lambda: self.destroy_requested.emit(each),
            name="destroy",
        )
        if each.what == "recording":
            go_on = Button(
                "Write the note", on_click=lambda: self.finish_requested.emit(job_id), name="write"
            )
        else:
            go_on = Button("Continue", on_click=lambda: self.resume_requested.emit(job_id), name="go-on")
        return Banner(said(each), "caution", destroy, go_on)


def said(each: Waiting) -> str:
    """What waits, as a sentence."""
    day = words.day(each.session.date)
    if each.what == "live":
        return f"The session of {day} is being recorded."
    code = each.job.error_code
    why = sentence_of(code) if code and code != Cancelled.code else ""
    if each.what == "recording":
        long = f" of {words.duration(each.seconds)}" if each.seconds >= 1 else ""
        return " ".join(filter(None, (f"A recording{long} from {day} is waiting.", why)))
    return f"The note from {day} stopped. {why}" if why else f"The note from {day} is not finished yet."


def destroy_question(each: Waiting) -> tuple[str, str]:
    """What is asked before it goes: the question, and what that means."""
    match each.what:
        case "recording":
            long = f" of {words.duration(each.seconds)}" if each.seconds >= 1 else ""
            return (
                f"Destroy this recording{long}?",
                "It cannot be brought back, and no note will be written from it. A receipt is kept.",
            )
        case "file":
            return "Discard this note?", "Your file stays where it is, unchanged."
        case "transcript":
            return (
                "Discard this note?",
                "The transcript so far is deleted. The receipt for the audio is kept.",
            )
        case "another":
            return ("Discard this note?", "The transcript and the existing notes stay.")
        case "turns":
            return (
                "Discard this note?",
                "The copy of the transcript made for this note is deleted. Your file is unchanged.",
            )
        case _:
            return "Discard this note?", "The text you wrote for it is deleted."
