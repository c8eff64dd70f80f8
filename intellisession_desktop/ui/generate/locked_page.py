"""Stands where one could record or attach, while that is not allowed: why, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ..tokens import SPACE_1, SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import column, row
from ..widgets.texts import Label, Picture
from .consent_panel import Consents


class LockedPage(QWidget):
    """The reason in words, and the buttons that lead on."""

    consent_wanted = Signal()
    form_wanted = Signal()
    summary_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reason = Label()
        self.reason.setObjectName("locked-reason")
        self._record = Button(
            "Add consent…", "primary", "shield-check", on_click=self.consent_wanted.emit, name="consent"
        )
        self._form = Button("Consent form…", "quiet", on_click=self.form_wanted.emit, name="consent-form")
        self._summary = Button(
            "Summary Only", icon_name="pen-line", on_click=self.summary_wanted.emit, name="go-summary"
        )
        words = row(Picture("lock"), self.reason, spacing=SPACE_2)
        words.setStretch(1, 1)
        buttons = row(self._record, self._form, self._summary, None)
        self.setLayout(column(words, buttons, margins=(0, SPACE_2, 0, SPACE_1)))

    def say(self, reason: str, consents: Consents, offer_summary: bool) -> None:
        """`offer_summary`: a summary is a way on (not where one is being written already)."""
        self.reason.setText(reason)
        settled = bool(consents.declined) or (offer_summary and consents.only_dictation)
        missing = consents.known and consents.asks is not None and not settled
        self._record.setVisible(missing)
        self._form.setVisible(missing)
        self._summary.setVisible(offer_summary and consents.known and not missing)
