"""A note format as a form: its sections, and for each kind of statement the section where it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QWidget

from ...errors import KnownError
from ...notes.formats.format import (
    MOST_SECTIONS,
    NEEDED,
    WIDER,
    Form,
    Format,
    Kind,
    SectionFormat,
    check_format,
)
from ...notes.formats.own_formats import check_name, save_format
from ..context import Context
from ..tokens import SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button, IconButton
from ..widgets.dialogs import Dialog, ask
from ..widgets.fields import Field, LineEdit, Select
from ..widgets.layouts import box, clear, column, row, scrolling
from ..widgets.texts import Banner, Label
from ..wishes_form import WishesForm

KINDS = {
    Kind.RISK: "Risk and safety",
    Kind.REPORT: "What the client told",
    Kind.INTERVENTION: "What you did",
    Kind.ASSESSMENT: "Assessments, ratings, change",
    Kind.PLAN: "What was agreed",
    Kind.CARRIED: "What was planned last time",
    Kind.OBSERVATION: "What you saw and measured",
    Kind.RESPONSE: "What the client noticed and learned",
    Kind.MEDICATION: "Medication",
    Kind.SUBSTANCES: "Alcohol and drugs",
    Kind.HISTORY: "Earlier life",
    Kind.RELATIONSHIPS: "Family and friends",
    Kind.GOAL: "Goals of the treatment",
}
"""Each kind of statement in the therapist's words."""
_FORMS = ((Form.LIST.value, "A list"), (Form.PARAGRAPH.value, "A paragraph"))
_HEIGHT = 420


@dataclass(slots=True)
class _Section:
    """A section while it is edited; kinds point at it, whatever it is called."""

    name: str
    form: str
    asks: str


class FormatEditor(Dialog):
    """`saved` is emitted with the format's name, once it is stored."""

    saved = Signal(str)

    def __init__(self, context: Context, format: Format, instead_of: str = "") -> None:
        """`format`: what to begin with. `instead_of`: the name of the own format that is changed."""
        super().__init__(context.window, "Change this format" if instead_of else "New format", 640)
        self._context, self._instead_of = context, instead_of
        self._sections = [_Section(each.name, each.form.value, each.asks) for each in format.sections]
        self._where: dict[Kind, _Section | None] = {
            kind: next(
                (self._sections[n] for n, each in enumerate(format.sections) if kind in each.takes), None
            )
            for kind in Kind
        }
        self.name = LineEdit(format.name, accessible_name="Name", name="format-name")
        self.title = LineEdit(format.title, accessible_name="Description", name="format-title")
        self.title.setCursorPosition(0)  # so that its beginning is seen
        self._name_field = Field("Name", self.name)
        self._rows = column(spacing=SPACE_2)
        self._selects = {kind: Select((), words, f"takes-{kind.value}") for kind, words in KINDS.items()}
        where = QFormLayout()
        where.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        where.setHorizontalSpacing(SPACE_4)
        where.setVerticalSpacing(SPACE_2)
        for kind, select in self._selects.items():
            select.currentIndexChanged.connect(lambda _, kind=kind: self._choose(kind))
            label = Label(KINDS[kind], wrap=False)
            label.setBuddy(select)
            where.addRow(label, select)
        self.wishes = WishesForm("Same as in Settings")
        self.wishes.show_wishes(format.wishes)
        add = Button("Add a section", "quiet", "plus", on_click=self._add_section, name="add-section")
        self._add_button = add
        content = QWidget()
        content.setLayout(
            column(
                row(self._name_field, Field("Description", self.title), spacing=SPACE_3),
                Label("Sections", "lead"),
                self._rows,
                row(add, None),
                Label("What goes where", "lead"),
                Label("A statement with no section of its own goes to the wider kind.", "small"),
                where,
                Label("Drafts in this format", "lead"),
                self.wishes,
                None,
                margins=(0, 0, SPACE_3, 0),
            )
        )
        area = scrolling(content)
        area.setMinimumHeight(_HEIGHT)
        self._problem = Banner("", "caution")
        self._problem.hide()
        self.add(area, self._problem)
        self.go = Button("Save", "primary", on_click=self._save, name="go")
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        self._show_sections()
        self.name.textChanged.connect(self._look)
        self.title.textChanged.connect(self._look)
        self.wishes.changed.connect(self._look)
        self._begun_with = self.format()  # as the form puts it, so that only what was changed differs
        self._look()
        self.name.setFocus()

    def format(self) -> Format:
        """Leave it as it is in the form."""
        sections = tuple(
            SectionFormat(
                each.name.strip(),
                tuple(kind for kind in Kind if self._where[kind] is each),
                each.asks.strip(),
                Form(each.form),
            )
            for each in self._sections
        )
        name = self.name.text().strip()
        return Format(name, self.title.text().strip() or name, sections, True, self.wishes.wishes())

    @property
    def unsaved(self) -> bool:
        return self.format() != self._begun_with

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on typing; only the button saves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.go.hasFocus():
            event.accept()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        if self.unsaved:
            ask(
                self,
                "Leave without saving?",
                "Your changes to this format will be lost.",
                "Stay",
                "Leave",
                super().reject,
            )
        else:
            super().reject()

    # The sections.

    def _show_sections(self) -> None:
        clear(self._rows)
        for n, section in enumerate(self._sections):
            self._rows.addWidget(self._row(n, section))
        self._add_button.setEnabled(len(self._sections) < MOST_SECTIONS)
        self._show_choices()

    def _row(self, n: int, section: _Section) -> QFrame:
        name = LineEdit(section.name, accessible_name=f"Name of section {n + 1}", name=f"section-{n}")
        name.textChanged.connect(lambda text: self._rename(section, text))
        form = Select(_FORMS, f"How section {n + 1} is written", f"form-{n}")
        form.choose(section.form)
        form.currentIndexChanged.connect(lambda _: self._set(section, "form", form.key()))
        asks = LineEdit(
            section.asks,
            "A question to you while it is empty",
            f"Question of section {n + 1}",
            f"asks-{n}",
        )
        asks.textChanged.connect(lambda text: self._set(section, "asks", text))
        up = IconButton("chevron-up", "Move up", lambda: self._move(n, -1), name=f"up-{n}")
        down = IconButton("chevron-down", "Move down", lambda: self._move(n, 1), name=f"down-{n}")
        gone = IconButton("x", "Remove this section", lambda: self._remove(section), name=f"remove-{n}")
        up.setEnabled(n > 0)
        down.setEnabled(n + 1 < len(self._sections))
        gone.setEnabled(len(self._sections) > 1)
        head = row(name, form, up, down, gone, spacing=SPACE_2)
        head.setStretch(0, 1)
        return box(column(head, asks, spacing=SPACE_2, margins=SPACE_3), "card")

    def _add_section(self) -> None:
        self._sections.append(_Section("", Form.LIST.value, ""))
        self._show_sections()
        self._look()
        new = self.findChild(LineEdit, f"section-{len(self._sections) - 1}")
        if new is not None:
            new.setFocus()

    def _move(self, n: int, by: int) -> None:
        self._sections.insert(n + by, self._sections.pop(n))
        self._show_sections()
        self._look()

    def _remove(self, section: _Section) -> None:
        """What it took goes to the wider kind, or waits for another section to be chosen."""
        self._sections = [each for each in self._sections if each is not section]
        self._where = {kind: None if at is section else at for kind, at in self._where.items()}
        self._show_sections()
        self._look()

    def _rename(self, section: _Section, text: str) -> None:
        section.name = text
        self._show_choices()
        self._look()

    def _set(self, section: _Section, what: str, value: str) -> None:
        setattr(section, what, value)
        self._look()

    # What goes where.

    def _show_choices(self) -> None:
        for kind, select in self._selects.items():
            sections = [(str(n), each.name.strip() or "…") for n, each in enumerate(self._sections)]
            none = f"With “{KINDS[WIDER[kind]].lower()}”" if kind in WIDER else "Choose a section"
            at = self._where[kind]
            place = next((n for n, each in enumerate(self._sections) if each is at), None)
            select.blockSignals(True)
            if kind in NEEDED and place is not None:
                select.set_choices(sections)
            else:
                select.set_choices([("none", none), *sections])
            select.choose("none" if place is None else str(place))
            select.blockSignals(False)

    def _choose(self, kind: Kind) -> None:
        key = self._selects[kind].key()
        self._where[kind] = None if key in ("", "none") else self._sections[int(key)]
        self._look()

    # Saving.

    def _look(self) -> None:
        """Says what is still missing; only a whole format can be saved."""
        wrong = _wrong_with(self.format(), self._where)
        self.go.setEnabled(not wrong)
        self._problem.say(wrong or "", "caution")
        self._problem.setVisible(bool(wrong))

    def _save(self) -> None:
        format, instead_of = self.format(), self._instead_of
        self.go.setEnabled(False)
        self._context.background.run(
            lambda: save_format(format, instead_of),
            done=lambda _: self._saved(format.name),
            failed=self._failed,
            owner=self,
        )

    def _saved(self, name: str) -> None:
        self.saved.emit(name)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()


def _wrong_with(format: Format, where: dict[Kind, _Section | None]) -> str:
    """What keeps a format from being saved, in the words of the form; '' where nothing does."""
    unnamed = next((n for n, each in enumerate(format.sections, 1) if not each.name), None)
    if unnamed is not None:
        return f"Section {unnamed} has no name yet."
    homeless = next((kind for kind in NEEDED if where[kind] is None), None)
    if homeless is not None:
        return f"Choose the section for “{KINDS[homeless].lower()}”."
    checks: tuple[Callable[[], None], ...] = (
        lambda: check_name(format.name),
        lambda: check_format(format),
    )
    for check in checks:
        try:
            check()
        except KnownError as error:
            return error.sentence
    return ""
