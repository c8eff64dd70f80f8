"""The language engine: a GGUF instruct model that writes and judges, and a sentence embedding. Runs in a
worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import Cancelled, InvalidInput, ModelDamaged
from .sentence_embedding import SentenceEmbedding
from .worker import Engine

CONTEXT_TOKENS = 4096
BATCH_TOKENS = 512


class ChatMessage(Protocol):
    """Anything with a role (system, user, assistant) and a content."""

    @property
    def role(self) -> str: ...
    @property
    def content(self) -> str: ...


class LanguageEngine(Engine):
    """Deterministic: it always takes the most likely token. The part of a prompt that it has in common
    with the prompt before is not evaluated again, so callers keep their examples in front and ask alike
    questions in a row.
    """

    def __init__(self, model: Path, shipped_models: Path, threads: int) -> None:
        """Loads `model` (a GGUF file, absolute path). Raises ModelDamaged when llama.cpp refuses it."""
        import llama_cpp
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self._native = llama_cpp
        try:
            self._llama = llama_cpp.Llama(
                str(model),
                n_ctx=CONTEXT_TOKENS,
                n_batch=BATCH_TOKENS,
                n_threads=threads,
                n_threads_batch=threads,
                verbose=False,
            )
        except ValueError as error:
            raise ModelDamaged() from error
        template = self._llama.metadata.get("tokenizer.chat_template")
        if template is None:
            raise InvalidInput(
                "This writing model is not made to follow instructions. Choose an 'instruct' model."
            )
        vocabulary = llama_cpp.llama_model_get_vocab(self._llama._model.model)
        self._ends = lambda token: llama_cpp.llama_vocab_is_eog(vocabulary, token)
        self._formatter = Jinja2ChatFormatter(
            template=template,
            eos_token=self._text([self._llama.token_eos()]),
            bos_token=self._text([self._llama.token_bos()]),
        )
        self._yes = self._first_tokens("Yes", " Yes", "yes")
        self._no = self._first_tokens("No", " No", "no")
        self._embedding = SentenceEmbedding(shipped_models, threads)

    def write(self, messages: Sequence[ChatMessage], limit: int) -> str:
        """The answer to `messages`, at most `limit` tokens. Raises InvalidInput when they do not fit the
        model.
        """
        self._read(self._prompt(messages), room=limit)
        answer: list[int] = []
        while len(answer) < limit:
            token = int(np.argmax(self._next_logits()))
            if self._ends(token):
                break
            answer.append(token)
            if self.stop_requested():
                raise Cancelled()
            self._llama.eval([token])
        return self._text(answer).strip()

    def agreement(self, messages: Sequence[ChatMessage]) -> float:
        """Log-odds of Yes over No as the first token of the answer to `messages`."""
        self._read(self._prompt(messages), room=1)
        logits = self._next_logits()
        return float(np.logaddexp.reduce(logits[self._yes]) - np.logaddexp.reduce(logits[self._no]))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of the meaning of each text, shape (n, 384)."""
        return self._embedding.embed(texts)

    def _prompt(self, messages: Sequence[ChatMessage]) -> list[int]:
        chat: Any = [{"role": message.role, "content": message.content} for message in messages]
        prompt = self._formatter(messages=chat).prompt
        return list(self._llama.tokenize(prompt.encode(), add_bos=False, special=True))

    def _read(self, tokens: list[int], room: int) -> None:
        """Brings the model to the end of `tokens`, keeping what the last prompt shares with it."""
        if len(tokens) + room > CONTEXT_TOKENS:
            raise InvalidInput("A part of this session is too long for the writing model at once.")
        kept = 0
        for before, now in zip(self._llama.input_ids[: self._llama.n_tokens], tokens[:-1], strict=False):
            if before != now:
                break
            kept += 1
        self._llama._ctx.kv_cache_seq_rm(-1, kept, -1)
        self._llama.n_tokens = kept
        self._llama.eval(tokens[kept:])

    def _next_logits(self) -> NDArray[np.float32]:
        pointer = self._native.llama_get_logits_ith(self._llama._ctx.ctx, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._llama.n_vocab(),))

    def _first_tokens(self, *words: str) -> list[int]:
        return sorted({self._llama.tokenize(word.encode(), add_bos=False)[0] for word in words})

    def _text(self, tokens: list[int]) -> str:
        return (
            str(self._llama.detokenize(tokens, special=len(tokens) == 1).decode(errors="replace"))
            if tokens
            else ""
        )
