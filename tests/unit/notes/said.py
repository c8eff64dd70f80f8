"""What somebody said, and a writing model with answers of its own, for the tests of notes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from intellisession_desktop.notes.models import Message
from intellisession_desktop.records import Exchange, Turn
from intellisession_desktop.records.writing import AllowedWords


def turns(*said: tuple[str, str]) -> tuple[Turn, ...]:
    """Turns of a second each."""
    return tuple(Turn(float(n), n + 1.0, who, text) for n, (who, text) in enumerate(said))


def window(*said: tuple[str, str], first: int = 0) -> Exchange:
    """Turns of a session, of which `first` were before."""
    return Exchange(tuple(range(first, first + len(said))), turns(*said))


class Says:
    """Gives its answers one after the other, then the last one again; remembers what it was asked. It
    believes everything, and to it no two texts are alike.
    """

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.allowed: list[AllowedWords | None] = []

    def write(self, messages: Sequence[Message], limit: int, allowed: AllowedWords | None = None) -> str:
        self.asked.append(messages[-1].content)
        self.allowed.append(allowed)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def agreement(self, messages: Sequence[Message]) -> float:
        return 4.0

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        return (-0.5,) * len(options)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.eye(len(texts), 384, dtype=np.float32)
