"""The session's details: client, date and time, format, modality, people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QTime, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QTimeEdit, QWidget

from ...notes.formats.format import format_names
from ...records import FIND_OUT, Client, Modality, Session
from ..clients.name_dialogs import NewClientDialog
from ..context import Context
from ..tokens import SPACE_2, SPACE_3, TARGET
from ..widgets.dates import DayEdit
from ..widgets.fields import Field, Select
from ..widgets.layouts import column, row
from ..widgets.texts import Label
from .over import open_over

_NEW = "new"
_MODALITIES = (
    (Modality.IN_PERSON, "In person"),
    (Modality.TELEHEALTH, "Telehealth"),
    (Modality.PHONE, "Phone"),
)
FEWEST, MOST = 2, 8  # people, the therapist included


@dataclass(frozen=True, slots=True)
class Details:
    """What the form says. `client_id` is empty while none is chosen; `date` is the last one that was
    understood, which is not what is typed there where `date_unclear`.
    """

    client_id: str
    client_name: str
    date: dt.date
    time: dt.time
    format: str
    modality: Modality
    people: int
    date_unclear: bool = False


@dataclass(frozen=True, slots=True)
class _Choices:
    clients: tuple[Client, ...]
    formats: tuple[str, ...]


class DetailsForm(QWidget):
    """Remembers each client's last format, modality and number of people."""

    changed = Signal()

    def __init__(self, context: Context, client_id: str = "") -> None:
        super().__init__()
        self._context = context
        self._wanted = client_id
        self._names: dict[str, str] = {}
        self._before = ""
        self.client = Select((("", "Choose a client"),), "Client", "client")
        self.date = DayEdit(accessible_name="Date", name="date")
        self.time = _TimeEdit()
        first = context.settings.current.format
        self.format = Select(((first, first),), "Format", "format")
        self.modality = Select([(str(key), text) for key, text in _MODALITIES], "How you met", "modality")
        self.people = _PeopleEdit()
        self._about_date = Label("", "small")
        self._about_date.setObjectName("about-date")
        self._about_date.setVisible(False)
        for edit in (self.date, self.time, self.people):
            edit.setFixedHeight(TARGET)  # as the others beside them
        first_row = row(Field("Client", self.client), Field("Date", self.date), Field("Time", self.time))
        second_row = row(
            Field("Format", self.format),
            Field("How you met", self.modality),
            Field("People, including you", self.people),
        )
        for layout in (first_row, second_row):
            for i, stretch in enumerate((6, 4, 3)):
                layout.setStretch(i, stretch)
        self._lines = column(first_row, second_row, self._about_date)
        self.setLayout(self._lines)
        self.client.currentIndexChanged.connect(self._client_chosen)
        for signal in (
            self.date.changed,
            self.time.timeChanged,
            self.format.currentIndexChanged,
            self.modality.currentIndexChanged,
            self.people.valueChanged,
        ):
            signal.connect(self._tell)
        self.reload(client_id)

    def details(self) -> Details:
        client_id = self.client.key()
        return Details(
            client_id=client_id if client_id != _NEW else "",
            client_name=self._names.get(client_id, ""),
            date=self.date.day(),
            time=dt.time(self.time.time().hour(), self.time.time().minute()),
            format=self.format.key(),
            modality=Modality(self.modality.key()),
            people=self.people.people(),
            date_unclear=bool(self.date.problem),
        )

    def settled(self) -> bool:
        """Takes a date that is still being typed; False where it is not understood."""
        return self.date.settled() is not None

    def set_low(self, low: bool) -> None:
        """Closer together where the window is low."""
        self._lines.setSpacing(SPACE_2 if low else SPACE_3)

    def reload(self, choose: str = "") -> None:
        """Reads the clients and formats again, and chooses a client if one is named."""
        vault = self._context.vault

        def shown(choices: _Choices) -> None:
            self._show(choices)
            if choose:
                self.client.choose(choose)

        self._context.background.run(
            lambda: _Choices(vault.clients.list(), format_names()), done=shown, owner=self
        )

    def show_session(self, session: Session) -> None:
        """Takes over a session that is there already; its client stays."""
        self._take_over(session)
        self.date.set_day(session.date)
        if session.time is not None:
            self.time.setTime(QTime(session.time.hour, session.time.minute))
        self.client.blockSignals(True)  # the last session's format is not wanted now
        self.client.choose(session.client_id)
        self.client.blockSignals(False)
        self._before = session.client_id
        self.hold_client(True)
        self._tell()

    def hold_client(self, hold: bool) -> None:
        """What was recorded belongs to one client and cannot be given to another."""
        self.client.setEnabled(not hold)
        self.client.setToolTip("The recording belongs to this client." if hold else "")

    def _show(self, choices: _Choices) -> None:
        self._names = {client.id: client.name for client in choices.clients}
        clients = [(client.id, client.name) for client in choices.clients]
        before = self.details()
        self.client.set_choices([("", "Choose a client"), *clients, (_NEW, "New client…")])
        self.format.blockSignals(True)
        self.format.set_choices([(name, name) for name in choices.formats])
        self.format.blockSignals(False)
        if self.details() != before:
            self._tell()

    @Slot()
    def _client_chosen(self) -> None:
        if self.client.key() == _NEW:
            self.client.choose(self._before)
            dialog = NewClientDialog(self._context)
            dialog.added.connect(self.reload)
            open_over(self, dialog)
            return
        if self.client.key() == self._before:
            return
        self._before = client_id = self.client.key()
        if client_id:
            vault = self._context.vault

            def remembered(latest: Session | None) -> None:
                if latest is not None and self.client.key() == client_id:
                    self._take_over(latest)
                    self._tell()

            self._context.background.run(
                lambda: vault.sessions.latest(client_id), done=remembered, owner=self
            )
        self._tell()

    def _take_over(self, session: Session) -> None:
        for field, key in ((self.format, session.format), (self.modality, str(session.modality))):
            field.blockSignals(True)
            if field.findData(key) < 0:
                field.addItem(key, key)
            field.choose(key)
            field.blockSignals(False)
        self.people.blockSignals(True)
        self.people.show_people(session.people)
        self.people.blockSignals(False)

    @Slot()
    def _tell(self) -> None:
        ahead = "This date is in the future." if self.date.day() > dt.date.today() else ""
        self._about_date.setText(self.date.problem or ahead)
        self._about_date.set_role("danger" if self.date.problem else "caution")
        self._about_date.setVisible(bool(self._about_date.text()))
        self.changed.emit()


class _TimeEdit(QTimeEdit):
    """The wheel scrolls the page, not the time."""

    def __init__(self) -> None:
        super().__init__(QTime.currentTime())
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(SPACE_2, 0, 0, 0)
        self.setAccessibleName("Time")
        self.setObjectName("time")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _PeopleEdit(QSpinBox):
    def __init__(self) -> None:
        super().__init__()
        # One below the fewest stands for "find out": it is reached by the arrow and by the wheel of keys.
        self.setRange(FEWEST - 1, MOST)
        self.setSpecialValueText("Find out")
        self.lineEdit().setTextMargins(SPACE_2, 0, 0, 0)
        self.setAccessibleName("People, including you")
        self.setObjectName("people")
        self.setToolTip("The right number helps to tell who said what.")
        self.setValue(FEWEST)

    def people(self) -> int:
        """How many, or FIND_OUT."""
        return self.value() if self.value() >= FEWEST else FIND_OUT

    def show_people(self, people: int) -> None:
        self.setValue(people if people >= FEWEST else FEWEST - 1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
