"""The only place where a recorder's news become Qt signals."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from ...sessions.recorder import ENDED, Recorder, RecorderStatus
from ...sessions.recording import RecordRequest
from ..context import Context


class RecorderBridge(QObject):
    """One recording. It lives with the vault, not with a dialog: closing one must not end a recording early.

    `changed` carries each RecorderStatus on the main thread, about ten times a second.
    """

    changed = Signal(object)

    _heard = Signal(object)

    def __init__(
        self, context: Context, request: RecordRequest | None, device: str = "", job_id: str = ""
    ) -> None:
        """Without a `request`: the recording of `job_id`, which goes on already."""
        super().__init__(context)
        # Crosses from the recorder's thread; a bound method of this object runs on the main one.
        self._heard.connect(self._tell)
        self._recorder = Recorder(
            context.vault, request, device, self._hear, job_id, context.jobs.queue.discard
        )
        self.ended = False

    def start(self) -> None:
        self._recorder.start()

    def pause(self) -> None:
        self._recorder.pause()
        self._tell_now()

    def go_on(self) -> None:
        self._recorder.go_on()
        self._tell_now()

    def mark(self) -> None:
        self._recorder.mark()

    def stop(self) -> None:
        """Ends the recording and keeps it; it waits for its note."""
        self._recorder.stop()
        self._tell_now()

    def discard(self) -> None:
        """Ends the recording and destroys it."""
        self._recorder.discard()
        self._tell_now()

    def _hear(self, status: RecorderStatus) -> None:
        """On the recorder's thread, which may outlive the vault's window."""
        if shiboken6.isValid(self):
            self._heard.emit(status)

    def _tell_now(self) -> None:
        """A button answers at once, not with the next sound. An end is told by the recorder itself."""
        status = self._recorder.status
        if status.state not in ENDED:
            self._tell(status)

    @Slot(object)
    def _tell(self, status: RecorderStatus) -> None:
        if self.ended:
            return
        self.ended = status.state in ENDED
        self.changed.emit(status)
        if self.ended:
            self.deleteLater()
