"""What is asked before the window or a vault is closed while something is not finished."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from .hiding import SHOWN_WHILE_LOCKED
from .widgets.dialogs import Dialog, ask
from .words import counted

if TYPE_CHECKING:
    from ..sessions.job_queue import Work

_STOPPED_WITHIN_S = 5.0  # then it is closed all the same: what was recorded is on the disk
_LOOK_MS = 100
_GOES_ON = "It stops now and continues by itself when you next open this vault. Nothing is lost."
_GO_ON = "They stop now and continue by themselves when you next open this vault. Nothing is lost."


def recording_windows() -> list[QWidget]:
    """The windows in which a recording runs, shown or hidden."""
    return [
        window for window in QApplication.topLevelWidgets() if window.property("recording_active") is True
    ]


def text_windows() -> list[QWidget]:
    """The windows that hold a text which is stored nowhere yet, shown or hidden."""
    from .generate.dialog import GenerateDialog

    return [
        window
        for window in QApplication.topLevelWidgets()
        if (isinstance(window, Dialog) and window.unsaved)
        or (isinstance(window, GenerateDialog) and window.inputs.written)
    ]


def ask_about_recording(parent: QWidget, on_stopped: Callable[[], object]) -> Dialog:
    """Goes on recording, or stops, keeps the recording, and then does what was wanted."""

    def stop() -> None:
        from .generate.record_panel import RecordPanel

        for window in recording_windows():
            for panel in window.findChildren(RecordPanel):
                panel.stop()
        _when_stopped(parent, time.monotonic() + _STOPPED_WITHIN_S, on_stopped)

    return _open_over_lock(
        ask(
            parent,
            "A recording is running",
            "It can be stopped and kept. The note can be written from it the next time the vault is opened.",
            "Keep recording",
            "Stop and keep it",
            stop,
            loses=False,
        )
    )


def ask_about_text(parent: QWidget, on_go: Callable[[], object]) -> Dialog:
    """While it is locked: a text was written and is stored nowhere yet."""
    return _open_over_lock(
        ask(
            parent,
            "Some text is not saved yet",
            "You wrote it before the window was locked. Unlock to continue with it.",
            "Stay",
            "Discard the text",
            on_go,
        )
    )


def ask_about_changes(parent: QWidget, why: str, on_go: Callable[[], object]) -> Dialog:
    """The note under review cannot be stored: `why` is a sentence."""
    return ask(
        parent,
        "Close without the last changes?",
        f"What you changed last in the open note could not be saved yet. {why}",
        "Stay",
        "Close without them",
        on_go,
    )


def ask_about_key(parent: QWidget, on_go: Callable[[], object]) -> Dialog:
    """The recovery key is shown and was not kept yet."""
    return ask(
        parent,
        "The recovery key has not been saved yet",
        "The key is shown only now. Without it, nobody can open the vault if the passphrase is forgotten.",
        "Stay",
        "Close without it",
        on_go,
    )


def notes_in_the_making(works: tuple[Work, ...]) -> int:
    """How many would stop if the vault were closed now."""
    return sum(work.kind == "note" and not work.ended for work in works)


def ask_about_work(
    parent: QWidget, works: tuple[Work, ...], go: str, on_go: Callable[[], object]
) -> Dialog | None:
    """Notes are being made in the vault that is to be closed; does it at once where none is. `go`: the words
    of the button.
    """
    count = notes_in_the_making(works)
    if not count:
        on_go()
        return None
    return _open_over_lock(
        ask(
            parent,
            "A note is being made" if count == 1 else f"{counted(count, 'note')} are being made",
            _GOES_ON if count == 1 else _GO_ON,
            "Stay",
            go,
            on_go,
            loses=False,
        )
    )


def _when_stopped(parent: QWidget, until: float, on_stopped: Callable[[], object]) -> None:
    if recording_windows() and time.monotonic() < until:
        QTimer.singleShot(_LOOK_MS, parent, lambda: _when_stopped(parent, until, on_stopped))
    else:
        on_stopped()


def _open_over_lock(dialog: Dialog) -> Dialog:
    dialog.setProperty(SHOWN_WHILE_LOCKED, True)
    return dialog
