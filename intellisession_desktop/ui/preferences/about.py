"""What the program is, what it promises, where its data lies, and everybody's licences."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from ... import __version__
from ...sessions.licences import Licensed, licences
from ...settings import data_folder, models_folder
from ..clipboard import copy_openly
from ..context import Context
from ..details import details, logged
from ..tokens import SPACE_1, SPACE_3, TARGET
from ..widgets.buttons import Button
from ..widgets.fields import TextArea
from ..widgets.layouts import column, row
from ..widgets.paths import PathLabel
from ..widgets.tables import Table
from ..widgets.texts import Label, Picture
from .page import Page, group

_PROMISES = (
    (
        "shield-check",
        "Nothing leaves.",
        "The program goes online only when you ask for a model. No telemetry, no update check.",
    ),
    (
        "save",
        "Nothing is lost.",
        "A crash, a full disk or a pulled plug never costs a recording, a transcript or a note.",
    ),
    (
        "flame",
        "No audio remains.",
        "No readable audio is ever written to disk, and every recording ends with a receipt of its "
        "destruction.",
    ),
    (
        "quote",
        "Every sentence has its source.",
        "Each statement points to what was said. What the words do not support is flagged before you sign.",
    ),
)
_KINDS = {
    "program": "Program",
    "package": "Package",
    "library": "Library",
    "model": "Model",
    "picture": "Icons",
    "font": "Font",
    "recording": "Recording",
}


class AboutPage(Page):
    """Read, never changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "IntelliSession Desktop",
            f"Version {__version__} · GPL-3.0-or-later: free software, without any warranty",
        )
        self.copy = Button("Copy details for support", "", "copy", self._copy_details, "copy-details")
        self.table = Table(("What", "Version", "Licence"), "Licences", "licences")
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(7 * TARGET)
        self.text = TextArea("", "", "Licence text", "licence-text")
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "fine")
        self.text.setFixedHeight(7 * TARGET)
        self._from = Label("", "small")
        self.add(
            group("What it promises", *(_promise(*promise) for promise in _PROMISES)),
            group(
                "Where your data is",
                _place("Vault", context.folder),
                _place("Models", models_folder()),
                _place("Settings and log", data_folder()),
            ),
            group(
                "Licences",
                self.table,
                column(self._from, self.text, spacing=SPACE_1),
                hint="Everything that comes with the program. Choose a line to read its licence.",
            ),
            row(self.copy, None),
        )
        self._listed: tuple[Licensed, ...] = ()
        self.table.currentCellChanged.connect(self._show_text)
        context.background.run(licences, done=self._list, failed=self._complain, owner=self)

    def _list(self, found: tuple[Licensed, ...]) -> None:
        self._listed = found
        self.table.show_rows([(each.name, each.version, each.licence) for each in found])
        self.table.setCurrentCell(0, 0)

    @Slot(int)
    def _show_text(self, index: int) -> None:
        if 0 <= index < len(self._listed):
            each = self._listed[index]
            kind = _KINDS.get(each.kind, "")
            self._from.setText(" · ".join(part for part in (kind, each.name, each.source) if part))
            self.text.setPlainText(each.text)

    def _complain(self, error: Exception) -> None:
        self._from.setText(self.context.told(error))

    def _copy_details(self) -> None:
        copy_openly(details(*logged()))
        self.context.notify("The details are on the clipboard.")


def _promise(picture: str, name: str, words: str) -> QWidget:
    text = QWidget()
    text.setLayout(column(Label(name, "strong"), Label(words, role="muted"), spacing=SPACE_1))
    line = QWidget()
    icon = column(Picture(picture, "accent"), None, margins=(0, 2, 0, 0))
    layout = row(icon, text, spacing=SPACE_3)
    layout.setStretch(1, 1)
    line.setLayout(layout)
    return line


def _place(words: str, path: Path) -> QWidget:
    place = QWidget()
    place.setLayout(column(Label(words, "small"), PathLabel(path, kind=""), spacing=SPACE_1))
    return place
