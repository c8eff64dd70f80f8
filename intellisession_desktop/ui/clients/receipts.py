"""The receipts of a client's destroyed recordings."""

from __future__ import annotations

from ...sessions.overview import Receipted, receipts
from ...sessions.receipt_texts import receipts_as_text
from .. import words
from ..context import Context
from ..saving import save_document
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.layouts import card
from ..widgets.tables import Table
from ..widgets.texts import Label, SteadyLabel

_COLUMNS = ("Session", "Destroyed", "Length", "Size")


class ReceiptsDialog(Dialog):
    """A table of them, newest first; the chosen one in full below."""

    def __init__(self, context: Context, client_id: str, client_name: str) -> None:
        super().__init__(context.window, "Receipts for destroyed audio", 600)
        self._context, self._client_name = context, client_name
        self._receipts: tuple[Receipted, ...] = ()
        self.table = Table(_COLUMNS, "Receipts for destroyed audio", "receipts")
        self.method = Label("", "strong")
        self.notes = SteadyLabel("", "small")
        self.notes.setObjectName("receipt-notes")
        self._full = card(self.method, self.notes)
        self._none = Label("No recording of this client has been destroyed yet.", role="muted")
        self._none.hide()
        self._full.hide()
        self.add(Label(client_name, role="muted"), self._none, self.table, self._full)
        self.save = Button("Save as text…", "", "save", on_click=self._save, name="save")
        self.set_buttons(self.save, None, Button("Close", "primary", on_click=self.accept, name="close"))
        self.table.itemSelectionChanged.connect(self._show_full)
        vault = context.vault
        context.background.run(lambda: receipts(vault, client_id), done=self._show, owner=self)

    def _show(self, found: tuple[Receipted, ...]) -> None:
        self._receipts = found
        self.table.show_rows([_cells(each) for each in found])
        for part in (self.table, self._full, self.save):
            part.setVisible(bool(found))
        self._none.setVisible(not found)
        if found:
            self.table.selectRow(0)
        self.fit()

    def _show_full(self) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self._receipts):
            return
        destruction = self._receipts[row].receipt.destruction
        self.method.setText(destruction.method[:1].upper() + destruction.method[1:])
        notes = [note[:1].upper() + note[1:] for note in destruction.notes]
        self.notes.setText("\n".join(notes) or "There are no further details for this one.")

    def _save(self) -> None:
        vault, name, found = self._context.vault, self._client_name, self._receipts
        save_document(
            self._context,
            self,
            "Save the receipts",
            "receipts.txt",
            lambda: receipts_as_text(vault.practice.get(), name, found).encode(),
            lambda path: self._context.notify(f"Saved as {path.name}. It is not encrypted."),
        )


def _cells(each: Receipted) -> tuple[str, ...]:
    destruction = each.receipt.destruction
    at = each.receipt.at.astimezone()
    done = f"{words.day(at.date())} {words.clock(at)}" if destruction.complete else "not finished"
    return words.day(each.date), done, words.duration(each.seconds), words.size(destruction.size)
