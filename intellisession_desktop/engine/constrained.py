"""A decoder that can only write words that it is allowed: what was not said cannot be written.

Pieces of words are followed letter by letter: a piece fits where the word that it goes on with can still
become an allowed one. The model's own likelihoods choose among what fits.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..records.writing import RUN, AllowedWords

_LETTERS = frozenset(string.ascii_letters + string.digits)
_INSIDE = frozenset("'’-")
_ENDS = frozenset(".!")
_MARKS = frozenset(" ,;:()%/$£€+&.!")
_ABBREVIATIONS = frozenset(("dr", "mr", "mrs", "ms", "prof"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: whose sentence it is in, the word it is in the middle of, the words before it,
    and whether the sentence has begun, or is over.
    """

    subject: str = ""
    word: str = ""
    before: tuple[str, ...] = ()
    begun: bool = False
    over: bool = False


class WordByWord:
    """Follows an answer through what may be written."""

    def __init__(self, allowed: AllowedWords) -> None:
        self._nothing = allowed.nothing
        self._words, self._first, self._runs = allowed.words, allowed.first, allowed.runs
        self._never_last = allowed.never_last
        self._beginnings = {subject: _beginnings(words) for subject, words in allowed.words.items()}
        self._openings = _beginnings([*allowed.words, allowed.nothing])

    def after(self, place: Place, piece: str) -> Place | None:
        """Where the answer stands after `piece`; None where that may not be written."""
        for letter in piece:
            found = self._after_letter(place, letter)
            if found is None:
                return None
            place = found
        return place

    def may_end(self, place: Place) -> bool:
        """Whether the answer may end here: between two sentences."""
        nothing = bool(self._nothing) and place.word == self._nothing and not place.subject
        return place.over or nothing

    def _after_letter(self, place: Place, letter: str) -> Place | None:
        if letter in _LETTERS or letter.isalpha() or (letter in _INSIDE and place.word):
            return self._within(place, letter)
        if letter not in _MARKS:
            return None
        return self._between(place, letter)

    def _within(self, place: Place, letter: str) -> Place | None:
        word = place.word + letter
        if place.over:
            return None  # a new sentence needs a blank before it
        if not place.subject:
            fits = word.removesuffix("'s").removesuffix("'") in self._openings or word in self._openings
        else:
            fits = self._can_become(place.subject, word)
        return replace(place, word=word, begun=True) if fits else None

    def _between(self, place: Place, letter: str) -> Place | None:
        if place.over:
            return Place() if letter == " " else None
        if not place.word:
            if place.subject:
                says_nothing = letter in _ENDS and set(place.before) <= {"'s"}
                return None if says_nothing else replace(place, over=letter in _ENDS)
            return place if not place.begun and letter == " " else None
        if not place.subject:
            subject = place.word.removesuffix("'s").removesuffix("'")
            if subject not in self._words or letter != " ":
                return None
            return Place(subject=subject, begun=True, before=() if place.word == subject else ("'s",))
        if letter in ".:" and f"{place.word}{letter}" in self._beginnings[place.subject]:
            return replace(place, word=f"{place.word}{letter}")  # of "7.5", never the end of "7"
        before = (*place.before, place.word.lower().replace("’", "'").rstrip("'"))[-RUN:]
        if not self._allows(place.subject, place.word) or before in self._runs:
            return None
        subject = place.subject if not place.before else "".join((place.subject, *place.before))
        if place.word not in self._first.get(subject, (place.word,)):
            return None
        over = letter in _ENDS and place.word.lower() not in _ABBREVIATIONS
        if over and place.word in self._never_last:
            return None
        return Place(subject=place.subject, before=before, begun=True, over=over)

    def _allows(self, subject: str, word: str) -> bool:
        return word in self._words[subject] or _lower(word) in self._words[subject]

    def _can_become(self, subject: str, word: str) -> bool:
        return word in self._beginnings[subject] or _lower(word) in self._beginnings[subject]


def _lower(word: str) -> str:
    """Only a first letter may be another one than it was said with: 'PTSD', but not 'whaT'."""
    return (word[:1].lower() + word[1:]).replace("’", "'")


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))
