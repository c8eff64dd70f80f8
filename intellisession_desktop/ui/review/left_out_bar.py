"""What was said and is not in the note, beside it: one click takes it in, another leaves it out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from ...notes.conversation.left_out import Said, Telling
from ...sessions.untold import Untold
from .. import words
from ..tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button, IconButton
from ..widgets.layouts import clear, column, fit_scrolling, row, scrolling, show_if
from ..widgets.texts import Label, Picture
from .editing import Editing

KINDS = {
    Telling.RISK: ("shield-alert", "Risk"),
    Telling.MEDICINE: ("pill", "Medicine"),
    Telling.PLAN: ("arrow-right", "Plan"),
    Telling.FIGURE: ("clock", "Amount or day"),
    Telling.PERSON: ("user", "Person"),
}
"""Icon and words of each kind."""
_HIGHEST = 216
_PAUSE_MS = 250  # of typing, before the note is compared again


class LeftOutBar(QFrame):
    """Hidden where everything is told. Its list is opened by its own line, which says how much there is."""

    turn_wanted = Signal(int)
    """The turn to be shown in the transcript."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setObjectName("left-out")
        self._editing = editing
        self._untold = Untold(editing.opened())
        self.shown: tuple[Said, ...] = ()
        """What the list holds."""
        self._title = Label("", "strong", wrap=False)
        self._title.setObjectName("left-out-title")
        self.toggle = Button("Show", "quiet", on_click=self._turn_over, name="show-left-out")
        self._rows = column(spacing=SPACE_1, margins=(0, 0, SPACE_3, 0))
        inner = QWidget()
        inner.setLayout(self._rows)
        self._area = scrolling(inner)
        self._area.hide()
        head = row(Picture("message-circle", "caution"), self._title, None, self.toggle, spacing=SPACE_2)
        self.setLayout(
            column(head, self._area, spacing=SPACE_1, margins=(SPACE_4, SPACE_1, SPACE_2, SPACE_1))
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        editing.changed.connect(lambda: self._timer.start(_PAUSE_MS))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Compares the note with what was said, beside the main thread."""
        if self._editing.read_only:
            self._show(())
            return
        untold, content = self._untold, self._editing.content
        self._editing.context.background.run(lambda: untold.of(content), done=self._show, owner=self)

    def _show(self, found: tuple[Said, ...]) -> None:
        if found != self.shown:
            self.shown = found
            self._title.setText(f"Said, but not in the note: {len(found)}")
            clear(self._rows)
            for n, said in enumerate(found):
                self._rows.addWidget(self._row(n, said))
        show_if(self, bool(found))
        self._fit()

    def _row(self, n: int, said: Said) -> QWidget:
        icon, kind = KINDS[said.kind]
        at = words.position(self._editing.content.turns[said.turn].start)
        text = Label(said.told)
        text.setAccessibleName(f"{kind}: {said.told}")
        show = Button(
            at, "quiet", on_click=partial(self.turn_wanted.emit, said.turn), name=f"left-out-at-{n}"
        )
        show.setAccessibleName(f"Show it in the transcript, {at}")
        add = Button("Add", on_click=partial(self._take_in, said), name=f"left-out-add-{n}")
        add.setAccessibleName(f"Add to the note: {said.told}")
        leave = IconButton("x", "Leave it out", partial(self._leave, said), name=f"left-out-leave-{n}")
        picture = Picture(icon, "danger" if said.kind == Telling.RISK else "muted")
        picture.setToolTip(kind)
        line = row(picture, text, show, add, leave, spacing=SPACE_2)
        line.setStretch(1, 1)
        whole = QWidget()
        whole.setLayout(line)
        return whole

    def _take_in(self, said: Said) -> None:
        self._editing.take_in(said)
        self._show(tuple(each for each in self.shown if each != said))

    def _leave(self, said: Said) -> None:
        self._untold.pass_over(said)
        self._show(tuple(each for each in self.shown if each != said))
        self.refresh()  # what it stood for may be said elsewhere

    def _turn_over(self) -> None:
        self._area.setVisible(self._area.isHidden())
        self.toggle.setText("Show" if self._area.isHidden() else "Hide")
        self._fit()

    def _fit(self) -> None:
        if not self._area.isHidden():
            fit_scrolling(self._area, self.width(), _HIGHEST)
