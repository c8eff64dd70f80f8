"""Takes one audio file or transcript: chosen or dropped, looked at, and shown with what will become of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from ...errors import KnownError
from ...sessions.attached import FILE_ENDINGS, Attached, AttachedTranscript
from ...sessions.note_request import Options
from ...sessions.transcripts.reading import FILE_ENDINGS as TRANSCRIPT_ENDINGS
from ...sessions.transcripts.reading import may_be_transcript
from .. import words
from ..context import Context
from ..tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5
from ..widgets.buttons import Button, Switch
from ..widgets.files import choose_file
from ..widgets.layouts import box, column, row, set_role
from ..widgets.texts import Banner, Label, Picture
from .consent_panel import Consents
from .details import Details
from .file_looker import FileLooker, Looked
from .locked_page import LockedPage
from .transcript_part import TranscriptPart

ONE_FILE = "One recording makes one note. Drop a single file."
NOT_HERE = "This is not a file on this computer. Save it here first, then attach it."
_SHRED = "This file will be shredded after transcription."
_KEEP = (
    "This file will be kept as it is. Anyone who can use this computer can read it. Destroying it is up to "
    "you."
)
_PROTECTED = (
    "This file is in one of the program's own folders, where nothing is shredded. To have it shredded, "
    "attach it from another folder."
)
_PART = "An incomplete file is kept unless you turn this on."
_AUDIO = " ".join(f"*.{ending}" for ending in FILE_ENDINGS)
_TEXT = " ".join(f"*.{ending}" for ending in TRANSCRIPT_ENDINGS)
_TRANSCRIPTS = f"Transcripts ({_TEXT})"
_ALL = "All files (*)"
_FILTER = f"Recordings and transcripts ({_AUDIO} {_TEXT});;Recordings ({_AUDIO});;{_TRANSCRIPTS};;{_ALL}"
_KINDS = "MP3, WAV, M4A, WEBM and most other recordings, or a transcript (VTT, SRT, TXT)"
_WITHOUT_CONSENT = "A transcript made elsewhere can still be used, since nothing is recorded."


class AttachPanel(QWidget):
    """One file at most. It is only read here."""

    changed = Signal()

    def __init__(self, context: Context, details: Callable[[], Details]) -> None:
        super().__init__()
        self._context, self._details = context, details
        self._consents = Consents()
        self._looker = FileLooker(context.vault, self)
        self._looker.found.connect(self._found)
        self.looking = ""
        self._accepted = False
        self._failed = ""
        self._asked_here = False
        self.attached: Attached | None = None
        self.locked = LockedPage()
        self.drop = _DropZone()
        self.drop.choose.clicked.connect(self.choose)
        self.file = _FileView()
        self.file.away.clicked.connect(self.forget)
        self.file.other.clicked.connect(self.choose)
        self.file.part.clicked.connect(self._accept_part)
        self.file.shred.toggled.connect(self._tell)
        self.transcript = TranscriptPart(context, details)
        self.transcript.detach_wanted.connect(self.forget)
        self.transcript.changed.connect(self._tell)
        self._elsewhere = _Elsewhere()
        self._elsewhere.choose.clicked.connect(self._choose_transcript)
        self._views: tuple[QWidget, ...] = (self.locked, self.drop, self.file, self.transcript)
        self.setLayout(column(*self._views, self._elsewhere))
        self._show()

    @property
    def allowed(self) -> bool:
        return not self._consents.why_not_record

    @property
    def holds_file(self) -> bool:
        return self.attached is not None or self.transcript.attached is not None

    def takes(self, paths: list[Path]) -> bool:
        """Whether something like this may be dropped: what is not sound needs no consent to sound."""
        return self.allowed or (self._knows_client and bool(paths) and all(map(may_be_transcript, paths)))

    @property
    def _knows_client(self) -> bool:
        return bool(self._details().client_id)

    def usable(self) -> Attached | None:
        """The file from which a note can be made now."""
        attached = self.attached
        if attached is None or not self.allowed or not (attached.whole or self._accepted):
            return None
        return attached

    def options(self) -> Options:
        """What is to become of the file."""
        shred = self.file.shred.isChecked()
        part = self._accepted
        return Options(keep_audio=not shred, accept_partial=part, shred_partial=part and shred)

    def missing(self) -> str:
        """What is in the way of a file that is there, what must be done first before anything else; empty:
        nothing.
        """
        if self.looking:
            return "The file is still being checked"
        if self.attached is not None and not self.allowed:
            return self._consents.step_to_record
        if self.attached is not None and self.usable() is None:
            return "Decide what to do with the incomplete file"
        return self.transcript.missing()

    def set_consents(self, consents: Consents) -> None:
        """Locks or unlocks the panel; what was attached stays."""
        self._consents = consents
        self.transcript.look_at_client()
        self._show()

    def hover(self, over: bool) -> None:
        """Shows that a file would be taken if it were dropped now."""
        set_role(self.drop, "over" if over else "")

    @Slot()
    def choose(self) -> None:
        choose_file(self, "Attach a recording or transcript", _FILTER, self.look)

    @Slot()
    def _choose_transcript(self) -> None:
        choose_file(self, "Attach a transcript", f"{_TRANSCRIPTS};;{_ALL}", self.look)

    def look(self, path: Path) -> None:
        """Takes a file, in the place of the one before."""
        if not self.takes([path]):
            self.refuse(self._consents.why_not_record)
            return
        self.attached, self._accepted, self._failed = None, False, ""
        self.transcript.set_file(None)
        self._asked_here = self.window().focusWidget() in (self.drop.choose, self.file.other)
        self.looking = path.name
        self._looker.look(path)
        self._tell()

    def refuse(self, reason: str) -> None:
        """Says why what was dropped is not taken."""
        if not self.holds_file:
            self._failed = reason
            self._tell()

    @Slot()
    def forget(self) -> None:
        """Lets go of the file; it stays where it is."""
        self._looker.forget()
        self.attached, self._accepted, self._failed, self.looking = None, False, "", ""
        self.transcript.set_file(None)
        self._tell()

    @Slot(object)
    def _found(self, looked: Looked) -> None:
        self.looking = ""
        attached = looked.attached
        if isinstance(attached, AttachedTranscript):
            self.transcript.set_file(attached)
            self._tell()
            return
        self.attached = attached
        if attached is not None:
            self.file.shred.setChecked(attached.whole and not attached.protected)
        elif isinstance(looked.error, KnownError):
            self._failed = self._context.told(looked.error)
        elif looked.error is not None:
            self._context.show_error(looked.error)
        self._tell()
        if self._asked_here and self.usable() is None:  # the button lost the keyboard while it was off
            (self.drop.choose if attached is None else self.file.part).setFocus()

    @Slot()
    def _accept_part(self) -> None:
        self._accepted = True
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        attached = self.attached
        locked = bool(self._consents.why_not_record)
        self._elsewhere.setVisible(locked and self._knows_client and self.transcript.attached is None)
        self._elsewhere.say(self.looking, self._failed)
        if self.transcript.attached is not None:
            shown: QWidget = self.transcript
        elif locked:
            shown = self.locked
            self.locked.say(self._consents.why_not_record, self._consents, offer_summary=True)
        elif attached is not None:
            shown = self.file
            self.file.show_file(attached, self._accepted)
        else:
            shown = self.drop
            self.drop.say(self.looking, self._failed)
        for view in self._views:
            view.setVisible(view is shown)


class _DropZone(QFrame):
    """Where a file is dropped; the whole dialog takes it too."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "drop")
        self.setContentsMargins(2, 2, 2, 2)  # its dashed edge, which a layout does not reckon with
        self.choose = Button("Choose a file…", icon_name="folder-open", name="choose-file")
        self._picture = Picture("file-audio", "accent", SPACE_5)
        self._title = Label("", "strong", wrap=False)
        self._title.setObjectName("drop-title")
        self._kinds = Label(
            "MP3, WAV, M4A, WEBM and most other recordings, or a transcript (VTT, SRT, TXT)",
            "small",
            wrap=False,
        )
        self.error = Banner("", "danger")
        self.error.label.setObjectName("attach-error")
        middle = Qt.AlignmentFlag.AlignHCenter
        inner = column(spacing=SPACE_2, margins=SPACE_4)
        inner.addWidget(self.error)
        for widget in (self._picture, self._title, self._kinds, self.choose):
            inner.addWidget(widget, alignment=middle)
        self.setLayout(inner)

    def say(self, looking: str, failed: str) -> None:
        self.error.label.setText(failed)
        self.error.setVisible(bool(failed) and not looking)
        self._title.setText("Checking the file…" if looking else "Drop the recording here")
        self._kinds.setVisible(not looking)
        self._picture.setVisible(looking != "" or not failed)  # what is wrong takes its place
        self.choose.setEnabled(not looking)
        self.choose.setText("Choose another file…" if failed else "Choose a file…")


class _Elsewhere(QWidget):
    """Offers a transcript where nothing may be recorded or attached."""

    def __init__(self) -> None:
        super().__init__()
        self.choose = Button("Choose a transcript…", "quiet", "file-text", name="choose-transcript")
        self._words = Label(_WITHOUT_CONSENT, "small")
        self.error = Banner("", "danger")
        self.error.label.setObjectName("attach-error")
        line = row(self._words, self.choose, spacing=SPACE_2)
        line.setStretch(0, 1)
        self.setLayout(column(self.error, line, spacing=SPACE_2))

    def say(self, looking: str, failed: str) -> None:
        self.error.label.setText(failed)
        self.error.setVisible(bool(failed) and not looking)
        self._words.setText("Checking the file…" if looking else _WITHOUT_CONSENT)
        self.choose.setEnabled(not looking)


class _FileView(QWidget):
    """The file, and whether it is shredded."""

    def __init__(self) -> None:
        super().__init__()
        self._name = Label("", "strong")
        self._name.setObjectName("file-name")
        self._facts = Label("", "small")
        self._facts.setObjectName("file-facts")
        self.away = Button("Detach", "quiet", name="take-away")
        self.away.setToolTip("The file stays where it is")
        self.part = Button("Use the part that is there", name="use-part")
        self.other = Button("Choose another file…", "quiet", name="choose-other")
        self._missing = Banner("", "caution")
        self._missing.label.setObjectName("attach-error")
        self._ways = row(self.part, self.other, None)
        self._fate = Label("")
        self._fate.setObjectName("fate")
        self.shred = Switch("Shred the file", on=True)
        self.shred.setObjectName("shred")
        self._caveats = Label("", "small")
        top = row(
            Picture("file-audio", "accent", SPACE_5),
            column(self._name, self._facts, spacing=SPACE_1),
            self.away,
            spacing=SPACE_3,
        )
        top.setStretch(1, 1)
        self._fate_picture = Picture("flame", "muted")
        words_row = row(self._fate_picture, self._fate, self.shred, spacing=SPACE_2)
        words_row.setStretch(1, 1)
        self._fate_box = box(column(words_row, self._caveats, margins=SPACE_2, spacing=SPACE_1), "inset")
        self.setLayout(column(top, self._missing, self._ways, self._fate_box))

    def show_file(self, attached: Attached, accepted: bool) -> None:
        self._name.setText(attached.name)
        length = words.duration(attached.seconds)
        of = f"{length} can be read" if attached.missing is not None else length
        self._facts.setText(f"{of}, {words.size(attached.size)}")
        undecided = attached.missing is not None and not accepted
        self._missing.setVisible(undecided)
        self.part.setVisible(undecided)
        self.other.setVisible(undecided)
        if attached.missing is not None:
            self._missing.label.setText(attached.missing.sentence)
        self._fate_box.setVisible(not undecided)
        shred = self.shred.isChecked()
        self.shred.setEnabled(not attached.protected)
        part = f" {_PART}" if not attached.whole and not shred else ""
        self._fate.setText(_PROTECTED if attached.protected else _SHRED if shred else _KEEP + part)
        self._fate_picture.show_icon("flame" if shred else "file-audio", "muted")
        self._caveats.setText("\n".join(attached.caveats))
        self._caveats.setVisible(shred and bool(attached.caveats))
