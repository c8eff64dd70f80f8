"""The models that listen and write: whether they are there, and how they come here."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from ...errors import Cancelled, KnownError
from ...sessions.models import ModelChoice, model_choices
from ..context import Context
from ..fetching import Fetching, Standing
from ..tokens import ICON_LARGE, SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6
from ..widgets.buttons import Button
from ..widgets.files import choose_file
from ..widgets.layouts import box, clear, column, row, scrolling
from ..widgets.texts import Banner, Chip, Label, Picture
from ..words import size, time_left

_COLUMN = 600
_ABOUT = (
    "Two models do the work on this computer: one listens, one writes. The program uses the network "
    "only to fetch them. Nothing about you or your clients is sent."
)
_READY = "Notes are made on this computer. From now on the program does not use the network."
_WITHOUT = "You can do everything else without them, except make notes."
_LEAVING = "Leaving this page pauses it. What has arrived is kept."


class _State(Enum):
    IDLE = "idle"
    FETCHING = "fetching"
    IMPORTING = "importing"
    PAUSED = "paused"


_PURPOSE = {
    "speech": ("Listens", "Turns what was said into words."),
    "writing": ("Writes", "Drafts the note."),
}
_ICONS = {"speech": "audio-lines", "writing": "pen-line"}
_STATES = {
    "ready": ("Ready", "good"),
    "missing": ("Not installed yet", "caution"),
    "damaged": ("Damaged", "danger"),
}


class ModelsPage(QWidget):
    """Shown after opening a vault while models are missing. Leaving it pauses a fetch."""

    done = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self._context = context
        self._choices: tuple[ModelChoice, ...] = ()
        self._fetching = Fetching(self)
        self._fetching.moved.connect(self._moved)
        self._fetching.ended.connect(self._ended)
        self._state = _State.IDLE
        self._title = Label("Looking for the models…", "title")
        self._text = Label(_ABOUT, role="muted")
        self._cards = column(spacing=SPACE_3)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How much has arrived")
        self._progress = Label("", "small")
        self._banner = Banner("", "danger")
        self._fetch = Button("Fetch", "primary", "download", on_click=self._start, name="fetch")
        self._pause = Button("Pause", "", "pause", on_click=self._fetching.pause, name="pause")
        self._import = Button("Import from disk…", "", "folder-open", on_click=self._choose, name="import")
        self._later = Button("Later", "quiet", on_click=self._leave, name="later")
        self._go_on = Button("Continue", "primary", on_click=self._leave, name="go-on")
        self._hint = Label(_WITHOUT, "small")
        self._buttons = row(
            self._fetch, self._pause, self._import, None, self._later, self._go_on, spacing=SPACE_3
        )
        self.setLayout(column(scrolling(self._middle()), spacing=0))
        self._show_nothing_yet()
        self._look()

    def _middle(self) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(_COLUMN)
        holder.setLayout(
            column(
                column(self._title, self._text, spacing=SPACE_2),
                self._cards,
                column(self._bar, self._progress, spacing=SPACE_2),
                self._banner,
                self._buttons,
                self._hint,
                spacing=SPACE_4,
            )
        )
        content = QWidget()
        content.setLayout(
            column(None, row(None, holder, None), None, None, margins=(SPACE_3, SPACE_6, SPACE_3, SPACE_5))
        )
        return content

    # What is there

    def _look(self) -> None:
        """Asks what is there; a large file that was never read may take seconds."""
        self._context.background.run(model_choices, done=self._found, owner=self)

    def _found(self, choices: tuple[ModelChoice, ...]) -> None:
        settings = self._context.settings.current
        chosen = {"speech": settings.speech_model, "writing": settings.writing_model}
        self._choices = tuple(
            next((each for each in of_role if each.name == chosen[role]), None)
            or next(each for each in of_role if each.default)
            for role in ("speech", "writing")
            if (of_role := [each for each in choices if each.role == role])
        )
        clear(self._cards)
        for choice in self._choices:
            self._cards.addWidget(_card(choice))
        self._show_what_to_do()

    def _wanted(self) -> tuple[ModelChoice, ...]:
        return tuple(each for each in self._choices if each.state != "ready")

    def _show_nothing_yet(self) -> None:
        for widget in (self._bar, self._progress, self._banner, self._fetch, self._pause, self._go_on):
            widget.hide()

    def _show_what_to_do(self) -> None:
        """The words and buttons for the state at hand."""
        wanted, state = self._wanted(), self._state
        running = state in (_State.FETCHING, _State.IMPORTING)
        self._text.setText(_ABOUT if wanted else _READY)
        if not wanted:
            self._title.setText("The models are ready")
        else:
            self._title.setText(
                "One model is still needed" if len(wanted) == 1 else "Two models are still needed"
            )
        total = size(sum(each.size for each in wanted))
        self._fetch.setText("Continue" if state is _State.PAUSED else f"Fetch ({total})")
        self._fetch.setVisible(bool(wanted) and not running and all(each.fetchable for each in wanted))
        self._pause.setVisible(state is _State.FETCHING)
        self._import.setVisible(bool(wanted) and not running)
        self._later.setVisible(bool(wanted))
        self._go_on.setVisible(not wanted)
        self._hint.setText(_LEAVING if state is _State.FETCHING else _WITHOUT)
        self._hint.setVisible(bool(wanted))
        self._bar.setVisible(state is not _State.IDLE)
        self._progress.setVisible(state is not _State.IDLE)
        for button in (self._go_on, self._pause, self._fetch, self._import):
            if not button.isHidden():
                button.setFocus()
                break

    # Fetching and importing

    def _start(self) -> None:
        self._begin(_State.FETCHING, "Starting…")
        self._fetching.fetch(self._wanted())

    def _begin(self, state: _State, words: str) -> None:
        self._state = state
        self._banner.hide()
        self._progress.setText(words)
        self._show_what_to_do()

    def _choose(self) -> None:
        choose_file(self, "Choose a model file", "Models (*.bin *.gguf);;All files (*)", self.import_file)

    def import_file(self, path: Path) -> None:
        """Takes in a model file from disk."""
        self._begin(_State.IMPORTING, "Importing the model…")
        self._fetching.import_file(path)

    @Slot(object)
    def _moved(self, standing: Standing) -> None:
        self._bar.setValue(round(standing.done * 1000))
        left = time_left(standing.left_s)
        parts = (standing.name, f"{standing.done:.0%}".replace("%", " %"), left)
        self._progress.setText(" · ".join(part for part in parts if part))

    @Slot(object)
    def _ended(self, result: object) -> None:
        if isinstance(result, Cancelled):
            self._state = _State.PAUSED
            self._progress.setText("Paused. What has arrived is kept.")
        else:
            self._state = _State.IDLE
            self._bar.setValue(0)
        if isinstance(result, KnownError):
            self._banner.say(result.sentence, "danger")
            self._banner.setVisible(not isinstance(result, Cancelled))
        elif isinstance(result, Exception):
            self._context.show_error(result)
        if isinstance(result, str):
            self._use(result)
        else:
            self._look()

    def _use(self, name: str) -> None:
        """An imported model of another name than the default's is the one to work with."""
        self._context.background.run(model_choices, done=lambda found: self._chosen(name, found), owner=self)

    def _chosen(self, name: str, found: tuple[ModelChoice, ...]) -> None:
        model = next((each for each in found if each.name == name), None)
        if model is None:  # taken away again meanwhile
            self._found(found)
            return
        settings = self._context.settings.current
        if model.role == "speech":
            changed = replace(settings, speech_model=name)
        else:
            changed = replace(settings, writing_model=name)
        if changed != settings:
            try:
                self._context.settings.replace(changed)
            except KnownError as error:
                self._context.show_error(error)
        self._found(found)

    @Slot()
    def _leave(self) -> None:
        self._fetching.pause()
        self.done.emit()


def _card(choice: ModelChoice) -> QWidget:
    """What a model is for, what it is, and how it stands."""
    purpose, words = _PURPOSE[choice.role]
    state, role = _STATES[choice.state]
    mark = box(row(Picture(_ICONS[choice.role], "accent", ICON_LARGE), margins=SPACE_3), "mark")
    facts = f"{choice.title} · {size(choice.size)} · licence {choice.licence}"
    head = row(Label(purpose, "lead", wrap=False), Label(words, role="muted"), spacing=SPACE_3)
    head.setStretch(1, 1)
    head.addWidget(Chip(state, role))
    middle = column(
        head,
        Label(facts),
        Label(f"From: {choice.source}", "small"),
        spacing=SPACE_1,
    )
    line = row(mark, middle, spacing=SPACE_4, margins=SPACE_4)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    return box(line, "card")
