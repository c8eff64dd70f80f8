"""Looks at what a writing model answers: one that does not do what it is asked for is reported."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...errors import ModelDoesNotFollow
from ...records.writing import AllowedWords
from ..models import Message, Writer
from .vocabulary import NOTHING

MOST_MISSED = 3
"""So many answers that are none, and never one that is, are no accident."""
_SENTENCE = re.compile(r"\w[^.!?]*[.!?]")


class WatchedWriter:
    """Passes everything on."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._missed = 0
        self._follows = False

    def write(self, messages: Sequence[Message], limit: int, allowed: AllowedWords | None = None) -> str:
        """Raises ModelDoesNotFollow when none of its first answers is one; later ones may fail."""
        answer = self._writer.write(messages, limit, allowed)
        self._follows = self._follows or NOTHING in answer or bool(_SENTENCE.search(answer))
        self._missed += not self._follows
        if self._missed >= MOST_MISSED:
            raise ModelDoesNotFollow()
        return answer

    def agreement(self, messages: Sequence[Message]) -> float:
        return self._writer.agreement(messages)

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        return self._writer.choose(messages, options)
