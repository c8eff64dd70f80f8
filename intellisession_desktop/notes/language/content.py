"""The parts of a sentence by which one sees whether another sentence says the same: its details and its
content.
"""

from __future__ import annotations

import re

from .lexicon import lexicon, medicines
from .numbers import figures
from .wording import Sentence, sentences, stem

_DAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_NUMBERED = re.compile(r"\bClient ?\d\b")  # a person, not a number
_SENTENCE_END = re.compile(r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<=[.!?])[\"”]?\s+(?=[A-Z\"“])")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text as they stand in it."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def telling_details(text: str) -> frozenset[str]:
    """Days, months, medicines and numbers (as '#5') of a text: what a note must not lose. Scale ends do
    not count.
    """
    found = set()
    for sentence in sentences(_NUMBERED.sub("Client", text)):
        found |= {token.word for token in sentence.tokens if token.word in _DAYS}
        found |= {medicines()[token.word] for token in sentence.tokens if token.word in medicines()}
        found |= {f"#{each.value:g}" for each in figures(sentence.tokens) if not (each.loose or each.scale)}
    return frozenset(found)


def must(text: str) -> frozenset[str]:
    """What a note should not miss: `telling_details`, and the relatives and others who were spoken of."""
    relatives = {stem(word) for word in lexicon().kin}
    spoken = {token.stem for part in sentences(text) for token in part.tokens}
    return telling_details(text) | (relatives & spoken)


def content_words(text: str) -> frozenset[str]:
    """The stems of the words that carry a text's meaning."""
    return frozenset(
        stem for sentence in sentences(_NUMBERED.sub("Client", text)) for stem in _content(sentence)
    )


def _content(sentence: Sentence) -> list[str]:
    empty = (
        lexicon().function
        | lexicon().light
        | lexicon().frame
        | lexicon().reporting
        | lexicon().yes
        | lexicon().no
    )
    return [token.stem for token in sentence.tokens if not token.is_mark and token.word not in empty]
