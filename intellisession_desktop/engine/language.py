"""The language engine: a writing model that writes and judges, and a sentence embedding. Runs in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidInput
from ..records.writing import AllowedWords
from ..workers.engine import Engine
from .sentence_embedding import SentenceEmbedding


class ChatMessage(Protocol):
    """Anything with a role (system, user, assistant) and a content."""

    @property
    def role(self) -> str: ...
    @property
    def content(self) -> str: ...


class LanguageEngine(Engine):
    """Writes, judges and embeds; see engine/llama.py for why callers keep their examples in front."""

    def __init__(self, model: Path, shipped_models: Path, threads: int) -> None:
        """Loads `model` (a GGUF file, absolute path). Raises ModelDamaged, InvalidInput."""
        from .llama import LlamaReader  # only in the worker: its ggml must not meet that of whisper
        from .searching import write_allowed

        # Not at the top: the parent names this class too, and must not load the library.

        self._write_allowed = write_allowed
        self._reader = LlamaReader(model, threads)
        self._yes = self._first_tokens("Yes", " Yes", "yes")
        self._no = self._first_tokens("No", " No", "no")
        self._embedding = SentenceEmbedding(shipped_models, threads)

    def prepare(self, beginnings: Sequence[Sequence[ChatMessage]]) -> None:
        """Reads what the chats to come begin with, one beginning for each kind, to start at once then."""
        for beginning in beginnings:
            self._reader.next_logits(self._reader.prompt(beginning))

    def write(self, chat: Sequence[ChatMessage], limit: int, allowed: AllowedWords | None = None) -> str:
        """The answer to `chat`, at most `limit` tokens, in the words `allowed` if any are given. Raises
        InvalidInput, Cancelled.
        """
        prompt = self._reader.prompt(chat)
        if allowed is not None:
            answer = self._write_allowed(self._reader, prompt, limit, allowed, self.stop_requested)
        else:
            answer = self._reader.answer(prompt, limit, self.stop_requested)
        return self._reader.text(answer).strip()

    def agreement(self, chat: Sequence[ChatMessage]) -> float:
        """Log-odds of Yes over No as the first token of the answer. Raises InvalidInput."""
        logits = self._reader.next_logits(self._reader.prompt(chat))
        return float(np.logaddexp.reduce(logits[self._yes]) - np.logaddexp.reduce(logits[self._no]))

    def choose(self, chat: Sequence[ChatMessage], options: tuple[str, ...]) -> tuple[float, ...]:
        """Log-probability of each option's first token as the first one of the answer; options that begin
        with the same token cannot be told apart. Raises InvalidInput.
        """
        firsts = [self._first_tokens(option, f" {option}") for option in options]
        if len({token for tokens in firsts for token in tokens}) < sum(map(len, firsts)):
            raise InvalidInput("These answers begin alike for the writing model.")
        logits = self._reader.next_logits(self._reader.prompt(chat))
        whole = np.logaddexp.reduce(logits)
        return tuple(float(np.logaddexp.reduce(logits[tokens]) - whole) for tokens in firsts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of the meaning of each text, shape (n, 384)."""
        return self._embedding.embed(texts)

    def _first_tokens(self, *words: str) -> list[int]:
        return sorted({self._reader.tokens(word)[0] for word in words})
