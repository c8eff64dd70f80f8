"""Whether the microphone hears: its level for some seconds, and how that sounds. It never leaves memory."""

from __future__ import annotations

import math
import threading

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ...audio.capture import microphone
from ...audio.playback import play
from ..context import Context
from ..generate.level_meter import CLIP_DB, CLIPPED, GOOD, LOWEST_DB, QUIET, LevelMeter
from ..tokens import SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import column, row
from ..widgets.texts import Label
from .page import narrow

_LONGEST_S = 10.0
_JUDGED_AFTER_S = 2.0
_QUIET_DB = -45.0  # peak of ordinary speech at an arm's length is above it
_BLOCK_S = 0.1
_SAY = "Speak as you would in a session. The sound is not saved, and is gone when you leave this page."


class _SoundThread(QObject):
    """Sound at work on a thread of its own, which says when it has ended."""

    ended = Signal(object)
    """None, or the error that ended it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)
        self.destroyed.connect(self._stop.set)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def let_go(self) -> None:
        """Deletes it, once it has `ended`: only when its thread is through with the signal."""
        self._thread.join()
        self.deleteLater()

    def _run(self) -> None:
        error: Exception | None = None
        try:
            self._work()
        except Exception as caught:  # the thread's edge: shown on the page
            error = caught
        if shiboken6.isValid(self):
            self.ended.emit(error)

    def _work(self) -> None:
        raise NotImplementedError


class Listening(_SoundThread):
    """A microphone that is listened to, for so long at most."""

    heard = Signal(float)
    """The peak of the last tenth of a second, dB."""

    def __init__(
        self, device: str, parent: QObject, longest_s: float = _LONGEST_S, keeps: bool = False
    ) -> None:
        """`keeps`: what is heard stays in memory, to be had with `kept` once it has ended."""
        super().__init__(parent)
        self._device, self._longest_s = device, longest_s
        self._kept: list[NDArray[np.float32]] | None = [] if keeps else None

    def drop(self) -> None:
        """Ends it, and forgets what was heard."""
        self._stop.set()
        kept, self._kept = self._kept or [], None
        for block in kept:
            block.fill(0.0)

    def kept(self) -> list[NDArray[np.float32]]:
        """What was heard: float32, 16 kHz mono."""
        return self._kept or []

    def _work(self) -> None:
        with microphone(self._device or None) as blocks:
            for _, block in zip(range(round(self._longest_s / _BLOCK_S)), blocks, strict=False):
                if self._stop.is_set():
                    break
                if (kept := self._kept) is not None:
                    kept.append(np.array(block))
                if shiboken6.isValid(self):
                    peak = float(abs(block).max(initial=0.0))
                    self.heard.emit(max(LOWEST_DB, 20 * math.log10(peak) if peak > 0 else LOWEST_DB))


class Playing(_SoundThread):
    """Sound that is played, and wiped afterwards."""

    def __init__(self, sound: NDArray[np.float32], parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound

    def _work(self) -> None:
        try:
            play(self._sound, self._stop)
        finally:
            self._sound.fill(0.0)


class MicrophoneTest(QWidget):
    """A button that listens, what it hears, and a button that plays it."""

    def __init__(self, context: Context, *beside: QWidget) -> None:
        """`beside`: what stands to the right of the button."""
        super().__init__()
        self.context = context
        self.button = Button("Test the microphone", "", "mic", self._turn, "test-microphone")
        self.listen = Button("Play it", "quiet", on_click=self._play, name="play-test")
        self.meter = LevelMeter()
        self._said = Label("", "small")
        self._said.setObjectName("microphone-state")
        self._listening: Listening | None = None
        self._playing: Playing | None = None
        self._kept: NDArray[np.float32] = np.zeros(0, np.float32)
        self._loudest, self._heard_s = LOWEST_DB, 0.0
        buttons = row(self.button, self.listen, *beside, None, spacing=SPACE_2)
        self.setLayout(column(buttons, narrow(self.meter), self._said, spacing=SPACE_3))
        self.listen.hide()
        self.meter.hide()
        self._said.hide()

    def stop(self) -> None:
        """Lets go of the microphone."""
        if self._listening is not None:
            self._listening.stop()

    def forget(self) -> None:
        """What was heard is gone; it is not played on either."""
        if self._playing is not None:
            self._playing.stop()
        self._kept.fill(0.0)
        self._kept = np.zeros(0, np.float32)
        self.listen.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        self.forget()
        super().hideEvent(event)

    def _turn(self) -> None:
        if self._listening is not None:
            self.stop()
            return
        self.forget()
        self._loudest, self._heard_s = LOWEST_DB, 0.0
        self._listening = Listening(self.context.settings.current.microphone, self, keeps=True)
        self._listening.heard.connect(self._hear)
        self._listening.ended.connect(self._end)
        self.button.setText("Stop")
        self.button.show_icon("square")
        self.meter.show_level(LOWEST_DB)
        self.meter.show()
        self._say(_SAY)
        self._listening.start()

    @Slot(float)
    def _hear(self, level_db: float) -> None:
        self._heard_s += _BLOCK_S
        self._loudest = max(self._loudest, level_db)
        self.meter.show_level(level_db)
        if self._loudest >= CLIP_DB:
            self._say(CLIPPED, "caution")
        elif self._heard_s >= _JUDGED_AFTER_S:
            quiet = self._loudest < _QUIET_DB
            self._say(QUIET if quiet else GOOD, "caution" if quiet else "good")

    @Slot(object)
    def _end(self, error: Exception | None) -> None:
        if self._listening is not None:
            heard = np.concatenate([self._kept, *self._listening.kept()])
            self._listening.drop()
            if self.isVisible():
                self._kept = heard
            else:
                heard.fill(0.0)
            self.listen.setVisible(bool(len(self._kept)))
            self._listening.let_go()
        self._listening = None
        self.button.setText("Test the microphone")
        self.button.show_icon("mic")
        self.meter.hide()
        if error is not None:
            self._say(self.context.told(error), "danger")
        elif self._heard_s < _JUDGED_AFTER_S:
            self._say("")

    @Slot()
    def _play(self) -> None:
        """A copy, which is wiped when it was played: it can be heard again until the page is left."""
        if self._playing is not None:
            self._playing.stop()
            return
        self._playing = Playing(self._kept.copy(), self)
        self._playing.ended.connect(self._played)
        self.listen.setText("Stop playing")
        self._playing.start()

    @Slot(object)
    def _played(self, error: Exception | None) -> None:
        if self._playing is not None:
            self._playing.let_go()
        self._playing = None
        self.listen.setText("Play it")
        if error is not None:
            self._say(self.context.told(error), "danger")

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.setVisible(bool(text))
