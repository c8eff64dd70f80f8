"""Who writes the notes: the names that stand in signatures, forms and exports."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from ...notes.documents.note import signature_name
from ...records import Practice
from ..context import Context
from ..tokens import SPACE_1, TARGET
from ..widgets.fields import Field, LineEdit, TextArea
from ..widgets.layouts import box, column
from ..widgets.texts import Label
from .page import FIELD_WIDTH, Page, group, narrow

STORED_AFTER_MS = 500
"""How long after the last key what was typed is stored."""


class PracticePage(Page):
    """Five fields, stored as they are typed."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Practice",
            "These appear in signatures, on the consent form and at the top of exported notes. What you type "
            "is saved at once, encrypted in the vault.",
        )
        self.therapist = LineEdit("", "", "Your name", "therapist")
        self.credentials = LineEdit("", "", "Credentials", "credentials")
        self.name = LineEdit("", "", "Name of the practice", "practice-name")
        self.address = TextArea("", "", "Address", "address")
        self.address.setFixedHeight(3 * TARGET)
        self.contact = LineEdit("", "", "Contact", "contact")
        self._signature = Label("", "strong")
        self._signature.setObjectName("signature")
        self._state = Label("", "small")
        self._state.setVisible(False)
        you = group(
            "You",
            _field("Your name", self.therapist),
            _field("Credentials", self.credentials, "For example LPC, LMFT, PhD"),
            column(
                Label("How your signature looks", "small"),
                narrow(box(column(self._signature, margins=SPACE_1 * 3), "inset")),
                spacing=SPACE_1,
            ),
        )
        practice = group(
            "Your practice",
            _field("Name of the practice", self.name),
            _field("Address", self.address),
            _field("Contact", self.contact, "Telephone, email or both"),
        )
        self.add(self._state, you, practice)
        self._stored: Practice | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STORED_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self._lines = (self.therapist, self.credentials, self.name, self.contact)
        self._allow(False)
        self._preview()
        for line in self._lines:
            line.textChanged.connect(self._typed)
        self.address.textChanged.connect(self._typed)
        context.background.run(context.vault.practice.get, done=self._show, failed=self._complain, owner=self)

    def flush(self) -> None:
        self._timer.stop()
        if self._stored is None or (entered := self._entered()) == self._stored:
            return
        self._stored = entered
        practice = self.context.vault.practice
        self.context.background.run(
            lambda: practice.set(entered), done=lambda _: self._said(""), failed=self._not_stored, owner=self
        )

    def _entered(self) -> Practice:
        return Practice(
            self.therapist.text(),
            self.credentials.text(),
            self.name.text(),
            self.address.toPlainText(),
            self.contact.text(),
        )

    def _show(self, practice: Practice) -> None:
        self._stored = practice
        self.therapist.setText(practice.therapist)
        self.credentials.setText(practice.credentials)
        self.name.setText(practice.name)
        self.address.setPlainText(practice.address)
        self.contact.setText(practice.contact)
        self._timer.stop()
        self._allow(True)

    def _allow(self, allowed: bool) -> None:
        for line in self._lines:
            line.setReadOnly(not allowed)
        self.address.setReadOnly(not allowed)

    @Slot()
    def _typed(self) -> None:
        self._preview()
        if self._stored is not None:
            self._timer.start()

    def _preview(self) -> None:
        signature = signature_name(self._entered())
        self._signature.setText(signature or "Nothing yet. You need a name to sign notes.")
        self._signature.set_role("" if signature else "caution")

    def _not_stored(self, error: Exception) -> None:
        self._stored = Practice()  # so that the next key tries again
        self._complain(error)

    def _complain(self, error: Exception) -> None:
        self._said(self.context.told(error))

    def _said(self, text: str) -> None:
        self._state.setText(text)
        self._state.set_role("danger")
        self._state.setVisible(bool(text))


def _field(words: str, widget: QWidget, hint: str = "") -> Field:
    widget.setMaximumWidth(FIELD_WIDTH)
    return Field(words, widget, hint)
