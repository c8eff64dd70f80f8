"""One box of the dialog: a recording, a file, a dictation or text, by the tabs it offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from ..context import Context
from ..tokens import SPACE_3, SPACE_4
from ..widgets.buttons import IconButton, Segments
from ..widgets.layouts import column, row
from ..widgets.texts import Label
from .attach_panel import AttachPanel
from .consent_panel import Consents
from .details import Details
from .record_panel import RecordPanel
from .text_panel import TextPanel

RECORD, ATTACH, DICTATE, TEXT = "record", "attach", "dictate", "text"
_TABS = ((RECORD, "Record"), (ATTACH, "Attach"), (DICTATE, "Dictate"), (TEXT, "Text"))


class InputBox(QFrame):
    """Keeps what is on its other tabs while one is shown."""

    changed = Signal()
    remove_wanted = Signal()

    def __init__(self, context: Context, details: Callable[[], Details]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setObjectName("input")
        self.record = RecordPanel(context, False, details)
        self.attach = AttachPanel(context, details)
        self.dictate = RecordPanel(context, True, details)
        self.text = TextPanel(context)
        self._panels: dict[str, QWidget] = {
            RECORD: self.record,
            ATTACH: self.attach,
            DICTATE: self.dictate,
            TEXT: self.text,
        }
        self.tabs = Segments(_TABS, "Input")
        self._title = Label("", "strong", wrap=False)
        self._offered: tuple[str, ...] = (RECORD, ATTACH)
        self.close_button = IconButton("x", "Remove this input", self.remove_wanted.emit, name="remove-input")
        head = row(self.tabs, self._title, None, self.close_button, spacing=SPACE_3)
        self.setLayout(column(head, *self._panels.values(), margins=SPACE_4))
        self.tabs.chosen.connect(self._tab_chosen)
        for panel in (self.record, self.attach, self.dictate, self.text):
            panel.changed.connect(self.changed)
        self._show()

    @property
    def tab(self) -> str:
        return self.tabs.current()

    @property
    def recorder(self) -> RecordPanel | None:
        """The panel that holds a recording, running or finished."""
        return next((panel for panel in (self.record, self.dictate) if panel.holds_sound), None)

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost with the box."""
        return self.recorder is None and not self.attach.holds_file and not self.text.text()

    def offer(self, tabs: Sequence[str], title: str = "", beside: bool = False) -> None:
        """Which tabs there are to choose from. `title` is shown where there is only one; `beside`: text goes
        with a recording.
        """
        self._offered = tuple(tabs)
        for key, _ in _TABS:
            self.tabs.set_shown(key, key in tabs)
        self.tabs.setVisible(len(tabs) > 1)
        self._title.setText(title)
        self._title.setVisible(len(tabs) == 1)
        self.text.set_beside(beside)
        if self.tab not in tabs:
            self.tabs.choose(tabs[0])
        self._show()

    def choose(self, tab: str) -> None:
        """Goes to a tab, if the box offers it."""
        if tab in self._offered:
            self.tabs.choose(tab)
            self._show()

    def hold_tabs(self, hold: bool) -> None:
        """While there is a recording, the box is that recording."""
        for key, _ in _TABS:
            self.tabs.set_enabled(key, not hold, "To choose something else, destroy the recording first.")

    def set_consents(self, consents: Consents) -> None:
        self.record.set_consents(consents)
        self.attach.set_consents(consents)
        self.dictate.set_consents(consents)

    @Slot()
    def _tab_chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for key, panel in self._panels.items():
            panel.setVisible(key == self.tab)
