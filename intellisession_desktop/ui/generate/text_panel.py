"""What the therapist writes, or has read from a page: a summary, or what was not part of the recording."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from ...errors import Cancelled, KnownError
from ...sessions.pages import KINDS, PagesRead, read_pages
from ..context import Context
from ..errand import Errand
from ..tokens import SPACE_1, TARGET
from ..widgets.buttons import Button
from ..widgets.fields import TextArea
from ..widgets.files import choose_file
from ..widgets.layouts import column, row
from ..widgets.texts import Label
from ..words import counted

_SUMMARY = "What you talked about, in your own words. One thought per sentence works best."
_BESIDE = "What is not in the recording: what you saw, what was agreed at the door."
_FROM_PAGE, _STOP = "From a photo, scan or PDF…", "Stop reading"


class TextPanel(QWidget):
    """Text that stays whatever is switched around it."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._errand: Errand | None = None
        self.area = _Area()
        self.area.setObjectName("text")
        self.area.setAcceptDrops(False)  # a file dropped here goes to the dialog
        self.area.textChanged.connect(self.changed)
        self.from_page = Button(_FROM_PAGE, "quiet", "file-text", self._choose_or_stop, "from-page")
        self._state = Label("", "small")
        self._state.setObjectName("page-state")
        self.set_beside(False)
        line = row(self.from_page, self._state, spacing=SPACE_1)
        line.setStretch(1, 1)
        self.setLayout(column(self.area, line, spacing=SPACE_1))

    def set_beside(self, beside: bool) -> None:
        """`beside`: it goes with a recording."""
        self.area.setPlaceholderText(_BESIDE if beside else _SUMMARY)
        self.area.setAccessibleName("What is not in the recording" if beside else "Summary")

    @property
    def reading(self) -> bool:
        """Whether a page is being read, whose words are still to come."""
        return self._errand is not None

    def text(self) -> str:
        return self.area.toPlainText().strip()

    def set_text(self, text: str) -> None:
        self.area.setPlainText(text)

    def read(self, path: Path) -> None:
        """Has the writing of a page put below the text, to be compared with it and corrected."""
        if self._errand is not None:
            return
        errand = self._errand = Errand(partial(read_pages, path), self._context)
        errand.done.connect(self._take)
        errand.failed.connect(self._failed)
        self.destroyed.connect(errand.stop)
        self.from_page.setText(_STOP)
        self._say(f"Reading {path.name}…")
        errand.start()
        self.changed.emit()

    def _choose_or_stop(self) -> None:
        if self._errand is not None:
            self._errand.stop()
        else:
            choose_file(self, "Choose a page", f"Photos, scans and PDFs ({' '.join(KINDS)})", self.read)

    @Slot(object)
    def _take(self, found: PagesRead) -> None:
        self._over()
        before = self.area.toPlainText().rstrip()
        self.area.setPlainText(f"{before}\n\n{found.text}" if before else found.text)
        self.area.moveCursor(QTextCursor.MoveOperation.End)
        self.area.setFocus()
        read = f"{counted(found.pages, 'page')} read."
        if found.unsure:
            unsure = counted(found.unsure, "line")
            self._say(f"{read} Hard to read: {unsure}. Compare it with the page.", "caution")
        else:
            self._say(f"{read} Compare it with the page.")

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._over()
        if isinstance(error, Cancelled):
            self._say("")
        elif isinstance(error, KnownError):
            self._say(self._context.told(error), "danger")
        else:
            self._say("")
            self._context.show_error(error)

    def _over(self) -> None:
        self._errand = None
        self.from_page.setText(_FROM_PAGE)
        self.changed.emit()

    def _say(self, text: str, role: str = "") -> None:
        self._state.setText(text)
        self._state.set_role(role)


class _Area(TextArea):
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 4 * TARGET)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 3 * TARGET)
