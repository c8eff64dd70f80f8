"""The window of the settings: its pages at the left, the chosen one at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QScrollArea, QStackedWidget

from ...settings import data_folder
from ..context import Context
from ..icons import icon
from ..tokens import ICON, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET
from ..widgets.buttons import Button
from ..widgets.layouts import box, column, row, scrolling
from ..widgets.texts import Label
from .about import AboutPage
from .backup import BackupPage
from .consent_form import ConsentFormPage
from .formats import FormatsPage
from .generated import GeneralPage, NotesPage, RecordingPage
from .models import ModelsPage
from .page import Page
from .passphrase import PassphrasePage
from .practice import PracticePage
from .voice import VoicePage

_SIZE = QSize(900, 640)
_LEAST = QSize(720, 420)
_TITLE_BAR = 40  # px, about
_LIST_WIDTH = 184
_KEY = "settings_size"


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    words: str
    icon: str
    make: Callable[[Context], Page]


PAGES = (
    _Entry("general", "General", "settings", GeneralPage),
    _Entry("notes", "Notes", "pen-line", NotesPage),
    _Entry("note-formats", "Note formats", "list-tree", FormatsPage),
    _Entry("recording", "Recording", "mic", RecordingPage),
    _Entry("models", "Models", "cpu", ModelsPage),
    _Entry("practice", "Practice", "user", PracticePage),
    _Entry("your-voice", "Your voice", "audio-lines", VoicePage),
    _Entry("consent-form", "Consent form", "file-text", ConsentFormPage),
    _Entry("backup", "Backup", "archive", BackupPage),
    _Entry("passphrase", "Passphrase", "key-round", PassphrasePage),
    _Entry("about", "About", "info", AboutPage),
)


class PreferencesDialog(QDialog):
    """Everything that can be set. What is chosen or typed is stored at once, so there is nothing to save."""

    def __init__(self, context: Context, page: str = "") -> None:
        """`page`: the one to begin with, by its key or its words."""
        super().__init__(context.window)
        self.setWindowTitle("Settings")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(_LEAST)
        room = self.screen().availableSize() - QSize(0, _TITLE_BAR)
        self.resize(_size_of_last_time().boundedTo(room))
        self.context = context
        self._made: dict[str, QScrollArea] = {}
        self._pages = QStackedWidget()
        self._list = QListWidget()
        self._list.setObjectName("pages")
        self._list.setProperty("kind", "pages")
        self._list.setAccessibleName("Pages")
        self._list.setIconSize(QSize(ICON, ICON))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for entry in PAGES:
            item = QListWidgetItem(entry.words)
            item.setData(Qt.ItemDataRole.UserRole, entry.key)
            item.setSizeHint(QSize(0, TARGET + SPACE_1))
            self._list.addItem(item)
        self._draw_icons()
        self._close = Button("Close", on_click=self.accept, name="close")
        side = box(
            column(
                column(Label("Settings", "heading"), margins=(SPACE_2, 0, 0, 0)),
                self._list,
                column(self._close, margins=(SPACE_2, 0, 0, 0)),
                spacing=SPACE_3,
                margins=(SPACE_2, SPACE_4, SPACE_2, SPACE_4),
            ),
            "side",
        )
        side.setFixedWidth(_LIST_WIDTH)
        self.setLayout(row(side, self._pages, spacing=0))
        self._list.currentRowChanged.connect(self._show_row)
        self.show_page(page)
        self._list.setFocus()

    def show_page(self, page: str) -> None:
        """Turns to a page, by its key or its words; to the first one where there is none of that name."""
        wanted = page.lower().replace(" ", "-")
        keys = [entry.key for entry in PAGES]
        self._list.setCurrentRow(keys.index(wanted) if wanted in keys else 0)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        area = self._pages.currentWidget()
        assert isinstance(area, QScrollArea)  # noqa: S101 - for the type checker
        shown = area.widget()
        assert isinstance(shown, Page)  # noqa: S101 - for the type checker
        return shown

    @Slot(int)
    def _show_row(self, index: int) -> None:
        if self._pages.count():
            self.page.flush()
        entry = PAGES[index]
        if entry.key not in self._made:
            page = entry.make(self.context)
            self._made[entry.key] = area = scrolling(page)
            page.sight_wanted.connect(area.ensureWidgetVisible)
            self._pages.addWidget(area)
        self._pages.setCurrentWidget(self._made[entry.key])

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed, or hidden because the vault is being locked: nothing that was typed is lost."""
        if self._pages.count():
            self.page.flush()
        if data_folder().is_dir():
            _window_file().setValue(_KEY, self.size())
        super().hideEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Close comes last, after pages that were made later than it."""
        last = self.previousInFocusChain()
        while last is not None and not last.focusPolicy() & Qt.FocusPolicy.TabFocus:
            last = last.previousInFocusChain()
        if last is not None and last is not self._close:
            self.setTabOrder(last, self._close)
        return super().focusNextPrevChild(next)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()
        super().changeEvent(event)

    def _draw_icons(self) -> None:
        for i, entry in enumerate(PAGES):
            item = self._list.item(i)
            if item is not None:
                item.setIcon(icon(entry.icon, "muted", ICON))


def _window_file() -> QSettings:
    """Where the main window keeps its size as well."""
    return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)


def _size_of_last_time() -> QSize:
    size = _window_file().value(_KEY)
    return size.expandedTo(_LEAST) if isinstance(size, QSize) else _SIZE
