"""Searches the likeliest sentences that can be written with the words that are allowed.

Greedily, a decoder that may not write everything runs into dead ends: the word it wanted is not allowed, and
whatever fits is nonsense. So a few beginnings of a sentence are followed side by side, and the one that is
likeliest as a whole, for its length, is taken (a beam search, one sentence at a time).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import Cancelled
from ..records.writing import AllowedWords
from .constrained import Place, WordByWord
from .llama import BRANCHES, LlamaReader, Tokens

WIDTH = 3
"""Beginnings of a sentence that are followed side by side."""
MARGIN = 2.0
"""How much less likely (log) than the likeliest a beginning may be, to be followed still."""
FORCED = -1.1
"""Likelihood of a token (log, mean of a sentence) below which a sentence is not what the model had to say,
but what was left of it (looked at on drafts here: of those below none could be used, above -0.9 nearly all).
"""
GONE_BACK = 4
"""So often a sentence is gone back with to what was given up, where all that was followed came to nothing."""
_LOOK_AT = (40, 1500)
"""Likeliest tokens among which those are looked for that may be written; where there are none, that many."""


@dataclass(frozen=True, slots=True)
class _Beginning:
    """`written` since the prompt, how likely it is (log), where it stands, and the branch that holds it."""

    written: Tokens
    likelihood: float
    place: Place
    branch: int

    def per_token(self, since: int) -> float:
        return self.likelihood / max(1, len(self.written) - since)


def write_allowed(
    reader: LlamaReader, prompt: Tokens, limit: int, allowed: AllowedWords, stopped: Callable[[], bool]
) -> Tokens:
    """Whole sentences of at most `limit` tokens, the end mark left out, or what `allowed` has for nothing;
    empty where no sentence could be ended. Raises InvalidInput, Cancelled.
    """
    words = WordByWord(allowed)
    logits = reader.next_logits(prompt, limit)
    best, logits = _Beginning([], 0.0, Place(), -1), np.array(logits)
    told: set[str] = set()
    try:
        while len(best.written) < limit:
            found = _sentence(reader, words, best, logits, limit, stopped)
            text = reader.text(found[0].written[len(best.written) :]).strip() if found else ""
            if found is None or text in told:
                break  # or says again what it said
            if found[0].place.word:
                return best.written or found[0].written  # that there is nothing (more) to write
            told.add(text)
            best, logits = found
            token = int(np.argmax(logits))
            if reader.ends(token) or reader.piece(token).startswith("\n"):
                break
    finally:
        reader.forget_branches()
    return best.written


def _sentence(
    reader: LlamaReader,
    words: WordByWord,
    start: _Beginning,
    logits: NDArray[np.float32],
    limit: int,
    stopped: Callable[[], bool],
) -> tuple[_Beginning, NDArray[np.float32]] | None:
    """The best next sentence, or that there is nothing to write, and the logits after it; None where there
    is none.
    """
    since = len(start.written)
    running = [_Beginning(start.written, 0.0, start.place, start.branch)]
    rows = logits[np.newaxis, :]
    over: list[tuple[_Beginning, NDArray[np.float32]]] = []
    given_up: list[_Beginning] = []
    gone_back = 0
    while running:
        if stopped():
            raise Cancelled()
        steps = [
            step for each, row in zip(running, rows, strict=True) for step in _steps(reader, words, each, row)
        ]
        steps = [step for step in steps if len(step.written) < limit]
        steps.sort(key=lambda step: -step.likelihood)
        if not steps:
            if over or not given_up or gone_back == GONE_BACK:
                break
            gone_back += 1
            best = max(given_up, key=lambda step: step.per_token(since))
            given_up.remove(best)
            best, rows = _read_again(reader, start, best)
            if words.may_end(best.place):
                over.append((best, rows[0]))
                break
            running = [best]
            continue
        near = [step for step in steps if step.likelihood >= steps[0].likelihood - MARGIN][:WIDTH]
        given_up += [step for step in steps if step not in near]
        held = {start.branch, *(each.branch for each, _ in over), *(each.branch for each in running)}
        free = [place for place in range(BRANCHES) if place not in held]
        following = [(place, step) for place, step in zip(free, near, strict=False)]
        rows = reader.branch([(place, step.written, step.branch) for place, step in following])
        running, kept = [], []
        for (place, step), row in zip(following, rows, strict=True):
            here = _Beginning(step.written, step.likelihood, step.place, place)
            if words.may_end(step.place):
                over.append((here, np.array(row)))
            else:
                running.append(here)
                kept.append(row)
        if over and (not running or len(over) >= WIDTH):
            break
        best_over = max((each.per_token(since) for each, _ in over), default=-np.inf)
        keep = [i for i, each in enumerate(running) if each.per_token(since) > best_over]
        running = [running[i] for i in keep]
        if running:
            rows = np.stack([kept[i] for i in keep])
    likeliest = max(over, key=lambda found: found[0].per_token(since), default=None)
    return likeliest if likeliest is not None and likeliest[0].per_token(since) >= FORCED else None


def _read_again(
    reader: LlamaReader, start: _Beginning, step: _Beginning
) -> tuple[_Beginning, NDArray[np.float32]]:
    """A beginning that was given up, with a branch that holds it, and the logits after it, shape (1, n)."""
    one, other = [place for place in range(BRANCHES) if place != start.branch][:2]
    source = start.branch
    for end in range(len(start.written) + 1, len(step.written) + 1):
        rows = reader.branch([(one, step.written[:end], source)])
        source, one, other = one, other, one
    return replace(step, branch=source), rows


def _steps(
    reader: LlamaReader, words: WordByWord, start: _Beginning, logits: NDArray[np.float32]
) -> Iterator[_Beginning]:
    """The likeliest tokens that may follow."""
    top = float(np.max(logits))
    everything = top + float(np.log(np.sum(np.exp(logits - top))))
    for count in _LOOK_AT:
        likeliest = np.argpartition(-logits, count)[:count]
        found = 0
        for token in map(int, likeliest[np.argsort(-logits[likeliest])]):
            piece = "" if reader.ends(token) else reader.piece(token)
            after = words.after(start.place, piece) if piece else None
            if after is None:
                continue
            likelihood = start.likelihood + float(logits[token]) - everything
            yield _Beginning([*start.written, token], likelihood, after, start.branch)
            found += 1
            if found == WIDTH:
                return
        if found:
            return
