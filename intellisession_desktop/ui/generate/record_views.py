"""What the recorder shows: before, while and after something is recorded."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ...audio.capture import Microphone
from ...audio.disk_room import SHORT_S
from ...sessions.recorder import RecorderState, RecorderStatus
from .. import words
from ..context import Context
from ..shortcuts import SHORTCUTS, native
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.fields import Field, Select
from ..widgets.layouts import column, row
from ..widgets.texts import Banner, Chip, Label, Picture
from .level_meter import CLIPPED, GOOD, PAUSED, QUIET, WAITING, LevelMeter
from .live_text import LiveText
from .record_button import RecordButton, RecordDot

_DAY_S = 24 * 3600.0
_STATES = {
    RecorderState.STARTING: "starting",
    RecorderState.PAUSED: "paused",
    RecorderState.WAITING: "waiting",
    RecorderState.STOPPING: "stopping",
}


class ReadyView(QWidget):
    """The record button, and which microphone it uses."""

    def __init__(self, dictation: bool) -> None:
        super().__init__()
        self.button = RecordButton("Dictate" if dictation else "Record")
        self.microphone = Select((("", "System default"),), "Microphone", "microphone")
        self.look_again = Button("Look again", icon_name="refresh-cw", name="look-again")
        self.error = Banner("", "danger", self.look_again)
        self.error.setVisible(False)
        top = row(self.button, None, Field("Microphone", self.microphone))
        top.setStretch(2, 2)
        hint = Label("The audio is encrypted at once and never leaves this computer.", "small")
        self.setLayout(column(top, self.error, hint))

    def show_microphones(self, found: tuple[Microphone, ...], chosen: str) -> None:
        """The system's own choice first; `chosen` is the one used last."""
        default = next((each.name for each in found if each.default), "")
        first = f"System default ({default})" if default else "System default"
        others = [(each.name, each.name) for each in found if not each.default]
        self.microphone.blockSignals(True)
        self.microphone.set_choices([("", first), *others])
        self.microphone.choose("" if chosen == default else chosen)
        self.microphone.blockSignals(False)

    def say(self, error: str) -> None:
        """Shows why nothing can be recorded; empty: it can."""
        self.error.label.setText(error)
        self.error.setVisible(bool(error))


class RunningView(QWidget):
    """The time, the level, what went wrong meanwhile, and the ways on."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.text = LiveText(context)
        self.dot = RecordDot()
        self.time = Label(words.elapsed(0), "title", wrap=False)
        self.time.setObjectName("elapsed")
        self.state = Chip("recording", "danger")
        self.level = LevelMeter()
        self.hint = Label(GOOD, "small")
        self.hint.setObjectName("level-hint")
        self.room = Label("", "small")
        self.room.setObjectName("room")
        self.warning = Banner("", "caution")
        self.warning.setVisible(False)
        self.trouble = Banner("", "caution")
        self.trouble.label.setObjectName("trouble")
        self.trouble.setVisible(False)
        self.mark = Button("Mark", icon_name="bookmark", name="mark")
        self.mark.setToolTip(
            f"Silently marks this moment ({native(SHORTCUTS['mark'].keys)}). The mark shows in the "
            "transcript, and what was said there goes into the note."
        )
        self.marks = Label("", "small", wrap=False)
        self.marks.setObjectName("marks")
        self.pause = Button("Pause", icon_name="pause", name="pause")
        self.stop = Button("Stop", "primary", "square", name="stop")
        self.discard = Button("Discard…", "quiet", name="discard")
        self.setLayout(
            column(
                row(self.dot, self.time, self.state, None, spacing=SPACE_3),
                column(self.level, self.hint, spacing=SPACE_1),
                self.warning,
                self.trouble,
                row(self.stop, self.pause, self.mark, self.marks, None, self.discard),
                self.text,
                self.room,
            )
        )
        self.text.hide()

    def show_status(self, status: RecorderStatus) -> None:
        paused = status.state is RecorderState.PAUSED
        live = status.state is RecorderState.RECORDING
        waiting = status.state is RecorderState.WAITING
        self.time.setText(words.elapsed(status.seconds))
        self.dot.show_live(live)
        said = _STATES.get(status.state, "recording")
        if self.state.text() != said:
            self.state.setText(said)
            self.state.set_role("caution" if paused or waiting else "danger" if live else "")
            self.pause.setText("Resume" if paused else "Pause")
            self.pause.show_icon("mic" if paused else "pause")
        for button in (self.stop, self.discard):
            button.setEnabled(live or paused or waiting)
        if waiting and self.pause.hasFocus():
            self.stop.setFocus()  # else Discard would have the keyboard
        self.pause.setEnabled(live or paused)
        self.mark.setEnabled(live)
        self.marks.setText(f"{status.marks} marked" if status.marks else "")
        self.level.show_level(status.level_db, live)
        self._hint(status, paused)
        self._trouble(status)
        self._room(status)

    def _trouble(self, status: RecorderStatus) -> None:
        text = ""
        if status.state is RecorderState.WAITING:
            text = (
                f"“{status.lost}” was disconnected. Connect it again, or another microphone: the recording "
                "goes on by itself. What was recorded is safe."
            )
        elif status.lost:
            text = f"“{status.lost}” was disconnected. The recording goes on with “{status.microphone}”."
        if self.trouble.label.text() != text:
            self.trouble.label.setText(text)
            self.trouble.setVisible(bool(text))

    def _hint(self, status: RecorderStatus, paused: bool) -> None:
        waiting = status.state is RecorderState.WAITING
        worrying = not paused and not waiting and (status.clipped or status.quiet)
        text = (
            PAUSED
            if paused
            else WAITING
            if waiting
            else CLIPPED
            if status.clipped
            else QUIET
            if status.quiet
            else GOOD
        )
        if self.hint.text() != text:
            self.hint.setText(text)
            self.hint.set_role("caution" if worrying else "")

    def _room(self, status: RecorderStatus) -> None:
        if status.free_bytes <= 0:
            return
        short = status.left_s < SHORT_S
        left = "more than a day" if status.left_s > _DAY_S else words.duration(status.left_s)
        end = (
            " Before the disk is full, the recording stops by itself and is kept. Free some space."
            if short
            else ""
        )
        self.room.setText(f"Room for {left} more ({words.size(status.free_bytes)} free on this disk).{end}")
        self.room.set_role("caution" if short else "")


class RecordedView(QWidget):
    """Says what is there now, and can have it destroyed."""

    destroy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = Label("", "strong")
        self.text.setObjectName("recorded")
        self.detail = Label("", "small")
        self.error = Banner("", "caution")
        self.error.setVisible(False)
        self.destroy_button = Button(
            "Destroy…", "quiet", on_click=self.destroy_wanted.emit, name="destroy-recording"
        )
        top = row(
            Picture("circle-check", "good", 20),
            column(self.text, self.detail, spacing=SPACE_1),
            self.destroy_button,
            spacing=SPACE_3,
        )
        top.setStretch(1, 1)
        self.setLayout(column(top, self.error, margins=(0, SPACE_2, 0, SPACE_2)))

    def say(self, text: str, detail: str, error: str = "", can_destroy: bool = True) -> None:
        self.text.setText(text)
        self.detail.setText(detail)
        self.error.label.setText(error)
        self.error.setVisible(bool(error))
        self.destroy_button.setVisible(can_destroy)
