"""What is asked before the dialog goes away with something in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from .. import words
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask
from ..widgets.texts import Label


def ask_about_recording(
    parent: QWidget, seconds: float, stop: Callable[[], object], destroy: Callable[[], object]
) -> Dialog:
    """While a recording runs: go on (Escape and Enter too), stop and keep it, or destroy it."""
    dialog = Dialog(parent, "A recording is running", 480)
    dialog.add(
        Label(
            f"{words.duration(seconds).capitalize()} recorded so far, and still recording. If you keep it, "
            "you can write its note later, from the client's page."
        )
    )

    def then(action: Callable[[], object]) -> Callable[[], None]:
        def clicked() -> None:
            dialog.accept()
            action()

        return clicked

    dialog.set_buttons(
        Button("Destroy", "danger", on_click=then(destroy), name="destroy"),
        None,
        Button("Stop and keep", on_click=then(stop), name="stop-and-keep"),
        Button("Keep recording", "primary", on_click=dialog.reject, name="stay"),
    )
    dialog.open()
    return dialog


def ask_about_text(parent: QWidget, discard: Callable[[], object]) -> Dialog:
    return ask(
        parent,
        "Discard the text you wrote?",
        "The text has not been saved yet.",
        "Keep writing",
        "Discard",
        discard,
    )
