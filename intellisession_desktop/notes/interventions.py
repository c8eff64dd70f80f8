"""Names what the therapist did, by the therapist's own words: the words are the evidence, and stand in the
note.

A small model leaves the therapist out, or has the client say what the therapist said. So interventions are
recognised by rules (resources/interventions.toml), each once in a session.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..records import Speaker, Statement, Turn
from ..settings import resources_folder
from .details import split_sentences

_MOST_WORDS = 16
"""Of a quotation: longer sentences are cut at a pause."""
_MOST_CITED = 3
_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class Intervention:
    """`does` follows "Therapist"; `school` ('' for none) is the way of working whose word it is, and
    `plain` what others call it. `quoted`: the name alone would say nothing.
    """

    does: str
    school: str
    plain: str
    quoted: bool
    says: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An intervention, the turns in which it was recognised, and the sentence that says most of it."""

    intervention: Intervention
    turns: tuple[int, ...]
    quote: str


def find_interventions(turns: Sequence[Turn]) -> tuple[Found, ...]:
    """Each intervention once, in the order in which they began. A sentence stands for one intervention
    only.
    """
    said: dict[int, list[tuple[int, int, str]]] = {}
    for n, turn in enumerate(turns):
        if turn.speaker != Speaker.THERAPIST:
            continue
        for sentence in split_sentences(turn.text):
            hits = [
                (sum(bool(pattern.search(sentence.lower())) for pattern in each.says), -i)
                for i, each in enumerate(interventions())
            ]
            count, place = max(hits)
            if count:
                said.setdefault(-place, []).append((count, n, sentence))
    found = []
    for i, hits_of in said.items():
        _, _, quote = max(hits_of, key=lambda hit: (hit[0], _good_length(hit[2]), -hit[1]))
        cited = tuple(dict.fromkeys(n for _, n, sentence in hits_of if sentence == quote))
        cited += tuple(n for _, n, _ in hits_of if n not in cited)
        found.append(Found(interventions()[i], tuple(sorted(set(cited[:_MOST_CITED]))), quote))
    return tuple(sorted(found, key=lambda each: each.turns[0]))


def intervention_statement(found: Found, schools: frozenset[str] = frozenset()) -> Statement:
    """In a sentence. `schools`: the ways of working whose words the therapist uses; all, where none is
    given.
    """
    what = found.intervention
    plain = what.plain and schools and what.school not in schools
    does = f"used {what.plain}" if plain else what.does
    return Statement(
        f'Therapist {does}: "{_cut(found.quote)}"' if what.quoted else f"Therapist {does}.", found.turns
    )


def quotes(statement: str, said: str) -> bool:
    """Whether the words that an intervention's statement quotes, if any, stand in `said`."""
    quoted = statement.partition('"')[2].rpartition('"')[0].removesuffix(" …")
    return " ".join(_WORD.findall(quoted.lower())) in " ".join(_WORD.findall(said.lower()))


@cache
def interventions() -> tuple[Intervention, ...]:
    """All that can be recognised."""
    raw = tomllib.loads((resources_folder() / "interventions.toml").read_text(encoding="utf-8"))
    return tuple(
        Intervention(
            each.get("does") or f"used {each['name']}",
            each.get("school", ""),
            each.get("plain", ""),
            each.get("quoted", False),
            tuple(re.compile(pattern) for pattern in each["says"]),
        )
        for each in raw["intervention"]
    )


def _good_length(sentence: str) -> int:
    """A sentence that says something and is not too long."""
    return min(len(sentence.split()), _MOST_WORDS)


def _cut(sentence: str) -> str:
    """The sentence without quotation marks of its own, cut where it is too long, and shown to be."""
    words = sentence.replace('"', "'").split()
    return " ".join(words) if len(words) <= _MOST_WORDS else " ".join(words[:_MOST_WORDS]) + " …"
