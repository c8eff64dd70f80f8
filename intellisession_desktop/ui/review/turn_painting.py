"""How a turn is laid out and painted: time, speaker, number, and its words below."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout

from ...records import Speaker, Turn
from .. import words
from ..icons import pixmap
from ..theme import colour, colours
from ..tokens import BODY, RADIUS, SMALL, SPACE_1, SPACE_2, SPACE_3
from . import wording
from .lines import Lines, styled, units

HEAD = 22
"""Height of the line above a turn's words."""
_CHEVRON = 12
_PENCIL = 14
_NUMBER = 30
"""Room for a turn's number at the right edge."""
_MOMENT = 22
"""Height of the line below a turn that tells what happened then."""
Moments = tuple[tuple[str, str], ...]
"""Icons and sentences."""
_KEPT_LINES = 1500  # layouts


@dataclass(frozen=True, slots=True)
class Look:
    """How a turn stands among the others."""

    evidence: bool = False
    selected: bool = False
    focused: bool = False
    hovered: bool = False
    editing: bool = False
    cited: bool = False  # statements are made from it
    changeable: bool = True
    scale: float = 1.0


class TurnPainting:
    """Lays turns out for a width, once each, and paints them."""

    def __init__(self, font: QFont) -> None:
        self._font, self._small, self._name = QFont(font), QFont(font), QFont(font)
        self._font.setPixelSize(BODY)
        self._small.setPixelSize(SMALL)
        self._name.setPixelSize(BODY)
        self._name.setWeight(QFont.Weight.DemiBold)
        self._times = QFontMetrics(self._small)
        self._names = QFontMetrics(self._name)
        self._kept: OrderedDict[tuple[object, ...], Lines] = OrderedDict()
        self.searched = ""

    def text_rect(self, item: QRect) -> QRect:
        """Where a turn's words begin in its item, and how wide they are."""
        return item.adjusted(SPACE_3 + 2, SPACE_2 + HEAD, -SPACE_3, -SPACE_2)

    def height(self, turn: Turn, width: int, moments: Moments = ()) -> int:
        """`moments`: what stands below its words."""
        return self.lines(turn, width).height + HEAD + 2 * SPACE_2 + len(moments) * _MOMENT

    def name_rect(self, item: QRect, turn: Turn) -> QRect:
        """Where the speaker's name stands, with its chevron."""
        left = item.left() + SPACE_3 + 2
        if not turn.is_written:
            left += self._times.horizontalAdvance(words.position(turn.start)) + SPACE_2
        advance = self._names.horizontalAdvance(wording.turn_name(turn)) + 1  # it may be rounded down
        width = advance + _CHEVRON + SPACE_1
        most = self.pencil_rect(item).left() - left - SPACE_1
        return QRect(left, item.top() + SPACE_1, min(width, most), HEAD + SPACE_1)

    def pencil_rect(self, item: QRect) -> QRect:
        """Where the pencil stands, before the turn's number; somewhat larger than it, to be hit easily."""
        side = _PENCIL + 2 * SPACE_1
        left = item.right() - SPACE_3 - _NUMBER - side
        return QRect(left, item.top() + SPACE_1 + (HEAD + SPACE_1 - side) // 2, side, side)

    def lines(self, turn: Turn, width: int) -> Lines:
        """The words of a turn in an item of `width` px."""
        key = (turn.text, turn.unsure, width, self.searched, colours().dark)
        found = self._kept.get(key)
        if found is None:
            inner = width - 2 * SPACE_3 - 2
            found = self._kept[key] = Lines(turn.text, self._font, inner, self._styles(turn))
            if len(self._kept) > _KEPT_LINES:
                self._kept.popitem(last=False)
        return found

    def unsure_at(self, turn: Turn, width: int, x: float, y: float) -> str:
        """The word below a point in the words, if it was heard unclearly."""
        at = self.lines(turn, width).place_at(x, y)
        for start, length, word in _found(turn.text, turn.unsure):
            if start <= at <= start + length:
                return word
        return ""

    def paint(
        self, painter: QPainter, item: QRect, number: int, turn: Turn, look: Look, moments: Moments = ()
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, item, look)
        left, middle = item.left() + SPACE_3 + 2, item.top() + SPACE_1
        line = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._small)
        painter.setPen(colour("muted"))
        if not turn.is_written:
            painter.drawText(QRect(left, middle, 80, HEAD + SPACE_1), line, words.position(turn.start))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(colour("accent" if look.cited else "muted"))
        edge = QRect(item.right() - 60 - SPACE_3, middle, 60, HEAD + SPACE_1)
        painter.drawText(edge, right, str(number + 1))
        name = self.name_rect(item, turn)
        painter.setFont(self._name)
        of_therapist = turn.speaker == Speaker.THERAPIST and not turn.is_written
        painter.setPen(colour("accent" if of_therapist else "muted" if turn.is_written else "text"))
        shown = self._names.elidedText(
            wording.turn_name(turn), Qt.TextElideMode.ElideRight, name.width() - _CHEVRON - SPACE_1
        )
        painter.drawText(name, line, shown)
        if look.changeable and (look.hovered or look.selected):
            if not turn.is_written:  # nobody else can have said it
                chevron = pixmap("chevron-down", "muted", _CHEVRON, look.scale)
                right_of = name.left() + self._names.horizontalAdvance(shown) + SPACE_1
                painter.drawPixmap(QPointF(right_of, name.center().y() - _CHEVRON / 2 + 1), chevron)
            if not look.editing:
                pencil = self.pencil_rect(item).adjusted(SPACE_1, SPACE_1, -SPACE_1, -SPACE_1)
                painter.drawPixmap(
                    QPointF(pencil.topLeft()), pixmap("pen-line", "muted", _PENCIL, look.scale)
                )
        if not look.editing:
            painter.setPen(colour("text"))
            self.lines(turn, item.width()).layout.draw(painter, QPointF(self.text_rect(item).topLeft()))
        self._paint_moments(painter, item, look, moments)
        painter.restore()

    def _paint_moments(self, painter: QPainter, item: QRect, look: Look, moments: Moments) -> None:
        painter.setFont(self._small)
        top = item.bottom() + 1 - SPACE_2 - len(moments) * _MOMENT
        for icon_name, said in moments:
            role = "accent" if icon_name == "bookmark" else "caution" if "alert" in icon_name else "muted"
            left = item.left() + SPACE_3 + 2
            picture = pixmap(icon_name, role, _PENCIL, look.scale)
            painter.drawPixmap(QPointF(left, top + (_MOMENT - _PENCIL) / 2), picture)
            painter.setPen(colour(role))
            room = QRect(
                left + _PENCIL + SPACE_2, top, item.width() - 2 * SPACE_3 - _PENCIL - SPACE_2, _MOMENT
            )
            shown = self._times.elidedText(said, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            top += _MOMENT

    def _paint_ground(self, painter: QPainter, item: QRect, look: Look) -> None:
        ground = QRectF(item).adjusted(SPACE_1, 1, -SPACE_1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        named = (
            "evidence"
            if look.evidence
            else "accent_soft"
            if look.selected
            else "canvas"
            if look.hovered
            else ""
        )
        if named:
            painter.setBrush(colour(named))
            painter.drawRoundedRect(ground, RADIUS - 2, RADIUS - 2)
        if look.selected or look.evidence:
            painter.setBrush(colour("accent" if look.selected else "caution"))
            painter.drawRoundedRect(
                QRectF(ground.left(), ground.top() + SPACE_1, 3, ground.height() - 2 * SPACE_1), 1.5, 1.5
            )
        if look.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), RADIUS - 2, RADIUS - 2)
            painter.setPen(Qt.PenStyle.NoPen)

    def _styles(self, turn: Turn) -> list[QTextLayout.FormatRange]:
        unclear = QTextCharFormat()
        unclear.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        unclear.setUnderlineColor(colour("caution"))
        styles = [styled(start, length, unclear) for start, length, _ in _found(turn.text, turn.unsure)]
        searched = QTextCharFormat()
        searched.setBackground(colour("accent"))
        searched.setForeground(colour("on_accent"))
        if self.searched:
            for match in re.finditer(re.escape(self.searched), turn.text, re.IGNORECASE):
                styles.append(styled(units(turn.text[: match.start()]), units(match.group()), searched))
        return styles


def _found(text: str, unsure: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where the words that were heard unclearly stand: start and length as Qt counts, and the word."""
    found = []
    for word in sorted({word.strip() for word in unsure} - {""}):
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            found.append((units(text[: match.start()]), units(word), word))
    return found
