"""All boxes of the dialog, and the rules of what goes together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ...records import Turn
from ...sessions.attached import Attached
from ...sessions.note_request import Options
from ...sessions.waiting import WaitingSound
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import ask
from ..widgets.layouts import column, row
from .attach_panel import NOT_HERE, ONE_FILE
from .consent_panel import Consents
from .details import Details
from .input_box import ATTACH, DICTATE, RECORD, TEXT, InputBox
from .record_panel import RecordPanel

_BESIDE = "What is not in the recording"


@dataclass(frozen=True, slots=True)
class Content:
    """What a note can be made from: at most one sound, or the `turns` of a transcript made elsewhere; and
    text. `missing`: why not yet; empty: it can.
    """

    summary: str
    recording: RecordPanel | None
    attached: Attached | None
    options: Options
    missing: str
    turns: tuple[Turn, ...] = ()


class Inputs(QWidget):
    """One recording, file or dictation for a note, and any number of texts beside it."""

    changed = Signal()
    consent_wanted = Signal()
    form_wanted = Signal()
    summary_wanted = Signal()

    def __init__(self, context: Context, details: Callable[[], Details]) -> None:
        super().__init__()
        self._context, self._details = context, details
        self._consents = Consents()
        self.summary_only = False
        self.boxes: list[InputBox] = []
        self._sound_box: InputBox | None = None
        self._leaving: list[InputBox] = []  # as soon as their recording is destroyed
        self._arranging = False
        self._column = column()
        self._add = Button("Add another input", "quiet", "plus", self.add, "add-input")
        self.setLayout(column(self._column, row(self._add, None)))
        self._sound_box = self._insert(0)
        self._arrange()

    @property
    def recorder(self) -> RecordPanel | None:
        """The panel that holds a recording, running or finished."""
        return next((box.recorder for box in self.boxes if box.recorder is not None), None)

    @property
    def written(self) -> bool:
        """Whether there is text that would be lost."""
        return any(box.text.text() for box in self.boxes)

    @property
    def holds_transcript(self) -> bool:
        """Whether a transcript made elsewhere is attached, in the place of sound."""
        return any(box.tab == ATTACH and box.attach.transcript.attached for box in self.boxes)

    def tab_parts(self) -> tuple[QWidget, ...]:
        """The boxes and what adds to them, from the top."""
        return (*self.boxes, self._add)

    def content(self) -> Content:
        """What is there, and what is missing."""
        summary = "\n\n".join(box.text.text() for box in self.boxes if box.tab == TEXT and box.text.text())
        recorder = self.recorder
        attach = next((box.attach for box in self.boxes if box.tab == ATTACH), None)
        attached = attach.usable() if attach is not None else None
        turns = attach.transcript.turns() if attach is not None and recorder is None else ()
        options = attach.options() if attach is not None and attached is not None else Options()
        if recorder is not None and recorder.missing():
            missing = recorder.missing()
        elif any(box.tab == TEXT and box.text.reading for box in self.boxes):
            missing = "The page is still being read"
        elif recorder is not None:
            missing = ""
        elif attach is not None and attach.missing():
            missing = attach.missing()
        elif attached is not None or turns or (self.summary_only and summary):
            missing = ""
        elif self.summary_only:
            missing = self._consents.step_to_dictate or "Write or dictate the summary"
        elif self._consents.step_to_record:
            missing = self._consents.step_to_record
        elif summary:
            missing = "Record or attach the session, or turn on Summary Only"
        else:
            missing = "Record or attach the session, or write a summary"
        return Content(summary, recorder, attached, options, missing, turns)

    def set_consents(self, consents: Consents) -> None:
        self._consents = consents
        for box in self.boxes:
            box.set_consents(consents)

    def set_summary_only(self, on: bool) -> None:
        """Other tabs for the boxes; what was written or attached stays where it can be found again."""
        if on == self.summary_only:
            return
        self.summary_only = on
        if not on:
            self._make_sound_box()
        self._arrange()
        if on and self._consents.why_not_dictate:
            self.boxes[0].choose(TEXT)
        self._tell()

    def show_waiting(self, waiting: WaitingSound) -> None:
        """Puts sound that waits for its note into the first box, and the text that was given with it."""
        box = self._sound_box or self.boxes[0]
        (box.dictate if self.summary_only else box.record).show_waiting(waiting)
        box.tabs.choose(DICTATE if self.summary_only else RECORD)
        if waiting.options.summary and not waiting.heard:
            self.add()
            self.boxes[-1].choose(TEXT)
            self.boxes[-1].text.set_text(waiting.options.summary)
        self._arrange()

    def hover(self, over: bool, paths: Sequence[Path] = ()) -> bool:
        """Files are held over the dialog; gives whether they could be dropped."""
        box = self._taking_files(paths)
        if not over and box is None and self._sound_box is not None:
            self._sound_box.attach.hover(False)
        if box is None:
            return False
        if over:
            box.choose(ATTACH)
        box.attach.hover(over)
        return True

    def drop(self, paths: list[Path], others: bool) -> None:
        """Takes a dropped file. `others`: something was dropped that is not a file of this computer."""
        box = self._taking_files(paths)
        if box is None:
            return
        box.attach.hover(False)
        box.choose(ATTACH)
        if len(paths) == 1 and not others:
            box.attach.look(paths[0])
        else:
            box.attach.refuse(ONE_FILE if paths else NOT_HERE)

    @Slot()
    def add(self) -> None:
        """Another box, for what is not there yet."""
        if self._sound_box is None and not self.summary_only:
            self._sound_box = self._insert(0)
            box = self._sound_box
        else:
            box = self._insert(len(self.boxes))
        self._arrange()
        if self.summary_only:
            box.choose(TEXT)
        if box.tab == TEXT:
            box.text.area.setFocus()
        self._tell()

    def remove(self, box: InputBox) -> None:
        """Takes a box away with what is in it; a recording is asked for, and written text too."""
        if box.recorder is not None:
            box.recorder.ask_to_destroy(lambda: self._leaving.append(box))
        elif box.text.text():
            ask(
                self.window(),
                "Discard the text you wrote?",
                "",
                "Keep writing",
                "Discard",
                lambda: self._take_out(box),
            )
        else:
            self._take_out(box)

    def _take_out(self, box: InputBox) -> None:
        if box not in self.boxes:
            return
        self.boxes.remove(box)
        if box is self._sound_box:
            self._sound_box = None
        self._column.removeWidget(box)
        box.hide()
        box.deleteLater()
        if not self.boxes:
            self._sound_box = self._insert(0)
        self._arrange()
        self._tell()

    def _insert(self, at: int) -> InputBox:
        box = InputBox(self._context, self._details)
        self.boxes.insert(at, box)
        self._column.insertWidget(at, box)
        box.set_consents(self._consents)
        box.changed.connect(self._tell)
        box.remove_wanted.connect(lambda: self.remove(box))
        for page in (box.record.locked, box.attach.locked, box.dictate.locked):
            page.consent_wanted.connect(self.consent_wanted)
            page.form_wanted.connect(self.form_wanted)
            page.summary_wanted.connect(self.summary_wanted)
        return box

    def _make_sound_box(self) -> None:
        """Back to recording and attaching: what was written in that box moves into one of its own."""
        first = self._sound_box
        if first is None:
            self._sound_box = self._insert(0)
        elif first.text.text():
            text = first.text.text()
            first.text.set_text("")
            self._insert(self.boxes.index(first) + 1).text.set_text(text)
        for box in [each for each in self.boxes if each is not self._sound_box and each.empty]:
            self._take_out(box)

    def _arrange(self) -> None:
        """Offers each box what no other box holds."""
        self._arranging = True
        self._offer()
        self._arranging = False

    def _offer(self) -> None:
        held = self.recorder
        for box in self.boxes:
            if not self.summary_only:
                if box is self._sound_box:
                    box.offer((RECORD, ATTACH))
                else:
                    box.offer((TEXT,), _BESIDE, beside=True)
            elif any(other is not box and other.tab == DICTATE for other in self.boxes):
                box.offer((TEXT,), "Text")
            else:
                box.offer((DICTATE, TEXT))
            box.hold_tabs(held is not None and box.recorder is held)
            removable = box.recorder.can_be_destroyed if box.recorder is not None else True
            lone_file = box.tab == ATTACH  # is detached, which comes to the same
            more = len(self.boxes) > 1 or not (box.empty or lone_file)
            box.close_button.setVisible(removable and more)

    def _taking_files(self, paths: Sequence[Path]) -> InputBox | None:
        box = self._sound_box
        if self.summary_only or box is None or box.recorder is not None:
            return None
        return box if box.attach.takes(list(paths)) else None

    @Slot()
    def _tell(self) -> None:
        if self._arranging:
            return
        for box in [each for each in self._leaving if each.recorder is None]:
            self._leaving.remove(box)
            self._take_out(box)
        self._arrange()
        self.changed.emit()
