"""Text laid out in lines by hand, for what is painted: the same for statements and turns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

LEADING = 1.35
"""Distance of lines by the height of the font."""


def styled(start: int, length: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    """A part of a text that looks different; `start` and `length` as `units` counts."""
    part = QTextLayout.FormatRange()
    part.start, part.length, part.format = start, length, style
    return part


def units(text: str) -> int:
    """The length as Qt counts it (UTF-16)."""
    return len(text) + sum(character > "\uffff" for character in text)


class Lines:
    """A text in lines of at most `width` px; draw `layout` where it shall stand."""

    def __init__(
        self, text: str, font: QFont, width: int, styles: Sequence[QTextLayout.FormatRange] = ()
    ) -> None:
        self.layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.layout.setTextOption(option)
        self.layout.setCacheEnabled(True)
        if styles:
            self.layout.setFormats(list(styles))
        metrics = QFontMetricsF(font)
        self._pitch = metrics.height() * LEADING
        baseline = (self._pitch - metrics.height()) / 2 + metrics.ascent()
        count = 0
        self.layout.beginLayout()
        while (line := self.layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            # By the font, not by the line: raised numbers must not push lines apart.
            line.setPosition(QPointF(0, count * self._pitch + baseline - line.ascent()))
            count += 1
        self.layout.endLayout()
        self.height = round(count * self._pitch + 0.49)

    def place_at(self, x: float, y: float) -> int:
        """The place in the text below a point, to put a cursor there."""
        n = max(0, min(int(y / self._pitch), self.layout.lineCount() - 1))
        line = self.layout.lineAt(n)
        return int(line.xToCursor(x)) if line.isValid() else 0
