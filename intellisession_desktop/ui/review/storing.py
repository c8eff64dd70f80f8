"""Stores what was typed: a moment after the last key, at once when asked, and again when it failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ...errors import KnownError
from ...sessions.review import Opened, ReviewContent, store
from ..context import Context

_PAUSE_MS = 400
_LONGEST_MS = 2_000  # of typing without a pause; a power cut costs no more than that
_AGAIN_MS = 5_000
_BUG = "Something went wrong in the program while saving."


@dataclass(slots=True)
class _InVault:
    """What the vault holds. Set on the background thread only, where one store follows the other."""

    content: ReviewContent


class Storing(QObject):
    """Keeps the vault in step with the review."""

    stored = Signal()
    failed = Signal(str)
    """Why it failed, in a sentence; it is tried again."""
    waiting = Signal()
    """Something was typed that is not stored yet."""

    def __init__(self, context: Context, opened: Opened, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._opened = context, opened
        self._content = ReviewContent(opened.note.sections, opened.turns)
        self._asked = self._content
        self._in_vault = _InVault(self._content)
        self._then: Callable[[], object] | None = None
        self._otherwise: Callable[[str], object] | None = None
        self._typed_at: float | None = None  # the first of what is not asked to be stored yet
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def pending(self) -> bool:
        """Whether something is not known to be stored."""
        return self._content is not self._known

    @property
    def _known(self) -> ReviewContent:
        return self._in_vault.content

    def take(self, content: ReviewContent) -> None:
        """`content` is what shall be stored, soon."""
        if content == self._content:
            return
        self._content = content
        self.waiting.emit()
        now = time.monotonic()
        if self._typed_at is None:
            self._typed_at = now
        left_ms = _LONGEST_MS - round((now - self._typed_at) * 1000)
        self._timer.start(max(0, min(_PAUSE_MS, left_ms)))

    @Slot()
    def flush(self) -> None:
        """Has stored at once what is not stored yet; whatever is asked of the vault later comes after it."""
        self._timer.stop()
        self._typed_at = None
        after = self._content
        if after is self._asked and after is self._known:
            return
        self._asked = after
        vault, note, in_vault = self._context.vault, self._opened.note, self._in_vault

        def work() -> None:
            if in_vault.content is not after:
                store(vault, note.id, note.session_id, in_vault.content, after)
                in_vault.content = after

        # No owner: a page that was left has to say all the same that its last words could not be stored.
        self._context.background.run(work, done=lambda _: self._answer(), failed=self._fail)

    def flush_then(
        self, then: Callable[[], object], otherwise: Callable[[str], object] | None = None
    ) -> None:
        """The same; `then` is called once everything is stored, or `otherwise` with why it could not be."""
        if not self.pending:
            then()
            return
        self._then, self._otherwise = then, otherwise
        self.flush()

    def _answer(self) -> None:
        if not shiboken6.isValid(self) or self.pending:
            return
        then, self._then, self._otherwise = self._then, None, None
        self.stored.emit()
        if then is not None:
            then()

    def _fail(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            self._context.show_error(error)
            return
        otherwise, self._then, self._otherwise = self._otherwise, None, None
        if isinstance(error, KnownError):
            self._timer.start(_AGAIN_MS)
            sentence = error.sentence
            self.failed.emit(sentence)
        else:
            self._context.show_error(error)  # our mistake; it is not tried again before the next key
            sentence = _BUG
        if otherwise is not None:
            otherwise(sentence)
