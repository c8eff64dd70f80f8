"""How the window looks: colours, spacing and type as tokens, and the one style sheet made from them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from .style_sheet import StyleSheetFiles, style_sheet
from .tokens import DARK, LIGHT, Colours


class Choice(StrEnum):
    """What a person may choose in Settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The theme of the running program: applies the chosen colours, and follows the system where asked to."""

    changed = Signal()

    def __init__(self, application: QApplication, draw_files: Callable[[Colours], StyleSheetFiles]) -> None:
        super().__init__(application)
        self._application = application
        self._draw_files = draw_files
        self._choice = Choice.SYSTEM
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._follow)

    def choose(self, choice: Choice | str) -> None:
        """Applies a choice, at once and to every window."""
        self._choice = Choice(choice)
        self._apply(self._wanted())

    def _follow(self) -> None:
        if self._choice is Choice.SYSTEM:
            self._apply(self._wanted())

    def _wanted(self) -> Colours:
        if self._choice is Choice.SYSTEM:
            dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._choice is Choice.DARK else LIGHT

    def _apply(self, colours: Colours) -> None:
        global _current
        _current = colours
        files = self._draw_files(colours)
        self._application.setPalette(_palette(colours))
        self._application.setStyleSheet(style_sheet(colours, files))
        self.changed.emit()


_current: Colours = LIGHT


def colours() -> Colours:
    """The colours in force, for what is painted by hand."""
    return _current


def colour(name: str) -> QColor:
    """One of them by its token's name, as 'accent'."""
    return QColor(getattr(_current, name))


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, value in (
        (roles.Window, colours.canvas),
        (roles.Base, colours.surface),
        (roles.AlternateBase, colours.canvas),
        (roles.Button, colours.surface),
        (roles.WindowText, colours.text),
        (roles.Text, colours.text),
        (roles.ButtonText, colours.text),
        (roles.ToolTipBase, colours.surface),
        (roles.ToolTipText, colours.text),
        (roles.PlaceholderText, colours.muted),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.on_accent),
        (roles.Link, colours.accent),
        (roles.Mid, colours.line),
        (roles.Accent, colours.accent),
    ):
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette
