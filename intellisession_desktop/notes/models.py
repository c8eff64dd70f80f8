"""What note writing needs of models, as protocols; `sessions` hands over the real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..records.writing import AllowedWords


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a writing model; `role` is system, user or assistant."""

    role: str
    content: str


class Writer(Protocol):
    """A language model that follows instructions."""

    def write(self, messages: Sequence[Message], limit: int, allowed: AllowedWords | None = None) -> str:
        """Its most likely answer, at most `limit` tokens, stripped; in the words `allowed`, if given."""
        ...

    def agreement(self, messages: Sequence[Message]) -> float:
        """Log-odds of Yes over No as the first word of its answer."""
        ...

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        """Log-probability of each of `options` as the beginning of its answer; they begin differently."""
        ...


class Embedder(Protocol):
    """A model that places sentences by their meaning."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text, shape (n, 384)."""
        ...
