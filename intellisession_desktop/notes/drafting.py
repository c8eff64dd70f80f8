"""Writes the statements of a draft, exchange by exchange, with a small writing model.

Small models write good single sentences and poor documents, so the draft is built bottom up: the model sees
one exchange and writes one to three sentences about it, and the evidence of these sentences is that exchange
by construction. What the model left out (a day, a number, a medicine) is put to it once more, sentence by
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Exchange, Speaker, Turn
from .details import content_words, split_sentences, telling_details
from .models import Embedder, Message, Writer

MOST_TOKENS = 90
MOST_TOKENS_LEFT_OUT = 40
MOST_LEFT_OUT = 2
"""Sentences put to the model once more, per exchange: each costs about a second."""

SAME_MEANING = 0.86
"""Cosine of two sentences of one exchange from which on the second says nothing new (looked at on drafts
here).
"""

_INSTRUCTION = (
    "You write the progress note of a psychotherapist, one exchange of the session at a time. Write one or "
    "two short "
    "sentences in the third person and past tense that keep every clinical fact of the exchange: symptoms, "
    "events, "
    "thoughts, feelings, numbers, times, names, medicines, what was and was not done, plans, and what the "
    "therapist "
    "did. Start each sentence with 'Client' or 'Therapist'. Keep 'not' and 'never'. Say whose it is: the "
    "client's, or "
    "a relative's. Add nothing that was not said. If there is only small talk, write NONE."
)
# The examples show the form only: what is in them must never pass for a fact of a session.
_EXAMPLES = (
    (
        "Therapist: How is the harbour?\nClient: Loud, I mean, maybe sixty ships. I keep going over the "
        "quarrel with "
        "the pilot.",
        "Client reported about sixty ships in the harbour and going over a quarrel with the pilot.",
    ),
    (
        "Therapist: Hello, did you get here okay with the rain?\nClient: Yes, I took the bus, it was fine.",
        "NONE",
    ),
    (
        "Therapist: Well done for trying. What would help with the lanterns?\nClient: Maybe if I hang them "
        "by the "
        "door. I didn't draw the map you asked for, I forgot.",
        "Client had not drawn the map because they forgot. Client suggested hanging the lanterns by the "
        "door.",
    ),
    (
        "Therapist: Can I share a bit about what salt does to ropes? It makes them brittle in the second "
        "half of the "
        "year.\nClient: Oh. I didn't know that.",
        "Therapist explained that salt makes ropes brittle in the second half of the year.",
    ),
    (
        "Client: My captain sank his boat, you know.\nTherapist: And you, have you ever wanted to sink "
        "yours?\n"
        "Client: No, never.",
        "Client said that their captain sank his boat. Client denied ever having wanted to sink theirs.",
    ),
    (
        "Therapist: Then would you show the lighthouse to your captain by dusk?\nClient: Okay, I will.",
        "Client agreed to show the lighthouse to their captain by dusk.",
    ),
)


# Nobody's session is about these, unless its own words say so.
_EXAMPLE_WORDS = content_words(
    "harbour ships pilot lanterns map salt ropes brittle captain sank sink boat lighthouse dusk"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as the model wrote it, with the indices of the turns it was written from."""

    text: str
    evidence: tuple[int, ...]


def draft_exchange(exchange: Exchange, writer: Writer, embedder: Embedder) -> tuple[Draft, ...]:
    """What the note should say about one exchange; nothing when it holds no clinical content."""
    if not any(content_words(turn.text) for turn in exchange.turns):
        return ()
    prompt = (*_opening(), Message("user", said(exchange.turns)))
    texts = [text for text in _answered(writer.write(prompt, MOST_TOKENS)) if not _echoes(text, exchange)]
    drafts = [Draft(text, exchange.indices) for text in texts]
    told = " ".join(texts)
    for index, sentence in _left_out(exchange, told)[:MOST_LEFT_OUT]:
        turn = exchange.turns[exchange.indices.index(index)]
        alone = said([Turn(turn.start, turn.end, turn.speaker, sentence)])
        more = _answered(writer.write((*_opening(), Message("user", alone)), MOST_TOKENS_LEFT_OUT))
        drafts += [Draft(text, exchange.indices) for text in more[:1] if not _echoes(text, exchange)]
    return _without_repetition(drafts, embedder)


def said(turns: Sequence[Turn]) -> str:
    """Turns as lines 'Therapist: ...', as the prompts show them."""
    return "\n".join(f"{turn.speaker.title()}: {turn.text}" for turn in turns)


def _opening() -> tuple[Message, ...]:
    """The same for every exchange, so that the model evaluates it once."""
    messages = [Message("system", _INSTRUCTION)]
    for exchange, answer in _EXAMPLES:
        messages += [Message("user", exchange), Message("assistant", answer)]
    return tuple(messages)


def _answered(answer: str) -> list[str]:
    """The sentences of the model's answer, without labels and list marks; a cut-off last one is left out."""
    lines = (re.sub(r"^[-*\d.\s]+(?=[A-Z])", "", line) for line in answer.splitlines())
    found = [text for line in lines for text in split_sentences(line)]
    return [text for text in found if not text.startswith("NONE") and re.search(r"[.!?][\"”]?$", text)]


def _echoes(text: str, exchange: Exchange) -> bool:
    """Whether a sentence speaks of what only the examples hold: that is no claim about this session."""
    heard = frozenset().union(*(content_words(turn.text) for turn in exchange.turns))
    return bool(content_words(text) & _EXAMPLE_WORDS - heard)


def _left_out(exchange: Exchange, told: str) -> list[tuple[int, str]]:
    """(turn index, sentence) for sentences whose telling details the statements do not hold.

    A therapist's sentence counts only when it sets a day: it repeats what it asks about otherwise.
    """
    known = telling_details(told)
    missing = []
    for index, turn in zip(exchange.indices, exchange.turns, strict=True):
        for sentence in split_sentences(turn.text):
            details = telling_details(sentence)
            if turn.speaker == Speaker.THERAPIST:
                details = frozenset(detail for detail in details if not detail.startswith("#"))
            if details - known:
                missing.append((index, sentence))
                known |= details
    return missing


def _without_repetition(drafts: Sequence[Draft], embedder: Embedder) -> tuple[Draft, ...]:
    """Leaves out sentences that say again what an earlier sentence of the same exchange said."""
    if len(drafts) < 2:
        return tuple(drafts)
    vectors = embedder.embed([draft.text for draft in drafts])
    kept: list[int] = []
    for i, draft in enumerate(drafts):
        words = content_words(draft.text)
        details = telling_details(draft.text)
        repeated = any(
            (float(vectors[i] @ vectors[k]) >= SAME_MEANING or words <= content_words(drafts[k].text))
            and details <= telling_details(drafts[k].text)
            for k in kept
        )
        if not repeated:
            kept.append(i)
    return tuple(drafts[i] for i in kept)
