"""Saves a document where a person wants it: asks where, has it made, and has it written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..errors import FolderUnwritable
from ..files import write_atomically
from ..sessions.documents import DocumentKind
from .context import Context
from .widgets.files import choose_save

FILTERS = {
    DocumentKind.PDF: "PDF (*.pdf)",
    DocumentKind.DOCX: "Word document (*.docx)",
    DocumentKind.TXT: "Plain text (*.txt)",
}


def save_document(
    context: Context,
    parent: QWidget,
    title: str,
    name: str,
    make: Callable[[], bytes],
    saved: Callable[[Path], object],
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """Asks for a file (`name` is suggested; its ending says which kind) and writes into it what `make` gives.

    `make` runs with the background's other work, `saved` and `failed` on the main thread. `failed` gets what
    `make` raises, DiskFull, or FolderUnwritable.
    """

    def write(path: Path) -> None:
        data = make()
        try:
            write_atomically(path, data)
        except OSError as error:  # a stick that was pulled out, a name that the system does not take
            raise FolderUnwritable() from error

    def chosen(path: Path) -> None:
        context.background.run(lambda: write(path), done=lambda _: saved(path), failed=failed, owner=parent)

    choose_save(parent, title, name, FILTERS[DocumentKind(Path(name).suffix.lstrip("."))], chosen)
