"""How sure it is who the therapist is, above the transcript, and one click to say so or to change it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from ...records import FIND_OUT, LabelledBy, Labelling, Speaker
from ..tokens import SPACE_1, SPACE_2, SPACE_3
from ..widgets.buttons import Button
from ..widgets.layouts import column, row, show_if
from ..widgets.texts import Banner, Label
from . import wording
from .editing import Editing
from .renaming import swap_speakers

SETTLED = 0.9
"""From here on nobody is asked: of leads as clear as that, all but two of 2500 were right."""

_FAILED = (
    "The voices could not be told apart. The transcript is complete, but it does not say who is "
    "speaking. Click a speaker's name to choose who it is."
)
_SAMPLE = 48  # letters of what somebody says, to recognise them by


class WhoSpeaks(QWidget):
    """A quiet line where all is settled, else a question."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self._asked = Banner("", "caution")
        self.right = Button("That is right", on_click=self._confirm, name="speakers-right")
        self.swap = Button("Swap", "", "arrow-left-right", self._swap, "speakers-swap")
        self.choose = Button("I am…", "", on_click=self._choose, name="speakers-choose")
        self._buttons = QWidget()
        self._buttons.setLayout(row(self.right, self.swap, self.choose, None, spacing=SPACE_2))
        self._line = Label("", "small")
        self._line.setObjectName("who-speaks")
        self._unagreed = Banner(_unagreed(editing.labelling.voices, editing.opened().unagreed), "danger")
        margins = (SPACE_3, 0, SPACE_3, SPACE_2)
        self.setLayout(
            column(self._unagreed, self._asked, self._buttons, self._line, spacing=SPACE_1, margins=margins)
        )
        editing.labelled.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        labelling = self._editing.labelling
        others = self._others()
        question = self._question(labelling) if not self._editing.turns_fixed else ""
        asks = bool(question) and labelling.by is LabelledBy.WORDS
        self._asked.setVisible(bool(question))
        self._buttons.setVisible(asks)
        self.swap.setVisible(len(others) == 1)
        self.choose.setVisible(len(others) > 1)
        if question:
            self._asked.say(question, "caution")
        self._unagreed.setVisible(self._editing.opened().unagreed > 0)
        line = "" if question else self._told(labelling)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        show_if(self, bool(question or line) or self._editing.opened().unagreed > 0)

    def _question(self, labelling: Labelling) -> str:
        if labelling.by is LabelledBy.FAILED:
            return _FAILED
        if labelling.by is LabelledBy.WORDS and labelling.certainty < SETTLED:
            said = self._sample(Speaker.THERAPIST.value)
            sure = _percent(labelling.certainty)
            return f"Is this you? “{said}” This is a guess from what was said ({sure} sure)."
        return ""

    def _told(self, labelling: Labelling) -> str:
        told = {
            LabelledBy.VOICE: "You were recognised by your voice.",
            LabelledBy.WORDS: f"You were recognised by what was said ({_percent(labelling.certainty)} sure).",
        }.get(labelling.by, "")
        session = self._editing.opened().session
        if told and session is not None and session.people == FIND_OUT:
            return f"{labelling.voices} voices were heard. {told}"
        return told

    def _others(self) -> list[str]:
        """The speakers besides the therapist, those who say most first."""
        said: dict[str, int] = {}
        for turn in self._editing.content.turns:
            said[turn.speaker] = said.get(turn.speaker, 0) + len(turn.text)
        return sorted((s for s in said if s != Speaker.THERAPIST), key=lambda s: -said[s])

    def _sample(self, speaker: str) -> str:
        """What somebody says that is long enough to be recognised."""
        texts = [turn.text for turn in self._editing.content.turns if turn.speaker == speaker]
        text = next((text for text in texts if len(text) >= _SAMPLE // 2), texts[0] if texts else "")
        return text if len(text) <= _SAMPLE else f"{text[:_SAMPLE].rsplit(' ', 1)[0]}…"

    @Slot()
    def _confirm(self) -> None:
        self._editing.settle_speakers()

    @Slot()
    def _swap(self) -> None:
        others = self._others()
        if others:
            self._become(others[0])

    @Slot()
    def _choose(self) -> None:
        self.others_menu().popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def others_menu(self) -> QMenu:
        """Everybody but the therapist, with their words; the one chosen becomes the therapist."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("speakers-menu")
        for other in self._others():
            text = f"{wording.speaker_name(other)}: “{self._sample(other)}”"
            menu.addAction(text.replace("&", "&&"), partial(self._become, other))
        return menu

    def _become(self, speaker: str) -> None:
        """This speaker is the therapist, and the one taken for the therapist is this speaker."""
        swap_speakers(self.window(), self._editing, Speaker.THERAPIST.value, speaker)


def _unagreed(voices: int, unagreed: int) -> str:
    agreed = max(0, voices - 1 - unagreed)
    people = "nobody besides you has" if not agreed else f"only {agreed} of the others have"
    return (
        f"{voices} voices were heard, but {people} agreed to be recorded. Add the missing consent on the "
        "client's page, or delete this note if it was not given."
    )


def _percent(share: float) -> str:
    return f"{min(99, round(share * 100))} %"
