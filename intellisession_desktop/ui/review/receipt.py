"""The receipt of a destroyed recording, as the therapist reads it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ...records import Receipt
from .. import words
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog
from ..widgets.layouts import column, row
from ..widgets.texts import Label, Picture


class ReceiptDialog(Dialog):
    """What was done to the sound, when, and what cannot be promised."""

    def __init__(self, parent: QWidget, receipt: Receipt) -> None:
        done = receipt.destruction
        title = "The audio is destroyed" if done.complete else "The audio is not quite destroyed yet"
        if not done.by_us:
            title = "The audio was not destroyed by this program"
        super().__init__(parent, title, 460)
        self.add(
            _fact("When", f"{words.full_day(receipt.at.astimezone().date())}, {words.clock(receipt.at)}"),
            _fact("How", done.method[:1].upper() + done.method[1:]),
            _fact("Size", words.size(done.size)),
            _fact("Receipt", receipt.id[:12]),
        )
        for note in done.notes:
            line = row(Picture("info"), Label(note, "small"), spacing=SPACE_2)
            line.setStretch(1, 1)
            self.add(line)
        self.set_buttons(None, Button("Close", "primary", on_click=self.accept, name="close"))


def _fact(name: str, value: str) -> QWidget:
    whole = QWidget()
    whole.setLayout(column(Label(name, "small", wrap=False), Label(value), spacing=SPACE_1))
    whole.layout().setContentsMargins(0, 0, 0, SPACE_3 - SPACE_2)  # type: ignore[union-attr]
    return whole
