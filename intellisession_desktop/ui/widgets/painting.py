"""What the painted rows of both lists share: fonts, grounds, chips and text that is cut at its end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QPixmap,
    QPixmapCache,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ..icons import pixmap
from ..theme import colour
from ..tokens import BODY, ICON, RADIUS, SPACE_1, SPACE_2

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_ROUND = RADIUS - 2


def font(of: QFont, size: int = BODY, strong: bool = False) -> QFont:
    """The list's font in one of the sizes, regular or semibold."""
    made = QFont(of)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return made


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
    """The row's ground: soft when chosen or pointed at, and a ring while the keyboard is in the list."""
    chosen = is_chosen(option)
    pointed = bool(option.state & QStyle.StateFlag.State_MouseOver)
    focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
    if not (chosen or pointed):
        return
    painter.setPen(QPen(colour("accent"), 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(colour("accent_soft" if chosen else "canvas"))
    painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), _ROUND, _ROUND)
    if chosen and not focused:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent"))
        painter.drawRoundedRect(
            QRectF(area.left(), area.top() + _ROUND, 3, area.height() - 2 * _ROUND), 1.5, 1.5
        )


def paint_text(
    painter: QPainter, area: QRect, text: str, of: QFont, ink: str, align: Qt.AlignmentFlag = _LEFT
) -> int:
    """One line, with an ellipsis where it does not fit. Gives the width it took."""
    painter.setFont(of)
    painter.setPen(colour(ink))
    measures = QFontMetrics(of)
    shown = measures.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, align, shown)
    return measures.horizontalAdvance(shown)


def is_chosen(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def chip_width(text: str, of: QFont) -> int:
    return QFontMetrics(of).horizontalAdvance(text) + 2 * SPACE_2


def paint_chip(
    painter: QPainter, left: int, middle: int, text: str, of: QFont, role: str, on_chosen: bool = False
) -> int:
    """A state on a soft ground, as the Chip widget. Gives its width."""
    plain = "surface" if on_chosen else "accent_soft"
    width, height = chip_width(text, of), QFontMetrics(of).height() + SPACE_1
    area = QRectF(left, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{role}_soft" if role else plain))
    painter.drawRoundedRect(area, _ROUND, _ROUND)
    painter.setFont(of)
    painter.setPen(colour(role or "text"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    return width


def paint_icon(painter: QPainter, left: int, middle: int, name: str, role: str, size: int = ICON) -> None:
    device = painter.device()
    scale = device.devicePixelRatioF() if device is not None else 1.0
    key = f"{name} {colour(role).name()} {size} {scale}"
    drawn = QPixmap()
    if not QPixmapCache.find(key, drawn):
        drawn = pixmap(name, role, size, scale)
        QPixmapCache.insert(key, drawn)
    painter.drawPixmap(QPointF(left, middle - size / 2), drawn)


def paint_excerpt(painter: QPainter, area: QRect, text: str, marked: str, of: QFont) -> None:
    """At most two lines of text, in which the words that were searched for are marked."""
    layout = _laid_out(text, marked, of, area.width())
    if layout.lineCount() > 2:
        end = layout.lineAt(1).textStart() + layout.lineAt(1).textLength()
        layout = _laid_out(text[: max(0, end - 2)].rstrip() + "…", marked, of, area.width())
    painter.setPen(colour("muted"))
    layout.draw(painter, QPointF(area.topLeft()))


def _laid_out(text: str, marked: str, of: QFont, width: int) -> QTextLayout:
    layout = QTextLayout(text, of)
    layout.setFormats([_marked(text, word) for word in marked.split() if word in text.casefold()])
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout


def _marked(text: str, word: str) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length = text.casefold().index(word), len(word)
    look = QTextCharFormat()
    look.setBackground(colour("evidence"))
    look.setForeground(colour("text"))
    found.format = look
    return found


def line_height(of: QFont) -> int:
    return QFontMetrics(of).height()
