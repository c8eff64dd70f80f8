"""Note formats: those that ship, to be copied, and the therapist's own, to be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout

from ...errors import InvalidInput, KnownError
from ...notes.formats.format import Format, format_names, load_format
from ...notes.formats.own_formats import delete_format, format_from_note
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask
from ..widgets.fields import TextArea
from ..widgets.layouts import clear, column, row, rule
from ..widgets.texts import Banner, Label
from .format_editor import FormatEditor
from .page import Page, group


@dataclass(frozen=True, slots=True)
class _Listed:
    """A format, or why the one of this name cannot be used."""

    name: str
    format: Format | None
    problem: str = ""


class FormatsPage(Page):
    """Changes hold for the next note; notes that are written keep their sections."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Note formats",
            "Copy a format and change it, or make one from an old note of yours. Existing notes do not "
            "change.",
        )
        self._to_show = ""
        self._own: QVBoxLayout = column(spacing=SPACE_3)
        self._shipped: QVBoxLayout = column(spacing=SPACE_3)
        self._problem = Banner("", "danger")
        self._problem.hide()
        from_note = Button(
            "Make one from an old note…", "", "file-text", on_click=self._from_note, name="from-note"
        )
        self.add(
            self._problem,
            group("Your own", self._own, row(from_note, None)),
            group("Included", self._shipped),
        )
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Looks again which formats there are."""
        self.context.background.run(_listed, done=self._show, failed=self._failed, owner=self)

    @Slot(str)
    def _saved(self, name: str) -> None:
        """Shows the format in the list, wherever the page was scrolled to."""
        self._to_show = name
        self.refresh()

    def _show(self, found: tuple[_Listed, ...]) -> None:
        self.formats = found
        clear(self._own)
        clear(self._shipped)
        own = [each for each in found if each.format is None or each.format.own]
        for n, each in enumerate(own):
            if n:
                self._own.addWidget(rule())
            self._own.addLayout(self._own_row(each))
        if not own:
            self._own.addWidget(Label("None yet.", role="muted"))
        for n, each in enumerate(each for each in found if each not in own):
            if n:
                self._shipped.addWidget(rule())
            copy = Button(
                "Copy and change…", "quiet", on_click=partial(self._copy, each), name=f"copy-{each.name}"
            )
            self._shipped.addLayout(row(_words(each), copy, spacing=SPACE_2))
        if self._to_show:
            QTimer.singleShot(0, self, self._bring_into_view)  # once the lines are laid out

    def _bring_into_view(self) -> None:
        name, self._to_show = self._to_show, ""
        change = self.findChild(Button, f"change-{name}")
        if change is not None:
            change.setFocus(Qt.FocusReason.TabFocusReason)
            self.sight_wanted.emit(change)
            self.context.notify(f"The format {name} was saved.")

    def _own_row(self, each: _Listed) -> QVBoxLayout:
        delete = Button(
            "Delete…", "quiet", on_click=lambda: self._ask_delete(each.name), name=f"delete-{each.name}"
        )
        if each.format is None:
            return column(row(_words(each), delete, spacing=SPACE_2))
        format = each.format
        change = Button(
            "Change…", "quiet", on_click=lambda: self._edit(format, format.name), name=f"change-{format.name}"
        )
        return column(row(_words(each), change, delete, spacing=SPACE_2))

    def _copy(self, each: _Listed) -> None:
        if each.format is not None:
            self._edit(replace(each.format, name=self._free_name(f"My {each.name}"), own=True))

    def _edit(self, format: Format, instead_of: str = "") -> FormatEditor:
        editor = FormatEditor(self.context, format, instead_of)
        editor.saved.connect(self._saved)
        editor.open()
        return editor

    def _from_note(self) -> None:
        FormatFromNote(self.context, self._free_name("My format"), self._edit).open()

    def _free_name(self, wanted: str) -> str:
        taken = {each.name.casefold() for each in self.formats}
        names = (wanted, *(f"{wanted} {n}" for n in range(2, len(taken) + 3)))
        return next(name for name in names if name.casefold() not in taken)

    def _ask_delete(self, name: str) -> None:
        ask(
            self,
            f"Delete the format {name}?",
            "Existing notes in this format do not change.",
            "Keep",
            "Delete",
            lambda: self._delete(name),
        )

    def _delete(self, name: str) -> None:
        self.context.background.run(
            lambda: delete_format(name), done=lambda _: self.refresh(), failed=self._failed, owner=self
        )

    def _failed(self, error: Exception) -> None:
        self._problem.say(self.context.told(error), "danger")
        self._problem.show()


class FormatFromNote(Dialog):
    """An old note is pasted; its headings become a format, which is looked at before it is saved."""

    def __init__(self, context: Context, name: str, then: Callable[[Format], object]) -> None:
        super().__init__(context.window, "A format from an old note", 560)
        self._context, self._name, self._then = context, name, then
        self.text = TextArea(
            placeholder="Paste one of your notes here, with its headings.",
            accessible_name="An old note",
            name="old-note",
        )
        self.text.setMinimumHeight(220)
        self._problem = Banner("", "caution")
        self._problem.hide()
        self.add(
            Label("Only the headings are used. Nothing else of the note is kept.", "small"),
            self.text,
            self._problem,
        )
        self.go = Button("Make the format", "primary", on_click=self._make, name="go")
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        self.text.textChanged.connect(self._typed)
        self._typed()
        self.text.setFocus()

    def _typed(self) -> None:
        self.go.setEnabled(bool(self.text.toPlainText().strip()))
        self._problem.hide()

    def _make(self) -> None:
        try:
            format = format_from_note(self.text.toPlainText(), self._name)
        except InvalidInput as error:
            self._problem.say(error.sentence, "caution")
            self._problem.show()
            return
        self.accept()
        self._then(format)


def _words(each: _Listed) -> QVBoxLayout:
    about = each.problem or (each.format.title if each.format else "")
    return column(
        Label(each.name, "strong"),
        Label(about, "small", "danger" if each.problem else ""),
        spacing=SPACE_1,
    )


def _listed() -> tuple[_Listed, ...]:
    out = []
    for name in format_names():
        try:
            out.append(_Listed(name, load_format(name)))
        except KnownError as error:
            out.append(_Listed(name, None, error.sentence))
    return tuple(out)
