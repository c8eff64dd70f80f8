"""Questions to the therapist after a draft: what cannot be heard is never written, only asked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ...records import Section, Status
from ...settings import resources_folder
from .format import Format, Kind

MOST = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be tapped, and the sentence that it writes."""

    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Question:
    """`unless`: where the note holds this, it is answered; `while_empty`: where its section holds
    anything.
    """

    asks: str
    kind: Kind
    unless: re.Pattern[str] | None
    while_empty: bool
    answers: tuple[Answer, ...]


@cache
def questions() -> tuple[Question, ...]:
    """All of resources/questions.toml, in order."""
    raw = tomllib.loads((resources_folder() / "questions.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(
            each["asks"],
            Kind(each["kind"]),
            re.compile(each["unless"], re.IGNORECASE) if "unless" in each else None,
            each.get("while_empty", False),
            tuple(Answer(label, sentence) for label, sentence in each["answers"]),
        )
        for each in raw["question"]
    )


def open_questions(format: Format, sections: Sequence[Section]) -> tuple[Question, ...]:
    """What a note leaves open, five at most."""
    return tuple(each for each in questions() if not _answered(each, format, sections))[:MOST]


def section_of(question: Question, format: Format, sections: Sequence[Section]) -> int | None:
    """The index of the section that takes the answer; None where the note has none."""
    names = [section.name for section in sections]
    name = format.section_for(question.kind)
    return names.index(name) if name in names else None


def _answered(question: Question, format: Format, sections: Sequence[Section]) -> bool:
    index = section_of(question, format, sections)
    if index is None:
        return True
    there = [each for each in sections[index].statements if each.status != Status.CARRIED]
    if question.while_empty:
        return bool(there)
    text = " ".join(each.text for section in sections for each in section.statements)
    own = {answer.sentence for answer in question.answers}
    return bool(question.unless and question.unless.search(text)) or any(each.text in own for each in there)
