"""How drafts shall be; each choice may be left to the wider level: for a client, in a format."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ..notes.formats.format import WISHES
from ..notes.formats.wishes import EVERY_SCHOOL
from ..records import DraftWishes
from ..settings import declared_settings
from .tokens import SPACE_3
from .widgets.fields import Field, Select

_PRONOUNS = (("", "They"), ("she", "She"), ("he", "He"))


class WishesForm(QWidget):
    """The choices of the general settings, with `as_wider` before them."""

    changed = Signal()

    def __init__(self, as_wider: str, of_client: bool = False) -> None:
        """`of_client`: also how that client is spoken of."""
        super().__init__()
        self._selects: dict[str, Select] = {}
        fields = []
        for wish, setting in WISHES.items():
            declared = declared_settings()[setting]
            choices = tuple((key or EVERY_SCHOOL, text) for key, text in declared.choices)
            select = Select((("", as_wider), *choices), declared.words, f"wish-{wish}")
            select.currentIndexChanged.connect(lambda _: self.changed.emit())
            self._selects[wish] = select
            fields.append(Field(declared.words, select))
        if of_client:
            select = Select(_PRONOUNS, "Pronoun", "wish-pronoun")
            self._selects["pronoun"] = select
            fields.append(Field("Pronoun", select, "“They” stays where it could mean someone else."))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_3)
        for n, field in enumerate(fields):
            grid.addWidget(field, n // 2, n % 2, Qt.AlignmentFlag.AlignTop)
        for side in range(2):
            grid.setColumnStretch(side, 1)
        self.setLayout(grid)

    def show_wishes(self, wishes: DraftWishes) -> None:
        for wish, select in self._selects.items():
            select.choose(getattr(wishes, wish))

    def wishes(self) -> DraftWishes:
        return DraftWishes(**{wish: select.key() for wish, select in self._selects.items()})
