"""Shows an attached transcript as what it is, finds out who is who in it, and gives its turns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ...records import Speaker, Turn
from ...sessions.attached import AttachedTranscript
from ...sessions.transcripts.speakers import known_roles
from .. import words
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_5
from ..widgets.buttons import Button
from ..widgets.layouts import box, column, row
from ..widgets.texts import Label, Picture
from .details import Details
from .over import open_over
from .who_is_who import WhoIsWhoDialog

_STAYS = "Your file is only read and does not change. What was said is kept in the vault."
_WHO, _CHANGE = "Who is who…", "Change…"


class TranscriptPart(QWidget):
    """One transcript at most. Who is who is asked once, as soon as it is known that it has to be."""

    changed = Signal()
    detach_wanted = Signal()

    def __init__(self, context: Context, details: Callable[[], Details]) -> None:
        super().__init__()
        self._context, self._details = context, details
        self._attached: AttachedTranscript | None = None
        self._client_id = ""
        self._known: dict[str, str] | None = None  # None: it is not known yet who is known
        self._told: dict[str, str] = {}
        self._asked = False
        self._name = Label("", "strong")
        self._name.setObjectName("transcript-name")
        self._facts = Label("", "small")
        self._facts.setObjectName("transcript-facts")
        self._who = Label("")
        self._who.setObjectName("transcript-who")
        self._ask = Button(_WHO, on_click=self.ask, name="who-is-who")
        away = Button("Detach", "quiet", on_click=self.detach_wanted.emit, name="take-transcript-away")
        away.setToolTip("The file stays where it is")
        top = row(
            Picture("file-text", "accent", SPACE_5),
            column(self._name, self._facts, spacing=SPACE_1),
            away,
            spacing=SPACE_3,
        )
        top.setStretch(1, 1)
        who = row(Picture("users"), self._who, self._ask, spacing=SPACE_2)
        who.setStretch(1, 1)
        stays = Label(_STAYS)
        stays.setObjectName("transcript-stays")
        fate = row(Picture("info"), stays, spacing=SPACE_2)
        fate.setStretch(1, 1)
        self.setLayout(column(top, who, box(column(fate, margins=SPACE_2), "inset")))

    @property
    def attached(self) -> AttachedTranscript | None:
        return self._attached

    def set_file(self, attached: AttachedTranscript | None) -> None:
        """Takes another transcript, or none."""
        self._attached, self._client_id, self._known = attached, "", None
        self._told, self._asked = {}, False
        self.look_at_client()

    def look_at_client(self) -> None:
        """Whoever bears the client's name is the client: looks whether that is another one now."""
        attached, client_id = self._attached, self._details().client_id
        if attached is not None and client_id and client_id != self._client_id:
            self._client_id, self._known = client_id, None
            vault = self._context.vault

            def answered(known: dict[str, str]) -> None:
                if self._attached is attached and self._client_id == client_id:
                    self._known = known
                    self._show()
                    self.changed.emit()
                    if not self._complete() and not self._asked and self.isVisible():
                        self.ask()

            self._context.background.run(
                lambda: known_roles(vault, attached.transcript, client_id), done=answered, owner=self
            )
        self._show()

    def turns(self) -> tuple[Turn, ...]:
        """What a note can be made from; empty while somebody's role is not known."""
        attached = self._attached
        return attached.transcript.turns(self._roles()) if attached is not None and self._complete() else ()

    def missing(self) -> str:
        """What is in the way of a transcript that is there; empty: nothing."""
        if self._attached is None or self._complete():
            return ""
        return "Say who is who" if self._known is not None else "The file is still being checked"

    @Slot()
    def ask(self) -> None:
        """Asks who is who, with what is known."""
        if self._attached is None:
            return
        self._asked = True
        transcript, client_name = self._attached.transcript, self._details().client_name
        dialog = WhoIsWhoDialog(self, transcript, self._roles(), client_name)
        dialog.decided.connect(self._decided)
        open_over(self, dialog)

    @Slot(object)
    def _decided(self, roles: dict[str, str]) -> None:
        self._told = roles
        self._show()
        self.changed.emit()

    def _roles(self) -> dict[str, str]:
        return {**(self._known or {}), **self._told}

    def _complete(self) -> bool:
        attached, roles = self._attached, self._roles()
        return attached is not None and all(name in roles for name in attached.transcript.names)

    def _show(self) -> None:
        attached = self._attached
        if attached is None:
            return
        said = attached.transcript.said
        self._name.setText(attached.name)
        self._facts.setText(
            f"Transcript, {words.counted(len(said), 'turn')}, {words.duration(said[-1].end or 0.0)}"
        )
        complete = self._complete()
        self._who.setText(self._told_who() if complete else "It is not clear who is who.")
        self._who.set_role("" if complete else "caution")
        self._ask.setText(_CHANGE if complete else _WHO)
        self._ask.setAccessibleName("Change who is who" if complete else _WHO)

    def _told_who(self) -> str:
        """Who of them is the therapist, and who the others are."""
        roles = self._roles()
        by = [name for name, role in roles.items() if role == Speaker.THERAPIST]
        others = [name for name, role in roles.items() if role not in (Speaker.THERAPIST, Speaker.UNKNOWN)]
        return f"Therapist: {', '.join(by) or 'nobody'}. Client: {', '.join(others) or 'nobody'}."
