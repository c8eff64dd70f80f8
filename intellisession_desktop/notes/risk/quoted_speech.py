"""Words as they were spoken, and how a note calls who spoke them."""

from __future__ import annotations

import re

from ...records import Speaker
from ..language.content import content_words
from ..language.lexicon import lexicon, words
from ..language.wording import sentences

_QUOTE_WORDS = 60
_FRAGMENT_WORDS = 8
_FEW_CONTENT, _LEAST_LEAD, _LEAD_WORDS = 1, 4, 22
_THANKS = re.compile(r"(?:thank|thanks|okay|good|sorry|that(?:['’]s| is) |i hear)\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|that|this|them|those|him|her)\b", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bSt\.)(?<!\bProf\.)(?<=[.?!…])[\"”')]*\s+"
)


def who(speaker: str) -> str:
    """How a note calls a speaker."""
    if speaker.startswith("client"):
        return f"Client {speaker.removeprefix('client')}".strip()
    if speaker not in ("", Speaker.UNKNOWN):  # a name that the therapist gave: 'mother', 'Anna'
        return speaker if speaker[0].isupper() else f"The {speaker}"
    return "A speaker who was not recognised"


def small_who(speaker: str) -> str:
    """The same within a sentence; a name keeps its capital."""
    name = who(speaker)
    return name if name == speaker else name[0].lower() + name[1:]


def answered(question: str, answer: str, speaker: str, asked: bool = True, whole: bool = False) -> str:
    """A question and its answer, both as they were said; not what the therapist said before the question."""
    verb = "Asked" if asked else "To the therapist's words"
    words = from_the_question_on(question) if asked and not whole else question
    return f'{verb} "{quote(words)}", {small_who(speaker)} answered: "{quote(_joined(answer))}"'


def quote(text: str) -> str:
    """The words as they were said, without double quotes of their own; a long speech is cut, and shows it."""
    words = text.strip().replace('"', "'").split()
    return " ".join(words) if len(words) <= _QUOTE_WORDS else " ".join(words[:_QUOTE_WORDS]) + " …"


def written_sentences(text: str) -> list[str]:
    """The sentences of a text as they stand in it; the whole text where they cannot be told apart safely."""
    pieces = _WRITTEN.split(text.strip())
    return pieces if len(pieces) == len(sentences(text)) else [text] * len(sentences(text))


def within(sentence: str) -> str:
    """A sentence as it goes on after a semicolon."""
    first, _, rest = sentence.partition(" ")
    plain = re.split(r"['’.,]", first.lower())[0]
    small = plain != "i" and plain in words("sentence_beginnings") | lexicon().function
    return f"{first.lower()} {rest}".strip() if small else sentence


def from_the_question_on(text: str) -> str:
    """'Thank you. How are the nights?' - 'How are the nights?', with the sentence before it where it only
    points at that: 'There is a gun in the flat. Is it locked?'
    """
    pieces = written_sentences(text)
    first = next((n for n, piece in enumerate(pieces) if piece.rstrip().endswith("?")), 0)
    points = _POINTS.search(pieces[first]) and len(content_words(pieces[first])) <= _FEW_CONTENT
    if (
        first
        and points
        and not _THANKS.match(pieces[first - 1])
        and _LEAST_LEAD <= len(pieces[first - 1].split()) <= _LEAD_WORDS
    ):
        first -= 1
    return " ".join(pieces[first:])


def _joined(text: str) -> str:
    """An answer whose short sentences belong together: 'Only my sister. She stayed.' as 'Only my sister; she
    stayed.' The points between them are guesses of whoever wrote them down.
    """
    out: list[str] = []
    for piece in written_sentences(text) if len(set(written_sentences(text))) > 1 else [text]:
        before = out[-1].split() if out else []
        if before and len(before) <= _FRAGMENT_WORDS and out[-1].endswith("."):
            out[-1] = f"{out[-1][:-1]}; {within(piece)}"
        else:
            out.append(piece)
    return " ".join(out)
