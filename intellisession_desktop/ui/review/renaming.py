"""Other names for all turns of a voice: asked about first, with what it costs, where it flags statements."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ..widgets.dialogs import ask
from ..words import counted
from . import wording
from .editing import Editing


def swap_speakers(over: QWidget, editing: Editing, a: str, b: str) -> None:
    """Two voices were taken for each other. `over`: above which it asks."""
    question = f"Swap {wording.speaker_name(a)} and {wording.speaker_name(b)}?"
    flagged = editing.doubted_by_swap(a, b)
    _ask(over, question, flagged, "Swap", "Swapping back", lambda: editing.swap_speakers(a, b))


def rename_speaker(over: QWidget, editing: Editing, old: str, new: str) -> None:
    """All turns of a voice are somebody else's."""
    question = f"Call every “{wording.speaker_name(old)}” “{wording.speaker_name(new)}”?"
    flagged = editing.doubted_by_rename(old, new)
    _ask(over, question, flagged, "Rename", "Undo", lambda: editing.rename_speaker(old, new))


def _ask(over: QWidget, question: str, flagged: int, go: str, back: str, do: Callable[[], object]) -> None:
    if not flagged:
        do()
        return
    were = "was" if flagged == 1 else "were"
    detail = (
        f"{counted(flagged, 'statement')} {were} written from what they said. You will be "
        f"asked to check them, or to have them rewritten. {back} takes this back."
    )
    ask(over, question, detail, "Leave as it is", go, do, loses=False)
