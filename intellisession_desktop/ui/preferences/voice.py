"""The therapist's own voice: read once, so that the program knows who is who."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent

from ...records import VoicePrint
from ...sessions.therapist_voice import READ_S, enrol
from .. import words
from ..context import Context
from ..errand import Errand
from ..generate.level_meter import LOWEST_DB, LevelMeter
from ..tokens import SPACE_2, SPACE_3, SPACE_4
from ..widgets.buttons import Button
from ..widgets.layouts import box, column, row
from ..widgets.texts import Label
from .microphone_test import Listening
from .page import Page, group, narrow

_LONGEST_S = 90.0
_TO_READ = (
    "The path behind our house leads down to a small river. In spring the water is high and brown, and "
    "branches drift past the bridge. My neighbour walks there every morning with two old dogs that no longer "
    "hurry. He knows each tree and has a name for most of the ducks. On Sundays we meet at the bench to talk "
    "about the weather, the price of bread, and whether the blue boat will ever be repaired. Nobody has seen "
    "its owner for years, yet each summer it has a fresh coat of paint."
)


class VoicePage(Page):
    """Known or not, and the text to read."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "Your voice",
            "Read a short text once, so that your voice is recognised in recordings. Only a description of "
            "your voice is kept, as numbers, encrypted in the vault. The sound is never stored.",
        )
        self._listening: Listening | None = None
        self._errand: Errand | None = None
        self._known: VoicePrint | None = None
        self._state = Label("", "strong")
        self._state.setObjectName("voice-state")
        self._said = Label("", "small")
        self._said.setObjectName("voice-said")
        self._said.hide()
        self.button = Button("Start reading", "primary", "mic", self._turn, "read-voice")
        self.forget = Button("Forget my voice", "", on_click=self._forget, name="forget-voice")
        self.meter = LevelMeter()
        self.meter.hide()
        text = Label(_TO_READ)
        reading = narrow(box(column(text, margins=SPACE_4), "inset"))
        self.add(
            group(
                "Read this aloud, as you would in a session",
                reading,
                row(self.button, self.forget, None, spacing=SPACE_2),
                narrow(self.meter),
                column(self._state, self._said, spacing=SPACE_2),
                hint="Reading takes about half a minute. Nobody else should speak meanwhile.",
            )
        )
        self.body.setSpacing(SPACE_3)
        context.background.run(
            context.vault.therapist_voice.get, done=self._show, failed=self._fail, owner=self
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """What was read so far is dropped."""
        if self._listening is not None:
            self._listening.drop()
        super().hideEvent(event)

    def _show(self, known: VoicePrint | None) -> None:
        self._known = known
        busy = self._listening is not None or self._errand is not None
        since = words.day(known.made.astimezone().date()) if known else ""
        self._state.setText(
            f"Your voice has been known since {since}." if known else "Your voice is not known yet."
        )
        self._state.set_role("good" if known else "")
        self.forget.setVisible(known is not None)
        self.forget.setEnabled(not busy)
        self.button.setEnabled(self._errand is None)
        reads = self._listening is not None
        self.button.setText("Done" if reads else "Read it again" if known else "Start reading")
        self.button.show_icon("check" if reads else "mic")
        self.meter.setVisible(reads)

    def _turn(self) -> None:
        if self._listening is not None:
            self._listening.stop()
            return
        self._say("")
        device = self.context.settings.current.microphone
        self._listening = Listening(device, self, longest_s=_LONGEST_S, keeps=True)
        self._listening.heard.connect(self.meter.show_level)
        self._listening.ended.connect(self._heard)
        self.meter.show_level(LOWEST_DB)
        self._listening.start()
        self._show(self._known)
        self._say(f"Listening. Press Done when you have read it all, after about {READ_S:.0f} seconds.")

    @Slot(object)
    def _heard(self, error: Exception | None) -> None:
        listening, self._listening = self._listening, None
        blocks = listening.kept() if listening is not None else []
        if error is not None:
            self._fail(error)
        elif blocks:
            samples, vault = np.concatenate(blocks), self.context.vault
            settings = self.context.settings.current
            self._errand = Errand(lambda _, token: enrol(vault, samples, settings, token), self, "enrolling")
            self._errand.done.connect(self._enrolled)
            self._errand.failed.connect(self._fail)
            self._errand.start()
            self._say("Listening to what you read…")
        else:
            self._say("")
        for block in blocks:
            block.fill(0.0)
        if listening is not None:
            listening.let_go()
        self._show(self._known)

    @Slot(object)
    def _enrolled(self, known: VoicePrint) -> None:
        self._errand = None
        self._say(f"Learnt from {known.seconds:.0f} seconds of speech. The sound is gone.", "good")
        self._show(known)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._errand = None
        self._show(self._known)
        self._say(self.context.told(error), "danger")

    def _forget(self) -> None:
        voice = self.context.vault.therapist_voice
        self.context.background.run(voice.delete, done=self._forgotten, failed=self._fail, owner=self)

    def _forgotten(self, _: object) -> None:
        self._show(None)
        self._say("Your voice is forgotten. You can read the text again at any time.")

    def _say(self, text: str, role: str = "") -> None:
        self._said.setText(text)
        self._said.set_role(role)
        self._said.setVisible(bool(text))
