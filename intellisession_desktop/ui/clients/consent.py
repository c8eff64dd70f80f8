"""What one person present agreed to, from which day, and everything they said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from ...records import Consent, ConsentScope
from .. import words
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_5
from ..widgets.buttons import Button
from ..widgets.dates import DayEdit, DayHint
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit, Select
from ..widgets.layouts import box, clear, column, fit_scrolling, row, scrolling
from ..widgets.texts import Banner, Label
from .consent_words import SHORT

_HIGHEST = 320  # px of the part that scrolls
_REVOKED = "revoked"
_OTHER = "other"
_PERSONS = (("client", "The client"), ("partner", "Their partner"), ("parent", "A parent"))
_CHOICES = (
    (
        ConsentScope.RECORDING.value,
        "Recording",
        "Sessions may be recorded. The audio is destroyed once it is transcribed.",
    ),
    (
        ConsentScope.DICTATION.value,
        "Dictation only",
        "Sessions are not recorded; you may dictate your own summary afterwards.",
    ),
    (ConsentScope.DECLINED.value, "Declined", "Nothing is recorded. You write the summary yourself."),
    (_REVOKED, "Revoked", "From this day on, earlier consent no longer applies."),
)


class ConsentDialog(Dialog):
    """Records, or takes back, what a person agreed to."""

    recorded = Signal()

    def __init__(
        self,
        context: Context,
        client_id: str,
        client_name: str,
        person: str = "client",
        day: dt.date | None = None,
    ) -> None:
        """`person`: who is chosen at first, also somebody new by name; `day`: of the session in question."""
        super().__init__(context.window, "Consent", 560)
        self._context, self._client_id = context, client_id
        self._consents: tuple[Consent, ...] = ()
        self._wanted = person
        self.person = Select((*_PERSONS, (_OTHER, "Someone else…")), "Who", "person")
        self.other = LineEdit(placeholder="Their name, or who they are", name="other-person")
        self.scopes = QButtonGroup(self)
        self._choices: dict[str, QWidget] = {}
        scope_rows = column(spacing=SPACE_1)
        for key, title, text in _CHOICES:
            scope_rows.addWidget(self._choice(key, title, text))
        self.since = DayEdit(day, "From", "since")
        self._other = Field("Name", self.other)
        self._history = column(spacing=SPACE_1)
        self._history_box = box(
            column(Label("Consents so far", "strong"), self._history, spacing=SPACE_2, margins=12),
            "inset",
        )
        self._problem = Banner("", "danger")
        self._problem.hide()
        self._content = QWidget()
        self._content.setLayout(
            column(
                Label(client_name, role="muted"),
                _on_one_line(Field("Who", self.person), self._other, Field("From", self.since)),
                DayHint(self.since, "Consent covers sessions from this day on, not earlier ones."),
                scope_rows,
                self._problem,
                self._history_box,
                None,
                margins=(0, 0, SPACE_2, 0),
            )
        )
        self._area = scrolling(self._content)
        self.add(self._area)
        self.go = Button("Add consent", "primary", on_click=self._store, name="go")
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        self.person.currentIndexChanged.connect(self._person_changed)
        self.other.textChanged.connect(self._update)
        self.scopes.buttonClicked.connect(self._update)
        self._choose_person(person)
        self._choose_scope(ConsentScope.RECORDING.value)
        self._history_box.hide()
        self._fit()
        vault = context.vault
        context.background.run(lambda: vault.consents.list(client_id), done=self._known, owner=self)

    def scope(self) -> str:
        """The chosen scope, or 'revoked'."""
        checked = self.scopes.checkedButton()
        return checked.objectName().removeprefix("scope-") if checked is not None else ""

    def who(self) -> str:
        """The person as they are stored."""
        return self.other.text().strip() if self.person.key() == _OTHER else self.person.key()

    def _choice(self, key: str, title: str, text: str) -> QWidget:
        button = QRadioButton(title)
        button.setObjectName(f"scope-{key}")
        button.setAccessibleName(title)
        button.setAccessibleDescription(text)
        self.scopes.addButton(button)
        explained = Label(text, "small")
        explained.setContentsMargins(SPACE_5 + 2, 0, 0, 0)
        whole = QWidget()
        whole.setLayout(column(button, explained, spacing=0))
        self._choices[key] = whole
        return whole

    def _choose_scope(self, key: str) -> None:
        for button in self.scopes.buttons():
            if button.objectName() == f"scope-{key}":
                button.setChecked(True)
        self._update()

    def _choose_person(self, person: str) -> None:
        known = {self.person.itemData(i) for i in range(self.person.count())}
        if person in known:
            self.person.choose(person)
        else:
            self.person.choose(_OTHER)
            self.other.setText("" if person.startswith("person ") else person)
        self._person_changed()

    def _person_changed(self) -> None:
        self._other.setVisible(self.person.key() == _OTHER)
        if self.scope() == _REVOKED:
            self._choose_scope(ConsentScope.RECORDING.value)
        self._update()

    def _update(self) -> None:
        revoking = self.scope() == _REVOKED
        may_revoke = any(each.revoked is None for each in self._of_person())
        if self._choices[_REVOKED].isHidden() == may_revoke:
            self._choices[_REVOKED].setVisible(may_revoke)
            self._fit()
        self.go.setText("Revoke consent" if revoking else "Add consent")
        self.go.setEnabled(bool(self.who()))
        self._problem.hide()

    def _known(self, consents: tuple[Consent, ...]) -> None:
        self._consents = consents
        others = sorted({each.person for each in consents} - {key for key, _ in _PERSONS})
        self.person.set_choices((*_PERSONS, *((name, name) for name in others), (_OTHER, "Someone else…")))
        if self._wanted in others:
            self.other.clear()
            self._choose_person(self._wanted)
        clear(self._history)
        for each in reversed(consents):
            self._history.addWidget(Label(history_line(each)))
        self._history_box.setVisible(bool(consents))
        self._update()
        QTimer.singleShot(0, self, self._fit)  # once the lines are laid out

    def _fit(self) -> None:
        """As high as it needs to be, within a small screen; the rest scrolls."""
        fit_scrolling(self._area, self.width() - 2 * SPACE_5, _HIGHEST)
        self.fit()

    def _of_person(self) -> tuple[Consent, ...]:
        who = self.who().casefold()
        return tuple(each for each in self._consents if each.person == who)

    def _store(self) -> None:
        day = self.since.settled()
        if day is None:
            return
        self.go.setEnabled(False)
        self._context.background.run(self._task(day), done=self._stored, failed=self._failed, owner=self)

    def _task(self, day: dt.date) -> Callable[[], object]:
        consents, client_id = self._context.vault.consents, self._client_id
        who, scope = self.who(), self.scope()
        if scope == _REVOKED:
            return lambda: consents.revoke(client_id, day, who)
        return lambda: consents.record(client_id, ConsentScope(scope), day, who)

    def _stored(self, _: object) -> None:
        self._context.client_changed.emit(self._client_id)
        self.recorded.emit()
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()


def history_line(consent: Consent) -> str:
    """'client: recording, from 1 Jan 2026, revoked 3 Nov 2026'."""
    ended = f", revoked {words.full_day(consent.revoked)}" if consent.revoked else ""
    return f"{consent.person}: {SHORT[consent.scope]}, from {words.full_day(consent.since)}{ended}"


def _on_one_line(*fields: Field) -> QHBoxLayout:
    line = row(*fields, spacing=SPACE_2)
    for field in fields:
        line.setAlignment(field, Qt.AlignmentFlag.AlignTop)
    return line
