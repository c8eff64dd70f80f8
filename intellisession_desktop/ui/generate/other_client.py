"""What is asked before words are stored that name another client."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ..widgets.dialogs import Dialog, ask


def ask_whose(parent: QWidget, client: str, why: str, go: Callable[[], object]) -> Dialog:
    return ask(
        parent,
        f"Does this belong to {client}?",
        f"{why} Look once more whether the right client is chosen.",
        "Look again",
        "It belongs here",
        go,
        loses=False,
    )
