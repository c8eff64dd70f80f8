"""Finds the client's most telling words for a statement, to be quoted as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...records import Speaker, Statement, Turn
from ..conversation.highlights import significance
from ..language.content import content_words, split_sentences
from ..language.lexicon import lexicon, words
from ..language.wording import stems
from ..risk.finding import is_risk

FEWEST_WORDS, MOST_WORDS = 4, 15
MOST_QUOTES = 4
"""In a draft, where many are wished for."""

_FILLERS = re.compile(
    r"^(?:(?:okay|ok|so|well|yeah|yes|no|and|but|um|uh|er|like|i mean|you know|oh|sure|right)\b[,.]?\s+)+",
    re.IGNORECASE,
)
_PAUSE = re.compile(r"\s*[,;:—–]\s+|\s+(?=(?:and|but|because|so)\s+i\b)", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:i|i['’]m|i['’]ve|i['’]d|i['’]ll|me|my|myself)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CONDITIONS = frozenset(["if", "unless", "would", "could", "might", "as", "like", "pretend", "wish"])


def with_quotes(
    statements: Sequence[Statement], turns: Sequence[Turn], most: int = MOST_QUOTES
) -> list[Statement]:
    """The statements of a draft; behind those that rest on the most significant words stand these words."""
    weights = [max((significance(turns[n].text) for n in each.evidence), default=0) for each in statements]
    order = sorted(range(len(statements)), key=lambda i: (-weights[i], i))
    out, quoted = list(statements), ""
    for i in (i for i in order if weights[i] and statements[i].text.startswith("Client")):
        text = with_quote(out[i].text, [turns[n] for n in out[i].evidence], quoted)
        if text is not None and most:
            out[i], quoted, most = replace(out[i], text=text), f"{quoted} {text}", most - 1
    return out


def with_quote(text: str, turns: Sequence[Turn], quoted_already: str = "") -> str | None:
    """`text` with the client's most telling words after it; None where there are none to quote, or where it
    quotes already.

    The words stand in a client's turn exactly so; none of them was heard unclearly, and `quoted_already` does
    not hold them.
    """
    if re.search(r'["“”]', text):
        return None
    subject = content_words(text)
    found = [
        (_telling(words, subject), -n, words, turn.speaker)
        for n, (words, turn) in enumerate(_quotable(turns))
        if content_words(words) & subject and words not in quoted_already
    ]
    if not found:
        return None
    _, _, quote, speaker = max(found)
    return f'{text.rstrip()} In {_named(speaker)}\'s words: "{quote}."'


def _quotable(turns: Sequence[Turn]) -> Iterator[tuple[str, Turn]]:
    for turn in turns:
        if turn.speaker in (Speaker.THERAPIST, Speaker.UNKNOWN):
            continue
        for sentence in split_sentences(turn.text):
            for piece in _pieces(sentence):
                said = _WORD.findall(piece)
                unclear = any(word.strip() in piece for word in turn.unsure if word.strip())
                if FEWEST_WORDS <= len(said) <= MOST_WORDS and not unclear and not is_risk(piece):
                    yield piece, turn


def _pieces(sentence: str) -> Iterator[str]:
    """A sentence, and those parts of it that mean the same without the rest."""
    if sentence.endswith("?") or '"' in sentence:
        return
    whole = sentence.rstrip(".!… ")
    yield _FILLERS.sub("", whole)
    parts = _PAUSE.split(whole)
    for n, part in enumerate(parts):
        rest = {word.lower() for other in parts[:n] + parts[n + 1 :] for word in _WORD.findall(other)}
        if len(parts) > 1 and not _changes_meaning(rest):
            yield _FILLERS.sub("", part.strip())


def _changes_meaning(words_left_out: set[str]) -> bool:
    """Whether what is left out may deny, doubt or condition what is quoted, or say whose words they are."""
    turning = _CONDITIONS | lexicon().negators | lexicon().lexical_negators | lexicon().hedges
    contracted = any(re.search(r"n['’]t$|['’]d$", word) for word in words_left_out)
    return contracted or bool(words_left_out & turning) or bool(words_left_out & _said())


def _said() -> frozenset[str]:
    return words("said") | words("saying")


def _telling(quote: str, subject: frozenset[str]) -> float:
    """More for words of one's own about the subject, for 'I', and for what one thinks, feels or fears."""
    own = content_words(quote)
    mind = stems("own_mind") | stems("praise")
    felt = bool({word for word in _WORD.findall(quote.lower())} & (words("own_mind") | lexicon().fears))
    score = min(len(own & subject), 2) + 0.6 * min(len(own - subject), 4)
    return score + bool(_FIRST_PERSON.search(quote)) + (felt or bool(own & mind))


def _named(speaker: str) -> str:
    """'the client', but 'client 2'."""
    numbered = re.sub(r"(\d+)$", r" \1", speaker)
    return numbered if numbered != speaker else f"the {speaker}"
