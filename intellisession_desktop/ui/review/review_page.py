"""The review: a note beside what was said, from the first look to the signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from ...errors import KnownError
from ...records import Note
from ...sessions.review import Opened, Place, open_note
from ..another_note import AnotherNoteDialog
from ..context import Context
from ..shortcuts import SHORTCUTS
from ..widgets.buttons import Button
from ..widgets.dialogs import ask_to_leave
from ..widgets.layouts import clear, column
from ..widgets.texts import Banner, EmptyState
from .bars import Actions, BottomBar, TopBar
from .editing import Editing
from .final_steps import FinalSteps
from .handing_out import HandingOut
from .kept_audio import KeptAudioDialog
from .left_out_bar import LeftOutBar
from .note_pane import NotePane
from .questions_bar import QuestionsBar
from .receipt import ReceiptDialog
from .rewrites import Rewrites
from .same_reason_bar import SameReasonBar
from .transcript_pane import TranscriptPane
from .wordings_bar import WordingsBar


class ReviewPage(QWidget):
    """One open note. `closed` is emitted once everything is stored."""

    closed = Signal()
    shown = Signal()
    """The note is there, or is there anew after it was signed."""

    def __init__(self, context: Context, note_id: str, turn: int | None = None) -> None:
        """`turn`: of the transcript, to be shown at first."""
        super().__init__()
        self._turn = turn
        self.setProperty("kind", "page")
        self.context, self._note_id = context, note_id
        self.editing: Editing | None = None
        self.note_pane: NotePane | None = None
        self.transcript: TranscriptPane | None = None
        self._rewrites: Rewrites | None = None
        self._steps: FinalSteps | None = None
        self._failing = self._complete = False
        self._to_say = ""
        self._layout: QVBoxLayout = column(None, spacing=0)
        self.setLayout(self._layout)
        for name, slot in (
            ("undo", lambda: self._undo(False)),
            ("redo", lambda: self._undo(True)),
            ("next_flagged", self._next_to_check),
            ("copy_note", self._copy),
            ("print", self._print),
            ("sign", self.sign),
            ("back", self.leave),
        ):
            shortcut = QShortcut(QKeySequence(SHORTCUTS[name].keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.read_again()

    @property
    def complete(self) -> bool:
        """Whether all of the note and its transcript is there."""
        return self._complete and self.note_pane is not None and self.note_pane.complete

    @property
    def note(self) -> Note | None:
        """The note, once it is there."""
        return None if self.editing is None else self.editing.opened().note

    def flush(self) -> None:
        """Ends what is being typed and has it stored at once."""
        self._end_edits()
        if self.editing is not None:
            self.editing.storing.flush()

    @property
    def unsaved(self) -> bool:
        """Whether something is not known to be stored."""
        return self.editing is not None and self.editing.storing.pending

    def store_then(self, then: Callable[[], object], otherwise: Callable[[str], object]) -> None:
        """Ends what is being typed; `then` is called once everything is stored, or `otherwise` with why it
        could not be.
        """
        self._end_edits()
        if self.editing is None:
            then()
        else:
            self.editing.storing.flush_then(then, otherwise)

    @Slot()
    def leave(self) -> None:
        """Back to the clients, once everything is stored; asks where that cannot be."""
        if self._rewrites is not None:
            self._rewrites.cancel_all()
        self.store_then(self.closed.emit, self._ask_to_leave)

    def _ask_to_leave(self, why: str) -> None:
        ask_to_leave(self, why, self.closed.emit)

    @Slot()
    def sign(self) -> None:
        """Asks for what is missing, then signs."""
        self._end_edits()
        if self._steps is not None:
            self._steps.sign()

    # Loading and showing.

    @Slot()
    def read_again(self) -> None:
        """Shows the note as it is stored now."""
        vault, note_id = self.context.vault, self._note_id
        self.context.background.run(
            lambda: open_note(vault, note_id), done=self._show, failed=self._show_failure, owner=self
        )

    @Slot(str)
    def _read_and_say(self, sentence: str) -> None:
        """What was done is said once the page shows it."""
        self._to_say = sentence
        self.read_again()

    @Slot()
    def _say(self) -> None:
        said, self._to_say = self._to_say, ""
        if said:
            self.context.notify(said)

    def _show_failure(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            self.context.show_error(error)
            return
        clear(self._layout)
        back = Button("Back to the clients", "primary", "arrow-left", self.closed.emit, "back")
        sentence = self.context.told(error)
        self._layout.addWidget(EmptyState("file-text", "This note cannot be shown", sentence, back))

    def _show(self, opened: Opened) -> None:
        if self.editing is not None:
            self.editing.deleteLater()
        clear(self._layout)
        editing = self.editing = Editing(self.context, opened, self)
        rewrites = self._rewrites = Rewrites(editing, editing)
        out = HandingOut(self.context, editing, self)
        steps = self._steps = FinalSteps(self.context, editing, self)
        steps.changed.connect(self._read_and_say)
        steps.chosen.connect(self._select)
        steps.deleted.connect(self.closed)
        steps.writing_wanted.connect(self._write_in)
        actions = Actions(
            back=self.leave,
            undo=lambda: self._undo(False),
            redo=lambda: self._undo(True),
            print=self._print,
            receipt=lambda: self._show_receipt(opened),
            kept=lambda: KeptAudioDialog(self, self.context, opened, self._audio_destroyed).open(),
            next_to_check=self._next_to_check,
            copy=self._copy,
            sign=self.sign,
            add_addendum=steps.ask_addendum,
            fill_more=self._fill_more,
            fill_export=out.export_menu,
        )
        self._out = out
        self._top = TopBar(opened, actions, editing.read_only)
        self._bottom = BottomBar(actions, opened.note.state)
        self.note_pane = NotePane(editing, rewrites)
        self._banner = Banner(
            "", "danger", Button("Try again", on_click=editing.storing.flush, name="try-again")
        )
        self._banner.hide()
        left = QWidget()
        left_out = LeftOutBar(editing)
        left_out.turn_wanted.connect(self._show_turn)
        bars = (left_out, SameReasonBar(editing), WordingsBar(editing, rewrites), QuestionsBar(editing))
        left.setLayout(column(self.note_pane, *bars, self._bottom, spacing=0))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(left)
        left.setMinimumWidth(380)
        self.transcript = None
        self._complete = not any(turn.text for turn in opened.turns)
        if not self._complete:
            # A moment later: a long note and a long transcript together would make the window stand still.
            QTimer.singleShot(0, splitter, lambda: self._show_transcript(splitter, editing, rewrites))
        for part in (self._top, self._banner, splitter):
            self._layout.addWidget(part)
        self._layout.setStretch(2, 1)
        editing.changed.connect(self._show_state)
        editing.storing.waiting.connect(self._show_waiting)
        editing.storing.stored.connect(self._show_stored)
        editing.storing.failed.connect(self._show_failed)
        self._show_state()
        self.note_pane.setFocus()
        self.shown.emit()
        if self._to_say:
            QTimer.singleShot(0, self, self._say)  # Qt shows what was put into a layout a moment later

    def _show_transcript(self, splitter: QSplitter, editing: Editing, rewrites: Rewrites) -> None:
        self.transcript = TranscriptPane(editing, rewrites)
        self.transcript.setMinimumWidth(330)
        splitter.addWidget(self.transcript)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 400])
        self._complete = True
        if self._turn is not None:
            # Once the view has its size, and knows where its rows are.
            QTimer.singleShot(0, self.transcript, partial(self.transcript.go_to, self._turn))
            self._turn = None

    @Slot()
    def _show_state(self) -> None:
        if self.editing is not None:
            self._top.show_state(
                0 if self.editing.read_only else len(self.editing.to_check()),
                self.editing.can_undo,
                self.editing.can_redo,
            )

    @Slot()
    def _show_waiting(self) -> None:
        if not self._failing:
            self._bottom.say("Saving…")

    @Slot()
    def _show_stored(self) -> None:
        self._failing = False
        self._banner.hide()
        self._bottom.say("Saved", done=True)

    @Slot(str)
    def _show_failed(self, sentence: str) -> None:
        self._failing = True
        self._bottom.say("Not saved yet")
        self._banner.say(f"What you typed is not saved yet; the program keeps trying. {sentence}", "danger")
        self._banner.show()

    # What the bars ask for.

    def _end_edits(self) -> None:
        if self.note_pane is not None:
            self.note_pane.end_edit()
        if self.transcript is not None:
            self.transcript.end_edit()

    def _undo(self, again: bool) -> None:
        self._end_edits()
        if self.note_pane is not None and self.editing is not None and not self.editing.read_only:
            self.note_pane.undo(again)

    @Slot(object)
    def _select(self, place: Place) -> None:
        if self.note_pane is not None:
            self.note_pane.select(place)

    @Slot(int)
    def _write_in(self, section: int) -> None:
        if self.note_pane is not None:
            self.note_pane.add(section)

    @Slot(int)
    def _show_turn(self, turn: int) -> None:
        if self.transcript is not None:
            self.transcript.go_to(turn)

    def _next_to_check(self) -> None:
        if self.note_pane is not None:
            self._end_edits()
            self.note_pane.walking.next_to_check()

    def _copy(self) -> None:
        if self.editing is not None:
            self._end_edits()
            self._out.copy()

    def _print(self) -> None:
        if self.editing is not None:
            self._end_edits()
            self._out.print()

    def _show_receipt(self, opened: Opened) -> None:
        if opened.receipt is not None:
            ReceiptDialog(self, opened.receipt).open()

    def _audio_destroyed(self) -> None:
        self.store_then(self.read_again, lambda _: None)

    def _fill_more(self, menu: QMenu) -> None:
        menu.addAction("Copy the note", self._copy)
        menu.addAction("Print…", self._print)
        if self.editing is not None and self.editing.opened().may_write_another:
            opened = self.editing.opened()
            menu.addAction("Write another note…", lambda: self._write_another(opened))
        if self._steps is not None and self._steps.may_delete:
            menu.addSeparator()
            menu.addAction("Delete this note…", self._steps.ask_delete)

    def _write_another(self, opened: Opened) -> None:
        if opened.session is not None:
            self._end_edits()
            AnotherNoteDialog(
                self.context,
                opened.session.id,
                opened.note.date,
                opened.client.id,
                opened.note.format,
                beside_note=True,
            ).open()
