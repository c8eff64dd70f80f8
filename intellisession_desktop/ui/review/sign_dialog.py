"""The way to a signature: what is undecided, who signs, what becomes of the transcript, and the last look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QListWidget, QListWidgetItem, QRadioButton, QWidget

from ...records import Practice, Statement
from ...sessions.review import Opened, Place
from ...settings import Settings
from .. import words
from ..tokens import SPACE_1, SPACE_3, SPACE_5
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit
from ..widgets.layouts import box, column, row
from ..widgets.texts import Label, Picture
from .undecided_rows import REASON, STATEMENT, UndecidedRows

_WIDTH = 520
_MOST_SHOWN, _HIGHEST = 4, 240  # rows and px at once; the others are scrolled to
KEEP, DELETE = "keep", "delete"
_WHAT_HAPPENS = {
    KEEP: "The transcript stays with the note.",
    DELETE: "The transcript is deleted, except the words that statements are based on.",
}


class UndecidedDialog(Dialog):
    """The statements that wait; choosing one leads to it."""

    def __init__(
        self,
        parent: QWidget,
        waiting: Sequence[tuple[Place, Statement]],
        on_chosen: Callable[[Place], None],
    ) -> None:
        count = len(waiting)
        super().__init__(
            parent, f"{words.counted(count, 'statement')} {'waits' if count == 1 else 'wait'} for you", _WIDTH
        )
        self._on_chosen = on_chosen
        self.add(Label("Keep or remove each of them, then sign. Choose one to go there.", role="muted"))
        self.list = QListWidget()
        self.list.setObjectName("undecided")
        self.list.setAccessibleName("Statements to decide on")
        self.list.setMouseTracking(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("kind", "rows")
        rows = UndecidedRows(self.list)
        self.list.setItemDelegate(rows)
        for place, statement in waiting:
            item = QListWidgetItem(f"{statement.text}\n{statement.reason}".strip())
            item.setData(Qt.ItemDataRole.UserRole, place)
            item.setData(STATEMENT, statement.text)
            item.setData(REASON, statement.reason)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        model, width = self.list.model(), _WIDTH - 2 * SPACE_5
        shown = sum(rows.height(model.index(i, 0), width) for i in range(min(count, _MOST_SHOWN)))
        self.list.setFixedHeight(min(shown + SPACE_1, _HIGHEST))
        self.add(self.list)
        first = Button("Go to the first", "primary", on_click=self._first, name="go-to-first")
        self.set_buttons(None, Button("Close", on_click=self.reject, name="close"), first)
        self.list.setFocus()

    def _first(self) -> None:
        self._go(self.list.item(0))

    def _go(self, item: QListWidgetItem) -> None:
        if self.isVisible():
            self.accept()
            self._on_chosen(item.data(Qt.ItemDataRole.UserRole))


@dataclass(frozen=True, slots=True)
class Signing:
    """What was decided: who signs, whether the transcript stays, and whether that holds from now on."""

    practice: Practice
    keep_transcript: bool
    remember: bool


class SignDialog(Dialog):
    """Asks only what is not known yet; `on_sign` gets the answers."""

    def __init__(
        self, parent: QWidget, opened: Opened, settings: Settings, on_sign: Callable[[Signing], None]
    ) -> None:
        super().__init__(parent, "Sign this note?", 480)
        self._practice, self._on_sign = opened.practice, on_sign
        self._name = LineEdit(opened.practice.therapist, "", "Your name", "therapist")
        self._credentials = LineEdit(opened.practice.credentials, "", "Your credentials", "credentials")
        self._line = Label("", "lead")
        self._line.setObjectName("signature-line")
        self._wrong = Label("", "small", "danger")
        self._wrong.hide()
        self._sign = Button("Sign", "primary", "signature", self.accept, "confirm-sign")
        self._has_transcript = any(turn.text for turn in opened.turns)
        self._asks = self._has_transcript and settings.transcripts == "ask"
        self._settled = settings.transcripts
        if not opened.practice.therapist.strip():
            self.add(Label("How should your name appear under your notes?", "strong"))
            names = row(
                Field("Your name", self._name), Field("Credentials", self._credentials), spacing=SPACE_3
            )
            self.add(names)
        self._choices = QButtonGroup(self)
        if self._asks:
            self.add(*self._question())
        elif self._has_transcript:
            self.add(Label(_WHAT_HAPPENS[DELETE if settings.transcripts == DELETE else KEEP], role="muted"))
        line = row(Picture("signature", "accent"), self._line, spacing=SPACE_3, margins=SPACE_3)
        line.setStretch(1, 1)
        self.add(box(line, "inset"))
        self.add(
            Label("A signed note is locked. Anything later is added as an addendum.", "small"),
            self._wrong,
        )
        self.set_buttons(None, Button("Not yet", on_click=self.reject, name="not-yet"), self._sign)
        self._name.textChanged.connect(self._show_line)
        self._credentials.textChanged.connect(self._show_line)
        self._show_line()

    def say(self, text: str) -> None:
        """What went wrong; the dialog stays."""
        self._wrong.setText(text)
        self._wrong.show()
        self._sign.setEnabled(True)

    def accept(self) -> None:
        practice = self._entered()
        if not practice.therapist:
            self._name.setFocus()
            return
        self._sign.setEnabled(False)
        keep = self._settled != DELETE
        if self._asks:
            keep = self._choices.checkedId() == 0
        self._on_sign(Signing(practice, keep, self._asks))

    def done_signing(self) -> None:
        super().accept()

    def _question(self) -> tuple[QWidget, ...]:
        keep = QRadioButton("Keep the transcript with the note")
        delete = QRadioButton("Delete it, except the words that statements are based on")
        keep.setObjectName("keep-transcript")
        delete.setObjectName("delete-transcript")
        keep.setChecked(True)
        self._choices.addButton(keep, 0)
        self._choices.addButton(delete, 1)
        both = QWidget()
        both.setLayout(column(keep, delete, spacing=SPACE_1))
        asked = Label("What should happen to the transcript?", "strong")
        return asked, both, Label("This applies to later notes too. You can change it in Settings.", "small")

    def _entered(self) -> Practice:
        return replace(
            self._practice,
            therapist=" ".join(self._name.text().split()),
            credentials=" ".join(self._credentials.text().split()),
        )

    def _show_line(self) -> None:
        practice, now = self._entered(), dt.datetime.now(dt.UTC)
        name = ", ".join(part for part in (practice.therapist, practice.credentials) if part)
        when = f"{words.full_day(now.astimezone().date())}, {words.clock(now)}"
        self._line.setText(f"{name}\n{when}" if name else "Your name is missing.")
        self._line.set_role("" if name else "muted")
        self._sign.setEnabled(bool(practice.therapist))
