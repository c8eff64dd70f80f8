"""What is said once a note is being made: that, what it was too late for, and which other note waits."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ...sessions.listing import listed
from ...sessions.note_request import TOO_LATE_SUMMARY
from ...sessions.waiting import WaitingSound
from .. import words
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask, tell
from ..widgets.fields import TextArea
from ..widgets.texts import Label
from .creating import Begun

_BEGUN = "The note is being made."
_UNDER_WAY = "This note was already being made"
_LEFT_OUT = (
    "What you just wrote is not part of it and is not saved anywhere else. Leave this open, and add "
    "it to the note when you review it."
)


def say_begun(context: Context, begun: Begun) -> None:
    """A sentence for a moment; in a dialog, which stays, what has to be known or decided."""
    context.notify(_BEGUN)
    if begun.other is not None:
        _say_other(context, begun.other)
    elif begun.left_out:
        LeftOutDialog(context, begun).show()
    elif begun.too_late:
        tell(context.window, _UNDER_WAY, _goes_on(begun))


class LeftOutDialog(Dialog):
    """Keeps what was written too late for the note, for as long as the therapist wants."""

    def __init__(self, context: Context, begun: Begun) -> None:
        super().__init__(context.window, _UNDER_WAY, 520)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._context = context
        self.text = TextArea(begun.left_out, accessible_name="What you wrote", name="left-out")
        self.text.setReadOnly(True)
        self.add(Label(_goes_on(begun)), Label(_LEFT_OUT), self.text)
        self.set_buttons(
            None,
            Button("Close", on_click=self.reject, name="close"),
            Button("Copy", "primary", "copy", on_click=self._copy, name="copy-left-out"),
        )

    @property
    def unsaved(self) -> bool:
        return True

    def reject(self) -> None:
        ask(
            self,
            "Discard the text you wrote?",
            "It is not part of the note.",
            "Keep it here",
            "Discard",
            self._discard,
        )

    def _discard(self) -> None:
        super().reject()

    def _copy(self) -> None:
        self._context.clipboard.copy(self.text.toPlainText())


def _goes_on(begun: Begun) -> str:
    """That it does, and what of it cannot be changed any more, but for what was written."""
    those = listed([each for each in begun.too_late if each != TOO_LATE_SUMMARY])
    return "The note continues from where it stopped." + (
        f" It is too late to change {those}." if those else ""
    )


def _say_other(context: Context, other: WaitingSound) -> None:
    """The one under this name now is another recording than before, whose note is not finished."""
    what = (
        f"Another recording was also called {other.name}. Its note, of {words.day(other.session.date)}, is "
        "not finished. Each has its own note: the new one is being made"
    )
    if other.heard:

        def go_on() -> None:
            context.background.run(lambda: context.jobs.resume(other.job), owner=context)

        button = Button("Continue the first", "primary", on_click=go_on, name="go-on")
        text = f"{what}, and the first can go on now or later, from the client's page."
        tell(context.window, "Two recordings under one name", text, button)
        return
    text = (
        f"{what}. The first needs its recording: attach that again, whatever it is called now, or give the "
        "note up on the client's page."
    )
    tell(context.window, "Two recordings under one name", text)
