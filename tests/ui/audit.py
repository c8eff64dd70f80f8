"""Looks at every visible widget of a screen: has it a name, is its text whole, can it be read?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)

LEAST_CONTRAST = 4.5
LEAST_HEIGHT = 32
_SLACK = 1  # px that rounding may cost


def problems(screen: QWidget) -> list[str]:
    """What is wrong with a shown screen, one line each; empty when all is well."""
    return [
        f"{_called(widget)}: {problem}"
        for widget in [screen, *screen.findChildren(QWidget)]
        if widget.isVisible() and not _inside_another(widget)
        for problem in (*_unnamed(widget), *_clipped(widget), *_small(widget), *_faint(widget, screen))
    ]


def _called(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    return f"{type(widget).__name__} {widget.objectName()!r} {str(words)[:40]!r}"


def _inside_another(widget: QWidget) -> bool:
    """Parts that Qt makes for itself, as the line edit of a spin box or a calendar's table."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractSpinBox | QComboBox) or parent.inherits("QCalendarWidget"):
            return True
        if isinstance(parent, QAbstractScrollArea) and isinstance(widget, QScrollBar):
            return True
        parent = parent.parentWidget()
    return widget.objectName().startswith("qt_")


def _unnamed(widget: QWidget) -> Iterator[str]:
    focusable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    if focusable and not isinstance(widget, QScrollArea) and not name.strip():
        yield "has no accessible name"


def _clipped(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + _SLACK:
                needed = widget.heightForWidth(widget.width())
                yield f"text is cut off below ({widget.height()} of {needed} px)"
        elif widget.sizeHint().width() > widget.width() + _SLACK:
            yield f"text is cut off ({widget.width()} of {widget.sizeHint().width()} px)"
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
        if widget.sizeHint().width() > widget.width() + _SLACK:
            yield f"text is cut off ({widget.width()} of {widget.sizeHint().width()} px)"
    elif isinstance(widget, QComboBox):
        needed = widget.fontMetrics().horizontalAdvance(widget.currentText()) + 36
        if needed > widget.width() + _SLACK:
            yield f"text is cut off ({widget.width()} of {needed} px)"
    elif isinstance(widget, QLineEdit) and not widget.text():
        needed = widget.fontMetrics().horizontalAdvance(widget.placeholderText()) + 16
        if needed > widget.width() + _SLACK:
            yield f"placeholder is cut off ({widget.width()} of {needed} px)"


def _small(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QAbstractButton | QLineEdit | QComboBox) and widget.height() < LEAST_HEIGHT:
        yield f"is only {widget.height()} px high"


def _faint(widget: QWidget, screen: QWidget) -> Iterator[str]:
    """Disabled controls are exempt, as in WCAG 2.2 (1.4.3)."""
    texted = isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox)
    if not texted or not widget.isEnabled():
        return
    words = widget.currentText() if isinstance(widget, QComboBox) else widget.text()  # type: ignore[attr-defined]
    if not str(words).strip():
        return
    corner = widget.mapTo(screen, QPoint(0, 0)) if widget is not screen else QPoint(0, 0)
    shown = QRect(corner, widget.size()) & screen.rect()
    in_sight = widget.visibleRegion().boundingRect()  # less than the whole where a page is scrolled
    if shown.width() < 8 or shown.height() < 8 or in_sight.height() < widget.height() // 2:
        return
    ratio = contrast_of(screen.grab(shown).toImage())
    if ratio < LEAST_CONTRAST:
        yield f"text has a contrast of {ratio:.1f} only"


def contrast_of(picture: QImage) -> float:
    """The most frequent colour is the ground; the one that stands out most from it is the ink."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    inner = picture.rect().adjusted(2, 2, -2, -2)  # without the frame
    found = Counter(
        picture.pixel(x, y)
        for y in range(inner.top(), inner.bottom())
        for x in range(inner.left(), inner.right())
    )
    if not found:
        return 21.0
    ground = _luminance(QColor(found.most_common(1)[0][0]))
    return max(
        (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05)
        for ink in (_luminance(QColor(pixel)) for pixel in found)
    )


def _luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
