"""A day, typed as people write it or chosen from a calendar: the one date field of the program."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from PySide6.QtCore import QEvent, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ...errors import InvalidInput
from ...sessions.typed_dates import EARLIEST, LATEST, DateWords, read_day
from .. import words
from ..tokens import ICON, SPACE_1, TARGET
from .buttons import IconButton
from .calendar import CalendarPopup
from .fields import LineEdit
from .layouts import set_role
from .texts import Label


class DayEdit(LineEdit):
    """A date as 'Thu 12 Nov 2026'. Takes what is typed when the field is left or Enter pressed.

    What it does not understand stays as it was typed, and is marked; `day` is then still the last one that
    was understood, so whoever stores it asks `settled`. Up and Down go by a day, Alt+Down opens the calendar.
    """

    changed = Signal()
    """Another day, or another `problem`."""

    def __init__(
        self,
        day: dt.date | None = None,
        accessible_name: str = "Date",
        name: str = "",
        past_only: bool = False,
    ) -> None:
        """`day`: today if it is left out; `past_only`: nothing after today can be chosen."""
        super().__init__("", "", accessible_name, name)
        self.setFixedHeight(TARGET)
        self._past_only = past_only
        self._day = day or dt.date.today()
        self.problem = ""
        """Why what is typed is no day; empty when it is."""
        self._shown = ""
        self.setTextMargins(0, 0, TARGET - SPACE_1, 0)
        self._open = IconButton("calendar", "Choose from a calendar (Alt+Down)", self.open_calendar)
        self._open.setIconSize(QSize(ICON, ICON))
        self._open.setParent(self)
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes on to the next field
        self._open.setCursor(Qt.CursorShape.ArrowCursor)
        self.editingFinished.connect(self.take)
        self._show()

    def day(self) -> dt.date:
        """The last day that was understood."""
        return self._day

    def set_day(self, day: dt.date) -> None:
        self._become(day, "")

    def settled(self) -> dt.date | None:
        """What is typed now as a day; None, and marked, if it is none."""
        self.take()
        return None if self.problem else self._day

    def take(self) -> None:
        """Reads what is typed now, and shows what was understood."""
        if self.text() == self._shown:
            return
        today = dt.date.today()
        try:
            self._become(read_day(self.text(), today, _habits(), EARLIEST, self._latest(today)), "")
        except InvalidInput as refused:
            self._become(self._day, refused.sentence)

    def open_calendar(self) -> None:
        self.take()
        popup = CalendarPopup(self, self._day, EARLIEST, self._latest(dt.date.today()))
        popup.chosen.connect(self.set_day)
        popup.adjustSize()
        popup.move(_beside(self, popup.size()))
        popup.show()

    def _latest(self, today: dt.date) -> dt.date:
        return today if self._past_only else LATEST

    def _become(self, day: dt.date, problem: str) -> None:
        other = (day, problem) != (self._day, self.problem)
        self._day, self.problem = day, problem
        if not problem:
            self._show()
        set_role(self, "danger" if problem else "")
        self.setAccessibleDescription(problem)
        self.setToolTip(problem)
        if other:
            self.changed.emit()

    def _show(self) -> None:
        self._shown = words.full_day(self._day)
        self.setText(self._shown)
        self.setCursorPosition(0)

    def _step(self, days: int) -> None:
        self.take()
        latest = self._latest(dt.date.today())
        if not self.problem and EARLIEST <= (day := self._day + dt.timedelta(days)) <= latest:
            self.set_day(day)
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up is a day later, Down a day earlier, as in every field of dates."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text() != self._shown:
            self.take()  # and no more: what was understood is looked at before a dialog's button is pressed
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typed over as a whole, however the field was reached by keyboard."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._open.move(self.width() - self._open.width(), (self.height() - self._open.height()) // 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._open.setEnabled(self.isEnabled())


class DayHint(Label):
    """A line near a date field, where there is room for a sentence: a hint, or what is wrong."""

    def __init__(self, edit: DayEdit, hint: str = "") -> None:
        super().__init__(hint, "small")
        self._edit, self._hint = edit, hint
        self.setObjectName(f"{edit.objectName()}-hint")
        self.setVisible(bool(hint))
        edit.changed.connect(self._tell)

    def _tell(self) -> None:
        self.setText(self._edit.problem or self._hint)
        self.set_role("danger" if self._edit.problem else "")
        self.setVisible(bool(self.text()))


def _beside(field: QWidget, size: QSize) -> QPoint:
    """Below the field, or above it where the screen ends; never beyond its sides."""
    room = field.screen().availableGeometry()
    place = field.mapToGlobal(QPoint(0, field.height() + SPACE_1))
    if place.y() + size.height() > room.bottom():
        place.setY(field.mapToGlobal(QPoint(0, 0)).y() - SPACE_1 - size.height())
    place.setX(max(room.left(), min(place.x(), room.right() - size.width())))
    return place


@lru_cache(maxsize=1)
def _habits() -> DateWords:
    return date_words(QLocale.system())


_FORMATS = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)


def date_words(locale: QLocale) -> DateWords:
    """How dates are written in a locale."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for form in _FORMATS:
        for i in range(1, 13):
            for name in (locale.monthName(i, form), locale.standaloneMonthName(i, form)):
                months[_plain(name)] = i
        for i in range(1, 8):
            for name in (locale.dayName(i, form), locale.standaloneDayName(i, form)):
                weekdays[_plain(name)] = i - 1
    short = locale.dateFormat(QLocale.FormatType.ShortFormat).casefold()
    order = "".join(sorted("dmy", key=short.find))
    quoted = re.findall(r"'([^']*)'", locale.dateFormat(QLocale.FormatType.LongFormat))
    fillers = {word for each in quoted for word in re.findall(r"[^\W\d_]+", each.casefold())}
    return DateWords(order, months, weekdays, frozenset(fillers))


def _plain(name: str) -> str:
    """As the names of a typed text are compared: without the point of a short one."""
    return name.casefold().rstrip(".")
