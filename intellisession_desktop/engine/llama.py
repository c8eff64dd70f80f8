"""A GGUF model that reads chats, and keeps evaluated what chats of one kind begin with.

Each kind of question we ask (write, judge) begins with its own instruction and examples, some hundred tokens
that take seconds to read. So each kind has a home, a llama.cpp sequence of its own, in which the last prompt
of that kind stays; the next one is read from where it differs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from llama_cpp._internals import LlamaBatch, LlamaContext, LlamaModel
from llama_cpp._logger import set_verbose
from llama_cpp.llama_chat_format import Jinja2ChatFormatter
from numpy.typing import NDArray

from ..errors import Cancelled, InvalidInput, ModelDamaged
from .model_headers import check_gguf

CONTEXT_TOKENS = 4096
BATCH_TOKENS = 512
_HOMES = 2
_BLOCK = 16
"""Tokens of a prompt that are read at once, always from the same ones on: llama.cpp's kernels for one token
and for many differ by some tenths of a logit, so that what was asked before would change an answer.
"""
_ALIKE = (
    24  # tokens that two prompts of one kind have in common at least; any two chats share their first few
)

BRANCHES = 12
"""Continuations of a prompt that can be held at once."""

Tokens = list[int]


class LlamaReader:
    """Deterministic: always the most likely token."""

    def __init__(self, path: Path, threads: int) -> None:
        """Loads `path` (absolute). Raises ModelDamaged when llama.cpp refuses it, InvalidInput without a "
        "chat form."""
        check_gguf(path)
        set_verbose(False)
        model_settings = llama_cpp.llama_model_default_params()
        model_settings.n_gpu_layers = 0
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = CONTEXT_TOKENS, BATCH_TOKENS, BATCH_TOKENS
        settings.n_seq_max, settings.kv_unified = _HOMES + BRANCHES, True
        settings.n_threads = settings.n_threads_batch = threads
        try:
            self._model = LlamaModel(path_model=os.fspath(path), params=model_settings, verbose=False)
            self._context = LlamaContext(model=self._model, params=settings, verbose=False)
        except ValueError as error:
            raise ModelDamaged() from error
        self._batch = LlamaBatch(n_tokens=BATCH_TOKENS, embd=0, n_seq_max=1, verbose=False)
        self._memory = llama_cpp.llama_get_memory(self._context.ctx)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model.model)
        self._homes: list[Tokens] = [[] for _ in range(_HOMES)]
        self._last_home = _HOMES - 1
        self._pieces: dict[int, str] = {}
        template = self._model.metadata().get("tokenizer.chat_template")
        if template is None:
            raise InvalidInput(
                "This writing model is not made to follow instructions. Choose an 'instruct' model."
            )
        self._chat = Jinja2ChatFormatter(
            template=template,
            eos_token=self._special(self._model.token_eos()),
            bos_token=self._special(self._model.token_bos()),
        )

    def prompt(self, messages: Sequence[Any]) -> Tokens:
        """The tokens of a chat (each message has `role` and `content`), up to where the answer begins."""
        chat: Any = [{"role": message.role, "content": message.content} for message in messages]
        return self.tokens(self._chat(messages=chat).prompt)

    def tokens(self, text: str) -> Tokens:
        return list(self._model.tokenize(text.encode(), False, True))

    def text(self, tokens: Tokens) -> str:
        return self._model.detokenize(tokens).decode(errors="replace") if tokens else ""

    def next_logits(self, prompt: Tokens, room: int = 1) -> NDArray[np.float32]:
        """What the model thinks of every token as the next one, shape (vocabulary,), until the next call.

        Raises InvalidInput when the prompt and `room` more tokens do not fit.
        """
        if len(prompt) + room > CONTEXT_TOKENS // _HOMES:
            raise InvalidInput("A part of this session is too long for the writing model at once.")
        home = self._home_for(prompt)
        held = self._homes[home]
        kept = min(_common(held, prompt), len(prompt) - 1) // _BLOCK * _BLOCK
        llama_cpp.llama_memory_seq_rm(self._memory, home, kept, -1)
        self._homes[home], self._last_home = prompt[:kept], home
        logits = np.zeros(0, np.float32)
        for start in range(kept, len(prompt), _BLOCK):
            logits = self._read(prompt[start : start + _BLOCK])
        return logits

    def answer(self, prompt: Tokens, limit: int, stopped: Callable[[], bool]) -> Tokens:
        """At most `limit` tokens, the end mark left out. Raises InvalidInput, Cancelled when `stopped` "
        "says so."""
        logits = self.next_logits(prompt, limit)
        answer: Tokens = []
        while len(answer) < limit:
            token = int(np.argmax(logits))
            if self.ends(token):
                break
            if stopped():
                raise Cancelled()
            answer.append(token)
            logits = self._read([token])
        return answer

    def ends(self, token: int) -> bool:
        """Whether a token ends an answer."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def piece(self, token: int) -> str:
        """What one token writes; empty for what is no whole letter."""
        if token not in self._pieces:
            text = self.text([token])
            self._pieces[token] = "" if "\ufffd" in text else text
        return self._pieces[token]

    def branch(self, rows: Sequence[tuple[int, Tokens, int]]) -> NDArray[np.float32]:
        """Several continuations of the last prompt at once: for each its branch (0 to BRANCHES - 1), what
        it has written so far, and the branch that it goes on from (-1: the prompt itself). Only the last
        token of each is read. Their logits, shape (len(rows), vocabulary), until the next call.
        """
        home, batch = self._last_home, self._batch.batch
        start = len(self._homes[home])
        for place, _, source in rows:
            target = _HOMES + place
            llama_cpp.llama_memory_seq_rm(self._memory, target, -1, -1)
            origin = home if source < 0 else _HOMES + source
            llama_cpp.llama_memory_seq_cp(self._memory, origin, target, -1, -1)
        batch.n_tokens = len(rows)
        for i, (place, written, _) in enumerate(rows):
            batch.token[i], batch.pos[i] = written[-1], start + len(written) - 1
            batch.n_seq_id[i], batch.seq_id[i][0] = 1, _HOMES + place
            batch.logits[i] = True
        if llama_cpp.llama_decode(self._context.ctx, batch) != 0:
            raise RuntimeError("the writing model could not go on")
        pointers = [llama_cpp.llama_get_logits_ith(self._context.ctx, i) for i in range(len(rows))]
        return np.stack([np.ctypeslib.as_array(each, shape=(self._model.n_vocab(),)) for each in pointers])

    def forget_branches(self) -> None:
        """What was only tried is not kept."""
        for place in range(BRANCHES):
            llama_cpp.llama_memory_seq_rm(self._memory, _HOMES + place, -1, -1)

    def _home_for(self, prompt: Tokens) -> int:
        """The home of prompts that begin alike; for a new kind, the one that was not used last."""
        best = max(range(_HOMES), key=lambda home: _common(self._homes[home], prompt))
        if _common(self._homes[best], prompt) >= _ALIKE:
            return best
        return (self._last_home + 1) % _HOMES

    def _read(self, tokens: Tokens) -> NDArray[np.float32]:
        """Evaluates `tokens` at the end of the home that was chosen last; the logits after them."""
        home = self._last_home
        held = self._homes[home]
        batch = self._batch.batch
        for start in range(0, len(tokens), BATCH_TOKENS):
            part = tokens[start : start + BATCH_TOKENS]
            batch.n_tokens = len(part)
            for i, token in enumerate(part):
                batch.token[i], batch.pos[i] = token, len(held) + i
                batch.n_seq_id[i], batch.seq_id[i][0] = 1, home
                batch.logits[i] = i == len(part) - 1
            if llama_cpp.llama_decode(self._context.ctx, batch) != 0:
                raise RuntimeError("the writing model could not read a prompt")
            held += part
        pointer = llama_cpp.llama_get_logits_ith(self._context.ctx, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._model.n_vocab(),))

    def _special(self, token: int) -> str:
        return self._model.detokenize([token], special=True).decode(errors="replace") if token >= 0 else ""


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    """How many tokens two prompts begin with alike."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
