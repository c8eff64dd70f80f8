"""Writes the statements of a draft, exchange by exchange, with a small writing model.

Small models write good single sentences and poor documents, so the draft is built bottom up: the model sees
one exchange and writes one to three sentences about it, and the evidence of these sentences is that exchange
by construction. What the model left out (a day, a number, a medicine) is put to it once more, sentence by
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ..records import Exchange, Speaker, Turn
from .details import content_words, split_sentences, telling_details
from .evidence import rule_findings
from .known import Known
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
# The examples show the form only. Every fact in them is a letter, so that none can pass for a fact of a
# session; a sentence that repeats one is thrown away.
_EXAMPLES = (
    (
        "Therapist: How has B been?\nClient: Not great, I mean, maybe N hours. I keep going over it with K.",
        "Client reported about N hours of B and going over it with K.",
    ),
    (
        "Therapist: Hello, come in. Did you get here okay with the rain?\nClient: Yes, the bus was fine.",
        "NONE",
    ),
    (
        "Therapist: So we said you would do B. How did it go?\nClient: I didn't do it, I got as far as C and "
        "gave up. Maybe D would help.",
        "Client did not do it but got as far as C before giving up. Client suggested D.",
    ),
    (
        "Therapist: And B?\nClient: K gave me B two months ago, some C.\nTherapist: Do you use it every H?\n"
        "Client: I skipped it N times.",
        "Client was given B by K two months ago, with some C. Client skipped B N times.",
    ),
    (
        "Therapist: Can I share a bit about what B does to C? It makes D.\nClient: Oh. I didn't know that.",
        "Therapist explained that B makes D.",
    ),
    (
        "Therapist: How much is B now, from M to N?\nClient: Maybe P. Before C it was Q.",
        "Client rated B at P, compared with Q before C.",
    ),
    (
        "Client: K did B, you know.\nTherapist: And you, have you ever wanted to?\nClient: No, never.",
        "Client said that K did B. Client denied ever having wanted to.",
    ),
    (
        "Therapist: What else could you do?\nClient: I can have B and still do C.\nTherapist: Would you "
        "bring D by H?\nClient: Sure, I will.",
        "Client said that they can have B and still do C. Client agreed to bring D by H.",
    ),
)
_LETTER = re.compile(r"\b[B-HJ-Z]\b(?!\.\s*\w)")  # but not an initial


QUOTE_WORDS = 7
"""A run of so many words taken over from what was said is shown as the quotation that it is."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’]*")
_NO_QUOTE_BEGINS = frozenset(["and", "but", "that", "so", "because", "when", "then", "they", "to"])


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as the model wrote it, with the indices of the turns it was written from."""

    text: str
    evidence: tuple[int, ...]


def draft_exchange(exchange: Exchange, known: Known, writer: Writer, embedder: Embedder) -> tuple[Draft, ...]:
    """What the note should say about one exchange; nothing when it holds no clinical content.

    Where the rules object to a sentence, the model is shown less (what the client said, or the last question
    and answer) and asked once more; what it writes then takes the place of the refused sentences if nothing
    speaks against it.
    """
    if not any(content_words(turn.text) for turn in exchange.turns):
        return ()

    def ask(turns: Sequence[Turn], limit: int = MOST_TOKENS) -> list[str]:
        return answered(writer.write((*opening(), Message("user", said(turns))), limit))

    def sound(text: str) -> bool:
        findings = rule_findings(text, exchange.turns, known)
        return not echoes(text, exchange.turns) and not any(finding.weight >= 1 for finding in findings)

    texts = ask(exchange.turns)
    if not all(map(sound, texts)):
        again = [text for text in ask(_less_of(exchange)) if sound(text)]
        if again:
            texts = [text for text in texts if sound(text)] + again
    for turns in _left_out(exchange, " ".join(texts))[:MOST_LEFT_OUT]:
        texts += ask(turns, MOST_TOKENS_LEFT_OUT)[:1]
    texts = [text for text in texts if not echoes(text, exchange.turns)]
    kept = _without_repetition(texts, embedder)
    return tuple(Draft(_quoting(text, exchange.turns), exchange.indices) for text in kept)


def _less_of(exchange: Exchange) -> tuple[Turn, ...]:
    """The last question and answer of a longer exchange, or the answers alone."""
    if len(exchange.turns) > 2:
        return exchange.turns[-2:]
    return tuple(turn for turn in exchange.turns if turn.speaker != Speaker.THERAPIST) or exchange.turns


def said(turns: Sequence[Turn]) -> str:
    """Turns as lines 'Therapist: ...', as the prompts show them."""
    return "\n".join(f"{turn.speaker.title()}: {turn.text}" for turn in turns)


def opening() -> tuple[Message, ...]:
    """The same for every exchange, so that the model evaluates it once."""
    messages = [Message("system", _INSTRUCTION)]
    for exchange, answer in _EXAMPLES:
        messages += [Message("user", exchange), Message("assistant", answer)]
    return tuple(messages)


def answered(answer: str) -> list[str]:
    """The sentences of the model's answer, without labels and list marks; a cut-off last one is left out."""
    lines = (re.sub(r"^[-*\d.\s]+(?=[A-Z])", "", line) for line in answer.splitlines())
    found = [text for line in lines for text in split_sentences(line)]
    return [text for text in found if not text.startswith("NONE") and re.search(r"[.!?][\"”]?$", text)]


def echoes(text: str, turns: Sequence[Turn]) -> bool:
    """Whether a sentence speaks of what only the examples hold: that is no claim about this session."""
    heard = {letter for turn in turns for letter in _LETTER.findall(turn.text)}
    return bool(set(_LETTER.findall(text)) - heard)


def _left_out(exchange: Exchange, told: str) -> list[tuple[Turn, ...]]:
    """Sentences whose telling details the statements do not hold, each a turn of its own after its question.

    A therapist's sentence counts only when it sets a day: it repeats what it asks about otherwise.
    """
    known = telling_details(told)
    missing: list[tuple[Turn, ...]] = []
    question: tuple[Turn, ...] = ()
    for turn in exchange.turns:
        therapist = turn.speaker == Speaker.THERAPIST
        for sentence in split_sentences(turn.text):
            details = telling_details(sentence)
            if therapist:
                details = frozenset(detail for detail in details if not detail.startswith("#"))
            if details - known:
                alone = replace(turn, text=sentence)
                missing.append((alone,) if therapist else (*question, alone))
                known |= details
        if therapist:
            question = (replace(turn, text=(split_sentences(turn.text) or [turn.text])[-1]),)
    return missing


def _without_repetition(texts: Sequence[str], embedder: Embedder) -> list[str]:
    """Leaves out sentences that say again what an earlier sentence of the same exchange said."""
    if len(texts) < 2:
        return list(texts)
    vectors = embedder.embed(texts)
    kept: list[int] = []
    for i, text in enumerate(texts):
        if not any(_says_no_more(text, texts[k], float(vectors[i] @ vectors[k])) for k in kept):
            kept.append(i)
    return [texts[i] for i in kept]


def repeats(text: str, others: Sequence[str], embedder: Embedder) -> bool:
    """Whether a sentence says again what one of `others`, of the same exchange, says."""
    if not others:
        return False
    vectors = embedder.embed([text, *others])
    return any(
        _says_no_more(text, other, float(vectors[0] @ vector))
        for other, vector in zip(others, vectors[1:], strict=True)
    )


def _says_no_more(text: str, other: str, nearness: float) -> bool:
    same = nearness >= SAME_MEANING or content_words(text) <= content_words(other)
    return same and telling_details(text) <= telling_details(other)


def _quoting(text: str, turns: Sequence[Turn]) -> str:
    """Puts the longest run of words taken over from one turn in quotation marks, if it is as long as a "
    "quote."""
    if any(mark in text for mark in '"“”'):
        return text
    here = list(_WORD.finditer(text))
    words = [found.group().lower() for found in here]
    best = (0, 0)
    for turn in turns:
        said_words = [found.group().lower() for found in _WORD.finditer(turn.text)]
        run = SequenceMatcher(None, words, said_words, autojunk=False).find_longest_match()
        best = max(best, (run.size, run.a))
    size, first = best
    while size and words[first] in _NO_QUOTE_BEGINS:
        size, first = size - 1, first + 1
    if size < QUOTE_WORDS:
        return text
    start, end = here[first].start(), here[first + size - 1].end()
    return f'{text[:start]}"{text[start:end]}"{text[end:]}'
