"""Opens another dialog over the window it belongs to, whichever window it was made for."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget


def open_over(widget: QWidget, dialog: QDialog) -> None:
    """Only the window of `widget` waits for it; the others can be used on."""
    dialog.setParent(widget.window(), dialog.windowFlags())
    dialog.open()
