"""The receipts of a client's destroyed recordings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ...sessions.overview import Receipted, receipts
from ...sessions.receipt_texts import receipts_as_text
from .. import words
from ..context import Context
from ..saving import save_document
from ..tokens import TARGET
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.layouts import card
from ..widgets.texts import Label

_COLUMNS = ("Session", "Destroyed", "Length", "Size")


class ReceiptsDialog(Dialog):
    """A table of them, newest first; the chosen one in full below."""

    def __init__(self, context: Context, client_id: str, client_name: str) -> None:
        super().__init__(context.window, "Receipts of destruction", 600)
        self._context, self._client_name = context, client_name
        self._receipts: tuple[Receipted, ...] = ()
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setObjectName("receipts")
        self.table.setAccessibleName("Receipts of destruction")
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(TARGET + 4)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.setMinimumHeight(3 * TARGET)
        self.method = Label("", "strong")
        self.notes = Label("", "small")
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
        self.table.setRowCount(len(found))
        for i, each in enumerate(found):
            destruction = each.receipt.destruction
            at = each.receipt.at.astimezone()
            done = f"{words.day(at.date())} {words.clock(at)}" if destruction.complete else "not finished"
            cells = (words.day(each.date), done, words.duration(each.seconds), words.size(destruction.size))
            for k, text in enumerate(cells):
                self.table.setItem(i, k, QTableWidgetItem(text))
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
        self.notes.setText("\n".join(notes) or "Nothing more to say about this one.")

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
