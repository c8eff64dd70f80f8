"""One model in the list of all: what it is, how it stands, and how it is fetched."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from ...errors import Cancelled
from ...records import Progress
from ...sessions.models import ModelChoice, fetch_model
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import column, row
from ..widgets.texts import Chip, Label
from ..words import size
from .errand import Errand
from .page import sentence

_STATES = {
    "ready": ("Installed", "good"),
    "missing": ("Not installed", "plain"),
    "damaged": ("Damaged", "danger"),
}
_UNTRIED = "Nobody has looked yet how good its notes are. Check its first ones with more care."
_NOWHERE = "It cannot be fetched from here. Bring its file and import it below."


class ModelRow(QWidget):
    """Fetching goes on when the settings are closed, and is found again when they are opened."""

    changed = Signal()
    """The model is on this computer now."""

    def __init__(self, context: Context, model: ModelChoice) -> None:
        super().__init__()
        self.context, self.model = context, model
        self.setObjectName(f"model-{model.name}")
        words, role = _STATES[model.state]
        self.fetch = Button("Fetch", "", "download", self._fetch, f"fetch-{model.name}")
        self.fetch.setAccessibleName(f"Fetch {model.title}")
        self.pause = Button("Pause", "quiet", "pause", self._pause, f"pause-{model.name}")
        self.pause.setAccessibleName(f"Pause fetching {model.title}")
        chips = [Chip(words, role)]
        if model.default:
            chips.append(Chip("Default"))
        if model.untried:
            chips.append(Chip("Untried", "caution"))
        facts = [size(model.size), f"{model.licence} licence" if len(model.licence) < 12 else model.licence]
        about = [" · ".join(facts), model.source, model.note]
        if model.untried:
            about.append(_UNTRIED)
        if not model.fetchable and model.state != "ready":
            about.append(_NOWHERE)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(f"Fetching {model.title}")
        self._said = Label("", "small")
        self._work = QWidget()
        self._work.setLayout(column(row(self._bar, self.pause, spacing=SPACE_2), spacing=SPACE_1))
        title = Label(model.title, "strong")
        self.setLayout(
            column(
                row(
                    column(title, row(*chips, None, spacing=SPACE_2), spacing=SPACE_1),
                    self.fetch,
                    spacing=SPACE_3,
                ),
                Label("\n".join(line for line in about if line), "small"),
                self._work,
                self._said,
                spacing=SPACE_2,
            )
        )
        self._errand = context.findChild(Errand, _errand_name(model))
        if self._errand is not None:
            self._follow(self._errand)
        self._draw()

    def _fetch(self) -> None:
        name = self.model.name
        self._say("Asking where it is kept…")
        self._errand = Errand(
            lambda report, cancel: fetch_model(name, report, cancel), self.context, _errand_name(self.model)
        )
        self._follow(self._errand)
        self._draw()
        self._errand.start()

    def _pause(self) -> None:
        if self._errand is not None:
            self._errand.stop()
            self.pause.setEnabled(False)
            self._say("Pausing…")

    def _follow(self, errand: Errand) -> None:
        errand.progressed.connect(self._show)
        errand.done.connect(self._arrived)
        errand.failed.connect(self._broke_off)
        if errand.progress is not None:
            self._show(errand.progress)

    @Slot(object)
    def _show(self, progress: Progress) -> None:
        self._bar.setValue(round(1000 * (progress.done or 0.0)))
        if self._errand is not None and not self._errand.stopping:
            self._say(progress.detail or progress.stage)

    @Slot(object)
    def _arrived(self, _: object) -> None:
        self._errand = None
        self._draw()
        self._say("")
        self.changed.emit()

    @Slot(object)
    def _broke_off(self, error: Exception) -> None:
        self._errand = None
        self._draw()
        self.fetch.setText("Go on")
        self.fetch.setAccessibleName(f"Go on fetching {self.model.title}")
        if isinstance(error, Cancelled):
            self._say("Paused. What has arrived is kept.")
        else:
            self._say(sentence(error), "danger")

    def _draw(self) -> None:
        working = self._errand is not None
        self._work.setVisible(working)
        self.pause.setEnabled(working)
        self.fetch.setVisible(not working and self.model.fetchable and self.model.state != "ready")
        self._said.setVisible(bool(self._said.text()))

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.setVisible(bool(text))


def _errand_name(model: ModelChoice) -> str:
    return f"fetch {model.name}"
