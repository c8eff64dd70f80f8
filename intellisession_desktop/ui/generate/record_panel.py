"""Records a session or a dictation: ready, recording, paused, recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ...audio.capture import Microphone, microphones
from ...errors import KnownError
from ...sessions.following import Followed
from ...sessions.recorder import RecorderState, RecorderStatus
from ...sessions.recording import RecordRequest
from ...sessions.waiting import WaitingSound
from .. import words
from ..context import Context
from ..widgets.dialogs import ask
from ..widgets.layouts import column
from .consent_panel import Consents
from .details import Details
from .locked_page import LockedPage
from .record_views import ReadyView, RecordedView, RunningView
from .recorder_bridge import RecorderBridge

_ELSEWHERE = "Another session is being recorded in another window. Stop that recording first."
_ENCRYPTED = "The recording is encrypted on this computer. If you close this window, it is kept here."


class RecordPanel(QWidget):
    """One recording at most. It is never ended or destroyed but by a button that says so."""

    changed = Signal()
    """Something began or ended."""

    def __init__(self, context: Context, dictation: bool, details: Callable[[], Details]) -> None:
        """`details`: what the form says at the moment recording begins."""
        super().__init__()
        self._context, self._dictation, self._details = context, dictation, details
        self._consents = Consents()
        self._began: Details | None = None
        self._bridge: RecorderBridge | None = None
        self._status: RecorderStatus | None = None
        self._asked_microphones = False
        self._destroying = self._doomed = self._revoked_told = False
        self.waiting: WaitingSound | None = None
        self.job_id = self._followed_job = ""
        self._heard_all = False
        self.seconds = 0.0
        self.locked = LockedPage()
        self.ready = ReadyView(dictation)
        self.running = RunningView(context)
        self.recorded = RecordedView()
        self._views: tuple[QWidget, ...] = (self.locked, self.ready, self.running, self.recorded)
        self.setLayout(column(*self._views))
        self.ready.button.clicked.connect(self.begin)
        self.ready.look_again.clicked.connect(self._find_microphones)
        self.ready.microphone.currentIndexChanged.connect(self._keep_microphone)
        self.running.pause.clicked.connect(self.pause_or_go_on)
        self.running.mark.clicked.connect(self.mark)
        self.running.stop.clicked.connect(self.stop)
        self.running.discard.clicked.connect(lambda: self.ask_to_destroy())
        context.jobs.followed.connect(self._show_followed)
        self.recorded.destroy_wanted.connect(lambda: self.ask_to_destroy())
        self._show()

    @property
    def active(self) -> bool:
        """Whether sound is being recorded, or could be again at once."""
        return self._bridge is not None

    @property
    def holds_sound(self) -> bool:
        """Whether there is a recording, running or finished."""
        return self.active or bool(self.job_id)

    @property
    def recording_job(self) -> str:
        """The job of the recording, also while it runs; empty where there is none."""
        return self._status.job_id if self.active and self._status is not None else self.job_id

    @property
    def recorded_s(self) -> float:
        """Seconds of sound so far."""
        return self._status.seconds if self.active and self._status is not None else self.seconds

    @property
    def can_be_destroyed(self) -> bool:
        """Whether it is a recording made here: a file is the therapist's own, and a transcript no sound."""
        return self.waiting is None or not (self.waiting.heard or self.waiting.name)

    def missing(self) -> str:
        """What must happen before a note can be made of it; empty: nothing."""
        if self.active:
            return "Stop the recording first"
        began, now = self._began, self._details()
        if began is not None and (began.date, began.people) != (now.date, now.people) and self._why_not():
            return self._consents.step_to_dictate if self._dictation else self._consents.step_to_record
        return ""

    def show_waiting(self, waiting: WaitingSound) -> None:
        """Shows sound that waits for its note as what it is: also a recording that goes on, which another
        window had begun.
        """
        self._began = self._details()
        if waiting.live:
            self._follow(RecorderBridge(self._context, None, job_id=waiting.job.id))
            return
        self.waiting = waiting
        self.job_id, self.seconds = waiting.job.id, waiting.seconds
        length = words.duration(waiting.seconds)
        if waiting.heard and not waiting.job.recording_id:
            self.recorded.say("Your summary is here.", "Only the note is still to be written.", "", False)
        elif waiting.heard:
            said = "Only the note is still to be written."
            self.recorded.say(f"The transcript of {length} is here.", said, "", False)
        elif waiting.name:
            self.recorded.say(waiting.name, f"A file of {length}, attached before.", "", False)
        else:
            self.recorded.say(f"Recorded {length}.", _ENCRYPTED)
        self._show()
        self.changed.emit()

    def set_consents(self, consents: Consents) -> None:
        """Locks or unlocks the panel. Ends a recording whose consent was revoked."""
        self._consents = consents
        began, now = self._began, self._details()
        if self.active and began is not None and consents.known:
            same = (began.date, began.people) == (now.date, now.people)
            if self._why_not() and same:
                self._revoked()
            self.running.warning.label.setText(self._why_not())
            self.running.warning.setVisible(bool(self._why_not()))
        self._show()

    @Slot()
    def begin(self) -> None:
        """Starts to record, with the details as they are now."""
        if self.holds_sound or self._why_not():
            return
        if _recording_elsewhere(self.window()):
            self.ready.say(_ELSEWHERE)
            return
        self.ready.say("")
        self._began = now = self._details()
        request = RecordRequest(
            client_id=now.client_id,
            date=now.date,
            format=now.format,
            people=now.people,
            time=now.time,
            modality=now.modality,
            dictation=self._dictation,
        )
        self._follow(RecorderBridge(self._context, request, self.ready.microphone.key()))

    def _follow(self, bridge: RecorderBridge) -> None:
        self._bridge = bridge
        bridge.changed.connect(self._heard)
        bridge.start()
        self._show()
        self.running.pause.setFocus()
        self.changed.emit()

    @Slot()
    def pause_or_go_on(self) -> None:
        if self._bridge is None or self._status is None:
            return
        if self._status.state is RecorderState.PAUSED:
            self._bridge.go_on()
        elif self._status.state is RecorderState.RECORDING:
            self._bridge.pause()

    @Slot()
    def mark(self) -> None:
        """Marks this moment of the recording."""
        status = self._status
        if self._bridge is not None and status is not None and status.state is RecorderState.RECORDING:
            self._bridge.mark()

    @Slot()
    def stop(self) -> None:
        """Ends the recording and keeps it."""
        if self._bridge is not None:
            self._bridge.stop()

    def destroy_recording(self) -> None:
        """Destroys what is recorded or being recorded, with a receipt."""
        if self._bridge is not None:
            self._doomed = True  # if it has just stopped, what it left is destroyed then
            self._bridge.discard()
        elif self.job_id and not self._destroying:
            self._destroying = True
            job_id = self.job_id
            self._context.background.run(
                lambda: self._context.jobs.queue.discard(job_id),
                done=lambda _: self._destroyed(),
                failed=self._not_destroyed,
                owner=self,
            )

    def ask_to_destroy(self, on_going: Callable[[], object] | None = None) -> None:
        """Asks first, and says how much would be lost. `on_going` is called when the answer is yes, before it
        is done.
        """

        def go() -> None:
            if on_going is not None:
                on_going()
            self.destroy_recording()

        ask(
            self.window(),
            f"Destroy this recording of {words.duration(self.recorded_s)}?",
            "This cannot be undone. It keeps recording until you decide."
            if self.active
            else "This cannot be undone.",
            "Keep",
            "Destroy",
            go,
        )

    def _why_not(self) -> str:
        return self._consents.why_not_dictate if self._dictation else self._consents.why_not_record

    def _show(self) -> None:
        why_not = self._why_not()
        if self.active:
            shown: QWidget = self.running
        elif self.job_id:
            shown = self.recorded
        elif why_not:
            shown = self.locked
            self.locked.say(why_not, self._consents, offer_summary=not self._dictation)
        else:
            shown = self.ready
            if not self._asked_microphones:
                self._find_microphones()
        for view in self._views:
            view.setVisible(view is shown)

    @Slot()
    def _find_microphones(self) -> None:
        self._asked_microphones = True
        self._context.background.run(
            microphones, done=self._show_microphones, failed=self._no_microphones, owner=self
        )

    def _show_microphones(self, found: tuple[Microphone, ...]) -> None:
        self.ready.say("")
        self.ready.button.setEnabled(True)
        self.ready.show_microphones(found, self._context.settings.current.microphone)

    def _no_microphones(self, error: Exception) -> None:
        self._say(error)
        self.ready.button.setEnabled(False)

    @Slot()
    def _keep_microphone(self) -> None:
        settings = self._context.settings
        try:
            settings.replace(dataclasses.replace(settings.current, microphone=self.ready.microphone.key()))
        except KnownError as error:
            self._say(error)

    def _say(self, error: Exception) -> None:
        self.ready.say(self._context.told(error))

    @Slot(object)
    def _heard(self, status: RecorderStatus) -> None:
        before, self._status = self._status, status
        match status.state:
            case RecorderState.STOPPED:
                self._keep(status)
            case RecorderState.DISCARDED:
                self._bridge = None
                self._destroyed()
            case RecorderState.FAILED:
                self._keep(status)
            case _:
                self.running.show_status(status)
                self._be_followed(status)
                if before is None or before.state is not status.state:
                    self.changed.emit()

    def _be_followed(self, status: RecorderStatus) -> None:
        """Once there is sound, it is heard as it comes."""
        wanted = self._context.settings.current.listen_along == "on"
        if self._followed_job or not wanted or status.state is not RecorderState.RECORDING:
            return
        self._followed_job, self._heard_all = (job_id := status.job_id), False
        self.running.text.forget()
        # Where that cannot be, the transcript is made at the end, as that of a file.
        self._context.background.run(
            lambda: self._context.jobs.follow(job_id), failed=lambda _: None, owner=self
        )

    @Slot(str, object)
    def _show_followed(self, job_id: str, followed: Followed) -> None:
        if job_id != self._followed_job:
            return
        self._heard_all = followed.heard.complete  # maybe before we are told that the recording has stopped
        if self._status is not None:
            self.running.text.setVisible(True)
            self.running.text.show_followed(followed, self._status.seconds)
        elif job_id == self.job_id:
            self.recorded.detail.setText(self._standing())

    def _standing(self) -> str:
        return f"{_ENCRYPTED} The transcript is complete." if self._heard_all else _ENCRYPTED

    def _keep(self, status: RecorderStatus) -> None:
        """The recording has ended, by the therapist or by an error; what was recorded is there."""
        self._bridge, self._status = None, None
        self.job_id, self.seconds = status.job_id, status.seconds
        error = self._context.told(status.error) if status.error is not None else ""
        if self.job_id:
            self.recorded.say(f"Recorded {words.duration(self.seconds)}.", self._standing(), error)
            self._context.client_changed.emit(self._began.client_id if self._began else "")
        else:
            self._began, self._followed_job = None, ""
            self.ready.say(error)
        self._show()
        self.changed.emit()
        if self._doomed:
            self.destroy_recording()

    def _destroyed(self) -> None:
        self._destroying = self._doomed = self._revoked_told = False
        client_id = self._began.client_id if self._began else ""
        self.job_id, self.seconds, self.waiting = "", 0.0, None
        self._followed_job = ""
        self._status = self._began = None
        self._context.notify("The recording was destroyed.")
        self._context.client_changed.emit(client_id)
        self._show()
        self.changed.emit()

    def _not_destroyed(self, error: Exception) -> None:
        self._destroying = False
        self._context.show_error(error)

    def _revoked(self) -> None:
        """Stops at once, and lets the therapist decide about what is there."""
        if self._revoked_told:
            return
        self._revoked_told = True
        self.stop()
        question = (
            "The consent was revoked, so the recording has stopped. What was recorded so far can be made "
            "into a note if everybody present agrees, or destroyed."
        )
        ask(self.window(), "The consent was revoked", question, "Keep", "Destroy", self.destroy_recording)


def _recording_elsewhere(own: QWidget) -> bool:
    return any(
        window is not own and bool(window.property("recording_active"))
        for window in QApplication.topLevelWidgets()
    )
