"""Buttons: the one main action, plain and quiet ones, icons, segments and the switch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ..icons import icon
from ..theme import colour
from ..tokens import ICON, ICON_LARGE, SPACE_1, TARGET
from .layouts import row

_ICON_COLOURS = {"primary": "on_accent", "danger": "on_danger", "quiet": "accent"}


class Button(QPushButton):
    """A button with a word on it. `kind`: primary (one on a screen), danger, quiet, or '' (plain)."""

    def __init__(
        self,
        text: str,
        kind: str = "",
        icon_name: str = "",
        on_click: Callable[[], object] | None = None,
        name: str = "",
    ) -> None:
        super().__init__(text)
        self._kind, self._icon_name = kind, icon_name
        if kind:
            self.setProperty("kind", kind)
        self.setAccessibleName(text.replace("&", ""))
        self.setObjectName(name)
        self.setIconSize(QSize(ICON + SPACE_1, ICON))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._draw()
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text.replace("&", ""))

    def show_icon(self, icon_name: str) -> None:
        """Another picture, as pause becomes play."""
        self._icon_name = icon_name
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _entered(self, event):
            super().keyPressEvent(event)

    def _draw(self) -> None:
        if self._icon_name:
            role = str(self.property("role") or "") if self._kind == "chip" else ""
            colour_name = role or _ICON_COLOURS.get(self._kind, "muted")
            self.setIcon(icon(self._icon_name, colour_name, ICON, SPACE_1))


class IconButton(QToolButton):
    """A button that is only an icon; `text` is its tooltip and its name for screen readers."""

    def __init__(
        self,
        icon_name: str,
        text: str,
        on_click: Callable[[], object] | None = None,
        role: str = "muted",
        name: str = "",
    ) -> None:
        super().__init__()
        self._icon_name, self._role = icon_name, role
        self.setIconSize(QSize(ICON_LARGE, ICON_LARGE))
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(TARGET, TARGET)
        self._draw()
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def show_icon(self, icon_name: str, text: str, role: str = "muted") -> None:
        """Becomes another button, as pause becomes play."""
        self._icon_name, self._role = icon_name, role
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _entered(self, event):
            super().keyPressEvent(event)

    def _draw(self) -> None:
        self.setIcon(icon(self._icon_name, self._role))


def _entered(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Clicks the focused button on Enter. Qt knows only Space, and in a dialog presses another one."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & _WITH:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


_WITH = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
)


def menu_button(text: str, menu: QMenu, icon_name: str = "ellipsis") -> IconButton:
    """An icon that opens a menu."""
    button = IconButton(icon_name, text)
    menu.setParent(button, menu.windowFlags())
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


class Segments(QFrame):
    """A few choices side by side, of which one is on: tabs of an input box, a scope, a theme."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], accessible_name: str) -> None:
        """`choices`: key and text of each; the first is on."""
        super().__init__()
        self.setProperty("kind", "segments")
        self.setAccessibleName(accessible_name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, text in choices:
            button = QPushButton(text)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(text)
            button.setObjectName(f"segment-{key}")
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
        next(iter(self._buttons.values())).setChecked(True)
        self.setLayout(row(*self._buttons.values(), spacing=SPACE_1, margins=2))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def current(self) -> str:
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Turns a choice on, and says so like a click."""
        if not self._buttons[key].isChecked():
            self._buttons[key].setChecked(True)
            self.chosen.emit(key)

    def set_enabled(self, key: str, enabled: bool, why_not: str = "") -> None:
        self._buttons[key].setEnabled(enabled)
        self._buttons[key].setToolTip("" if enabled else why_not)

    def set_shown(self, key: str, shown: bool) -> None:
        self._buttons[key].setVisible(shown)


class Switch(QAbstractButton):
    """On or off, at once; `text` stands to its right."""

    def __init__(self, text: str, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setChecked(on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_TRACK_WIDTH + 2 * SPACE_1 + (2 * SPACE_1 + words if self.text() else 0) + 4, TARGET)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _TRACK_HEIGHT) / 2
        track = QRectF(SPACE_1, top, _TRACK_WIDTH, _TRACK_HEIGHT)
        on = self.isChecked() and self.isEnabled()
        painter.setPen(QPen(colour("accent" if on else "edge"), 1))
        painter.setBrush(colour("accent") if on else colour("surface"))
        painter.drawRoundedRect(track, _TRACK_HEIGHT / 2, _TRACK_HEIGHT / 2)
        knob = _TRACK_HEIGHT - 6
        left = track.right() - knob - 3 if self.isChecked() else track.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("on_accent") if on else colour("edge"))
        painter.drawEllipse(QRectF(left, top + 3, knob, knob))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2))
            around = track.adjusted(-3, -3, 3, 3)
            painter.drawRoundedRect(around, around.height() / 2, around.height() / 2)
        painter.setPen(colour("text" if self.isEnabled() else "muted"))
        words = self.rect().adjusted(_TRACK_WIDTH + 3 * SPACE_1, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


_TRACK_WIDTH, _TRACK_HEIGHT = 36, 20
