"""What a session has in common with the client's earlier notes: themes that are new, come back or have faded,
and sentences that stand there already.

A theme is a topic of resources/topics.toml that the words of a note speak of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ...records import Note, Section, Statement, Status
from ..conversation.outline import topics_named
from ..documents.content import day_in_words
from ..language.content import split_sentences
from ..language.wording import sentences

FEWEST_NOTES = 2
"""Earlier notes before anything is called new, or faded: one note is no course."""
AWAY = 2
"""Notes in a row without a theme after which it comes back."""
FEWEST_STATEMENTS = 2
"""Of a note, about a theme that it is called new for: one word is none."""
MOST_CITED = 4
NEARLY = 0.88
"""Share of equal words in order from which on a sentence is nearly copied."""
_LEAST_WORDS = 6
"""Shorter sentences are alike by chance."""


@dataclass(frozen=True, slots=True)
class EarlierNote:
    """The day of a note, and its sentences."""

    date: dt.date
    sentences: tuple[str, ...]

    @staticmethod
    def of(note: Note) -> EarlierNote:
        """Without what it only carried forward itself, and without what waits to be checked."""
        left_out = (Status.CARRIED, Status.FLAGGED)
        return EarlierNote(
            note.date,
            tuple(
                sentence
                for section in note.sections
                for each in section.statements
                if each.status not in left_out
                for sentence in split_sentences(each.text)  # an imported note has all in one
            ),
        )


@dataclass(frozen=True, slots=True)
class Theme:
    """A topic, the days of the first and the last note that speaks of it, and in how many it is."""

    title: str
    first: dt.date
    last: dt.date
    notes: int


def themes_over(notes: Sequence[EarlierNote]) -> tuple[Theme, ...]:
    """The themes of a client's notes, what was spoken of last first, then what was there most often."""
    days = _days_of(notes)
    found = [Theme(title, min(each), max(each), len(each)) for title, each in days.items()]
    return tuple(sorted(found, key=lambda each: (-each.last.toordinal(), -each.notes, each.title)))


def themes_told(statements: Sequence[Statement], earlier: Sequence[EarlierNote]) -> tuple[Statement, ...]:
    """What changed in the themes, as carried statements: at most one each for new, returning and faded ones.

    `earlier`: all earlier notes of the client, the oldest first.
    """
    if len(earlier) < FEWEST_NOTES:
        return ()
    now: dict[str, list[Statement]] = {}
    for each in statements:
        for title in topics_named(each.text):
            now.setdefault(title, []).append(each)
    then = _days_of(earlier)
    recent = {note.date for note in earlier[-AWAY:]}
    new = [title for title, made in now.items() if len(made) >= FEWEST_STATEMENTS and title not in then]
    again = [title for title in now if title in then and recent.isdisjoint(then[title])]
    faded = [title for title in then if title not in now and recent <= set(then[title])]
    out = []
    if new:
        out.append(_told(f"New in this session: {_listed(new)}.", new, now))
    if again:
        last = max(max(then[title]) for title in again)
        out.append(_told(f"Spoken of again, last on {day_in_words(last)}: {_listed(again)}.", again, now))
    if faded:
        days = " and ".join(day_in_words(day) for day in sorted(recent))
        out.append(_told(f"Not spoken of, but in the notes of {days}: {_listed(faded)}.", [], now))
    return tuple(out)


def copies_marked(sections: Sequence[Section], earlier: Sequence[EarlierNote]) -> tuple[Section, ...]:
    """The sections, with a word to each supported statement that an earlier note has nearly so: it may be
    true again, but is looked at less closely.
    """
    spoken = [(note.date, _words(text)) for note in reversed(earlier) for text in note.sentences]
    spoken = [(day, words) for day, words in spoken if len(words) >= _LEAST_WORDS]

    def marked(statement: Statement) -> Statement:
        words = _words(statement.text)
        if statement.status != Status.SUPPORTED or len(words) < _LEAST_WORDS:
            return statement
        day = next((day for day, other in spoken if _nearly(words, other)), None)
        why = "" if day is None else f"Nearly the same sentence stands in the note of {day_in_words(day)}."
        return replace(statement, reason=why) if why else statement

    return tuple(
        replace(section, statements=tuple(marked(each) for each in section.statements))
        for section in sections
    )


def _days_of(notes: Sequence[EarlierNote]) -> dict[str, list[dt.date]]:
    """The days of the notes that speak of each theme."""
    days: dict[str, list[dt.date]] = {}
    for note in notes:
        for title in {title for text in note.sentences for title in topics_named(text)}:
            days.setdefault(title, []).append(note.date)
    return days


def _nearly(words: list[str], other: list[str]) -> bool:
    matcher = SequenceMatcher(None, words, other, autojunk=False)
    quick = matcher.real_quick_ratio() >= NEARLY and matcher.quick_ratio() >= NEARLY
    return quick and matcher.ratio() >= NEARLY


def _told(text: str, titles: Sequence[str], now: dict[str, list[Statement]]) -> Statement:
    cited = sorted({n for title in titles for each in now[title] for n in each.evidence})
    return Statement(text, tuple(cited[:MOST_CITED]), Status.CARRIED)


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(sorted(title.lower() for title in titles))


def _words(text: str) -> list[str]:
    return [token.word for sentence in sentences(text) for token in sentence.tokens if not token.is_mark]
