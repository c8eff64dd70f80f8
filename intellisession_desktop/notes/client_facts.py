"""What is known of a client beside a session's words: names, and the text of an earlier note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .language.clauses import CALENDAR
from .language.content import content_words
from .language.lexicon import medicines, words
from .language.wording import sentences


@dataclass(frozen=True, slots=True)
class Known:
    """What may stand in a statement unheard: `names` of the client and of earlier notes, and their text.
    `followed`: stems of what was planned last time and of the goals, which a note should not miss.
    """

    names: frozenset[str] = frozenset()
    earlier: str = ""
    followed: frozenset[str] = frozenset()

    @staticmethod
    def of(client_name: str, earlier: str, followed: Iterable[str] = ()) -> Known:
        """What a client's name, the text of their earlier note, plans and goals make known."""
        stems = frozenset(stem for text in followed for stem in content_words(text))
        own = client_name.split()
        initials = [word[0].upper() for word in own]
        return Known(frozenset([*own, *initials]) | names_in(earlier), earlier, stems)


def names_in(text: str) -> frozenset[str]:
    """The words that are written like names inside the sentences of a text."""
    tokens = (token for sentence in sentences(text) for token in sentence.tokens)
    return frozenset(
        token.text
        for token in tokens
        if token.capital and token.word not in CALENDAR | words("own_words") | medicines().keys()
    )


def spoken_names(client_name: str, earlier: str) -> tuple[str, ...]:
    """Names and medicines that a session is likely to speak of, as they are written."""
    tokens = (token for sentence in sentences(earlier) for token in sentence.tokens)
    named = {token.text for token in tokens if token.word in medicines()}
    people = {name for name in client_name.split() if len(name.strip(".")) > 1} | names_in(earlier)
    return (*sorted(people), *sorted(named))
