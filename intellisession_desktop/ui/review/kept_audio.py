"""Audio that was kept: listen to what was voice without words, then keep or destroy it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from ...audio.playback import play
from ...errors import KnownError
from ...records import Moment, Receipt
from ...sessions.jobs import CancelToken, Report
from ...sessions.kept_audio import destroy_kept, part_of, unheard_of
from .. import words
from ..context import Context
from ..errand import Errand
from ..tokens import SPACE_2
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask
from ..widgets.layouts import row
from ..widgets.texts import Label

_AROUND_S = 1.0
"""Heard before and after a place, so that one knows who speaks and of what."""
_MOST_SHOWN = 8
_KEPT = (
    "The audio was kept",
    "The audio is no longer needed for a note. A recording made here stays encrypted in the vault; an "
    "attached file stays where it is. Destroy it when you no longer need it.",
)
_UNHEARD = (
    "They may whisper, cry or speak too softly. The audio was kept so that nothing is lost: listen, add to "
    "the note what is missing, then destroy it."
)
_GONE = "It cannot be brought back. What was written from it stays, and a receipt is kept."
_GONE_UNHEARD = f"What was said in the {{unheard}} that could not be understood is lost with it. {_GONE}"


class WithKeptAudio(Protocol):
    """A note or a transcript whose audio was kept: what happened while it was recorded, the recording's id
    and its length.
    """

    @property
    def moments(self) -> tuple[Moment, ...]: ...

    @property
    def kept_recording(self) -> str: ...

    @property
    def kept_s(self) -> float: ...


class KeptAudioDialog(Dialog):
    """Says why the audio is there still, plays what was voice without words, and destroys it on request."""

    def __init__(
        self, parent: QWidget, context: Context, opened: WithKeptAudio, changed: Callable[[], object]
    ) -> None:
        """`changed` is called once the audio is destroyed."""
        unheard = unheard_of(opened.moments)
        title, why = _KEPT
        if unheard:
            total = words.duration(sum(each.seconds for each in unheard))
            title, why = f"{total} of speech could not be understood", _UNHEARD
        super().__init__(parent, title, 520)
        self._context, self._opened, self._changed = context, opened, changed
        self._stop = threading.Event()
        self._errand: Errand | None = None
        self._said = Label("", "small")
        self._said.hide()
        self.add(Label(why))
        for number, each in enumerate(unheard[:_MOST_SHOWN]):
            self.add(self._place(number, each))
        if len(unheard) > _MOST_SHOWN:
            self.add(Label(f"And {len(unheard) - _MOST_SHOWN} shorter or later places.", "small"))
        self.add(self._said)
        self.set_buttons(
            Button("Destroy the audio…", "danger", on_click=self._ask, name="destroy-kept"),
            None,
            Button("Keep it for now", "primary", on_click=self.accept, name="keep"),
        )

    def done(self, result: int) -> None:
        self._stop.set()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop.set()
        super().closeEvent(event)

    def _place(self, number: int, unheard: Moment) -> QWidget:
        whole = QWidget()
        said = f"{words.position(unheard.at)}, for {words.duration(unheard.seconds)}"
        listen = Button("Listen", "", on_click=lambda: self._listen(unheard), name=f"listen-{number}")
        listen.setAccessibleName(f"Listen at {said}")
        line = row(Label(said, wrap=False), None, listen, spacing=SPACE_2)
        line.setContentsMargins(0, 0, 0, 0)
        whole.setLayout(line)
        return whole

    def _listen(self, unheard: Moment) -> None:
        self._stop.set()  # what is played now
        stop = self._stop = threading.Event()
        vault, recording = self._context.vault, self._opened.kept_recording
        start, end = max(0.0, unheard.at - _AROUND_S), unheard.at + unheard.seconds + _AROUND_S

        def task(_report: Report, _cancel: CancelToken) -> None:
            sound = part_of(vault, recording, start, end)
            try:
                play(sound, stop)
            finally:
                sound.fill(0.0)

        # Not the dialog's child: the thread ends by itself soon after the dialog is gone.
        errand = Errand(task, self._context.background, "listening")
        errand.failed.connect(self._failed)
        errand.start()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            self._context.show_error(error)
            return
        self._said.setText(self._context.told(error))
        self._said.show()
        self.fit()

    def _ask(self) -> None:
        self._stop.set()
        unheard_s = sum(each.seconds for each in unheard_of(self._opened.moments))
        long = f" of {words.duration(self._opened.kept_s)}" if self._opened.kept_s >= 1 else ""
        ask(
            self,
            f"Destroy this recording{long}?",
            _GONE_UNHEARD.format(unheard=words.duration(unheard_s)) if unheard_s else _GONE,
            "Keep",
            "Destroy",
            self._destroy,
        )

    def _destroy(self) -> None:
        vault, recording = self._context.vault, self._opened.kept_recording
        self._context.background.run(
            lambda: destroy_kept(vault, recording), done=self._destroyed, failed=self._failed, owner=self
        )

    def _destroyed(self, _: Receipt | None) -> None:
        self.accept()
        self._changed()
