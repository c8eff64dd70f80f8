"""The practice's consent form: its wording, how it looks filled in, and as a file to print."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget

from ...sessions.documents import DocumentKind, consent_form_as, shipped_consent_form
from ..context import Context
from ..saving import save_document
from ..tokens import SPACE_2, TARGET
from ..widgets.buttons import Button, Segments
from ..widgets.dialogs import ask
from ..widgets.fields import TextArea
from ..widgets.layouts import row
from ..widgets.texts import Label, tip
from .page import Page
from .practice import STORED_AFTER_MS

_PLACEHOLDERS = (
    "{client}, {therapist}, {credentials}, {practice}, {address}, {contact} and {date} are filled in by "
    "the program; what it does not know becomes a line to write on. Lines that begin with ## are headings, "
    "with - list items, with [ ] boxes to tick."
)


class ConsentFormPage(Page):
    """The form's text, stored as it is typed."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Consent form",
            "What clients sign before a session is recorded. It is a template, not legal advice: check it "
            "against the rules where you practise.",
        )
        self.text = TextArea("", "", "Text of the consent form", "consent-form")
        self.text.setReadOnly(True)
        self.filled = TextArea("", "", "The filled-in form", "consent-form-filled")
        self.filled.setReadOnly(True)
        self.filled.setProperty("kind", "paper")
        self._views = QStackedWidget()
        self._views.addWidget(self.text)
        self._views.addWidget(self.filled)
        self._views.setMinimumHeight(8 * TARGET)
        self.view = Segments((("text", "Text"), ("filled", "Preview")), "View of the form")
        self.view.chosen.connect(self._turn)
        self.back = Button("Use the original form", "quiet", "undo-2", self._ask_back, "shipped-form")
        self.pdf = Button("Save as PDF…", "", "printer", lambda: self._save(DocumentKind.PDF), "save-pdf")
        self.word = Button(
            "Save as Word file…", "", "file-text", lambda: self._save(DocumentKind.DOCX), "save-docx"
        )
        self._state = Label("", "small")
        self._state.setObjectName("form-state")
        self.add(
            row(self.view, None, self.back, spacing=SPACE_2),
            self._views,
            row(self.pdf, self.word, None, spacing=SPACE_2),
            self._state,
            tip(_PLACEHOLDERS),
        )
        self.body.setStretch(1, 1)
        self._shipped = ""
        self._stored: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STORED_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self.text.textChanged.connect(self._typed)
        vault = context.vault
        context.background.run(
            lambda: (shipped_consent_form(), vault.practice.consent_form()),
            done=self._show,
            failed=self._complain,
            owner=self,
        )

    def flush(self) -> None:
        self._timer.stop()
        if self._stored is None or (text := self.text.toPlainText()) == self._stored:
            return
        self._stored = text
        own = "" if text.strip() in ("", self._shipped.strip()) else text
        practice = self.context.vault.practice
        self.context.background.run(
            lambda: practice.set_consent_form(own),
            done=lambda _: self._say_state(),
            failed=self._not_stored,
            owner=self,
        )

    def _show(self, forms: tuple[str, str]) -> None:
        shipped, own = forms
        self._shipped = _without_remark(shipped)
        self._set_text(own or self._shipped)
        self.text.setReadOnly(False)
        self._say_state()

    def _set_text(self, text: str) -> None:
        self._stored = None  # what is set here is no typing
        self.text.setPlainText(text)
        self._stored = text

    @Slot()
    def _typed(self) -> None:
        if self._stored is not None:
            self._timer.start()
            self._say_state()

    def _say_state(self) -> None:
        text = self.text.toPlainText().strip()
        own = text not in ("", self._shipped.strip())
        self.back.setEnabled(own or not text)
        if own:
            self._say("Your own wording is used.")
        else:
            self._say("The form that came with the program is used.")

    @Slot(str)
    def _turn(self, view: str) -> None:
        if view == "text":
            self._views.setCurrentWidget(self.text)
            return
        self.flush()
        vault, today = self.context.vault, dt.date.today()
        self.context.background.run(
            lambda: consent_form_as(vault, None, today, DocumentKind.TXT),
            done=self._show_filled,
            failed=self._complain,
            owner=self,
        )

    def _show_filled(self, text: bytes) -> None:
        self.filled.setPlainText(text.decode())
        self._views.setCurrentWidget(self.filled)

    def _ask_back(self) -> None:
        ask(
            self.window(),
            "Use the original form again?",
            "Your own wording will be lost.",
            "Keep mine",
            "Replace",
            self._go_back,
        )

    def _go_back(self) -> None:
        self.text.setPlainText(self._shipped)
        self.flush()
        self._say_state()

    def _save(self, kind: DocumentKind) -> None:
        self.flush()
        vault, today = self.context.vault, dt.date.today()
        save_document(
            self.context,
            self,
            "Save the consent form",
            f"Consent form.{kind}",
            lambda: consent_form_as(vault, None, today, kind),
            lambda path: self._say(f"Saved as {path.name} in {path.parent}", "good"),
            self._complain,
        )

    def _not_stored(self, error: Exception) -> None:
        self._stored = ""  # so that the next key tries again
        self._complain(error)

    def _complain(self, error: Exception) -> None:
        self._say(self.context.told(error), "danger")

    def _say(self, text: str, role: str = "") -> None:
        self._state.setText(text)
        self._state.set_role(role)


def _without_remark(text: str) -> str:
    """The shipped form begins with a remark for who changes it; this page says the same."""
    return text.partition("-->")[2].lstrip() if text.startswith("<!--") else text
