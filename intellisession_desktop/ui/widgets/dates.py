"""A day to be chosen, typed or from a calendar."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QDateEdit

from ..tokens import TARGET


class DayEdit(QDateEdit):
    """A date as '12 Nov 2026'. The wheel scrolls the page, not the date."""

    def __init__(
        self,
        day: dt.date | None = None,
        accessible_name: str = "Date",
        name: str = "",
        past_only: bool = False,
    ) -> None:
        """`day`: today if it is left out; `past_only`: nothing after today can be chosen."""
        super().__init__()
        self.setAccessibleName(accessible_name)
        self.setObjectName(name)
        self.setDisplayFormat("d MMM yyyy")
        self.setCalendarPopup(True)
        self.setFixedHeight(TARGET)
        self.setMinimumDate(QDate(1900, 1, 1))
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setGridVisible(False)
        self.setCalendarWidget(calendar)
        if past_only:
            self.setMaximumDate(QDate.currentDate())
        self.set_day(day or dt.date.today())

    def day(self) -> dt.date:
        date = self.date()
        return dt.date(date.year(), date.month(), date.day())

    def set_day(self, day: dt.date) -> None:
        self.setDate(QDate(day.year, day.month, day.day))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
