"""The pages that come from the declared settings: each change is stored at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSpinBox, QWidget

from ...audio.capture import Microphone, microphones
from ...errors import KnownError
from ...notes.formats.format import format_names, load_format
from ...settings import Setting, declared_settings
from ..context import Context
from ..tokens import TARGET
from ..widgets.buttons import Button
from ..widgets.fields import Field, LineEdit, Select
from .microphone_test import MicrophoneTest
from .page import FIELD_WIDTH, Page, group

_HIGHEST = 10_000


class SettingField(Field):
    """A setting with its words above, and its hint or what went wrong below."""

    def __init__(self, context: Context, name: str, setting: Setting, widget: QWidget) -> None:
        super().__init__(setting.words, widget, setting.hint)
        widget.setObjectName(f"setting-{name}")
        self.context, self.name = context, name
        widget.setMaximumWidth(FIELD_WIDTH)

    def stored(self) -> str | int:
        """The value in force."""
        value: str | int = getattr(self.context.settings.current, self.name)
        return value

    def store(self, value: str | int) -> bool:
        """Stores another value; where that fails it says so, and False comes back."""
        if value == self.stored():
            return True
        try:
            changed: dict[str, Any] = {self.name: value}
            self.context.settings.replace(replace(self.context.settings.current, **changed))
        except KnownError as error:
            self.say(self.context.told(error))
            return False
        self.say("")
        return True


class ChoiceField(SettingField):
    """A setting with a few values. A stored one that is no choice (any more) stays, marked as `absent`."""

    absent = "not available"

    def __init__(self, context: Context, name: str, setting: Setting) -> None:
        self.select = Select(setting.choices, setting.words)
        super().__init__(context, name, setting, self.select)
        self._number = isinstance(self.stored(), int)
        self.offer(setting.choices)
        self.select.currentIndexChanged.connect(self._choose)

    def offer(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Replaces the choices; nothing is stored by that."""
        stored = str(self.stored())
        if stored not in [key for key, _ in choices]:
            choices = (*choices, (stored, f"{stored} ({self.absent})"))
        self.select.set_choices(choices)
        self._show_stored()

    def _show_stored(self) -> None:
        self.select.blockSignals(True)
        self.select.choose(str(self.stored()))
        self.select.blockSignals(False)

    @Slot(int)
    def _choose(self, _: int) -> None:
        key = self.select.key()
        if not self.store(int(key) if self._number else key):
            self._show_stored()


class NumberField(SettingField):
    """A setting that is any number."""

    def __init__(self, context: Context, name: str, setting: Setting) -> None:
        self.spin = QSpinBox()
        self.spin.setRange(0, _HIGHEST)
        self.spin.setMinimumHeight(TARGET)
        self.spin.setAccessibleName(setting.words)
        super().__init__(context, name, setting, self.spin)
        self.spin.setValue(int(self.stored()))
        self.spin.valueChanged.connect(self._choose)

    @Slot(int)
    def _choose(self, value: int) -> None:
        if not self.store(value):
            self.spin.blockSignals(True)
            self.spin.setValue(int(self.stored()))
            self.spin.blockSignals(False)


class TextField(SettingField):
    """A setting that is any text; stored when the field is left."""

    def __init__(self, context: Context, name: str, setting: Setting) -> None:
        self.edit = LineEdit("", "", setting.words)
        super().__init__(context, name, setting, self.edit)
        self.edit.setText(str(self.stored()))
        self.edit.editingFinished.connect(self._enter)

    @Slot()
    def _enter(self) -> None:
        if not self.store(self.edit.text()):
            self.edit.setText(str(self.stored()))


class FormatField(ChoiceField):
    """The note formats that are there, read beside the main thread."""

    absent = "unknown format"

    def __init__(self, context: Context, name: str, setting: Setting) -> None:
        super().__init__(context, name, setting)
        context.background.run(_formats, done=self.offer, failed=self._complain, owner=self)

    def _complain(self, error: Exception) -> None:
        self.say(self.context.told(error))


def _formats() -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{name}: {load_format(name).title}") for name in format_names())


class MicrophoneField(ChoiceField):
    """The microphones that are connected, and the system's own choice."""

    absent = "not connected"

    def __init__(self, context: Context, name: str, setting: Setting) -> None:
        system = Setting(setting.words, setting.hint, setting.page, (("", "System default"),))
        super().__init__(context, name, system)
        self.again = Button("Look again", "quiet", "refresh-cw", self.look, name="microphones-again")
        self.look()

    @Slot()
    def look(self) -> None:
        """Asks the system which microphones there are."""
        self.again.setEnabled(False)
        self.context.background.run(microphones, done=self._show, failed=self._complain, owner=self)

    def _show(self, found: tuple[Microphone, ...]) -> None:
        self.again.setEnabled(True)
        default = next((each.name for each in found if each.default), "")
        system = f"System default ({default})" if default else "System default"
        self.offer((("", system), *((each.name, each.name) for each in found)))
        self.say("" if found else "No microphone is connected.", "caution")

    def _complain(self, error: Exception) -> None:
        self.again.setEnabled(True)
        self.say(self.context.told(error), "caution")


_SPECIAL: dict[str, type[ChoiceField]] = {"format": FormatField, "microphone": MicrophoneField}


def field_for(context: Context, name: str, setting: Setting) -> SettingField:
    """The right kind of field for a declared setting."""
    if name in _SPECIAL:
        return _SPECIAL[name](context, name, setting)
    if setting.choices:
        return ChoiceField(context, name, setting)
    if isinstance(getattr(context.settings.current, name), int):
        return NumberField(context, name, setting)
    return TextField(context, name, setting)


def fields_of(context: Context, page: str) -> dict[str, SettingField]:
    """The fields of all settings of a page, by name."""
    return {
        name: field_for(context, name, setting)
        for name, setting in declared_settings().items()
        if setting.page == page
    }


class GeneralPage(Page):
    """How the program looks and behaves."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "General", "Changes take effect at once.")
        self.add(group("This program", *fields_of(context, "General").values()))


class NotesPage(Page):
    """What drafts are like, and what is kept of a signed note."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, "Notes", "Changes apply from the next draft on. Existing notes do not change."
        )
        fields = fields_of(context, "Notes")
        kept = fields.pop("transcripts")
        self.add(group("Drafts", *fields.values()), group("After signing", kept))


class RecordingPage(Page):
    """What sessions are recorded with."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Recording",
            "Audio is encrypted from the first second and destroyed once it is transcribed.",
        )
        fields = fields_of(context, "Recording")
        looks_again = [each.again for each in fields.values() if isinstance(each, MicrophoneField)]
        microphone = fields.pop("microphone")
        self.add(
            group("Sound", microphone, MicrophoneTest(context, *looks_again)),
            group("While a session is recorded", *fields.values()),
        )
