"""One model in the list of all: what it is, how it stands, and how it is fetched."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from ...errors import Cancelled
from ...sessions.models import ModelChoice
from ..context import Context
from ..fetching import Fetching, Standing
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import column, row
from ..widgets.texts import Chip, Label
from ..words import size, time_left

_STATES = {
    "ready": ("Installed", "good"),
    "missing": ("Not installed", "plain"),
    "damaged": ("Damaged", "danger"),
}
_UNTRIED = "Its notes have not been tested yet. Check the first ones with extra care."
_NAME = "fetch "
_NOWHERE = "This model cannot be fetched from here. Get its file elsewhere and import it below."


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
        self._fetching = find_running(context, _NAME + model.name)
        self._pausing = False
        if self._fetching is not None:
            self._say("Fetching…")
            self._follow(self._fetching)
        self._draw()

    def _fetch(self) -> None:
        self._say("Connecting…")
        self._bar.setValue(0)
        self._pausing = False
        self._fetching = lasting(self.context, _NAME + self.model.name)
        self._follow(self._fetching)
        self._fetching.fetch((self.model,))
        self._draw()

    def _pause(self) -> None:
        if self._fetching is not None:
            self._pausing = True
            self._fetching.pause()
            self.pause.setEnabled(False)
            self._say("Pausing…")

    def _follow(self, fetching: Fetching) -> None:
        fetching.moved.connect(self._moved)
        fetching.ended.connect(self._ended)

    @Slot(object)
    def _moved(self, standing: Standing) -> None:
        self._bar.setValue(round(1000 * standing.done))
        if not self._pausing:
            percent = f"{standing.done:.0%}".replace("%", " %")
            self._say(" · ".join(part for part in (percent, time_left(standing.left_s)) if part))

    @Slot(object)
    def _ended(self, result: object) -> None:
        self._fetching = None
        self._draw()
        if not isinstance(result, Exception):
            self._say("")
            self.changed.emit()
            return
        self.fetch.setText("Continue")
        self.fetch.setAccessibleName(f"Continue fetching {self.model.title}")
        if isinstance(result, Cancelled):
            self._say("Paused. What has arrived is kept.")
        else:
            self._say(self.context.told(result), "danger")

    def _draw(self) -> None:
        working = self._fetching is not None
        self._work.setVisible(working)
        self.pause.setEnabled(working)
        self.fetch.setVisible(not working and self.model.fetchable and self.model.state != "ready")
        self._said.setVisible(bool(self._said.text()))

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.setVisible(bool(text))


def lasting(context: Context, name: str) -> Fetching:
    """Fetching that lives as long as the vault is open, and is found again by its name."""
    fetching = Fetching(context)
    fetching.setObjectName(name)
    fetching.ended.connect(fetching.let_go)
    return fetching


def find_running(context: Context, name: str) -> Fetching | None:
    """What `lasting` made, while it works."""
    return context.findChild(Fetching, name)
