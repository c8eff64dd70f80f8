"""A session that has a transcript and no note: what was said, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ...sessions.another_note import TranscriptOpened, delete_transcript, open_transcript
from .. import words
from ..context import Context
from ..review.kept_audio import KeptAudioDialog
from ..widgets.buttons import Button
from ..widgets.dialogs import Dialog, ask
from ..widgets.texts import Banner, Label
from .said_list import SaidList

_HEIGHT = 250


class TranscriptDialog(Dialog):
    """To be read; a note can be written from it, and it can be deleted."""

    write_wanted = Signal(object)
    """The TranscriptOpened from which a note is to be written."""

    def __init__(self, context: Context, session_id: str) -> None:
        super().__init__(context.window, "Transcript", 640)
        self._context, self._session_id = context, session_id
        self._opened: TranscriptOpened | None = None
        self._about = Label("", role="muted")
        self.said = SaidList()
        self.said.setMinimumHeight(_HEIGHT)
        self._problem = Banner("", "danger")
        self._problem.hide()
        self.kept = Button("The audio was kept…", "", "audio-lines", self._show_kept, "kept-audio")
        self.kept.hide()
        self.delete = Button("Delete…", "quiet", on_click=self.ask_delete, name="delete-transcript")
        self.write = Button("Write a note…", "primary", "notebook-pen", self._write, "write-note")
        self.write.setEnabled(False)
        self.add(self._about, self.said, self._problem)
        self.set_buttons(
            self.delete,
            self.kept,
            None,
            Button("Close", on_click=self.accept, name="close"),
            self.write,
        )
        self._read()

    def ask_delete(self) -> None:
        ask_to_delete(self._context, self._session_id, self, self.accept, self._failed)

    def _read(self) -> None:
        vault, session_id = self._context.vault, self._session_id
        self._context.background.run(
            lambda: open_transcript(vault, session_id), done=self._show, failed=self._failed, owner=self
        )

    def _show(self, opened: TranscriptOpened) -> None:
        self._opened = opened
        self._about.setText(f"{opened.client.name} · {words.full_day(opened.session.date)} · no note yet")
        self.said.show_turns(opened.turns)
        self.kept.setVisible(bool(opened.kept_recording))
        self.write.setEnabled(True)
        self.write.setFocus()

    def _write(self) -> None:
        if self._opened is not None:
            opened = self._opened
            self.accept()
            self.write_wanted.emit(opened)

    def _show_kept(self) -> None:
        if self._opened is not None:
            KeptAudioDialog(self, self._context, self._opened, self._audio_destroyed).open()

    def _audio_destroyed(self) -> None:
        self._context.client_changed.emit("")
        self._read()

    def _failed(self, error: Exception) -> None:
        self._problem.say(self._context.told(error), "danger")
        self._problem.show()
        self.fit()


def ask_to_delete(
    context: Context,
    session_id: str,
    over: QWidget,
    gone: Callable[[], object],
    failed: Callable[[Exception], object],
) -> None:
    """Asks whether a transcript shall be deleted; `gone` is called once it is, `failed` with why not."""
    vault = context.vault

    def deleted(_: object) -> None:
        context.histories.clear()
        context.notify("The transcript was deleted.")
        context.client_changed.emit("")
        gone()

    ask(
        over,
        "Delete this transcript?",
        "It cannot be brought back, and no other note can be written from it. The receipt for its audio "
        "stays.",
        "Keep",
        "Delete",
        lambda: context.background.run(
            lambda: delete_transcript(vault, session_id), done=deleted, failed=failed, owner=over
        ),
    )
