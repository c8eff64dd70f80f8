"""A table that is only read: rows of text, one of which may be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ..tokens import TARGET


class Table(QTableWidget):
    """One column takes the room that the others leave; Tab goes on to what comes after it."""

    def __init__(self, columns: Sequence[str], accessible_name: str, name: str, wide: int = 0) -> None:
        """`wide`: the number of the column with the longest words. The others are as wide as their own."""
        super().__init__(0, len(columns))
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setHorizontalHeaderLabels(list(columns))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(TARGET + 4)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(3 * TARGET)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Other rows, in place of those that are there."""
        self.setRowCount(len(rows))
        for i, cells in enumerate(rows):
            for k, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)  # a column may be too narrow for it
                self.setItem(i, k, item)
