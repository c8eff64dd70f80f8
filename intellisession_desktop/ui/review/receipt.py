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


def receipt_words(receipt: Receipt) -> str:
    """'Audio destroyed 10:52'."""
    when = receipt.at.astimezone()
    day = words.day(when.date())
    return (
        f"Audio destroyed {words.clock(receipt.at)}"
        if day == "today"
        else f"Audio destroyed {day} {when:%H:%M}"
    )


class ReceiptDialog(Dialog):
    """What was done to the sound, when, and what cannot be promised."""

    def __init__(self, parent: QWidget, receipt: Receipt) -> None:
        super().__init__(parent, "The audio is destroyed", 460)
        done = receipt.destruction
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
