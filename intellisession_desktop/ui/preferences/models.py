"""Which models listen and write, all that there are, and how to get more."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout

from ...sessions.models import ModelChoice, model_choices
from ...settings import Setting, declared_settings
from ..context import Context
from ..fetching import Fetching, Standing
from ..tokens import SPACE_2, SPACE_4
from ..widgets.buttons import Button
from ..widgets.files import choose_file
from ..widgets.layouts import clear, column, row, rule
from ..widgets.texts import Label
from .generated import ChoiceField, SettingField, field_for
from .model_row import ModelRow, find_running, lasting
from .page import Page, group

_FILTER = "Models (*.bin *.gguf);;All files (*)"
_IMPORT = "import a model"


class ModelField(ChoiceField):
    """Only models that are on this computer can be chosen."""

    absent = "not installed yet"

    def __init__(self, context: Context, name: str, setting: Setting, role: str) -> None:
        super().__init__(context, name, setting)
        self._role = role

    def show_models(self, models: tuple[ModelChoice, ...]) -> None:
        mine = [model for model in models if model.role == self._role]
        ready = tuple((model.name, model.title) for model in mine if model.state == "ready")
        stored = next((model for model in mine if model.name == self.stored()), None)
        if stored is not None and stored.state != "ready":
            ready = (*ready, (stored.name, f"{stored.title} ({self.absent})"))
        self.offer(ready)


_ROLES = {"speech_model": "speech", "writing_model": "writing"}


class ModelsPage(Page):
    """The choices first, then all models as a list."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Models",
            "Models turn speech into text and draft the note, on this computer. The program uses the network "
            "only to fetch them.",
        )
        self.fields: dict[str, SettingField] = {}
        for name, setting in declared_settings().items():
            if setting.page == "Models":
                special = _ROLES.get(name)
                self.fields[name] = (
                    ModelField(context, name, setting, special)
                    if special
                    else field_for(context, name, setting)
                )
        self._lists: dict[str, QVBoxLayout] = {
            role: column(spacing=SPACE_4) for role in ("speech", "writing")
        }
        self.bring = Button("Import from disk…", "", "folder-open", self._choose_file, "import-model")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Importing the model")
        self._said = Label("", "small")
        self._said.setObjectName("import-state")
        self.add(
            group("In use", *self.fields.values()),
            group("Models that listen", self._lists["speech"]),
            group("Models that write", self._lists["writing"]),
            group(
                "From a file",
                column(row(self.bring, None), self._bar, self._said, spacing=SPACE_2),
                hint="A whisper.cpp model (.bin) or a GGUF language model, for example from a USB stick.",
            ),
        )
        self._bar.hide()
        self._said.hide()
        running = find_running(context, _IMPORT)
        if running is not None:
            self._follow(running)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Looks again which models there are."""
        self.context.background.run(model_choices, done=self._show, failed=self._complain, owner=self)

    def _show(self, models: tuple[ModelChoice, ...]) -> None:
        for role, layout in self._lists.items():
            clear(layout)
            mine = [model for model in models if model.role == role]
            for i, model in enumerate(mine):
                if i:
                    layout.addWidget(rule())
                line = ModelRow(self.context, model)
                line.changed.connect(self.refresh)
                layout.addWidget(line)
        for field in self.fields.values():
            if isinstance(field, ModelField):
                field.show_models(models)

    def _choose_file(self) -> None:
        choose_file(self, "Choose a model", _FILTER, self._import)

    def _import(self, path: Path) -> None:
        importing = lasting(self.context, _IMPORT)
        self._follow(importing)
        importing.import_file(path)

    def _follow(self, importing: Fetching) -> None:
        importing.moved.connect(self._moved)
        importing.ended.connect(self._imported)
        self.bring.setEnabled(False)
        self._bar.setValue(0)
        self._bar.show()
        self._say("Copying the model…")

    @Slot(object)
    def _moved(self, standing: Standing) -> None:
        self._bar.setValue(round(1000 * standing.done))

    @Slot(object)
    def _imported(self, result: object) -> None:
        self.bring.setEnabled(True)
        self._bar.hide()
        if isinstance(result, Exception):
            self._complain(result)
            return
        self._say(f"Imported as {result}. You can choose it above now.", "good")
        self.refresh()

    def _complain(self, error: Exception) -> None:
        self._say(self.context.told(error), "danger")

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.setVisible(bool(text))
