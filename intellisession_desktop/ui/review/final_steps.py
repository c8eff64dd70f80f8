"""What changes a note for good: its signature, an addendum, its deletion."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ...records import Note
from ...sessions.listing import listed
from ...sessions.signing import add_addendum, empty_sections, sign
from ...settings import KEEP_EMPTY
from ..context import Context
from ..widgets.buttons import Button
from ..widgets.dialogs import ask, tell
from .addenda import AddendumDialog
from .editing import Editing
from .sign_dialog import SignDialog, Signing, UndecidedDialog

_TRANSCRIPT_STAYS = (
    "The draft cannot be brought back. Its transcript stays on the client's page, where you can "
    "write another note from it or delete it."
)


class FinalSteps(QObject):
    """Asks what has to be asked, and does it."""

    changed = Signal(str)
    """The note was signed, or added to: it has to be opened anew, and then the sentence may be said."""
    chosen = Signal(object)
    """The Place of a statement that the therapist wants to decide on."""
    deleted = Signal()
    writing_wanted = Signal(int)
    """The section into which the therapist wants to write first."""

    def __init__(self, context: Context, editing: Editing, over: QWidget) -> None:
        """`over`: the widget above which its dialogs open."""
        super().__init__(editing)
        self._context, self._editing, self._over = context, editing, over
        self._asked_empty = False

    @property
    def may_delete(self) -> bool:
        return self._editing.opened().note.state != "signed"

    def sign(self) -> None:
        """Leads to what is undecided; else asks for what is missing, and signs."""
        editing = self._editing
        opened = editing.opened()
        if opened.note.state != "draft":
            return
        risk = opened.risk_section
        places = sorted(editing.to_check(), key=lambda place: (place.section != risk, place))
        if places:
            waiting = [(place, editing.statement(place)) for place in places]
            UndecidedDialog(self._over, waiting, self.chosen.emit).open()
            return
        if not any(section.statements for section in opened.note.sections):
            tell(self._over, "There is nothing in this note yet", "Write a statement first, then sign.")
            return
        empty = empty_sections(opened)
        if empty and not self._asked_empty:
            self._asked_empty = True
            self._ask_empty([opened.note.sections[n].name for n in empty], empty[0])
            return
        settings = self._context.settings.current
        dialog = SignDialog(self._over, opened, settings, lambda how: self._sign(dialog, how))
        dialog.open()

    def _ask_empty(self, names: list[str], first: int) -> None:
        """Once, while the note is open: a section may be left empty, but not by an oversight."""
        kept = self._context.settings.current.empty_sections == KEEP_EMPTY
        exported = (
            f"In exports {'its heading stays' if len(names) == 1 else 'their headings stay'}"
            if kept
            else f"Exports leave {'it' if len(names) == 1 else 'them'} out"
        )
        question = ask(
            self._over,
            f"{listed(names)} {'is' if len(names) == 1 else 'are'} empty",
            f"The note can be signed as it is. {exported}. You can change this in Settings, under Notes.",
            "Write something there",
            "Sign it as it is",
            self.sign,
            loses=False,
        )
        write = question.findChild(Button, "stay")
        if write is not None:  # Escape only goes back
            write.clicked.connect(lambda: self.writing_wanted.emit(first))

    def ask_addendum(self) -> None:
        dialog = AddendumDialog(self._over, lambda text: self._add_addendum(dialog, text))
        dialog.open()

    def ask_delete(self) -> None:
        draft = self._editing.opened().note.state == "draft"
        transcript = draft and any(turn.text for turn in self._editing.content.turns)
        ask(
            self._over,
            "Delete this draft?" if draft else "Delete this note?",
            _TRANSCRIPT_STAYS if transcript else "The note cannot be brought back.",
            "Keep",
            "Delete",
            self._delete,
        )

    def _sign(self, dialog: SignDialog, how: Signing) -> None:
        vault, opened = self._context.vault, self._editing.opened()

        def work() -> Note:
            if how.practice != opened.practice:
                vault.practice.set(how.practice)
            return sign(vault, opened.note.id, how.keep_transcript)

        def signed(note: Note) -> None:
            if how.remember:
                settings = self._context.settings
                chosen = "keep" if how.keep_transcript else "delete"
                settings.replace(replace(settings.current, transcripts=chosen))
            dialog.done_signing()
            self._context.histories.clear()  # another note may rest on the same words
            self._changed(note, "Signed.")

        def failed(error: Exception) -> None:
            dialog.say(self._context.told(error))

        background = self._context.background
        self._editing.storing.flush_then(
            lambda: background.run(work, done=signed, failed=failed, owner=dialog), dialog.say
        )

    def _add_addendum(self, dialog: AddendumDialog, text: str) -> None:
        vault, note_id = self._context.vault, self._editing.opened().note.id

        def added(note: Note) -> None:
            dialog.added()
            self._changed(note, "The addendum is now at the end of the note.")

        def failed(error: Exception) -> None:
            dialog.say(self._context.told(error))

        self._context.background.run(
            lambda: add_addendum(vault, note_id, text), done=added, failed=failed, owner=dialog
        )

    def _delete(self) -> None:
        vault, note = self._context.vault, self._editing.opened().note

        def gone(_: object) -> None:
            self._context.histories.clear()  # another note may rest on the same words
            self._context.client_changed.emit(note.client_id)
            self.deleted.emit()

        # What was typed last is stored first: it may still be on its way.
        self._editing.storing.flush()
        self._context.background.run(lambda: vault.notes.delete(note.id), done=gone, owner=self)

    def _changed(self, note: Note, said: str) -> None:
        self._context.client_changed.emit(note.client_id)
        self.changed.emit(said)
