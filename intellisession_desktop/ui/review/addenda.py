"""What was added to a signed note: its list, and the dialog that adds to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ...records import Note
from .. import words
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask
from ..widgets.fields import TextArea
from ..widgets.layouts import box, column, row
from ..widgets.texts import Label, Picture


class Closing(QWidget):
    """What stands below a signed note: the signature, and the addenda, oldest first."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        layout = column(spacing=SPACE_2, margins=(SPACE_2, 0, SPACE_2, 0))
        if note.signed is not None:
            when = f"{words.full_day(note.signed.astimezone().date())}, {words.clock(note.signed)}"
            line = row(Picture("signature", "good"), Label(f"{note.signed_by} · signed {when}", "", "good"))
            line.setStretch(1, 1)
            layout.addLayout(line)
        if note.addenda:
            layout.addSpacing(SPACE_2)
            layout.addWidget(Label("Addenda", "lead"))
        for each in note.addenda:
            text = Label(each.text)
            text.setObjectName("addendum")
            when = f"{words.full_day(each.at.astimezone().date())}, {words.clock(each.at)}"
            by = Label(f"{when} · {each.author}" if each.author else when, "small")
            layout.addWidget(box(column(by, text, spacing=SPACE_1, margins=SPACE_3), "inset"))
        self.setLayout(layout)


class AddendumDialog(Dialog):
    """Takes the words of an addendum; `on_add` gets them, and closes it with `added` or says why not."""

    def __init__(self, parent: QWidget, on_add: Callable[[str], None]) -> None:
        super().__init__(parent, "Add an addendum", 520)
        self._on_add = on_add
        self.text = TextArea("", "What would you like to add to this note?", "Addendum", "addendum-text")
        self.text.setMinimumHeight(140)
        self.add(
            Label("It is dated today and cannot be changed later. The note itself stays as it was signed.")
        )
        self.add(self.text)
        self._wrong = Label("", "small", "danger")
        self._wrong.hide()
        self.add(self._wrong)
        self._add = Button("Add", "primary", on_click=self.accept, name="add-addendum")
        self._add.setEnabled(False)
        self.text.textChanged.connect(lambda: self._add.setEnabled(bool(self._words())))
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self._add)

    @property
    def unsaved(self) -> bool:
        return bool(self._words())

    def accept(self) -> None:
        if self._words() and self._add.isEnabled():
            self._add.setEnabled(False)
            self._on_add(self._words())

    def added(self) -> None:
        """It is stored."""
        super().accept()

    def say(self, text: str) -> None:
        """What went wrong; nothing is lost, the dialog stays."""
        self._wrong.setText(text)
        self._wrong.show()
        self._add.setEnabled(bool(self._words()))

    def reject(self) -> None:
        """Escape never loses what was typed: it asks."""
        if not self.unsaved:
            super().reject()
            return
        ask(
            self,
            "Leave without adding it?",
            "What you typed here will be lost.",
            "Keep writing",
            "Leave",
            lambda: super(AddendumDialog, self).reject(),
        )

    def _words(self) -> str:
        return self.text.toPlainText().strip()
