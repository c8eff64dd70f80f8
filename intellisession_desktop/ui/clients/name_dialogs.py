"""A client's name: of a new one, or another one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from ...records import Client
from ...vault.clients import LONGEST_NAME
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.fields import Field, LineEdit, too_long


class _NameDialog(Dialog):
    """Asks for a name, and stays open while it cannot be used."""

    def __init__(
        self,
        context: Context,
        title: str,
        name: str,
        hint: str,
        go: str,
        store: Callable[[str], Client],
    ) -> None:
        """`store` is called on the background, with the name."""
        super().__init__(context.window, title, 420)
        self._context, self._on_store = context, store
        self.name = LineEdit(name, accessible_name="Name", name="name")
        self.field = Field("Name", self.name, hint)
        self.add(self.field)
        self.go = Button(go, "primary", on_click=self._store, name="go")
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        self.name.textChanged.connect(self._typed)
        self._typed()
        self.name.setFocus()
        self.name.selectAll()

    def _typed(self) -> None:
        problem = too_long(self.name.text(), LONGEST_NAME)
        self.field.say(problem)
        self.go.setEnabled(bool(self.name.text().strip()) and not problem)

    def _store(self) -> None:
        self.go.setEnabled(False)
        name, store = self.name.text(), self._on_store
        self._context.background.run(lambda: store(name), done=self.finish, failed=self._failed, owner=self)

    def finish(self, client: Client) -> None:
        self._context.client_changed.emit(client.id)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.field.say(self._context.told(error))
        self.name.setFocus()


class NewClientDialog(_NameDialog):
    """Adds a client."""

    added = Signal(str)
    """The new client's id."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "New client",
            "",
            "Any name you will recognise. A first name and an initial are enough.",
            "Add client",
            context.vault.clients.add,
        )

    def finish(self, client: Client) -> None:
        self.added.emit(client.id)
        super().finish(client)


class RenameClientDialog(_NameDialog):
    """Gives a client another name."""

    def __init__(self, context: Context, client: Client) -> None:
        vault = context.vault

        def rename(name: str) -> Client:
            vault.clients.rename(client.id, name)
            return client

        hint = "The text of existing notes does not change."
        super().__init__(context, "Rename", client.name, hint, "Rename", rename)
