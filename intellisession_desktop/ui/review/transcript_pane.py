"""What was said, beside the note: search, the two voices, and what a corrected turn offers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ..tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button, IconButton
from ..widgets.fields import LineEdit
from ..widgets.layouts import column, row, rule
from ..widgets.texts import Banner, Label
from . import wording
from .editing import Editing
from .misheard_bar import MisheardBar
from .outline_list import OutlineList
from .renaming import swap_speakers
from .rewrites import Rewrites
from .transcript_view import TranscriptView
from .who_speaks import WhoSpeaks

_HOVER_MS = 160


class _Search(LineEdit):
    """Enter goes on to the next place, Shift+Enter back, Escape empties it."""

    go_wanted = Signal(int)
    """So many places on, or back."""

    def __init__(self, name: str) -> None:
        super().__init__("", "Search", name, "search-transcript")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(90)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go_wanted.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


_SHARED = "Another note is based on these words, so they stay as they are."


class TranscriptPane(QWidget):
    """Follows what is selected in the note, and the note follows it."""

    def __init__(self, editing: Editing, rewrites: Rewrites) -> None:
        super().__init__()
        self._editing, self._rewrites = editing, rewrites
        self._corrected: list[int] = []
        self._at = -1
        self.view = TranscriptView(editing)
        written = self.view.turns.all_written
        self.search_field = _Search("Search in your summary" if written else "Search in the transcript")
        self.search_field.textChanged.connect(lambda _: self.search())
        self.search_field.go_wanted.connect(self.go)
        self._found = Label("", "small", wrap=False)
        self._found.hide()
        self._swap = IconButton("arrow-left-right", "Swap the two speakers", self._swap_speakers, name="swap")
        self._again = Button("", "", on_click=self._write_again, name="write-again")
        self._leave = Button("Leave", "quiet", on_click=self._dismiss, name="leave-them")
        self._banner = Banner("", "info")
        banner_buttons = row(self._again, self._leave, None, spacing=SPACE_2)
        self._offer = QWidget()
        self._offer.setLayout(
            column(self._banner, banner_buttons, spacing=SPACE_1, margins=(SPACE_3, 0, SPACE_3, SPACE_2))
        )
        self._offer.hide()
        self.outline = OutlineList(editing.opened())
        self.outline.chosen.connect(self.go_to)
        self._show_outline = IconButton("list-tree", "Topics and moments", name="show-outline")
        self._show_outline.setCheckable(True)
        self._show_outline.setChecked(True)
        under_outline = rule()
        for part in (self.outline, under_outline):
            self._show_outline.toggled.connect(part.setVisible)
        if not self.outline.count():
            self._show_outline.setChecked(False)
            self._show_outline.hide()
        head = row(
            Label("Your summary" if written else "Transcript", "lead", wrap=False),
            self.search_field,
            self._found,
            self._show_outline,
            self._swap,
            spacing=SPACE_2,
            margins=(SPACE_4, SPACE_3, SPACE_2, SPACE_2),
        )
        fixed = QWidget()
        fixed.setLayout(row(Label(_SHARED, "small"), margins=(SPACE_3, 0, SPACE_3, SPACE_2)))
        fixed.setObjectName("transcript-shared")
        fixed.setVisible(editing.opened().shared)
        self.who_speaks = WhoSpeaks(editing)
        self.misheard = MisheardBar(editing)
        self.setLayout(
            column(
                head,
                fixed,
                self.who_speaks,
                self.misheard,
                self._offer,
                self.outline,
                under_outline,
                self.view,
                spacing=0,
            )
        )
        self._hover = QTimer(self)
        self._hover.setSingleShot(True)
        self._hover.timeout.connect(self._show_evidence)
        editing.pointed.connect(self._point)
        editing.turn_corrected.connect(self.offer)
        editing.changed.connect(self._refresh)
        rewrites.changed.connect(self._show_offer)
        rewrites.turn_done.connect(self._written)
        self._refresh()

    def search(self) -> None:
        """Marks what is searched for and goes to the first place."""
        self.view.search(self.search_field.text())
        self._at = -1
        if self.search_field.text().strip():
            self.go(1)
        else:
            self._found.hide()

    def go(self, by: int) -> None:
        """To the next place found, or the one before; around at the ends."""
        rows = self.view.turns.matches(self.search_field.text())
        self._found.setVisible(bool(self.search_field.text().strip()))
        if not rows:
            self._found.setText("not found")
            return
        self._at = (self._at + by) % len(rows) if self._at >= 0 or by > 0 else len(rows) - 1
        self._found.setText(f"{self._at + 1} of {len(rows)}")
        self._show_row(self.view.turns.index(rows[self._at]))

    def _show_row(self, index: QModelIndex) -> None:
        self.view.scrollTo(index, TranscriptView.ScrollHint.PositionAtCenter)
        self._editing.select_turn(self.view.turns.number(index))

    @Slot(int)
    def go_to(self, turn: int) -> None:
        """Shows a turn, and selects it."""
        index = self.view.turns.index_of(turn)
        if index.isValid():
            self._show_row(index)

    def end_edit(self) -> None:
        self.view.end_edit()

    @Slot(int)
    def offer(self, turn: int) -> None:
        """A turn was corrected: its statements can be written again."""
        if turn not in self._corrected:
            self._corrected.append(turn)
        self._show_offer()

    @Slot()
    def _refresh(self) -> None:
        pair = self._pair()
        self._swap.setVisible(not self._editing.turns_fixed and len(pair) == 2)
        if len(pair) == 2:
            a, b = pair
            text = f"Swap {wording.speaker_name(a)} and {wording.speaker_name(b)}"
            self._swap.setToolTip(text)
            self._swap.setAccessibleName(text)
        self._show_offer()

    @Slot()
    def _point(self) -> None:
        if self._editing.hovered is not None:
            self._hover.start(_HOVER_MS)
        else:
            self._hover.stop()
            if self._editing.place is not None:
                self._show_evidence()

    @Slot()
    def _show_evidence(self) -> None:
        self.view.show_turns(self._editing.evidence())

    def _pair(self) -> tuple[str, ...]:
        """The two voices that are heard most."""
        return self.view.turns.speakers()[:2]

    def _swap_speakers(self) -> None:
        pair = self._pair()
        if len(pair) == 2:
            swap_speakers(self.window(), self._editing, pair[0], pair[1])

    def _open_turns(self) -> list[int]:
        return [turn for turn in self._corrected if self._editing.outdated(turn)]

    @Slot()
    def _show_offer(self) -> None:
        turns, busy = self._open_turns(), self._rewrites.busy_turns()
        waiting = [turn for turn in turns if turn not in busy]
        places = {place for turn in (waiting or turns) for place in self._editing.to_redo(turn)}
        self._offer.setVisible(bool(turns) and not self._editing.turns_fixed)
        count = len(places)
        if turns and not waiting:
            self._banner.say(f"Rewriting {_these(count)}…", "info")
        elif turns:
            self._banner.say("The note still uses the earlier words.", "info")
            self._again.setText(f"Rewrite {_these(count)}")
        self._again.setVisible(bool(waiting))
        self._leave.setVisible(bool(waiting))

    def _write_again(self) -> None:
        for turn in self._open_turns():
            if turn not in self._rewrites.busy_turns():
                self._rewrites.redo(turn)

    def _dismiss(self) -> None:
        self._corrected.clear()
        self._show_offer()

    @Slot(int)
    def _written(self, turn: int) -> None:
        """The statements of a turn are new: nothing more to offer for it."""
        if turn in self._corrected:
            self._corrected.remove(turn)
        self._show_offer()


def _these(count: int) -> str:
    """'the statement', 'its 3 statements'."""
    return "the statement" if count == 1 else f"its {count} statements"
