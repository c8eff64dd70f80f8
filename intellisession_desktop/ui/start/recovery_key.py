"""The recovery key, shown once: to be printed or written down, and saved nowhere by us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from ..clipboard import PrivateClipboard
from ..tokens import SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import row
from ..widgets.texts import Banner, Label
from ..words import full_day
from .panel import Panel, main_button

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_IN_A_LINE = 4  # groups


class RecoveryKeyPanel(Panel):
    """Shows the key; it goes on once the person says that it is kept."""

    kept = Signal()

    def __init__(
        self, key: str, clipboard: PrivateClipboard, ask_to_print: Callable[[QWidget, str], QObject]
    ) -> None:
        """`ask_to_print` opens the print dialog for a page of HTML."""
        super().__init__(
            "Keep this recovery key",
            "If the passphrase is forgotten, only this key opens the vault. Nobody else has it, we do not "
            "either. It is shown now and never again.",
        )
        self._key, self._clipboard, self._ask_to_print = key, clipboard, ask_to_print
        groups = key.split("-")
        lines = ["  ".join(groups[i : i + _IN_A_LINE]) for i in range(0, len(groups), _IN_A_LINE)]
        lines[-1] = lines[-1].ljust(
            len(lines[0]), "\N{NO-BREAK SPACE}"
        )  # so that the groups stand in columns
        shown = Label("\n".join(lines), "recovery-key", wrap=False)
        shown.setObjectName("recovery-key")
        shown.setAccessibleName("Recovery key: " + " ".join(groups))
        self._copied = Banner("Copied. The clipboard is emptied in a minute.", "good")
        self._copied.hide()
        self._check = QCheckBox("I have kept it in a safe place")
        self._check.setObjectName("kept")
        self._button = main_button("Go on", "go-on")
        self._button.setEnabled(False)
        self._check.toggled.connect(self._button.setEnabled)
        self._button.clicked.connect(self.kept)
        self._print = Button("Print…", "", "printer", on_click=self._print_it, name="print-key")
        copy = Button("Copy", "", "copy", on_click=self._copy, name="copy-key")
        self.add(shown, row(None, self._print, copy, None, spacing=SPACE_3), self._copied)
        self.add(self._check, self._button)

    def start(self) -> None:
        self._print.setFocus()

    def _copy(self) -> None:
        self._clipboard.copy(self._key)
        self._copied.show()

    def _print_it(self) -> None:
        self._ask_to_print(self, key_page(self._key))


def key_page(key: str, today: dt.date | None = None) -> str:
    """The page to print, as HTML. It names no person and no folder: who finds it shall not know what of."""
    groups = key.split("-")
    lines = "<br>".join(
        "&nbsp;&nbsp;&nbsp;".join(escape(group) for group in groups[i : i + _IN_A_LINE])
        for i in range(0, len(groups), _IN_A_LINE)
    )
    return f"""
<h1 style="font-size: 20pt">IntelliSession recovery key</h1>
<p style="font-size: 11pt">Made {escape(full_day(today or dt.date.today()))}. If the passphrase is forgotten,
this key opens the vault: choose “Use recovery key” when the program starts.</p>
<p style="font-size: 22pt; font-family: monospace"><b>{lines}</b></p>
<p style="font-size: 11pt">Seven groups of four letters and digits. There is no letter I, L, O or U in it:
what looks like one is a 1 or a 0.</p>
<p style="font-size: 11pt">Keep it where only you, or somebody you trust, can get at it, and not beside the
computer. Whoever has this page and the computer can read everything in the vault.</p>"""


def ask_to_print(parent: QWidget, page: str) -> QObject:
    """Opens the print dialog; prints when it is accepted. Gives the dialog."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # not needed at any other start

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Recovery key")
    dialog = QPrintDialog(printer, parent.window())
    dialog.setWindowTitle("Print")
    dialog.accepted.connect(lambda: print_page(page, printer))
    QDialog.open(dialog)  # its own `open` wants a slot by name
    return dialog


def print_page(page: str, printer: QPrinter) -> None:
    """Draws the page on a printer."""
    document = QTextDocument()
    document.setHtml(page)
    document.print_(printer)
