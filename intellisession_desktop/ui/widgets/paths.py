"""Where something lies, as a person reads it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from .texts import Label


class PathLabel(Label):
    """Where something lies; a long path is shortened in its middle and whole in the tooltip."""

    def __init__(self, path: Path | None = None, kind: str = "small") -> None:
        super().__init__("", kind, wrap=False)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if path is not None:
            self.show_path(path)

    def show_path(self, path: Path) -> None:
        self._whole = shown(path)
        self.setToolTip(str(path))
        self.setAccessibleName(str(path))
        self._shorten()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width() - 2)
        if short != self.text():
            self.setText(short)


def shown(path: Path) -> str:
    """A path as a person reads it: the own home folder is '~'."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
