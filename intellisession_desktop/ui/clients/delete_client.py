"""Deletes a client with everything of theirs, once their name was typed."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import ClientBusy
from ...records import Client
from ...sessions.clients import delete_client
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit
from ..widgets.texts import Banner, Label


class DeleteClientDialog(Dialog):
    """Says what goes, and asks for the name; Escape and Enter keep everything."""

    def __init__(self, context: Context, client: Client, busy: Callable[[str], bool]) -> None:
        """`busy`: whether something of a client's is being made."""
        super().__init__(context.window, "Delete this client", 460)
        self._context, self._client, self._busy = context, client, busy
        self.name = LineEdit(accessible_name="The client's name", name="name")
        self._problem = Banner("", "danger")
        self._problem.hide()
        self.add(
            Label(client.name, "lead"),
            Label(
                "All their notes, transcripts, goals, consents and receipts are deleted, and recordings "
                "without a note are destroyed. This cannot be undone. Earlier backups still contain them."
            ),
            Field(f"Type “{client.name}” to confirm", self.name),
            self._problem,
        )
        self.go = Button("Delete everything", "danger", on_click=self._delete, name="go")
        self.set_buttons(self.go, None, Button("Keep", "primary", on_click=self.reject, name="stay"))
        self.name.textChanged.connect(self._typed)
        self._typed()
        self.name.setFocus()

    def _typed(self) -> None:
        self.go.setEnabled(_alike(self.name.text(), self._client.name))

    def _delete(self) -> None:
        context, client_id = self._context, self._client.id
        if self._busy(client_id):  # a note was begun while the name was typed
            self._failed(ClientBusy())
            return
        self.go.setEnabled(False)
        context.background.run(
            lambda: delete_client(context.vault, client_id),
            done=self._deleted,
            failed=self._failed,
            owner=self,
        )

    def _deleted(self, _: object) -> None:
        self._context.histories.clear()
        self._context.client_changed.emit("")
        self._context.notify("The client and all their records were deleted.")
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._typed()
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()


def _alike(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
