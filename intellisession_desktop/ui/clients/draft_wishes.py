"""How drafts for one client shall be, where that differs from the general settings and the format's."""

from __future__ import annotations

from ...records import Client, DraftWishes
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.texts import Banner, Label
from ..wishes_form import WishesForm


class DraftWishesDialog(Dialog):
    """Stored when the button is clicked; the next draft is the first that follows it."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.window, "Draft style for this client", 600)
        self._context, self._client = context, client
        self.form = WishesForm("Same as in Settings or the format", of_client=True)
        self._problem = Banner("", "danger")
        self._problem.hide()
        self.add(
            Label(client.name, role="muted"),
            Label("Choices made here come before Settings and the format.", "small"),
            self.form,
            self._problem,
        )
        self.go = Button("Save", "primary", on_click=self._store, name="go")
        self.go.setEnabled(False)
        self.set_buttons(None, Button("Cancel", on_click=self.reject, name="cancel"), self.go)
        vault = context.vault
        context.background.run(
            lambda: vault.draft_wishes.get(client.id), done=self._show, failed=self._failed, owner=self
        )

    def _show(self, wishes: DraftWishes) -> None:
        self.form.show_wishes(wishes)
        self.go.setEnabled(True)

    def _store(self) -> None:
        vault, client_id, wishes = self._context.vault, self._client.id, self.form.wishes()
        self.go.setEnabled(False)
        self._context.background.run(
            lambda: vault.draft_wishes.set(client_id, wishes),
            done=lambda _: self.accept(),
            failed=self._failed,
            owner=self,
        )

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()
