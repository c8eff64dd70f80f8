"""Another passphrase for the vault."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent

from ...errors import WeakPassphrase, WrongPassphrase
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.fields import Field, PassphraseEdit
from ..widgets.layouts import row
from ..widgets.new_passphrase import NewPassphrase
from ..widgets.texts import Banner, tip
from .page import Page, group, narrow

_DONE = (
    "The passphrase was changed. Earlier backups still open with the old one. The recovery key stays the "
    "same."
)


class PassphrasePage(Page):
    """The old one once, the new one twice."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Passphrase",
            "Your passphrase opens your vault. Nobody else knows it, and nobody can reset it.",
        )
        self.old = PassphraseEdit("Current passphrase", "old-passphrase")
        self._old_field = Field("Current passphrase", self.old)
        self.new = NewPassphrase("New passphrase")
        self.change = Button("Change passphrase", "primary", on_click=self._change, name="change-passphrase")
        self._result = Banner(_DONE, "good")
        self._result.hide()
        self.add(
            self._result,
            group("Change it", narrow(self._old_field), narrow(self.new), row(self.change, None)),
            tip(
                "If you lose the passphrase, only your recovery key opens the vault. A copy of the vault "
                "folder made before a change still opens with the old passphrase."
            ),
        )
        self._busy = False
        self.old.textChanged.connect(self._look)
        self.old.returnPressed.connect(self.new.first.setFocus)
        self.new.changed.connect(self._look)
        self.new.entered.connect(self._change)
        self._look()

    def flush(self) -> None:
        """Nothing is stored half typed; it is forgotten."""
        if not self._busy:
            self.old.clear()
            self.new.clear()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    @Slot()
    def _look(self) -> None:
        if not self._busy:
            self._old_field.say("")
            if self.old.text():
                self._result.hide()
        self.change.setEnabled(not self._busy and bool(self.old.text()) and self.new.ready)

    @Slot()
    def _change(self) -> None:
        if self._busy or not self.change.isEnabled():
            return
        old, new, vault = self.old.text(), self.new.text(), self.context.vault

        def work() -> None:
            vault.check_passphrase(old)
            vault.change_passphrase(new)

        self._set_busy(True)
        self.context.background.run(work, done=self._changed, failed=self._refused, owner=self)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.old.setReadOnly(busy)
        self.new.set_busy(busy)
        self.change.setText("Changing…" if busy else "Change passphrase")
        self._look()

    def _changed(self, _: None) -> None:
        self._set_busy(False)
        self.flush()
        self._tell(_DONE, "good")

    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, WrongPassphrase):
            self._old_field.say("This is not the passphrase of this vault. Check Caps Lock and try again.")
            self.old.selectAll()
            self.old.setFocus()
        elif isinstance(error, WeakPassphrase):
            self._tell(error.sentence, "caution")
        else:
            self._tell(self.context.told(error), "danger")

    def _tell(self, text: str, role: str) -> None:
        self._result.say(text, role)
        self._result.show()
