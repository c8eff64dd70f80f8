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
            "A text is not stored yet",
            "It was written before the window was locked. Unlock to go on with it.",
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
        "The recovery key is not kept yet",
        "It is shown only now. Without it nobody can open the vault when the passphrase is forgotten.",
        "Stay",
        "Close without it",
        on_go,
    )


def ask_about_work(parent: QWidget, works: tuple[Work, ...], on_go: Callable[[], object]) -> Dialog | None:
    """Notes are being made in the vault that is to be closed; does it at once where none is."""
    open_works = [work for work in works if not work.ended]
    if not open_works:
        on_go()
        return None
    return _open_over_lock(
        ask(
            parent,
            "A note is being made"
            if len(open_works) == 1
            else f"{counted(len(open_works), 'note')} are being made",
            "It stops when this vault is closed, and nothing is lost: it can be finished when the vault is "
            "opened again.",
            "Stay",
            "Close this vault",
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
