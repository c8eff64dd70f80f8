"""The icons: line drawings from resources/icons in the colour that the theme gives them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ..settings import resources_folder
from .style_sheet import StyleSheetFiles
from .theme import colours
from .tokens import ICON_LARGE, Colours

_SCALES = (1, 2, 3)  # of pixels; the icon picks what the screen needs


def icon(name: str, role: str = "muted", size: int = ICON_LARGE, gap: int = 0) -> QIcon:
    """The icon `name` (a file in resources/icons) in the token colour `role` of the theme in force.

    `gap`: px left empty at its right, as the distance to the words of a button. Muted where it is disabled.

    Raises FileNotFoundError for a name that does not exist.
    """
    drawn = QIcon()
    for scale in _SCALES:
        drawn.addPixmap(pixmap(name, role, size, scale, gap))
        drawn.addPixmap(pixmap(name, "muted", size, scale, gap), QIcon.Mode.Disabled)
    return drawn


def pixmap(name: str, role: str = "muted", size: int = ICON_LARGE, scale: float = 1, gap: int = 0) -> QPixmap:
    """The same as a picture of `size` px, for a screen with `scale` times as many."""
    return _pixmap(name, getattr(colours(), role), size, scale, gap)


@lru_cache(maxsize=1024)  # a window shows the same few icons hundreds of times
def _pixmap(name: str, colour: str, size: int, scale: float, gap: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name, colour)))
    picture = QPixmap(QSize(round((size + gap) * scale), round(size * scale)))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


class DrawnFiles:
    """Draws the pictures that the style sheet names, into a folder that dies with this object."""

    def __init__(self) -> None:
        self._folder = QTemporaryDir()

    def __call__(self, theme: Colours) -> StyleSheetFiles:
        tone = "dark" if theme.dark else "light"
        return StyleSheetFiles(
            tick=self._file(f"tick-{tone}", "check", theme.on_accent),
            chevron_down=self._file(f"chevron-down-{tone}", "chevron-down", theme.muted),
            chevron_up=self._file(f"chevron-up-{tone}", "chevron-up", theme.muted),
            dot=self._file(f"dot-{tone}", "dot", theme.on_accent),
        )

    def _file(self, name: str, drawing: str, colour: str) -> Path:
        path = Path(self._folder.path()) / f"{name}.svg"
        path.write_bytes(_drawing(drawing, colour))
        return path


def _drawing(name: str, colour: str) -> bytes:
    source = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return source.replace("currentColor", colour).encode()
