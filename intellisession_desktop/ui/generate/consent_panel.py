"""Who agreed to be recorded, one line for each person present; what that allows, and why not more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLayout, QWidget

from ...sessions.consents import Permission, PersonConsent, consent_state, may_dictate, may_record
from ...sessions.documents import DocumentKind, consent_form_as
from ...sessions.listing import listed
from .. import words
from ..clients.consent import ConsentDialog
from ..context import Context
from ..saving import save_document
from ..tokens import SPACE_1, SPACE_2
from ..widgets.buttons import Button
from ..widgets.layouts import box, clear, column, row
from ..widgets.texts import Label, Picture
from .details import Details
from .over import open_over

_ICONS = {
    Permission.RECORDING: ("shield-check", "good"),
    Permission.DICTATION: ("info", "accent"),
    Permission.DECLINED: ("shield-alert", "caution"),
    Permission.MISSING: ("shield-alert", "caution"),
}


ASKING = "Looking up consent"
_RECORD_CONSENT = "Add the consent of everyone present"


@dataclass(frozen=True, slots=True)
class Consents:
    """What the people present allow on that day. `known` is False while no client is chosen or it is being
    read; `why_not_record` and `why_not_dictate` are empty where it is allowed, as are `step_to_record` and
    `step_to_dictate`: what has to be done first, beside the button that waits for it.
    """

    known: bool = False
    may_record: bool = False
    may_dictate: bool = False
    declined: str = ""  # who declined, as a person reads it
    why_not_record: str = "Choose a client first."
    why_not_dictate: str = "Choose a client first."
    asks: str | None = None  # the first person whose consent is missing
    only_dictation: bool = False  # somebody agreed to nothing more, which no consent of others changes
    step_to_record: str = ASKING
    step_to_dictate: str = ASKING


_DAY_UNCLEAR = Consents(why_not_record="Check the date first.", why_not_dictate="Check the date first.")


class ConsentPanel(QWidget):
    """Reads the consents again when client, date or people change, and when one is recorded."""

    changed = Signal(object)
    """The Consents in force."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._about: Details | None = None
        self.consents = Consents()
        self._lines = column(spacing=SPACE_1)
        self._frame = box(column(self._lines, margins=(SPACE_2, SPACE_1, SPACE_1, SPACE_1)), "inset")
        self.setLayout(column(self._frame))
        self.setVisible(False)
        context.client_changed.connect(self._client_changed)

    def show_for(self, details: Details) -> None:
        """Reads what holds for these details, if something else is shown."""
        if details.date_unclear:
            self.consents = _DAY_UNCLEAR
            self.changed.emit(self.consents)
            return
        asked = self._about
        if asked is None or _key(asked) != _key(details) or not self.consents.known:
            self._about = details
            self.read()

    @Slot()
    def read(self) -> None:
        """Reads them again, on the background thread."""
        about = self._about
        if about is None or not about.client_id:
            self._show((), about)
            return
        vault = self._context.vault

        def answered(state: tuple[PersonConsent, ...]) -> None:
            if self._about is not None and _key(self._about) == _key(about):
                self._show(state, about)

        self._context.background.run(
            lambda: consent_state(vault, about.client_id, about.date, about.people),
            done=answered,
            owner=self,
        )

    def record(self, person: str | None = None) -> None:
        """Opens the dialog that records somebody's consent: the first one missing if nobody is named."""
        about = self._about
        if about is None or not about.client_id:
            return
        who = person if person is not None else (self.consents.asks or "client")
        dialog = ConsentDialog(self._context, about.client_id, about.client_name, who, about.date)
        open_over(self, dialog)

    def save_form(self) -> None:
        """Saves the consent form, filled with the practice's and the client's name, as a PDF."""
        about = self._about
        if about is None:
            return
        vault = self._context.vault
        save_document(
            self._context,
            self,
            "Save the consent form",
            "Consent form.pdf",
            lambda: consent_form_as(vault, about.client_id or None, about.date, DocumentKind.PDF),
            lambda path: self._context.notify(f"Saved as {path.name}."),
        )

    @Slot(str)
    def _client_changed(self, client_id: str) -> None:
        if self._about is not None and client_id in ("", self._about.client_id):
            self.read()

    def _show(self, state: tuple[PersonConsent, ...], about: Details | None) -> None:
        clear(self._lines)
        self.setVisible(bool(state))
        if about is not None:
            for each in state:
                self._lines.addLayout(self._line(each, about.client_name))
            self.consents = _consents(state, about.client_name, about.date) if state else Consents()
        self.changed.emit(self.consents)

    def _line(self, each: PersonConsent, client_name: str) -> QLayout:
        who = shown_name(each.person, client_name)
        text, since = _said(each, who)
        missing = each.permission is Permission.MISSING
        button = Button(
            "Add consent…" if missing else "Change…",
            "quiet",
            on_click=lambda: self.record(each.person),
            name=f"consent-{each.person}",
        )
        button.setAccessibleName(f"{button.text()} {who}")
        picture = Picture(*_ICONS[each.permission])
        label = Label(text)
        label.setObjectName(f"consent-of-{each.person}")
        line = row(picture, label, button, spacing=SPACE_2)
        if since:
            line.insertWidget(2, Label(since, "small", wrap=False))
        line.setStretch(1, 1)
        return line


def shown_name(person: str, client_name: str) -> str:
    """'client' by name, others as 'Partner', 'Person 3'."""
    return client_name if person == "client" and client_name else person[:1].upper() + person[1:]


def _key(details: Details) -> tuple[str, dt.date, int]:
    return details.client_id, details.date, details.people


def _said(each: PersonConsent, who: str) -> tuple[str, str]:
    since = f"since {words.day(each.consent.since)}" if each.consent is not None else ""
    match each.permission:
        case Permission.RECORDING:
            return f"{who} agreed to be recorded", since
        case Permission.DICTATION:
            return f"{who} agreed to your dictation only", since
        case Permission.DECLINED:
            return f"{who} declined to be recorded", since
        case _:
            return f"{who}: no consent for this day yet", ""


def _consents(state: tuple[PersonConsent, ...], client_name: str, day: dt.date) -> Consents:
    by = {permission: [each for each in state if each.permission is permission] for permission in Permission}

    def names(permission: Permission) -> str:
        who = [shown_name(each.person, client_name) for each in by[permission]]
        return listed(who)

    declined, missing, dictation = (
        names(Permission.DECLINED),
        names(Permission.MISSING),
        names(Permission.DICTATION),
    )
    on = "" if day == dt.date.today() else f" on {words.day(day)}"
    have = "have" if len(by[Permission.MISSING]) > 1 else "has"
    not_record = not_dictate = step_to_record = step_to_dictate = ""
    # What was decided comes before what is missing: no consent is asked for that would change nothing.
    if declined:
        not_record = f"{declined} declined to be recorded. Write a summary instead."
        not_dictate = f"{declined} declined to be recorded. Type the summary instead of dictating it."
        step_to_record, step_to_dictate = "Write a summary instead", "Type the summary"
    elif missing:
        agreed = f"{missing} {have} not yet agreed to"
        not_record = f"{agreed} be recorded{on}. Until then nothing can be recorded or attached."
        not_dictate = f"{agreed} a dictation{on}. Until then you can type the summary."
        step_to_record, step_to_dictate = _RECORD_CONSENT, "Type the summary"
    if dictation and not declined:
        not_record = f"{dictation} agreed to your own dictation only, after the session."
        step_to_record = "Write or dictate a summary instead" if not missing else "Write a summary instead"
    return Consents(
        known=True,
        may_record=may_record(state),
        may_dictate=may_dictate(state),
        declined=declined,
        why_not_record="" if may_record(state) else not_record,
        why_not_dictate="" if may_dictate(state) else not_dictate,
        asks=by[Permission.MISSING][0].person if by[Permission.MISSING] else None,
        only_dictation=bool(dictation),
        step_to_record=step_to_record,
        step_to_dictate=step_to_dictate,
    )
