"""A month to choose a day from: every day whole, in the colours of the theme."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QEvent, QLocale, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QTableView, QWidget

from ..theme import colour
from ..tokens import SPACE_1, SPACE_2, TARGET
from .buttons import IconButton
from .layouts import column, row
from .texts import Label

_WIDE, _HIGH = TARGET + SPACE_1, TARGET
_ROWS = 7  # the weekdays' names and six weeks


class _Month(QCalendarWidget):
    """Qt's month without its own bar, whose arrows know no theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setNavigationBarVisible(False)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setGridVisible(False)
        self.setFirstDayOfWeek(QLocale.system().firstDayOfWeek())
        self.setLocale(QLocale(QLocale.Language.English))  # as the words around it
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setFixedSize(7 * _WIDE, _ROWS * _HIGH)
        self.table = self.findChild(QTableView)
        self._colour_names()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_names()
        super().changeEvent(event)

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate) -> None:
        """The chosen day on the accent, today in a ring, other months and what cannot be chosen muted."""
        chosen = date == self.selectedDate()
        possible = self.minimumDate() <= date <= self.maximumDate()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, colour("raised"))
        round_ = QRect(0, 0, _HIGH - SPACE_1, _HIGH - SPACE_1)
        round_.moveCenter(rect.center())
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(round_)
        elif date == QDate.currentDate():
            painter.setPen(QPen(colour("accent"), 1.5))
            painter.drawEllipse(round_)
        font = painter.font()
        font.setStrikeOut(not possible)
        painter.setFont(font)
        painter.setPen(self._ink(date, chosen, possible))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(date.day()))
        painter.restore()

    def _ink(self, date: QDate, chosen: bool, possible: bool) -> QColor:
        if chosen:
            return colour("on_accent")
        same = (date.year(), date.month()) == (self.yearShown(), self.monthShown())
        return colour("text" if same and possible else "muted")

    def _colour_names(self) -> None:
        """The weekdays' names all alike: Qt has red weekends."""
        words = QTextCharFormat()
        words.setForeground(colour("muted"))
        words.setBackground(colour("raised"))
        for weekday in Qt.DayOfWeek:
            self.setWeekdayTextFormat(weekday, words)
        self.setHeaderTextFormat(words)


class CalendarPopup(QFrame):
    """The month below a date field. Escape and a click elsewhere leave the date as it is."""

    chosen = Signal(object)
    """The dt.date that was clicked, or taken with Enter."""

    def __init__(self, parent: QWidget, day: dt.date, earliest: dt.date, latest: dt.date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "popup")
        self.setObjectName("calendar")
        self._month = _Month()
        self._month.setAccessibleName("Month")
        self._month.setDateRange(_qt(earliest), _qt(latest))
        self._month.setSelectedDate(_qt(day))
        self._name = Label("", "strong", wrap=False)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        back = IconButton("chevron-left", "Earlier month", self._month.showPreviousMonth, name="earlier")
        on = IconButton("chevron-right", "Later month", self._month.showNextMonth, name="later")
        head = row(back, self._name, on, spacing=SPACE_1)
        head.setStretch(1, 1)
        self.setLayout(column(head, self._month, spacing=SPACE_1, margins=SPACE_2))
        self._month.currentPageChanged.connect(self._say)
        self._month.clicked.connect(self._choose)
        self._month.activated.connect(self._choose)
        self._say()
        self._month.setFocus()

    def _say(self) -> None:
        name = QLocale(QLocale.Language.English).standaloneMonthName(self._month.monthShown())
        self._name.setText(f"{name} {self._month.yearShown()}")

    def _choose(self, date: QDate) -> None:
        self.close()
        self.chosen.emit(dt.date(date.year(), date.month(), date.day()))


def _qt(day: dt.date) -> QDate:
    return QDate(day.year, day.month, day.day)
