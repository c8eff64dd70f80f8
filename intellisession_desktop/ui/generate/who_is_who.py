"""Asks who is who in a transcript made elsewhere: each name, a few of its words, and the role to choose."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...records import Speaker
from ...sessions.transcripts.roles import numbered_client, with_the_rest
from ...sessions.transcripts.said import Transcript
from ..tokens import SPACE_1, SPACE_3, SPACE_4, SPACE_5
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.fields import Select
from ..widgets.layouts import column, fit_scrolling, row, scrolling
from ..widgets.texts import Label

_THERAPIST, _CLIENT, _UNKNOWN = str(Speaker.THERAPIST), str(Speaker.CLIENT), str(Speaker.UNKNOWN)
_OTHER = "other"
_WIDTH = 540
_HIGHEST = 290  # px of the list of names
_MOST_LETTERS = 90
_WHY = "The note needs to know who said what. Read their words, and choose."


class WhoIsWhoDialog(Dialog):
    """`decided` carries the speaker of each name."""

    decided = Signal(object)

    def __init__(
        self, parent: QWidget, transcript: Transcript, roles: Mapping[str, str], client_name: str
    ) -> None:
        super().__init__(parent, "Who is who?", _WIDTH)
        self._names = transcript.names
        self.choices = {name: _choice(name, client_name) for name in self._names}
        rows = column(spacing=SPACE_4, margins=(0, 0, SPACE_3, 0))
        for name, choice in self.choices.items():
            rows.addLayout(_row(name, transcript.samples(name), choice))
        content = QWidget()
        content.setLayout(rows)
        self._area = scrolling(content)
        self.missing = Label("", "small")
        self.missing.setObjectName("who-missing")
        self.go = Button("Use these", "primary", on_click=self._decide, name="go")
        self.add(Label(_WHY), self._area)
        self.buttons.addWidget(self.missing, 1)
        self.set_buttons(Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        self._choose(roles)
        self._say()
        for choice in self.choices.values():
            choice.currentIndexChanged.connect(self._chosen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)  # once the lines are laid out

    def _fit(self) -> None:
        fit_scrolling(self._area, self.width() - 2 * SPACE_5, _HIGHEST)
        # Once the list has its new height.
        QTimer.singleShot(0, self, partial(self.fit, shrink=True))

    def roles(self) -> dict[str, str]:
        """The speakers of those for whom something is chosen; other people are numbered in their order."""
        chosen = {name: choice.key() for name, choice in self.choices.items() if choice.key()}
        others = [name for name, key in chosen.items() if key == _OTHER]
        first = 1 if _CLIENT in chosen.values() else 0
        return chosen | {name: numbered_client(first + i) for i, name in enumerate(others)}

    def _choose(self, roles: Mapping[str, str]) -> None:
        for name, role in roles.items():
            known = (_THERAPIST, _CLIENT, _UNKNOWN)
            self.choices[name].choose(role if role in known else _OTHER)

    @Slot()
    def _chosen(self) -> None:
        """Who is left when the others are known needs no choice."""
        roles = self.roles()
        rest = with_the_rest(self._names, roles)
        self._choose({name: role for name, role in rest.items() if name not in roles})
        self._say()

    def _say(self) -> None:
        roles = self.roles()
        if len(roles) < len(self._names):
            missing = "Choose for each of them"
        elif _THERAPIST not in roles.values():
            missing = "Choose who the therapist is"
        elif not any(role.startswith(_CLIENT) for role in roles.values()):
            missing = "Choose who the client is"
        else:
            missing = ""
        self.missing.setText(f"{missing}." if missing else "")
        self.go.setEnabled(not missing)

    def _decide(self) -> None:
        self.decided.emit(self.roles())
        self.accept()


def _choice(name: str, client_name: str) -> Select:
    client = f"{client_name} (client)" if client_name else "Client"
    choices = (
        ("", "Choose…"),
        (_THERAPIST, "You, the therapist"),
        (_CLIENT, client),
        (_OTHER, "Another person"),
        (_UNKNOWN, "Not clear"),
    )
    return Select(choices, f"Who is {name}?", f"role-of-{name}")


def _row(name: str, samples: tuple[str, ...], choice: Select) -> QHBoxLayout:
    heard = [Label(f"“{_short(text)}”", "small") for text in samples]
    line = row(column(Label(name, "strong"), *heard, spacing=SPACE_1), choice, spacing=SPACE_4)
    line.setStretch(0, 1)
    return line


def _short(text: str) -> str:
    if len(text) <= _MOST_LETTERS:
        return text
    return f"{text[:_MOST_LETTERS].rsplit(' ', 1)[0]} …"
