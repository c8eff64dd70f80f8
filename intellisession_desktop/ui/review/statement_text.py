"""A statement's words with the numbers of its turns, small and raised, behind them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme import colour, colours
from ..tokens import BODY, LEAD, SMALL
from .lines import Lines, styled, units

_LEAST_WIDTH = 120


class StatementText(QWidget):
    """Only painted. What is painted small behind the words says whose they are."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = self._numbers = self._aside = ""
        self._role = "text"
        self._lines: Lines | None = None
        self._key: tuple[int, bool] | None = None

    def show_text(self, text: str, numbers: str = "", aside: str = "", role: str = "text") -> None:
        """`numbers` are raised; `aside` is muted; `role` is the colour of the words."""
        if (text, numbers, aside, role) != (self._text, self._numbers, self._aside, self._role):
            self._text, self._numbers, self._aside, self._role = text, numbers, aside, role
            self._key = None
            self.updateGeometry()
            self.update()

    def place_at(self, point: QPoint) -> int:
        """The place in the words below a point."""
        found = self._laid(self.width()).place_at(point.x(), point.y())
        return min(found, units(self._text))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid(width).height

    def sizeHint(self) -> QSize:
        width = max(self.width(), _LEAST_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, BODY)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(colour(self._role))
        self._laid(self.width()).layout.draw(painter, QPointF(0, 0))

    def _laid(self, width: int) -> Lines:
        key = (width, colours().dark)
        if self._lines is None or self._key != key:
            self._key = key
            tail = self._tail()
            font = QFont(self.font())
            font.setPixelSize(BODY)
            self._lines = Lines(self._text + "".join(part for part, _ in tail), font, width, self._styles())
        return self._lines

    def _tail(self) -> list[tuple[str, QTextCharFormat]]:
        tail = []
        if self._numbers:
            raised = QTextCharFormat()
            raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            raised.setForeground(colour("accent"))
            raised.setProperty(QTextCharFormat.Property.FontPixelSize, LEAD)
            tail.append(
                ("\u202f" + self._numbers.replace(" ", "\u00a0").replace("–", "\u2060–\u2060"), raised)
            )
        if self._aside:
            quiet = QTextCharFormat()
            quiet.setForeground(colour("muted"))
            quiet.setProperty(QTextCharFormat.Property.FontPixelSize, SMALL)
            tail.append((f"  · {self._aside}".replace(" ", "\u00a0"), quiet))
        return tail

    def _styles(self) -> list[QTextLayout.FormatRange]:
        at, styles = units(self._text), []
        for part, style in self._tail():
            styles.append(styled(at, units(part), style))
            at += units(part)
        return styles
